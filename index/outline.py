"""Lines of a document → its served text and its clauses with permanent ids, headings, labels and spans.

Two forms of document are read. Policy documents number their parts 一、（一）1.（1）, nested in that order, any level
left out; laws number articles 第X条 through the whole text, under 编/章/节 headings that do not enter the ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.document import Clause, Span
from index.labels import label_of
from index.marks import Mark, Style, read_division
from index.paragraphs import Paragraph, Role, assemble, is_heading_text

__all__ = ["Outline", "outline"]

RUN_IN_HEADING_LIMIT = 30  # characters; "加强乡镇（街道）、开发区（工业园区）工会建设。" has 23
RUN_IN_SHARE = 0.6  # of the siblings must open with a heading before the first sentence is taken for one
_RUN_IN = re.compile(rf"(?P<plain>[^。；！？：，]{{2,{RUN_IN_HEADING_LIMIT}}}|[^。；！？：]{{2,14}})。")


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's served text, its clauses in order, and the paragraphs with their roles."""

    text: str
    clauses: tuple[Clause, ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass(slots=True)
class _Draft:
    """A clause under construction: the spans of its paragraphs and its place in the tree."""

    path: str
    mark: Mark | None
    parent: _Draft | None
    divisions: tuple[str, ...]
    spans: list[Span] = field(default_factory=list)
    children: list[_Draft] = field(default_factory=list)
    heading: str | None = None

    def take(self, span: Span, *, item: bool) -> None:
        """Add a paragraph（款）; a numbered line（项）belongs to the paragraph above it."""
        if item:
            self.spans[-1] = Span(self.spans[-1].start, span.end)
        else:
            self.spans.append(span)

    def ancestors(self) -> Iterator[_Draft]:
        node = self.parent
        while node:
            yield node
            node = node.parent


def outline(document_id: str, lines: Sequence[str]) -> Outline:
    """Read the clean lines of one document (see `index.reading.clean_lines`)."""
    paragraphs = assemble(lines)
    text = "\n".join(p.text for p in paragraphs)
    drafts = _drafts(paragraphs)
    _find_headings(drafts, text)
    parted = {d.path.split(".")[0] for d in drafts if d.children}
    clauses = tuple(_clause(document_id, d, i, text, bool(parted)) for i, d in enumerate(drafts))
    return Outline(text, clauses, tuple(paragraphs))


def _drafts(paragraphs: Sequence[Paragraph]) -> list[_Draft]:
    """Build the clause tree, flat and in text order."""
    names = _block_names(paragraphs)
    drafts: list[_Draft] = []
    taken: dict[str, int] = {}
    stack: list[_Draft] = []
    divisions: list[tuple[int, str]] = []
    block, offset = -1, 0
    for paragraph in paragraphs:
        span = Span(offset, offset + len(paragraph.text))
        offset = span.end + 1
        if paragraph.block != block:
            block, stack = paragraph.block, []
        if paragraph.role is Role.DIVISION and (division := read_division(paragraph.text)):
            divisions = [d for d in divisions if d[0] < division[0]] + [division]
        if paragraph.role is not Role.BODY:
            continue
        prefix = names[block]
        if paragraph.opens_clause and paragraph.mark:
            stack = [d for d in stack if d.mark and d.mark.style < paragraph.mark.style]
            parent = stack[-1] if stack else None
            path = _path(prefix, parent, paragraph.mark)
        elif stack:
            stack[-1].take(span, item=paragraph.mark is not None)
            continue
        else:
            parent, path = None, prefix or "0"
        draft = _Draft(
            _unique(path, taken),
            paragraph.mark if parent or paragraph.opens_clause else None,
            parent,
            tuple(heading for _, heading in divisions),
        )
        draft.spans.append(span)
        if parent:
            parent.children.append(draft)
        drafts.append(draft)
        stack.append(draft)
    return drafts


def _block_names(paragraphs: Sequence[Paragraph]) -> dict[int, str]:
    """Name the blocks that signatures cut: the covering letter ``notice``, the document ``""``, then ``annex1``…"""
    blocks = list(dict.fromkeys(p.block for p in paragraphs if p.role is Role.BODY))
    numbered = {p.block for p in paragraphs if p.role is Role.BODY and p.opens_clause}
    names: dict[int, str] = {}
    if len(blocks) > 1 and blocks[0] not in numbered:
        names[blocks.pop(0)] = "notice"
    for i, block in enumerate(blocks):
        names[block] = f"annex{i}" if i else ""
    return names


def _path(prefix: str, parent: _Draft | None, mark: Mark) -> str:
    number = f"{mark.number}-{mark.inserted}" if mark.inserted else str(mark.number)
    if parent:
        return f"{parent.path}.{number}"
    return f"{prefix}.{number}" if prefix and prefix != "notice" else number


def _unique(path: str, taken: dict[str, int]) -> str:
    """A number used twice in a source gets a suffix (``3~2``): ids stay unique and the first keeps its own."""
    taken[path] = taken.get(path, 0) + 1
    return path if taken[path] == 1 else f"{path}~{taken[path]}"


def _find_headings(drafts: Sequence[_Draft], text: str) -> None:
    """Set `heading` where a clause is one, opens with a line that is one, or with a run-in one (RUN_IN_SHARE)."""
    groups: dict[tuple[int, int], list[_Draft]] = {}
    for draft in drafts:
        if draft.mark and draft.mark.style is not Style.ARTICLE:
            groups.setdefault((id(draft.parent), draft.mark.style), []).append(draft)
    for group in groups.values():
        run_in = {id(d): h for d in group if (h := _run_in(d, text))}
        for draft in group:
            first = _after_mark(draft, text)
            if (draft.children or len(draft.spans) > 1) and is_heading_text(first):
                draft.heading = first
            elif len(run_in) >= RUN_IN_SHARE * len(group):
                draft.heading = run_in.get(id(draft))


def _after_mark(draft: _Draft, text: str) -> str:
    assert draft.mark
    return draft.spans[0].of(text)[draft.mark.length :].strip()


def _run_in(draft: _Draft, text: str) -> str | None:
    match = _RUN_IN.match(_after_mark(draft, text))
    return match["plain"] if match else None


def _clause(document_id: str, draft: _Draft, position: int, text: str, parted: bool) -> Clause:
    span = Span(draft.spans[0].start, draft.spans[-1].end)
    above = [*draft.ancestors()][::-1]
    return Clause(
        id=f"{document_id}:{draft.path}",
        document_id=document_id,
        path=draft.path,
        label=label_of(draft.path, [*(a.mark for a in above), draft.mark], parted, span.of(text)),
        text=span.of(text),
        span=span,
        position=position,
        parent_id=f"{document_id}:{draft.parent.path}" if draft.parent else None,
        headings=(*draft.divisions, *(a.heading or _after_mark(a, text)[:RUN_IN_HEADING_LIMIT] for a in above)),
        heading=draft.heading,
        paragraphs=tuple(draft.spans),
        has_children=bool(draft.children),
    )
