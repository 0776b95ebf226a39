"""“临沂也这样吗，有啥补助”, “新来的主席呢，怎么进”: a turn that names another, and then asks on of it."""

from __future__ import annotations

import re

from assistant.talk.clauses import asks, strip_lead, take_apart
from assistant.talk.hanging import own_org
from assistant.talk.matter import matter_of
from assistant.talk.nouns import Kind, nouns_in
from assistant.talk.slots import follow_slot
from assistant.talk.state import Reading, State

_TWO = re.compile(
    r"^(?:我们|咱们)?(?P<who>[^，。？?]{2,16}?)(?:呢|(?:也|都)(?:是|要|算)?(?:这样|一样|这么)?的?吗)[，,？?]\s*(?P<rest>[^，]{2,20})$"
)


def follow_twofold(question: str, state: State) -> Reading | None:
    """Ask what the turn asks of whom it names, in the place of its like; `None` where it does not say both."""
    found = _TWO.match(strip_lead(question))
    if not found or not state.last or not asks(found["rest"]) or own_org(found["rest"]):
        return None
    who, rest = found["who"], found["rest"]
    if reading := follow_slot(f"{who}呢", state):
        matter = matter_of(take_apart(reading.full).asking)
        return Reading(f"{matter}，{rest}", (matter,)) if matter else None
    nouns = nouns_in(who)
    whole = state.spoken_of().whole
    if not whole or not nouns or nouns[-1].end != len(who) or nouns[-1].kind not in (Kind.PERSON, Kind.OFFICE):
        return None
    return Reading(f"{whole}，{who}{rest}", (whole,))
