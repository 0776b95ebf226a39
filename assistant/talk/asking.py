"""“要报谁批准”, “任期呢”: a new question about what was spoken of."""

from __future__ import annotations

import re

from assistant.talk.clauses import AGENT, asks, own_subject, strip_lead, take_apart
from assistant.talk.figures import tells_figures
from assistant.talk.frame import asks_leave
from assistant.talk.hanging import HANGS_ON, asks_on, by_authority, names_matter, own_org
from assistant.talk.nouns import Kind, nouns_in, without
from assistant.talk.state import Reading, State

MAX_TOLD = 50  # characters of figures before a question
MAX_HANGING = 30  # characters; a longer part that asks tells what it is about
# Nouns that are of something: a question that begins with one and names no body hangs on what was spoken of.
_OF_BODY = (Kind.OFFICE, Kind.BODY, Kind.RELATION, Kind.MATTER)
_OF_HOLDER = (Kind.PERSONAL,)
BEGET = re.compile(
    r"产生|选出|选举|怎么选|怎样选|如何选|怎么来|谁选|谁当|谁担任|谁来当|罢免|撤换|连任|(?:兼任|兼职|专职)(?=$|吗|么|还是|行|可以|不|好|吧|[？?])"
)
_CASE = re.compile(r"够|符合|达标|合格|具备|能不能?建|可以建|能成立|可以成立|行吗|可以吗|能不能|行不行|还能|还可以")
_CASES = re.compile(r"^(?:已经?|没有?|有|未|不|刚|新)[^，。？?]{1,20}的(?=还|也|要|能|可以|怎么|咋|该|归|由|找|谁)")
_STAFF = ("专职工作人员", "专职人员", "办事人员", "办事员", "专职干事")
MAX_STORY = 20  # characters
_HELD_BY = re.compile(r"^[^，]{0,4}由[^，]{2,8}(?:兼任|兼|当|担任|做)")
_LEAVE = re.compile(r"能不能|可不可以|可以|行不行|吗[？?]?$|能否|可否|是否")
_HOLD = re.compile(r"(?:当|做|兼任|兼|担任|干|出任)(?=(?:可以|行|合适)?(?:吗|么|不|没|吧)?[？?]?$)")


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
    if len(core) <= MAX_STORY and not kinds and HANGS_ON.search(asking) and (matter := state.matter()):
        return Reading(f"{matter}，{core}", (matter,), about=matter)
    if not base or len(core) > MAX_STORY or own_subject(core) or own_org(core):
        return None
    if not kinds & {Kind.MATTER, Kind.SHIFT, Kind.RELATION, Kind.BODY, Kind.OFFICE}:
        return None
    if we := _WE.match(core):
        return Reading(f"{'' if _WE.match(base) else we[0]}{base}{core[we.end() :]}", (base,))
    return Reading(base + core, (base,)) if _PLANS.match(core) else None


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
    if names_matter(asking) and not _CASES.match(asking) and not asks_on(asking, nouns):
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
