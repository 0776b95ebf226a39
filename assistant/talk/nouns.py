"""Nouns of the field by class: in “副主席呢” the noun takes the place of the last one of its class."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from assistant.phrases import Phrases


class Kind(Enum):
    """Classes of nouns that can stand in one another's place."""

    PLACE = auto()  # 临沂, 全国
    TERRITORY = auto()  # 乡镇, 街道, 开发区
    SCOPE = auto()  # 区域性, 行业性
    SECTOR = auto()  # 餐饮行业
    FIRM = auto()  # 企业, 机关
    ORG = auto()  # 联合会, 总工会
    LEVEL = auto()  # 全总, 县总工会
    BODY = auto()  # 经费审查委员会, 会员大会
    OFFICE = auto()  # 主席, 委员
    PERSON = auto()  # 社会化工会工作者, 老板
    MODE = auto()  # 专职, 兼职
    SHIFT = auto()  # 提前, 延期
    RELATION = auto()  # 隶属关系, 会籍
    PERSONAL = auto()  # 任期, 待遇: what office holders have as well as bodies
    MATTER = auto()  # 经费, 名称: what a body has
    RANK = auto()  # 省级, 县里
    TOPIC = auto()  # 集体协商: matters of their own
    WAY = auto()  # 程序, 条件: how and on what ground something is done


