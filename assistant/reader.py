"""A document laid out for the reader page: its text, every character of it, cut into what is shown differently.

Blocks are clauses and, between them, frames（题头、主送、落款）, in the order of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise

from index.document import Clause, Document, Erratum, Lapse, Span

MAX_FOUND = 200

_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_NUMBER = re.compile(r"\S+[〔\[]\d{4}[〕\]]\d+号")
_DATE = re.compile(r"[（(]?\d{4}年\d{1,2}月\d{1,2}日[）)]?(?:印发)?")


class Role(StrEnum):
    """What a line of the frame is, which decides where it stands on the page."""

    LETTERHEAD = "letterhead"
    NUMBER = "number"
    TITLE = "title"
    ADDRESSEE = "addressee"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text shown in one way."""

    text: str
    heading: bool = False
    found: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph on the page; `gap` is the white space of the text before it."""

    gap: str
    pieces: tuple[Piece, ...]
    anchor: str | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A clause with its paragraphs, or, with `clause` none, lines of the frame."""

    clause: Clause | None
    lines: tuple[Line, ...]
    errata: tuple[Erratum, ...] = ()
    lapses: tuple[Lapse, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """All blocks of a document; `tail` is the white space after the last."""

    blocks: tuple[Block, ...]
    tail: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents; `label` is what the label adds to the one above."""

    clause: Clause
    label: str
    entries: tuple[Entry, ...]


def lay_out(document: Document, clauses: Sequence[Clause], found: Sequence[Span] = ()) -> Layout:
    """Lay out a document with the spans `found` marked; the characters of the layout are those of its text."""
    text = document.text
    blocks: list[Block] = []
    at = shown = 0
    for clause in (*clauses, None):
        until = clause.span.start if clause else len(text)
        frame = list(_lines(text, Span(at, until)))
        roles = _roles([s.of(text) for s in frame], closing=bool(blocks))
        if frame:
            lines = []
            for span, role in zip(frame, roles, strict=True):
                lines.append(Line(text[shown : span.start], _pieces(text, span, None, found), role=role))
                shown = span.end
            blocks.append(Block(None, tuple(lines)))
        if clause:
            heading = Span(clause.span.start, clause.span.end - len(clause.body)) if clause.heading else None
            lines = []
            for span, number in _paragraphs(text, clause):
                anchor = f"{clause.path}#{number}" if number else None
                lines.append(Line(text[shown : span.start], _pieces(text, span, heading, found), anchor))
                shown = span.end
            errata = tuple(e for e in document.errata if e.clause_id == clause.id)
            lapses = tuple(e for e in document.lapses if e.clause_id == clause.id)
            blocks.append(Block(clause, tuple(lines), errata, lapses))
            at = clause.span.end
    return Layout(tuple(blocks), text[shown:])


def contents(clauses: Sequence[Clause]) -> tuple[Entry, ...]:
    """Return the contents of a document as a tree."""
    below: dict[str | None, list[Clause]] = {}
    for clause in clauses:
        below.setdefault(clause.parent_id, []).append(clause)

    def entries(parent: Clause | None) -> tuple[Entry, ...]:
        prefix = parent.label if parent else ""
        children = below.get(parent.id if parent else None, [])
        return tuple(Entry(c, c.label.removeprefix(prefix) or c.label, entries(c)) for c in children)

    return entries(None)


def find(text: str, query: str) -> tuple[Span, ...]:
    """Return where `query` stands in `text`, white space in either disregarded; at most `MAX_FOUND` places."""
    wanted = "".join(query.split())
    if not wanted:
        return ()
    at = [i for i, character in enumerate(text) if not character.isspace()]
    squeezed = "".join(text[i] for i in at)
    starts = (m.start() for m in re.finditer(re.escape(wanted), squeezed))
    return tuple(Span(at[s], at[s + len(wanted) - 1] + 1) for s in islice(starts, MAX_FOUND))


def _paragraphs(text: str, clause: Clause) -> Iterator[tuple[Span, int | None]]:
    """Yield the paragraphs of a clause with their numbers, and without one whatever else stands in it."""
    at = clause.span.start
    for number, span in enumerate(clause.paragraphs, 1):
        yield from ((line, None) for line in _lines(text, Span(at, span.start)))
        for line in _lines(text, span):
            yield line, number if line.start == span.start else None
        at = span.end
    yield from ((line, None) for line in _lines(text, Span(at, clause.span.end)))


def _lines(text: str, within: Span) -> Iterator[Span]:
    for match in _LINE.finditer(text, within.start, within.end):
        yield Span(match.start(), match.end())


def _roles(lines: Sequence[str], *, closing: bool) -> list[Role]:
    """Tell what each line of a frame is; after a clause the frame opens with a signature, down to its date."""
    dates = [i for i, line in enumerate(lines) if _DATE.fullmatch(line)]
    signed = dates[-1] if closing and dates else -1
    return [Role.SIGNATURE if i <= signed else _head_role(line, first=i == 0) for i, line in enumerate(lines)]


def _head_role(line: str, *, first: bool) -> Role:
    if line.endswith(("：", ":")):
        return Role.ADDRESSEE
    if first and line.endswith("文件"):
        return Role.LETTERHEAD
    if _DATE.fullmatch(line) or _NUMBER.fullmatch(line):
        return Role.NUMBER
    return Role.TITLE


def _pieces(text: str, span: Span, heading: Span | None, found: Sequence[Span]) -> tuple[Piece, ...]:
    """Cut a span wherever a heading or a found stretch begins or ends."""
    marks = [m for m in (heading, *found) if m and m.start < span.end and m.end > span.start]
    edges = {span.start, span.end, *(e for m in marks for e in (m.start, m.end) if span.start < e < span.end)}
    return tuple(
        Piece(
            text[start:end],
            heading=heading is not None and heading.start <= start and end <= heading.end,
            found=any(f.start <= start and end <= f.end for f in found),
        )
        for start, end in pairwise(sorted(edges))
    )
