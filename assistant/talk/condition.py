"""“市总工会批呢”, “当副主席呢”, “要是拖半年呢”: another act, candidate or case, put to the question before."""

from __future__ import annotations

import re

from assistant.talk.asking import BEGET
from assistant.talk.clauses import ASKS, asks, strip_lead, strip_tail, take_apart
from assistant.talk.figures import tells_figures
from assistant.talk.frame import WILL_DO, Frame, asks_leave, frame_of, put_openly
from assistant.talk.hanging import by_authority, own_org
from assistant.talk.nouns import Kind, nouns_in, without
from assistant.talk.state import Reading, State
from assistant.talk.telling import told_in
from assistant.talk.unlisted import is_name

MAX_HANGING = 30  # characters; a longer part that asks tells what it is about
_IF = re.compile(r"^(?:要是|如果|假如|假设|若是?|万一|倘若|碰到|遇到|赶上)")
_UNSAID = re.compile(r"^(?:不|没有?|未|已经?)[^，。？?]{1,12}的。?$")
_STATE_OF_THINGS = re.compile(
    r"^(?:还|都|也|又|一直|目前|现在)?(?:没|无|未|已|有|缺|超|刚|不够|不足|不到|不是|是)|[了过的]$"
)
_BY = ("由", "让", "请")
_UNABLE = re.compile(r"不[了到上起成]")
_LEAVE = re.compile(r"能|可")
_HELD = re.compile(r"^(?P<who>.*?)(?:来|去)?(?P<hold>当|兼任|兼|担任|出任|做|任)(?P<what>[^，]{2,8})$")
_WANTS = re.compile(r"^.{0,6}(?:想|要|打算|准备)")
_ACTORS = (Kind.ORG, Kind.LEVEL, Kind.PERSON, Kind.FIRM, Kind.TERRITORY, Kind.RANK, Kind.OFFICE)


def follow_act(question: str, state: State) -> Reading | None:
    """Read another act or candidate into a question of leave; `None` where the turn or the question is no such."""
    core = strip_lead(question)
    will_do = WILL_DO.search(strip_tail(core))
    body = put_openly(core) or (strip_tail(core)[: will_do.start()] if will_do else "")
    if state.last and (whole := _completed(core, state)):
        return Reading(whole, (state.last,))
    if not body or not state.last or asks(body) or _IF.match(body) or len(body) > MAX_HANGING:
        return None
    if held := _holding(body, state):
        return Reading(held, (state.last,))
    frame = frame_of(state.last)
    if will_do or not asks_leave(state.last):
        return None
    if is_name(body) and not by_authority(body):
        return _named(body, frame)
    if state.matter() in body or _only_nouns(body) or tells_figures(body) or _UNABLE.search(body):
        return None
    if _STATE_OF_THINGS.search(body):
        return Reading(told_in(_without_like(state.last, body), [body]), (state.last,))
    if frame and body.startswith("不") and not _LEAVE.search(frame.modal):
        return None
    return _acted(body, frame, state)


def _only_nouns(body: str) -> bool:
    return not re.sub(r"\W|的", "", without(body, nouns_in(body)))


def _holding(body: str, state: State) -> str:
    """“派下来的干部当主席”: who is to hold an office, with the body that was spoken of."""
    found = _HELD.match(body)
    base = state.spoken_of().base
    offices = nouns_in(found["what"]) if found else []
    if not found or not base or not offices or offices[-1].kind is not Kind.OFFICE:
        return ""
    if own_org(found["who"]) or own_org(found["what"]):
        return ""
    frame = frame_of(state.last)
    before = frame.subject if frame and any(n.kind is Kind.PERSON for n in nouns_in(frame.subject)) else ""
    who = found["who"] or before
    return f"{who}能{found['hold']}{base}{found['what']}吗？" if who else ""