_WORDS = {
    Kind.PLACE: """
全国 国家 北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南
四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 深圳 杭州 南京 苏州 武汉 成都 西安 郑州
济南 青岛 长沙 广州 厦门 宁波 大连 沈阳 合肥 福州 昆明 安阳 临沂""",
    Kind.TERRITORY: """
乡镇（街道） 乡镇街道 乡镇 街镇 镇街 街道 镇 乡 开发区（工业园区） 开发区 工业园区 高新区 园区 工业园 产业园
科技园 商业街 楼宇大厦 楼宇 商圈 村（社区） 村 社区 县 区 县级市 城市""",
    Kind.SCOPE: "区域性、行业性 区域性行业性 区域性 行业性 地域性 区域（行业） 区域 行业 片区",
    Kind.FIRM: """
国有及国有控股企业 国有企业 国企 央企 民营企业 私营企业 私企 民企 非公有制企业 非公企业 非公经济组织 外资企业
外企 小微企业 小企业 大企业 龙头企业 龙头骨干企业 规模以上企业 规上企业 企业 公司 工厂 厂 机关事业单位 机关单位
机关 事业单位 社会组织 基层单位 单位 医院 学校 商户 建筑工地 项目部""",
    Kind.ORG: """
乡镇（街道）总工会 总工会 工会联合会 行业工会联合会 联合会 产业（行业）工会 产业行业工会 产业工会 行业工会
联合基层工会 联合工会 基层工会 企业工会 公司工会 机关工会 工会工作委员会 工会工委 行业工会工作委员会 工会小组
分会 工会组织 工会""",
    Kind.LEVEL: """
全总 中华全国总工会 省总工会 省总 市总工会 市总 县总工会 县总 区总工会 区总 县（市、区）总工会 上一级工会
上级工会 地方工会""",
    Kind.BODY: """
经费审查委员会 工会经费审查委员会 经审会 女职工委员会 女工委 女职委 委员会 常委会 筹备组 筹备小组 会员代表大会
会员（代表）大会 会员大会 会代会 职工代表大会 职代会 代表大会 领导小组 委员会会议 考核评议会 服务阵地""",
    Kind.OFFICE: """
专职副主席 兼职副主席 挂职副主席 副主席 专职主席 兼职主席 主席 常务副主席 委员 常委 经审会主任 经审主任 女工主任
女职工委员会主任 候选人""",
    Kind.PERSON: """
党委委员 班子成员 一般干部 普通干部
社会化工会工作者 社会化工作者 社工 职业化工会工作者 职业化工会干部 职业工会工作者 职业化干部 专职工作人员
专职人员 专职工会干事 专职干事 工会干事 干事 办事人员 办事员 工会干部 兼职干部 专职干部 其他干部 干部 社区工作者 志愿者
积极分子 会长 副会长 秘书长 理事长 总经理 副总经理 经理 副总 老总 老板 厂长 副厂长 董事长 法人代表 法定代表人
行政负责人 行政主要负责人 一把手 负责人 党支部书记 党委书记 党组织负责人 书记 副书记 党委副书记 公务员 人大代表
政府部门代表 政府代表 会员代表 职工代表 农民工 女职工 困难职工 退休人员 退休干部 劳务派遣工 派遣工 临时工
外卖骑手 网约车司机 货车司机 灵活就业人员 零散就业人员 党员 非公职人员 公职人员""",
    Kind.MODE: "专职 兼职 挂职",
    Kind.SHIFT: "提前或延期 提前 延期 推迟 延后",
    Kind.RELATION: """
组织领导关系 隶属关系 领导关系 经费拨缴关系 经费关系 会员会籍关系 会籍关系 会籍 年度预算 年度决算 预算 决算""",
    Kind.PERSONAL: """
每届任期 任期 届期 待遇 级别 补贴 兼职补贴 工资 报酬 人数 名额 人选 资格 职数 编制 年龄 培训 职责 任务 产生办法
产生方式 选举办法""",
    Kind.MATTER: """
换届 经费 工作经费 专项经费 活动经费 钱 资金 名称 名字 牌子 账户 银行账户 银行账号 账号 户头 法人资格 法人 登记
办公场所 场地 阵地 人员 组织形式 组建原则 原则 覆盖范围 范围 规模 组织办法 章程""",
    Kind.RANK: """
国家级 省级 市级 县级 区级 镇级 市一级 县一级 区一级 镇一级 省一级 省里 市里 县里 区里 镇里 乡里 村里""",
    Kind.TOPIC: """
工资集体协商 集体协商 集体合同 会费 考核 职工之家 劳动竞赛 劳模 先进个人 先进集体 五一劳动奖章 会员证 困难帮扶 法律援助
劳动争议 安全生产 厂务公开 民主管理 权益保障金""",
    Kind.WAY: "程序 手续 流程 材料 条件 要求 标准 依据 例外 步骤 组建程序",
}  # fmt: skip
_SECTORS = """
餐饮 环卫 零售 建筑 快递 物流 出租车 家政 外卖 美容美发 美容 美发 保安 物业 纺织 医疗 教育 电商 货运 网约车 汽修
养老 旅游 酒店 中介
"""
_PHRASES = Phrases(
    {sector + ending: Kind.SECTOR for sector in _SECTORS.split() for ending in ("", "业", "行业", "服务业")}
    | {word: kind for kind, words in _WORDS.items() for word in words.split()}
)
_CITY = re.compile(r"(?<![\u4e00-\u9fff])(?!我们|本地|一个)[\u4e00-\u9fff]{2,3}[市县](?=的|呢|总工会|$)")
# Persons by how they are called（人事经理, 办公室主任, 车间班长）.
_PERSON = re.compile(
    r"(?:人事|财务|行政|销售|技术|办公室|人力资源|车间|部门|项目|党办|法务)(?:部|处|科|室)?(?:经理|主任|总监|主管|部长|处长|科长|班长|专员)"
    r"|(?:科|处|局|校|院|所|站|部|班|组|村|镇|乡|区|县|市|社)长(?![期远])|主任|总监|律师|教师|医生|保安|快递员|外卖员|骑手|司机"
)
# What makes a noun of one character a piece of another word: 城镇, 下乡, 区别, 厂长.
_NOT_AFTER, _NOT_BEFORE = "城下回故小社园街商片校辖", "别长域分块"


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun of a class at ``text[start:end]``."""

    kind: Kind
    start: int
    end: int
    text: str


def nouns_in(text: str) -> list[Noun]:
    """Return the nouns of the field in `text` from left to right, the longest where they overlap."""
    found = [
        Noun(phrase.value, phrase.start, phrase.end, text[phrase.start : phrase.end]) for phrase in _PHRASES.find(text)
    ]
    for kind, pattern in ((Kind.PLACE, _CITY), (Kind.PERSON, _PERSON)):
        found += [Noun(kind, m.start(), m.end(), m[0]) for m in pattern.finditer(text)]
    kept: list[Noun] = []
    end = 0
    for noun in sorted(found, key=lambda n: (n.start, -n.end)):
        if noun.start >= end and not (len(noun.text) == 1 and _cuts(text, noun)):
            kept.append(noun)
            end = noun.end
    return kept


def _cuts(text: str, noun: Noun) -> bool:
    """Whether a noun of one character is a piece of another word."""
    return text[noun.start - 1 : noun.start] in tuple(_NOT_AFTER) or text[noun.end : noun.end + 1] in tuple(_NOT_BEFORE)


_JOINT = re.compile(r"(?:的|、|和|及|或|与|以及|（|）|\(|\)){0,2}")
BASE = (Kind.PLACE, Kind.TERRITORY, Kind.SCOPE, Kind.SECTOR, Kind.FIRM, Kind.LEVEL, Kind.ORG)
HOLDERS = (Kind.BODY, Kind.OFFICE, Kind.PERSON, Kind.MODE)


def runs(text: str, nouns: Sequence[Noun]) -> Iterator[list[Noun]]:
    """Yield the runs of nouns that stand together（临沂的｜产业工会｜主席、副主席）."""
    run: list[Noun] = []
    for noun in nouns:
        if run and not _JOINT.fullmatch(text[run[-1].end : noun.start]):
            yield run
            run = []
        run.append(noun)
    if run:
        yield run


def without(text: str, nouns: Sequence[Noun]) -> str:
    """What is left of a text without the nouns."""
    kept = list(text)
    for noun in nouns:
        kept[noun.start : noun.end] = [""] * (noun.end - noun.start)
    return "".join(kept)
