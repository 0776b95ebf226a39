"""An answer as it comes: what it stands on first, then its words, then the whole."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass

from assistant.answer import Answer, Check, Citation


@dataclass(frozen=True, slots=True)
class Citations:
    """The clauses that the answer stands on; they do not change."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Checks:
    """The rules that were applied; they do not change."""

    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """The next words of the text, verified; empty while there are none, so that a reader who left is noticed."""

    text: str


@dataclass(frozen=True, slots=True)
class Whole:
    """The answer. Its text counts: it is the deltas', unless words of a language model had to be taken back."""

    answer: Answer


Event = Citations | Checks | Delta | Whole


def events(
    answer: Answer, rephrasing: Generator[str, None, Answer] | None, send: Callable[[Answer], Answer]
) -> Generator[Event, None, None]:
    """Yield the events of a composed answer and, where it is being rephrased, of the answer that this comes to.

    `send` has the last word on the answer that is sent.
    """
    yield Citations(answer.citations)
    yield Checks(answer.checks)
    head = answer.text.partition("\n\n")[0]
    yield Delta(head)
    said = ""
    if rephrasing is not None:
        with closing(rephrasing):
            said, answer = yield from _said(rephrasing)
    sent = head + said if answer.text.startswith(head + said) else head
    for delta in _paragraphs(answer.text.removeprefix(sent)):
        yield Delta(delta)
    yield Whole(send(answer))


def _said(rephrasing: Generator[str, None, Answer]) -> Generator[Event, None, tuple[str, Answer]]:
    """Yield the sentences of a model; return them together with the answer."""
    said = ""
    while True:
        try:
            sentence = next(rephrasing)
        except StopIteration as end:
            return said, end.value
        delta = f"\n\n{sentence}" if sentence and not said else sentence
        said += delta
        yield Delta(delta)


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs, each with the blank line before it."""
    for at, paragraph in enumerate(text.split("\n\n")):
        if delta := f"\n\n{paragraph}" if at else paragraph:
            yield delta