def _without_like(text: str, body: str) -> str:
    """The question without what it tells of those of whom the case says otherwise（能配专职人员 → 没有专职人员）."""
    words = {n.text for n in nouns_in(body) if n.kind in (Kind.PERSON, Kind.OFFICE)}
    parts = take_apart(text)
    for clause in parts.told if words else ():
        if not tells_figures(clause) and words & {n.text for n in nouns_in(clause)}:
            text = text.replace(f"{clause}，", "", 1)
    return text


def _named(body: str, frame: Frame | None) -> Reading | None:
    """A name that no list holds（写字楼）in the place of what the act is done to."""
    if not frame or not frame.object or nouns_in(body) or not frame.act.endswith(frame.object):
        return None
    full = frame.of(frame.act.removesuffix(frame.object) + body)
    return Reading(full, (full.replace(body, ""),))


def _completed(core: str, state: State) -> str:
    """“民营企业也得单独建吗” with the object of the act in the question before."""
    frame, asked = frame_of(state.last), frame_of(core)
    first = next(iter(nouns_in(asked.subject)), None) if asked else None
    if not frame or not asked or not first or first.start > 0 or first.kind not in (Kind.FIRM, Kind.TERRITORY):
        return ""
    act = frame.completed(asked.act)
    return core.replace(asked.act, act, 1) if act != asked.act else ""


def _acted(body: str, frame: Frame | None, state: State) -> Reading | None:
    """An act in the place of the one before; who acts in the matter before is asked about in front of it."""
    first = next(iter(nouns_in(body)), None)
    if frame and first and first.start == 0 and frame.act[:1] in _BY:
        return Reading(frame.of(frame.act[0] + body.rstrip("着")), (state.last,))
    if not first or first.start > 0 or first.kind not in _ACTORS:
        return Reading(frame.of(frame.completed(body)), (state.last,)) if frame else None
    matter = state.matter()
    return Reading(f"{matter}，{body}行吗？", (matter,), about=matter) if matter else None


def follow_condition(question: str, state: State) -> Reading | None:
    """Read a case that is put（要是拖半年呢）as one of the matter before; `None` where the turn puts none."""
    core = strip_lead(question)
    body = put_openly(core)
    puts = bool(_IF.match(core))
    open_ended = bool(body) and not ASKS.search(body)
    body = body or strip_tail(core)
    if not state.told and asks(state.last) and _UNSAID.match(core):
        body, open_ended = core.rstrip("的。"), True  # 不单独管的［呢］
    if not state.last or not body or not (open_ended or (puts and asks(core) and len(core) <= MAX_HANGING)):
        return None
    if not puts and _only_nouns(body):
        return None  # nouns alone, with nothing to say of them
    body = _headed(body, state) if open_ended else body
    if own_org(body) and not puts:
        return Reading(body + ("可以吗" if _WANTS.match(body) else "怎么办")) if open_ended and not asks(body) else None
    return _with_case(core, body, state, open_ended=open_ended, unsure=not puts)


def _headed(body: str, state: State) -> str:
    """“搞个行业性的” with the body that was spoken of."""
    nouns = nouns_in(body)
    if not nouns or nouns[-1].kind is not Kind.SCOPE or body[nouns[-1].end :] not in ("", "的"):
        return body
    org = next((n.text for n in reversed(nouns_in(state.spoken_of().base)) if n.kind is Kind.ORG), "")
    return body[: nouns[-1].end] + org if org else body


def _with_case(core: str, body: str, state: State, *, open_ended: bool, unsure: bool) -> Reading | None:
    """The matter before with the case that is put; a case of the kind that was told before takes its place."""
    before = take_apart(state.last)
    whole = state.spoken_of().whole
    if open_ended and before.told and not state.told and whole and re.search(r"的[呢呐哩]", core):
        return Reading(f"{whole}{body}的，{before.asking}", (whole, before.asking), unsure=unsure)
    matter = state.matter()
    matter = matter if matter and (nouns_in(matter) or not whole) else whole
    if not matter:
        return None
    asked = core if not open_ended else f"{body}{'可以吗' if BEGET.search(state.last) else '怎么办'}"
    return Reading(f"{matter}，{asked}", (matter,), unsure=unsure, about=f"{matter}，{body}" if open_ended else matter)
