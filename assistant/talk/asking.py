"""“要报谁批准”, “任期呢”: a new question about what was spoken of."""

from __future__ import annotations

import re

import rjieba

from assistant.talk.clauses import AGENT, ASKS, asks, own_subject, strip_lead, take_apart
from assistant.talk.figures import tells_figures
from assistant.talk.frame import asks_leave
from assistant.talk.nouns import Kind, Noun, nouns_in, runs, without
from assistant.talk.state import Reading, State

MAX_BRIEF = 8  # characters
MAX_LOSS = 16  # characters
MAX_TOLD = 50  # characters of figures before a question
MAX_ASKING_ON = 14  # characters; a longer question with a noun of its own is complete
MAX_HANGING = 30  # characters; a longer part that asks tells what it is about
# Nouns that are of something: a question that begins with one and names no body hangs on what was spoken of.
_OF_BODY = (Kind.OFFICE, Kind.BODY, Kind.RELATION, Kind.MATTER)
_OF_HOLDER = (Kind.PERSONAL,)
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
BEGET = re.compile(
    r"产生|选出|选举|怎么选|怎样选|如何选|怎么来|谁选|谁当|谁担任|谁来当|罢免|撤换|连任|(?:兼任|兼职|专职)(?=$|吗|么|还是|行|可以|不|好|吧|[？?])"
)
_CASE = re.compile(r"够|符合|达标|合格|具备|能不能?建|可以建|能成立|可以成立|行吗|可以吗|能不能|行不行|还能|还可以")
_CASES = re.compile(r"^(?:已经?|没有?|有|未|不|刚|新)[^，。？?]{1,20}的(?=还|也|要|能|可以|怎么|咋|该|归|由|找|谁)")
# Words by which a question goes on from the one before though it names something: 也能, 用…代替, 没评上能…, 要不要搞.
_ALSO = re.compile(
    r"^[^，。？?]{1,14}(?<!会)(?:也|还(?!是))(?:能|可以|算|要|行|是|得|必须|需要|应该|在|包括|[\u4e00-\u9fff]{1,4}吗)"
)
_HANGS_ON = re.compile(
    r"^(?:[用叫以按照从光只就硬]|直接|干脆|先(?!进)|单靠|能[拉请找]|(?:能不能|可不可以|可以|能|要)(?:直接|再|先|只|另|自己|都|不))|(?:进来|进去|上去|下去|出去|过来)(?:吗|么|不|行)|^(?:没|未)[^的，。？?]{1,6}(?:能|还|可以|怎么|咋|会)"
)
# What an authority does with the matter that was spoken of（街道工会批一下行不行, 地方工会那头怎么支持）.
_AUTHORITY = re.compile(r"批|点头|同意|盖章|签字|拍板|支持|牵头|代管|垫|出钱|拨|派人|说了算")
_STAFF = ("专职工作人员", "专职人员", "办事人员", "办事员", "专职干事")
MAX_STORY = 20  # characters
_HELD_BY = re.compile(r"^[^，]{0,4}由[^，]{2,8}(?:兼任|兼|当|担任|做)")
_DO_IT = re.compile(r"(?:搞|实行|执行|落实|采用|适用|照办)(?:吗|么|不|没)?[？?]?$")
_LEAVE = re.compile(r"能不能|可不可以|可以|行不行|吗[？?]?$|能否|可否|是否")
# A question that begins with one of these asks on, whatever it names later: 能和…共用吗, 跟…有啥不同, 谁说了算.
_ASKS_ON = re.compile(
    r"^(?:可以|能够|能|要不要|要|应该|应当|该|需要|是不是|是否|有没有|有|会不会|可不可以|能不能)?"
    r"(?:和|跟|与|同|比|按|由|从|在|到|对|给|几|多少|谁|哪)"
)
_AT_A_LOSS = re.compile(r"[没不无缺][^，。？?]{1,8}(?:怎么办|咋办|咋整|怎么弄)[？?]?$")
_HOLD = re.compile(r"(?:当|做|兼任|兼|担任|干|出任)(?=(?:可以|行|合适)?(?:吗|么|不|没|吧)?[？?]?$)")
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


