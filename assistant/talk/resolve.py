"""A question of a conversation as the full question that it stands for, told as the asker could have typed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.mentions import find_mentions
from assistant.places import find_places
from assistant.sources import short_name
from assistant.talk.anaphora import follow_anaphor
from assistant.talk.asking import ask_of_matter
from assistant.talk.clauses import asks
from assistant.talk.condition import follow_act, follow_condition
from assistant.talk.figured import follow_figure, follow_limit
from assistant.talk.figures import figures_in
from assistant.talk.nouns import nouns_in
from assistant.talk.references import follow_reference, names_clause
from assistant.talk.slots import follow_slot
from assistant.talk.state import Reading, State, learn
from assistant.talk.telling import correct, follow_facts, join_statement, keep_facts
from assistant.talk.turn import Turn
from assistant.talk.twofold import follow_twofold
from index.library import Library

MAX_TURNS = 10
MAX_FULL = 2_000  # characters, as of a question
MAX_REMEMBERED = 800  # characters; of a longer story the end, where it asks
MAX_FOLLOWING = 300  # characters; who writes more tells all there is to tell


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question in full.

    `full` equals the question where it stands alone. `follows` says that something was taken over from what was said
    before, `carried` what; `unsure` that another reading is as likely.
    """

    full: str
    follows: bool = False
    unsure: bool = False
    carried: tuple[str, ...] = ()


_POLITE = re.compile(
    r"(?:谢谢|多谢|感谢|好的?|好嘞|嗯|哦|噢|明白|知道|清楚|了解|懂|收到|[oO][kK]|你好|您好|辛苦|再见|拜拜|在吗|在么|你|您|了|啦|啊|呀|的|行|可以|对|是|没事|不用|麻烦|没问题|哈|先这样"
    r"|就这样|[\s，,。.！!~～？?])+"
)
_DOUBLED = re.compile(r"([\u4e00-\u9fff]{4,20})\1")  # what is meant has been put in already
_CLAUSE_ID = re.compile(r"[a-z0-9-]:[a-z0-9]")
_STEPS: tuple[Callable[[str, State], Reading | None], ...] = (
    correct, follow_limit, follow_facts, join_statement, follow_twofold, follow_anaphor, follow_figure, follow_slot,
    follow_act, ask_of_matter, follow_condition, keep_facts,
)  # fmt: skip


def resolve(question: str, history: Sequence[Turn], library: Library) -> Resolved:
    """Return the question in full, as what the asker said before makes it; it never raises.

    The last `MAX_TURNS` turns are read. Facts are the asker's alone; the assistant's turns only tell which document
    and clause were spoken of and what was asked back. Resolving a full question again leaves it as it is.
    """
    turns = history[-MAX_TURNS:]
    state = State()
    for at, turn in enumerate(turns):
        if turn.role == "user":
            state = _after(turn.content, turns[:at], state, library)
        else:
            state = replace(state, answer=turn.content)
    reading = _with_document(_settled(question, turns, state, library), question, state, library)
    follows = reading.full != question
    return Resolved(reading.full, follows, reading.unsure, tuple(filter(None, reading.carried)) if follows else ())


def _with_document(reading: Reading, question: str, state: State, library: Library) -> Reading:
    """A follow-up on what one document says is one on that document, unless it names another."""
    if reading.full == question or find_mentions(reading.full, library):
        return reading
    named = {i for mention in find_mentions(state.last, library) for i in mention.document_ids}
    elsewhere = {p.place for p in find_places(reading.full)} - {p.place for p in find_places(state.last)}
    if len(named) != 1 or elsewhere:
        return reading
    name = short_name(library.cards[named.pop()])
    return replace(reading, full=f"按{name}，{reading.full}", carried=(*reading.carried, name))


def _after(said: str, earlier: Sequence[Turn], state: State, library: Library) -> State:
    """The state after a turn of the asker's."""
    if not said.strip() or _polite(said) or not (asks(said) or figures_in(said) or nouns_in(said)):
        return state
    if len(said) > MAX_REMEMBERED:
        return learn(state, Reading(said[-MAX_REMEMBERED:]), follows=False)
    reading = _settled(said, earlier, state, library)
    return learn(state, reading, follows=reading.full != said)


def _polite(said: str) -> bool:
    return len(said) <= MAX_FOLLOWING and bool(_POLITE.fullmatch(said.strip()))


def _settled(question: str, turns: Sequence[Turn], state: State, library: Library) -> Reading:
    """The turn in full, read again until it stays; as it is where it does not."""
    reading = Reading(question)
    for _ in range(3):
        again = _read(reading.full, turns, state, library)
        if again is None:
            return reading
        reading = replace(again, carried=(*reading.carried, *again.carried), unsure=reading.unsure or again.unsure)
    return Reading(question, unsure=True)


def _read(question: str, turns: Sequence[Turn], state: State, library: Library) -> Reading | None:
    """One reading of a turn; `None` where it stands alone."""
    if len(question) > MAX_FOLLOWING or not question.strip():
        return None
    if _CLAUSE_ID.search(question) or (find_mentions(question, library) and names_clause(question)):
        return None
    cited = follow_reference(question, turns, library)
    if cited != question:
        return Reading(cited, (cited.replace(question, ""),))
    if _polite(question) and not state.answer:
        return None
    for step in _STEPS:
        reading = step(question, state)
        if reading:
            full = reading.full.strip()
            sound = full != question and len(full) <= MAX_FULL and not _DOUBLED.search(full)
            return replace(reading, full=full) if sound else None
    return None
