"""Whether words of a text speak of the very act that a question asks about: its nouns, and all but all of its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.premise import same_body
from assistant.talk.nouns import BASE, Kind, nouns_in, runs, without

MISSED = 0.2  # share of the characters that tell which may be missing in the text
LEAST = 2  # characters, and
OWN = 0.4  # share of those that tell, that the part which binds must hold itself

LACKING = "缺备"  # stands for 不具备, which is no denial of the act
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Ways of asking, and what says nothing of the act.
_EMPTY = re.compile(
    r"能不能|可不可以|可以不可以|能否|可否|行不行|成不成|中不中|允不允许|准不准|许不许|要不要|应不应该?|该不该|得不得|用不用|需不需要|是不是|是否|会不会"
    r"|必须|非得|非要|一定得|一定要|应该|应当|需要|可以|允许|准许|合不合规定?|符不符合|符合规定|符合要求|合规|违规|违反规定|违反|不可(?=[？?吗]?$)"
    r"|请问一下|请问|想问一下|想问|问一下|您好|你好|麻烦|公司|时候|过来|我们这[里儿边]?|我们|咱们?|我(?=[是想在当要准们家])|俺们?|你们|他们|自己|这里|这边|这样|这种|这么做?|那么|那个|这个"
    r"|文件[里中上]?|政策[上里]?|规定|按(?:照)?[^，。？]{0,6}(?:规定|要求|意见|精神)|根据规定|打算|准备|计划|现在|目前|还|也|都|就|吗|呢|吧|嘛|么|啊|的|了|得|那|其|把|给|让|去|来|在|里|为|和|与|及|或者?|想|有|是|能|可|要|成|行|应|须"
    r"|全总|省总|市总(?!工会)|当地|本地|有人|问题|情况|说|对|做法|一下|到底|究竟|确实|原则上|一成立|被|盖住了?|顺手|有笔|一?点|[一二]个|个|办|搞|弄|往|跟|向|从|对吗|对不对|这样做|一名|名(?![称义单额])|叫做|直接由"
)
# How officers say what the texts say otherwise; both stand for the second.
_SAME = tuple(
    (re.compile(said), meant)
    for said, meant in (
        (r"(?<!上)上一级工会|上面的?工会|上头的?工会|上面(?=批|同意)|(?<!的)上级(?=批|同意)", "上级工会"),
        (r"(?<!会)社工|社会化工作者", "社会化工会工作者"),
        (r"当(?:个)?头儿?(?!衔)", "任主席"),
        (r"副手", "副主席"),
        (r"查账的?(?:班子|委员会)", "经费审查委员会"),
        (r"一块儿|一起(?=[建设成组搭])|同步|同时", "同时"),
        (r"上岗前", "岗前"),
        (r"进行(?=[^，。]{0,4}培训)|接受(?=[^，。]{0,4}培训)|参加", "参加"),
        (r"全职", "专职"),
        (r"任期到期|任期满", "任期届满"),
        (r"不是(?=公家|国家|公务员|公职)", "非"),
        (r"公家人|国家工作人员|公务员|公职人员", "公职人员"),
        (r"(?:没有?|不够|不具备|缺少?)(?=[^，。]{0,8}条件)", LACKING),
        (r"代行|代替|顶替|代管|顺手把(?=.{2,16}活干)", "代行"),
        (r"活干了|活", "职责"),
        (
            r"兼任|兼着|兼做|兼(?!职)|担任|出任|充当|作为|当上|当选|(?<![应适相])当(?![地前时年初])|做(?=[^法到])|坐",
            "任",
        ),
        (r"建立|组建|成立|设立|搭建|创建|搭起来|建起|建(?![设议])|设(?![备施想])", "建"),
        (r"撤销|撤掉|撤(?!并)|取消", "撤销"),
        (r"并入|合并|合到|并到|归并|并成|并进|撤了归|归(?=党)", "合并"),
        (r"换届选举|换届|改选", "换届"),
        (r"推迟|延期|延后|拖后|延迟", "延期"),
        (r"报批|审批|批准|批一下|批(?![评量])", "批准"),
        (r"发放|给予|发给|发点|(?<![出开])发(?![展现挥生起动])", "发"),
        (r"名字|名称|起名|取名|叫(?!做)", "名称"),
        (r"一把手|总经理|老总|老板|厂长|行政主要负责人|行政负责人|法定代表人|行政领导", "行政主要负责人"),
        (r"经费审查委员会|经审会|经审委", "经费审查委员会"),
        (r"女工委|女职委|女职工委员会", "女职工委员会"),
        (r"报告|报备|备案|打招呼|通气", "报告"),
        (r"账户|户头|账号|开户", "账户"),
        (r"提名|推荐", "推荐"),
        (r"投票选|选出来|选举|选出|推选|(?<!人)选(?![派聘择配人])", "选举"),
        (r"片区|区域", "区域"),
        (r"补助|补贴|津贴", "补贴"),
        (r"共用|合用|合着用|共建共享|共享", "共享"),
        (r"龙头骨干企业|龙头企业|骨干企业|龙头公司", "龙头骨干企业"),
        (r"配备|配(?![合套])", "配"),
        (r"随便|随意", "随意"),
        (r"吸收|吸纳|拉进来|拉进", "吸收"),
        (r"党组织书记|党支部书记|党委书记|党组织负责人", "党组织负责人"),
        (r"党（工）委|党委|党工委|党支部|党组织", "党组织"),
        (r"街镇|镇街|乡镇（街道）|乡镇\(街道\)|乡镇街道|街道办|街道|乡镇|(?<![城])镇", "乡镇（街道）"),
        (r"产业（行业）工会|产业行业工会|(?:行业|产业)工会(?!联合会|工作委员会)", "产业工会"),
        (r"县（市、区）总工会|[县区]总工会|[县区]总(?!工)", "县（市、区）总工会"),
        (r"(?<![省])钱", "经费"),
        (r"自己管经费|经费自己管|独立管理经费", "独立管经费"),
        (r"收入|支出|开支|收支", "收支"),
        (r"走(?=预算)|纳入|列入|放进", "纳入"),
        (r"派出机构|派出机关|派出代表机关", "派出代表机关"),
        (r"党群工作部门|党群工作部|党群部门|党群部", "党群工作部门"),
        (r"一(?:成立|建立)|原则上", "，"),
        (r"全转到?|转到|转给|转走|改到|改交|调整|变更|变动|改变|划转|划到|变(?!更)|全转", "变"),
        (r"（副主席）|\(副主席\)|（或副主席）", "、副主席"),
    )
)
# Nouns that only who acts is told by; a text may name them once, in its title.
_WHOSE = frozenset(BASE) - {Kind.FIRM, Kind.PLACE, Kind.LEVEL}
_SINGLE = "任建批发配变"  # what stands for a verb of which neighbours differ
_VERBS = "任建批发变"  # and, of these, what another does not stand for
_PARTS = frozenset({Kind.SHIFT, Kind.BODY, Kind.RELATION, Kind.MATTER})
_GENERIC = ("工会", "工会组织", "城市")
_TOLD = frozenset(
    {
        Kind.OFFICE, Kind.PERSON, Kind.BODY, Kind.LEVEL, Kind.MODE, Kind.SHIFT, Kind.RELATION, Kind.PERSONAL,
        Kind.MATTER, Kind.RANK, Kind.SECTOR, Kind.TOPIC,
    }
)  # fmt: skip
_NOT = re.compile(r"不(?![同仅论管断过])|没有?(?!准)|未|别(?!的)|(?<![罢减豁任难避])免")
# Who or what is meant is another with one of these（总经理助理, 已卸任的会长）, and an act with others of them.
_OTHER = re.compile(
    r"助理|卸任|退休|前任|离任|秘书|家属|亲戚|分公司|以外|之外|临时|直接|一个人|单独|硬|强|随意|一律|全[部都用]|只|光|反复|永远|无限|连任|提前|延期|先(?=[不建搞设成])|后再|再(?!次)|代替|变相|口头|私下|私自|擅自|偷偷|另|统一|随时|长期|同时|两个|几个|多个|第二|跨|外地|外籍|免费|现金|全额|挪|借"
)
_EITHER = re.compile(r"([能可要应该用需许准行成中得会是])不\1|可不可以|需不需要|允不允许|符不符合|合不合|[能可是]否")
_ENDING = re.compile(r"(?:不|没有?|么|吗|吧)?[？?。！!\s]*$")


_FEDERATED = re.compile(r"乡镇（街道）工会联合会")
_TOWN = re.compile(r"乡镇（街道）(?:总?工会(?!联合会)|辖)")


@dataclass(frozen=True, slots=True)
class Act:
    """The act asked about in the texts' words, without asking words; `negated` where it is asked about not doing it."""

    words: str
    nouns: frozenset[str]
    whose: frozenset[tuple[Kind, str]]
    of: frozenset[tuple[str, str]]
    negated: bool
    odd: bool


