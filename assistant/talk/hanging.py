"""Whether a question names something of its own to speak of, or hangs on what was spoken of."""

from __future__ import annotations

import re

import rjieba

from assistant.talk.clauses import AGENT, ASKS
from assistant.talk.nouns import Kind, Noun, nouns_in, runs, without

MAX_BRIEF = 8  # characters
MAX_LOSS = 16  # characters
MAX_ASKING_ON = 14  # characters; a longer question with a noun of its own is complete
_OWN = (Kind.ORG, Kind.PERSON, Kind.FIRM, Kind.TERRITORY, Kind.SECTOR, Kind.TOPIC, Kind.PLACE)
# Nouns that say nothing of a matter, and verbs that are one.
_EMPTY = re.compile(
    r"前提|后果|报告|说法|规定|依据|根据|时间|地方|情况|原因|理由|办法|方式|结果|问题|上级|"
    r"领导|政策|数量|数额|比例|期限|责任|内容|意见|规矩|讲究|区别|差别|上限|下限|底线|文件|"
    r"条款|方法|做法|形式|类型|关系|部门|时候|年头|日子|方面|一般|具体|大概|大家|同级|上面|"
    r"下面|之前|之后|程度|效力|影响|好处|坏处|风险|处罚|罚则|措施|要点|重点|步骤|先后|顺序|"
    r"范围|对象|硬性|强制性|原则|性质|意思|含义|概念|作用|出处|原文|章节|口径|格式|模板|"
    r"样式|表格|个人|本人|自己人|里面|外面|产生|批准|审批|决定|选举|成立|同意|备案|登记|"
    r"政府|财政|行政|党委|党组织|合规|违规|合法|合理|期间|当中|途中|全部|部分"
)
_ACTS = re.compile(
    r"入会|退会|加班|请假|休假|放假|辞退|辞职|解雇|退休金|社保|罢工|报销|开饭|维权|帮扶|评选|贷款|买房|炒股|吃饭|旅游|看病|你"
)
_MODAL = re.compile(r"应该|应当|可以|需要|必须|[要能得会是有没不报]")
# Words by which a question goes on from the one before though it names something: 也能, 用…代替, 没评上能…, 要不要搞.
_ALSO = re.compile(
    r"^[^，。？?]{1,14}(?<!会)(?:也|还(?!是))(?:能|可以|算|要|行|是|得|必须|需要|应该|在|包括|[\u4e00-\u9fff]{1,4}吗)"
)
HANGS_ON = re.compile(
    r"^(?:[用叫以按照从光只就硬]|直接|干脆|先(?!进)|单靠|能[拉请找]|(?:能不能|可不可以|可以|能|要)(?:直接|再|先|只|另|自己|都|不))|(?:进来|进去|上去|下去|出去|过来)(?:吗|么|不|行)|^(?:没|未)[^的，。？?]{1,6}(?:能|还|可以|怎么|咋|会)"
)
# What an authority does with the matter that was spoken of（街道工会批一下行不行, 地方工会那头怎么支持）.
_AUTHORITY = re.compile(r"批|点头|同意|盖章|签字|拍板|支持|牵头|代管|垫|出钱|拨|派人|说了算")
_DO_IT = re.compile(r"(?:搞|实行|执行|落实|采用|适用|照办)(?:吗|么|不|没)?[？?]?$")
# A question that begins with one of these asks on, whatever it names later: 能和…共用吗, 跟…有啥不同, 谁说了算.
_ASKS_ON = re.compile(
    r"^(?:可以|能够|能|要不要|要|应该|应当|该|需要|是不是|是否|有没有|有|会不会|可不可以|能不能)?"
    r"(?:和|跟|与|同|比|按|由|从|在|到|对|给|几|多少|谁|哪)"
)
_AT_A_LOSS = re.compile(r"[没不无缺][^，。？?]{1,8}(?:怎么办|咋办|咋整|怎么弄)[？?]?$")
_SINGLE_NOUNS = ("n", "nr", "ns", "nt", "nz", "vn", "an", "l", "i", "j", "nrt", "nrfg")


def names_matter(text: str) -> bool:
    """Whether a text names something to speak of, rather than hanging on what was spoken of."""
    rest = ASKS.sub(" ", AGENT.sub("", text))
    nouns = nouns_in(rest)
    if any(n.kind in _OWN for n in nouns) or _ACTS.search(rest):
        return True
    if nouns and nouns[0].kind is Kind.LEVEL and nouns[0].start == 0 and len(text) > MAX_BRIEF:
        return True
    rest = _MODAL.sub(" ", without(rest, nouns))
    return any(tag in _SINGLE_NOUNS and len(word) > 1 and not _EMPTY.fullmatch(word) for word, tag in rjieba.tag(rest))


def own_org(text: str) -> bool:
    """Whether a text names a body of its own to speak of."""
    return any(n.kind is Kind.ORG and n.text != "工会" for n in nouns_in(AGENT.sub("", text)))


def by_authority(asking: str) -> bool:
    """Whether a question tells nothing but who does something with the matter that was spoken of."""
    group = next(runs(asking, nouns_in(asking)), [])
    if not group or group[0].start > 0 or group[-1].kind not in (Kind.LEVEL, Kind.ORG, Kind.RANK, Kind.FIRM):
        return False
    rest = asking[group[-1].end :]
    return "谁" not in rest and len(rest) <= MAX_BRIEF and bool(_AUTHORITY.search(rest)) and not nouns_in(rest)


def asks_on(asking: str, nouns: list[Noun]) -> bool:
    """Whether a question goes on by its first words or its being at a loss, and names no body or matter of its own."""
    if _DO_IT.search(asking) and len(asking) <= MAX_ASKING_ON:
        return True
    if _ALSO.search(asking) and not own_org(asking):
        return True
    if any(n.kind in (Kind.ORG, Kind.TOPIC, Kind.PERSON, Kind.SECTOR) for n in nouns) or _ACTS.search(asking):
        return False
    if len(asking) <= MAX_ASKING_ON and (_ASKS_ON.match(asking) or HANGS_ON.search(asking) or "还是" in asking):
        return True
    return bool(_AT_A_LOSS.search(asking)) and len(asking) <= MAX_LOSS
