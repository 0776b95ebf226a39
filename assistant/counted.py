"""The noun that a quantity counts（120家［企业］, ［委员］定了5名）."""

from __future__ import annotations

import re

from assistant.numerals import CHINESE


def _words(text: str) -> list[str]:
    return text.split()


_PEOPLE = _words("""
女职工 职工代表 会员代表 职工 员工 工人 会员 委员 代表 副主席 主席 工作者 工作人员 办事人员 人员 干部 伙计 司机 骑手
师傅 社工 专干 干事 主任 阿姨 股东 雇工 帮工 帮手 摊主 业主 小哥 大姐 志愿者 候选人 职员 保安 教师 老师 学员 农民工
劳动者 从业者 业者 兄弟 女工 木工 民工 钳工
打工的 厂长 书记 经理 人 员
""")
_WORKPLACES = _words("""
企业 公司 单位 工厂 厂子 厂家 门店 网点 商户 商铺 摊位 店铺 店面 饭馆 面馆 酒楼 酒店 作坊 工地 医院 学校 法人
项目部 同行 厂 店 铺 馆 摊 坊 户
""")
_MONEY = _words("补助总额 补助资金 补助 总额 经费 资金 专项资金 工资 预算 会费 建设费 费 补贴 津贴 款 钱")
_LENGTHS = _words("任期 换届 上岗 上任 到任 届 期限 任职 合同")
_OTHERS = _words("""
委员会会议 代表大会 联合会 总工会 工会 分会 委员会 工会小组 小组 筹备组 会议 评议会 培训 编制 岗位 名额 纠纷 副职
组织 班子 占比 比例 入会率 满意率 率 会 牌子
""")
_PLACES = _words("乡镇 街道 社区 开发区 园区 县 镇 乡 村 区 行业 商圈 楼")  # 镇上120家 counts no 镇


def _ending(nouns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(nouns)})$")


_ENDS_IN_PEOPLE, _ENDS_IN_WORKPLACE, _ENDS_IN_MONEY = _ending(_PEOPLE), _ending(_WORKPLACES), _ending(_MONEY)
# Nouns that begin other words: 工人 in 工人会, 人 in 人数, 会 in 会不会.
_BARRED = {
    "人": "数|均|才|事|社|力|大|民", "员": "工(?!会)", "会": "化|不|被|有|出|超|算|给|让|把", "店": "长|主",
    "厂": "长|主", "区": "别", "费": "力", "户": "外|口", "铺": "开|垫", "摊": "子|派",
}  # fmt: skip


def _choice(nouns: set[str]) -> str:
    """Alternation of nouns, longest first."""
    longest = sorted(nouns, key=len, reverse=True)
    return "|".join(noun + (f"(?!{_BARRED[noun]})" if noun in _BARRED else "") for noun in longest)


