"""A conversation to be written down: questions asked again in their order.

Nothing that a client sends is printed as an answer. Answers stand under a heading of ours and are carried into official
papers, so they are not taken from outside, not even to be verified: the questions are, and asking them again gives the
same answers, because answers are made of question, conversation, region, date and library alone. Where a language
model words them, its words may differ, and are verified as they were before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answer import Answer
from assistant.pipeline import Assistant
from assistant.question import Turn
from assistant.talk.resolve import MAX_TURNS
from index.errors import QuestionError, UnknownClauseError, UnknownDocumentError
from index.library import Library

MAX_ENTRIES = 100
WHOLE_CLAUSE = 300  # characters: a clause up to this length is printed whole, with the quote marked in it


class ExportError(QuestionError):
    """What is to be written down, or the file to write it to, cannot be used."""

    code = "export_error"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a conversation, with the region and the date that it was asked for."""

    question: str
    region: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of a clause that are printed; the quote stands in them. `whole` where they are all its words."""

    text: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A question as typed, its answer, and the passages to print for the answer's citations, in their order."""

    question: str
    answer: Answer
    passages: tuple[Passage, ...]


def ask_in_turn(assistant: Assistant, conversation: Sequence[Asked]) -> list[Entry]:
    """Ask the questions, each after those before it; raises `ExportError` for none or more than `MAX_ENTRIES`,

    and `QuestionError` naming the first question that cannot be read.
    """
    if not 0 < len(conversation) <= MAX_ENTRIES:
        raise ExportError(f"一次可导出 1 至 {MAX_ENTRIES} 个问题，所给为 {len(conversation)} 个。请分次导出。")
    entries: list[Entry] = []
    turns: list[Turn] = []
    for number, asked in enumerate(conversation, 1):
        entry = _ask(assistant, asked, turns[-MAX_TURNS:], number)
        entries.append(entry)
        turns += [Turn("user", asked.question), Turn("assistant", entry.answer.text)]
    return entries


def entry_of(question: str, answer: Answer, library: Library) -> Entry:
    """Return the entry of an answer that the library gave."""
    return Entry(question, answer, tuple(_passage(c.clause_id, c.quote, library) for c in answer.citations))


def _ask(assistant: Assistant, asked: Asked, turns: Sequence[Turn], number: int) -> Entry:
    region = (asked.region or "").strip() or None
    try:
        answer = assistant.ask(asked.question, region=region, as_of=asked.as_of, history=turns, rephrased=False)
    except QuestionError as error:
        raise QuestionError(f"第 {number} 个问题：{error}") from error
    return entry_of(asked.question, answer, assistant.shelf.current())


def _passage(clause_id: str, quote: str, library: Library) -> Passage:
    """The clause where it is short and holds the quote, else the quote: the library may have changed in between."""
    try:
        clause = library.clause(clause_id).text
    except (UnknownClauseError, UnknownDocumentError):
        return Passage(quote, whole=False)
    if quote in clause and len(clause) <= WHOLE_CLAUSE:
        return Passage(clause, whole=True)
    return Passage(quote, whole=quote == clause)