def read_act(text: str) -> Act:
    """Read what a question asks about."""
    bare = plain_words(_EITHER.sub(" ", _ENDING.sub("", text)))
    clauses = [c for c in re.split("[，,；;]", bare) if _HAN.search(_EMPTY.sub("", c))]
    negations = len(_NOT.findall(bare))
    last = bool(clauses and _NOT.search(clauses[-1]))
    plain = _NOT.sub(" ", bare)
    nouns = nouns_in(plain)
    told = frozenset(n.text for n in nouns if n.kind in _TOLD)
    whose = frozenset((n.kind, n.text) for n in nouns if n.kind in _WHOSE and n.text not in _GENERIC)
    of = frozenset(
        (firm.text, who.text)
        for run in runs(plain, nouns)
        for firm in run
        for who in run
        if firm.kind is Kind.FIRM and who.kind in (Kind.PERSON, Kind.OFFICE)
    )
    places = [n for n in nouns if n.kind is Kind.PLACE]
    return Act(
        _EMPTY.sub(" ", without(plain, places)),
        told,
        whose,
        of,
        negations == 1,
        negations > 1 or (negations == 1 and not last),
    )


def covers(act: Act, own: str, around: str, head: str, context: str) -> int | None:
    """Return how many characters of the act a text leaves out; `None` where it does not speak of it.

    `own` is the part that binds, `around` it with what goes with it, `head` who is spoken of, `context` whose it is.
    """
    if act.odd:
        return None
    text, title = plain_words(f"{head} {around}"), plain_words(context)
    named = {n.text for n in nouns_in(text)}
    if not all(_named(noun, named) for noun in act.nouns) or not _whose(act.whose, text, title):
        return None
    if not same_body(act.words, text) or (LACKING in text and LACKING not in act.words):
        return None
    items = re.split(r"、|或者?|和|及|以及|，", text)
    if any(not any(of in item and who in item for item in items) for of, who in act.of):
        return None
    bound = plain_words(own)
    pairs, mine = pairs_of(text), pairs_of(bound)
    whose = "".join(word for _, word in act.whose) + "工会"
    elsewhere = "".join(noun for noun in act.nouns if noun not in bound)
    telling = all_of_it = missed = shared = 0
    for run in _RUN.findall(act.words):
        gap = -2
        for i, char in enumerate(run):
            both = {run[max(0, i - 1) : i + 1], run[i : i + 2]}
            lone = char in _SINGLE or len(run) == 1
            all_of_it += 1
            telling += char not in whose + elsewhere
            said = bool(both & pairs or (lone and char in text) or char in whose)
            if not said and i and gap == i - 1:
                return None  # a word of two characters at least
            gap = gap if said else i
            missed += not said
            shared += char not in whose and bool(both & mine or (lone and char in own))
    if any(m[0] not in text for m in _OTHER.finditer(act.words)):
        return None
    verbs = [char for run in _RUN.findall(act.words)[-1:] for char in run if char in _VERBS]
    if verbs and not re.search(f"{verbs[-1]}(?![的期何])", bound):
        return None
    enough = shared >= max(LEAST, OWN * telling) and missed <= MISSED * all_of_it
    return missed if enough else None