def ask_of_matter(question: str, state: State) -> Reading | None:
    """Read a question that names nothing of its own as one about the matter before; `None` where it does."""
    core = strip_lead(question)
    parts = take_apart(core)
    asking = strip_lead(core[parts.start :])
    if not state.last or (state.told and not asks(state.last)) or not asks(asking) or len(parts.asking) > MAX_HANGING:
        return None
    if parts.told and not _tells_facts("，".join(parts.told)):
        return _of_story(core, asking, state)
    if parts.asking == take_apart(state.last).asking or (parts.told and by_authority(asking)):
        return None  # the same asked of other facts
    if held := _held(asking, state):
        return Reading(core[: parts.start] + held, (state.spoken_of().whole,))
    subject = state.spoken_of()
    about = "" if own_subject(asking) else _about(asking, state)
    if not about or about in core:
        return None
    told = parts.told or (state.told if _CASE.search(parts.asking) else ())
    if told and (case := own_subject("".join(told))):
        about = about.removeprefix(case)
    carried = (about, *(() if parts.told else told))
    full = "，".join([*told, _joined(about, asking)])
    return Reading(full, carried, about=about if about not in (subject.base, subject.whole) else "")


_WE = re.compile(r"^(?:我们|咱们?|俺们?)")
_PLANS = re.compile(r"^(?:要|想|打算|准备|没|不|还没)")


def _of_story(core: str, asking: str, state: State) -> Reading | None:
    """What is told before a question with the body that it is told of（我们没法人资格，经费谁管）."""
    base = state.spoken_of().base
    kinds = {n.kind for n in nouns_in(core)}
    if kinds & {Kind.FIRM, Kind.PERSON, Kind.TERRITORY, Kind.TOPIC}:
        return None
    if len(core) <= MAX_STORY and not kinds and _HANGS_ON.search(asking) and (matter := state.matter()):
        return Reading(f"{matter}，{core}", (matter,), about=matter)
    if not base or len(core) > MAX_STORY or own_subject(core) or own_org(core):
        return None
    if not kinds & {Kind.MATTER, Kind.SHIFT, Kind.RELATION, Kind.BODY, Kind.OFFICE}:
        return None
    if we := _WE.match(core):
        return Reading(f"{'' if _WE.match(base) else we[0]}{base}{core[we.end() :]}", (base,))
    return Reading(base + core, (base,)) if _PLANS.match(core) else None


def by_authority(asking: str) -> bool:
    """Whether a question tells nothing but who does something with the matter that was spoken of."""
    group = next(runs(asking, nouns_in(asking)), [])
    if not group or group[0].start > 0 or group[-1].kind not in (Kind.LEVEL, Kind.ORG, Kind.RANK, Kind.FIRM):
        return False
    rest = asking[group[-1].end :]
    return "谁" not in rest and len(rest) <= MAX_BRIEF and bool(_AUTHORITY.search(rest)) and not nouns_in(rest)


def _tells_facts(told: str) -> bool:
    """Whether what stands before a question is the asker's figures, and not the matter that it asks about."""
    if not tells_figures(told) or own_org(told) or len(told) > MAX_TOLD:
        return False
    return bool(re.search(r"我|咱|俺|本", told)) or not any(n.kind is Kind.PERSON for n in nouns_in(told))


def _held(asking: str, state: State) -> str:
    """“商会会长能当吗” with the office that was spoken of; empty where it names its own, or nobody to hold it."""
    at = _HOLD.search(asking)
    persons = [n for n in nouns_in(asking) if n.kind in (Kind.PERSON, Kind.OFFICE)]
    if not at or not persons or persons[0].kind is not Kind.PERSON or own_org(asking):
        return ""
    subject = state.spoken_of()
    return asking[: at.end()] + subject.whole + asking[at.end() :] if subject.whole != subject.base else ""