_COUNTABLE = {*_PEOPLE, *_WORKPLACES, *_MONEY, *_LENGTHS, *_OTHERS}
# What may stand between a number and the head of its noun（名［社会化工会］工作者）: anything but verbs and particles.
_NO_MODIFIER = (
    r"\W\d_\x00的了吗呢么能可够要在是有和跟与或及把被让都也就才还没不未按应当该想来去到由从对向给比为以而且但如若则将已曾"
    r"刚正再又很更最建设成立开办加入参定配任推报批管算叫做问说跑收找签写看听进出走谈守拿用交发凑搞换上下这那哪几多少谁吧呀啊"
    + CHINESE
)
# Words that hold such a character and modify all the same（加工厂, 理发店, 建筑公司）.
_MODIFIERS = "建筑|建材|建设|加工|加油|开发|理发|批发|设备|设计|成衣|成员|出租|进出口|配送|配件|汽配|管理|公交|独立"
_ALL_NOUNS = _choice({*_COUNTABLE, *_PLACES})
_RIGHT = re.compile(
    rf"\s?(?:的|以上的?|左右的?)?(?P<modifier>(?:{_MODIFIERS}|[^{_NO_MODIFIER}]){{0,7}}?)(?P<noun>(?:{_ALL_NOUNS})+)"
    r"(?!之|驿|中心|活动|子女)"
)
_RIGHT_PEOPLE = re.compile(_RIGHT.pattern.replace(f"(?:{_ALL_NOUNS})+", f"(?:{_ALL_NOUNS})*(?:{_choice({*_PEOPLE})})"))
_SOMETHING_ELSE = re.compile(rf"[^{_NO_MODIFIER}]")  # some noun not listed here stands on the right（女工两个部门）
_FILLERS = _words("""
的 总人数 人数 数量 户数 家数 总数 数 总共 一共 共有 共计 合计 共 有 是 为 达到 达 大约 约 大概 大致 差不多 估计
将近 接近 近 不到 不足 不满 只有 仅有 才 只 仅 就 整整 正好 刚好 恰好 超过 超 多达 : 也 已经 已 发展到 增加到 增至
涨到 减到 了 定成 定为 定 设为 设 配备 配 覆盖 挂 报上来 上报 报 准备 打算 拟 还 刚过 刚 过 够 从 用于 不低于
不少于 不超过 至少 最少 最多 起码 一般 可以 要 能 开 快 上 底下 下面 目前 现在 眼下 带 派 招 聘 得 好 从 可
""")
_FILLER = "|".join(sorted(_FILLERS, key=len, reverse=True))
# Words that single out a part（女职工11名, 新增企业15家）: it is not the whole that is counted.
_PART = "女|男|新增|新建|新入会的?|未入会的?|已入会的?|未建会的?|已建会的?|困难|退休|离职|外地|外来|在编|专职|兼职|规上"
_LEFT = re.compile(rf"(?P<noun>(?:{_PART})?(?:{_choice(_COUNTABLE)})+)(?P<filler>(?:{_FILLER}|\s){{0,6}})$")
_LEFTWARD = ("家", "人", "%", "元", "次", "")  # measures that follow their noun in lists（企业120家、职工5600人）
OCCASIONS = ("次", "场", "轮", "遍")
LENGTHS = ("月", "天", "工作日", "小时", "分钟", "岁")


def is_people(noun: str) -> bool:
    """Whether the noun names people（职工, 委员, 社会化工会工作者）."""
    return bool(_ENDS_IN_PEOPLE.search(noun))


def is_workplace(noun: str) -> bool:
    """Whether the noun names places of work（企业, 单位, 饭馆）, which are counted in 家."""
    return bool(_ENDS_IN_WORKPLACE.search(noun))


def is_money(noun: str) -> bool:
    """Whether the noun names money（补助, 经费, 建设费）."""
    return bool(_ENDS_IN_MONEY.search(noun))


def counted_noun(unit: str, before: str, after: str, *, close: bool, lone: bool) -> str:
    """The noun that a quantity in `unit` counts, given the text on either side of it; empty where there is none.

    A noun that follows at once wins, then one that stands at once before, then one behind modifiers, then one
    before fillers（委员［定了］5名）. `close` prefers the left: 职工38人 counts 职工 whatever follows. `lone` is set
    for 一, which may be no more than an article: a noun at once before it is not counted（工厂一个样）.
    """
    right, left = (_RIGHT_PEOPLE if unit == "人" else _RIGHT).match(after), _LEFT.search(before)
    ahead = right["modifier"] + right["noun"] if right and unit not in LENGTHS and _fits(unit, right["noun"]) else ""
    behind = left["noun"] if left and left["noun"] != "人" and _fits(unit, left["noun"]) else ""
    if left and behind:
        if unit in LENGTHS:
            behind = next(noun for noun in _LENGTHS if behind.endswith(noun))
        elif (lone and unit not in OCCASIONS and not left["filler"]) or (
            unit not in _LEFTWARD and _SOMETHING_ELSE.match(after)
        ):
            behind = ""
    if right and ahead and not right["modifier"] and not (close and behind):
        return ahead
    if left and behind and (close or not ahead or (unit not in OCCASIONS and not left["filler"])):
        return behind
    return "" if close else ahead


def _fits(unit: str, noun: str) -> bool:
    """Whether `noun` can be counted in `unit`: no 人 of firms, no 家 of people, no years of members."""
    if unit == "人":
        return is_people(noun)
    if unit == "家":
        return not is_people(noun) and not is_money(noun) and not noun.endswith(tuple(_PLACES))
    if unit in LENGTHS:
        return noun.endswith(tuple(_LENGTHS))
    if unit in OCCASIONS:
        return not is_people(noun) and not is_workplace(noun)
    return unit != "元" or not is_people(noun)