def _named(noun: str, named: set[str]) -> bool:
    """Whether a text names the noun, or all local unions where it is one."""
    parts = any(noun in name for name in named) and nouns_in(noun)[0].kind in _PARTS
    return parts or noun in named or ("总工会" in noun and "地方工会" in named)


def _whose(whose: frozenset[tuple[Kind, str]], text: str, title: str) -> bool:
    """Whether a text is of whose act it is: says so, or says nothing of that kind where its title does."""
    kinds = {n.kind for n in nouns_in(text) if n.text not in _GENERIC}
    bare = "乡镇（街道）" in (word for _, word in whose) and "联合会" not in "".join(word for _, word in whose)
    if bare and _FEDERATED.search(text) and not _TOWN.search(text):
        return False
    return all(word in text or (kind not in kinds and word in title) for kind, word in whose)


@lru_cache(maxsize=256)
def plain_words(text: str) -> str:
    """Return a text with one word for each of several that come to the same here."""
    text = re.sub(r"[“”\s]", "", text)
    for said, meant in _SAME:
        text = said.sub(meant, text)
    return text


def pairs_of(text: str) -> set[str]:
    """Return the pairs of neighbouring Chinese characters."""
    return {text[i : i + 2] for i in range(len(text) - 1) if _HAN.match(text[i]) and _HAN.match(text[i + 1])}