def _about(asking: str, state: State) -> str:
    """What the question hangs on: the body for its offices and means, whoever holds it for a term, else the matter."""
    subject = state.spoken_of()
    nouns = [n for n in nouns_in(AGENT.sub("", asking)) if n.kind not in (Kind.LEVEL, Kind.WAY)]
    leads = nouns[0].kind if nouns and nouns[0].start <= 1 and not own_org(asking) else None
    if leads is Kind.FIRM and asks_leave(state.last):
        return ""
    if by_authority(asking):
        return state.matter() or subject.whole
    if _HELD_BY.search(asking) and subject.whole != subject.base:
        return subject.whole
    if leads in _OF_BODY or (leads is Kind.PERSON and nouns[0].text in _STAFF and subject.base):
        return _topic(state) or subject.base or (subject.whole if leads in (Kind.MATTER, Kind.RELATION) else "")
    if leads in _OF_HOLDER:
        return _holder(state) or subject.whole
    if names_matter(asking) and not _CASES.match(asking) and not _asks_on(asking, nouns):
        return ""
    if (
        any(n.kind in _OF_BODY for n in nouns)
        and subject.base
        and not (_LEAVE.search(asking) and _LEAVE.search(state.last))
    ):
        return _topic(state) or subject.base
    if BEGET.search(asking) and subject.whole:
        return subject.whole
    matter = state.matter()
    case = own_subject(state.last) or (state.subject if state.told else "")
    return case + matter if matter and case and case not in matter else matter or subject.whole


def _topic(state: State) -> str:
    """The clause that tells the body apart that was spoken of（联合制建的乡镇工会，…）; empty where none does."""
    base = state.spoken_of().base
    told = take_apart(state.last).told if base else ()
    return next((c for c in told if c.endswith(base) and c != base and not tells_figures(c)), "")


def _asks_on(asking: str, nouns: list[Noun]) -> bool:
    """Whether a question goes on by its first words or its being at a loss, and names no body or matter of its own."""
    if _DO_IT.search(asking) and len(asking) <= MAX_ASKING_ON:
        return True
    if _ALSO.search(asking) and not own_org(asking):
        return True
    if any(n.kind in (Kind.ORG, Kind.TOPIC, Kind.PERSON, Kind.SECTOR) for n in nouns) or _ACTS.search(asking):
        return False
    if len(asking) <= MAX_ASKING_ON and (_ASKS_ON.match(asking) or _HANGS_ON.search(asking) or "还是" in asking):
        return True
    return bool(_AT_A_LOSS.search(asking)) and len(asking) <= MAX_LOSS


def _holder(state: State) -> str:
    """The office that the last question names apart from its body（联合会要不要设｜专职主席）, with the body."""
    subject = state.spoken_of()
    offices = [n for n in nouns_in(state.last) if n.kind is Kind.OFFICE]
    return subject.base + offices[-1].text if offices and subject.whole == subject.base else ""


def _joined(about: str, asking: str) -> str:
    """Both in one sentence: at once after a noun, else after a comma."""
    nouns = nouns_in(about)
    if not nouns or without(about, nouns).strip("的") or _CASES.match(asking) or by_authority(asking):
        return f"{about}，{asking}"
    first = nouns_in(asking)
    if (
        first
        and first[0].start == 0
        and first[0].text not in _STAFF
        and first[0].kind not in (*_OF_BODY, *_OF_HOLDER, Kind.WAY, Kind.SHIFT, Kind.MODE, Kind.LEVEL)
    ):
        return f"{about}，{asking}"
    of = "的" if nouns[-1].kind is Kind.PERSON and first and first[0].start == 0 else ""
    return f"{about}{of}{asking}"
