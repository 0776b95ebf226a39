"""The types of the corpus: a document, its clauses, and spans of its text.

All offsets count characters (code points) of `Document.text`, the text that is served and quoted from.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """Rank of the issuing organisation, the widest jurisdiction first."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    COUNTY = "county"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Validity as the catalogue knows it; `UNKNOWN` where the source does not let one tell."""

    IN_FORCE = "in_force"
    REPEALED = "repealed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range [start, end) of a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed relation to another document, e.g. ``forwards``（转发）or ``attached_to``（附于）."""

    kind: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Erratum:
    """What looks like a slip in the source: shown beside the quote, never mended in it."""

    clause_id: str
    quote: str
    note: str


@dataclass(frozen=True, slots=True)
class Lapse:
    """Words of a document in force that hold no longer than `until`, such as a goal for so many years."""

    clause_id: str
    quote: str
    until: date
    note: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the catalogue says of a document: all but its text, so that thousands can be listed.

    `number` is the 文号, `None` where the source states none; `unstated` maps such a field to the sentence that
    says so. `region` is `None` for national documents, otherwise the full name of the place (河南省安阳市).
    """

    id: str
    title: str
    source: str
    level: Level = Level.UNKNOWN
    status: Status = Status.UNKNOWN
    number: str | None = None
    issuer: str | None = None
    region: str | None = None
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    aliases: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    errata: tuple[Erratum, ...] = ()
    lapses: tuple[Lapse, ...] = ()
    unstated: dict[str, str] = field(default_factory=dict)
    note: str | None = None

    @property
    def display_title(self) -> str:
        """Title in 《》 followed by the number, as people write it: 《…》（总工办发〔2020〕2号）."""
        return f"《{self.title}》（{self.number}）" if self.number else f"《{self.title}》"


@dataclass(frozen=True, slots=True)
class Document(Card):
    """An official document as catalogued, with the text that is served."""

    text: str = field(kw_only=True)

    @classmethod
    def of(cls, card: Card, text: str) -> Document:
        """Put a card and its text together."""
        return cls(**{f.name: getattr(card, f.name) for f in fields(Card)}, text=text)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause（条、部分、项）: the unit that is retrieved, cited and linked.

    `span` covers the clause's own text, up to where its first sub-clause begins; `paragraphs` are the spans of its
    paragraphs（款）, each with the numbered lines（项）below it. `headings` are the headings above it, outermost first;
    `heading` is its own, run-in or alone.
    """

    id: str
    document_id: str
    path: str
    label: str
    text: str
    span: Span
    position: int
    parent_id: str | None = None
    headings: tuple[str, ...] = ()
    heading: str | None = None
    paragraphs: tuple[Span, ...] = ()
    has_children: bool = False

    @property
    def body(self) -> str:
        """The text without the heading it opens with; empty for a clause that is a heading alone."""
        if not self.heading:
            return self.text
        cut = self.text.find(self.heading) + len(self.heading)
        return self.text[cut:].lstrip("。\n 　")

    @property
    def is_heading(self) -> bool:
        """Whether the clause is a heading alone, so that it says nothing to quote."""
        return bool(self.heading) and not self.body


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a clause that is embedded on its own; a hit on it resolves to its clause."""

    id: int
    clause_id: str
    span: Span
    text: str
