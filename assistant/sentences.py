"""A clause as sentences, and the lists among them: 主要是：甲；乙；丙。 is one list of three, with what leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.document import Clause, Span
from index.marks import read_mark
from index.passages import sentences

REMEMBERED = 1024  # clauses
LONE_LIST = 3  # members from which a list needs nothing to lead to it

_ORDINAL = re.compile(r"[一二三四五六七八九十]是|第[一二三四五六七八九十][，、是]|其[一二三四五六七八九十][，、是]")
_CLOSING = "”’）》」』"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a clause, or a member of a list in it; `span` lies in the document's text."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Sentences that list: the place of the one that leads to them（主要是：）, if any, and those of the members."""

    lead: int | None
    members: range

    @property
    def places(self) -> range:
        """The places of all its sentences."""
        return range(self.members.start if self.lead is None else self.lead, self.members.stop)


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences of a clause in order, without the number and heading that it opens with, and their lists."""

    sentences: tuple[Sentence, ...]
    listings: tuple[Listing, ...]

    def listing_of(self, place: int) -> Listing | None:
        """Return the list that a sentence leads to or is a member of."""
        return next((own for own in self.listings if place in own.places), None)


@lru_cache(maxsize=REMEMBERED)
def read_clause(clause: Clause) -> Reading:
    """Read a clause that is more than a heading."""
    spans = _spans(clause)
    texts = [_text(clause, s) for s in spans]
    listings: list[Listing] = []
    cut: list[Span] = []
    at = 0
    while at < len(spans):
        last = _run(texts, at)
        colon = _colon(texts[at])
        opens = _ORDINAL.match(texts[at]) or last - at + 1 >= LONE_LIST
        if last > at and colon:
            lead = len(cut)
            cut += _parted(clause, spans[at], colon)
            cut += spans[at + 1 : last + 1]
            listings.append(Listing(lead, range(lead + 1, len(cut))))
        elif last > at and opens:
            listings.append(Listing(None, range(len(cut), len(cut) + last - at + 1)))
            cut += spans[at : last + 1]
        else:
            cut.append(spans[at])
            last = at
        at = last + 1
    return Reading(tuple(Sentence(s, _text(clause, s)) for s in cut), tuple(listings))


def _spans(clause: Clause) -> list[Span]:
    """Spans of the sentences in the document, without the number and heading that the clause opens with."""
    first = len(clause.text) - len(clause.body)
    if not clause.heading and (mark := read_mark(clause.text)):
        first = mark.length + len(clause.text[mark.length :]) - len(clause.text[mark.length :].lstrip())
    at = clause.span.start
    return [Span(at + max(s.start, first), at + s.end) for s in sentences(clause.text) if s.end > first]


def _text(clause: Clause, span: Span) -> str:
    return clause.text[span.start - clause.span.start : span.end - clause.span.start]


def _run(texts: Sequence[str], first: int) -> int:
    """The place of the last sentence of the list that `first` opens; `first` itself where it opens none."""
    last = first
    while last + 1 < len(texts) and (_goes_on(texts[last]) or _is_item(texts[last + 1])):
        last += 1
    return last


def _goes_on(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith(("；", "：", ":"))


def _is_item(text: str) -> bool:
    return bool(_ORDINAL.match(text)) or read_mark(text) is not None


def _colon(text: str) -> int:
    """Where what follows a colon begins; 0 where there is none."""
    return max(text.find("："), text.find(":")) + 1


def _parted(clause: Clause, span: Span, colon: int) -> Iterator[Span]:
    """What leads to a list, and the first member where that stands in the same sentence."""
    yield Span(span.start, span.start + colon)
    rest = _text(clause, span)[colon:]
    if rest.strip():
        yield Span(span.end - len(rest.lstrip()), span.end)
