"""Entries → text to paste into a message or an office system: no Markdown, tables as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.export.entry import Entry
from assistant.export.sheet import Grid, Kind, Part, printable
from assistant.export.wording import sheet_of

_INDENT = "\u3000\u3000"  # two characters wide, as paragraphs of official papers begin
_APART = {Kind.HEADING, Kind.SUBHEADING}


def plain_text(entries: Sequence[Entry]) -> str:
    """Return the entries as text, a line a paragraph; raises `ExportError` for none or too many."""
    return printable("\n".join(_lines(sheet_of(entries)))) + "\n"


def _lines(parts: Sequence[Part]) -> Iterator[str]:
    before: Kind | None = None
    for part in parts:
        if isinstance(part, Grid):
            yield from _rows(part)
            before = Kind.BODY
            continue
        if part.kind in _APART or (part.kind is Kind.NOTE and before is not Kind.NOTE):
            yield ""
        yield (_INDENT if part.kind is Kind.QUOTE else "") + part.text
        before = part.kind


def _rows(grid: Grid) -> Iterator[str]:
    """A row a line, each cell after the name of its column."""
    names, *rows = grid.rows
    for number, row in enumerate(rows, 1):
        cells = (f"{name}：{cell}" if name else cell for name, cell in zip(names, row, strict=True))
        yield f"{number}.{'；'.join(cells)}。"
