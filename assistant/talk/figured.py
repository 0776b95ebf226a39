"""“5200人呢”, “改成六年行不行”: another figure for the one in the question before."""

from __future__ import annotations

import re

from assistant.talk.clauses import OTHERS, asks, own_subject, strip_lead, strip_tail, take_apart
from assistant.talk.figures import figures_in, replaced
from assistant.talk.hanging import names_matter, own_org
from assistant.talk.nouns import Kind, nouns_in, without
from assistant.talk.state import Reading, State

_COUNTED = re.compile(
    r"职工|员工|工人|会员|职员|企业|公司|单位|商户|只|改|要是|如果|假如|若|换成|按|就|刚好|正好|左右|月底|号"
)
# A limit that was asked for（最多覆盖多少家单位）: whoever tells how many he has asks whether that is over it.
_LIMIT = re.compile(
    r"(?:最多|至多|不能?超过|上限)[^，。？?]{0,8}?(?:多少|几)个?[家所户]"
    r"(?P<noun>企业|单位|公司|商户|工会|基层工会)?"
)
_WE = re.compile(r"我们|咱们?|俺们?|我(?=[这有])")
MAX_LIMITED = 16  # characters
MAX_ASKED = 14  # characters of a figure that is asked about（改成六年行不行）
_OWN_BODY = (Kind.ORG, Kind.LEVEL, Kind.BODY, Kind.PERSON, Kind.OFFICE, Kind.SHIFT)
_TAKES = (Kind.PERSONAL, Kind.OFFICE, Kind.BODY)


def follow_figure(question: str, state: State) -> Reading | None:
    """Read a turn that is a figure and little else into the question before; `None` where it is more."""
    core = strip_lead(question)
    body = re.sub(r"^(?:要是|如果|假如|假设|若是?|万一|换成|换作|改成|改为)+是?", "", strip_tail(core))
    if not asks(state.last) or not (figures_in(body) or body.isdecimal()) or not _only_figures(body, state):
        return None
    if not (asks(core) or core.rstrip("？?。 ").endswith(("呢", "呐"))):
        return None
    if re.fullmatch(r"(?:19|20)\d\d", body):
        body += "个"  # no year: the one before was none
    if OTHERS.search(body):
        before = take_apart(state.last).asking
        asked = before.removeprefix(own_subject(before))
        return Reading(f"{body}，{asked}", (asked,))
    text, count = replaced(state.last, body)
    if count:
        return Reading(text, (state.last,))
    matter = state.matter() if len(body) <= MAX_ASKED and "，" not in body else ""
    if not matter or not _stands_with(matter):
        return None
    asked = body if asks(body) else f"{body}可以吗"
    return Reading(matter + asked, (matter,))


def follow_limit(question: str, state: State) -> Reading | None:
    """Read how many there are as whether that is over the limit that was asked for; `None` where none was."""
    core = strip_lead(question)
    limit = _LIMIT.search(state.last)
    figures = figures_in(core) if limit and len(core) <= MAX_LIMITED else []
    base = state.spoken_of().base
    if not limit or len(figures) != 1 or figures[0].family != "workplaces" or not base or own_org(core):
        return None
    we = found[0] if (found := _WE.search(core)) and not _WE.match(base) else ""
    return Reading(f"{we}{base}有{figures[0].text}{limit['noun'] or ''}，超过规定了吗？", (state.last,))


def _only_figures(body: str, state: State) -> bool:
    """Whether a turn says nothing but figures, what they count and whether that will do."""
    nouns = nouns_in(body)
    if any(n.kind in _OWN_BODY or n.text == "换届" for n in nouns) or own_subject(body) not in ("", state.subject):
        return False
    rest = body
    for figure in reversed(figures_in(body)):
        rest = rest[: figure.start] + rest[figure.end :]
    return not names_matter(_COUNTED.sub("", without(rest, nouns_in(rest))))


def _stands_with(matter: str) -> bool:
    """Whether a figure can follow the matter at once（任期｜六年可以吗）."""
    nouns = nouns_in(matter)
    return bool(nouns) and nouns[-1].end == len(matter) and nouns[-1].kind in _TAKES
