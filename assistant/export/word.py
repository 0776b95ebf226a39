"""Entries → a Word document laid out as official papers are（GB/T 9704 党政机关公文格式）.

Page, fonts and styles lie in `word_template/`, the parts of a document that holds nothing; here it is filled.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from docx import Document
from docx.document import Document as Paper
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import _Row
from docx.text.paragraph import Paragraph

from assistant.export.entry import Entry
from assistant.export.sheet import Grid, Kind, Line, Part, printable
from assistant.export.wording import TITLE, sheet_of

_TEMPLATE = Path(__file__).resolve().parent / "word_template"
_AUTHOR = "工会政策助手"
_STYLE_IDS: Final = {
    Kind.TITLE: "Title",
    Kind.HEADING: "Heading1",
    Kind.SUBHEADING: "Heading2",
    Kind.BODY: "Normal",
    Kind.SOURCE: "Source",
    Kind.QUOTE: "Quote",
    Kind.NOTE: "Note",
}
_TEXT_WIDTH = 156  # mm between the margins
_WIDTHS: Final = {4: (54, 36, 42, 24)}  # mm of the columns: requirement, facts, working, result
_SPACE = Pt(8)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can hold


def word_document(entries: Sequence[Entry]) -> bytes:
    """Return the entries as a .docx, equal entries as equal bytes; raises `ExportError` for none or too many."""
    parts = sheet_of(entries)
    paper = Document(io.BytesIO(_blank()))
    for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False):
        if isinstance(part, Grid):
            _add_table(paper, part)
        else:
            paragraph = paper.add_paragraph()
            paragraph._p.style = _STYLE_IDS[part.kind]  # by id: a search for its name costs more than all the rest
            _fill(paragraph, part)
            _place(paragraph, part, before, after)
    _describe(paper, entries)
    stream = io.BytesIO()
    paper.save(stream)
    return _undated(stream.getvalue())


@cache
def _blank() -> bytes:
    """The template as one file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(p for p in _TEMPLATE.rglob("*") if p.is_file()):
            archive.writestr(path.relative_to(_TEMPLATE).as_posix(), path.read_bytes())
    return stream.getvalue()


def _fill(paragraph: Paragraph, line: Line) -> None:
    for words in line.words:
        if words.text:
            paragraph.add_run(printable(words.text)).bold = words.strong or None


def _place(paragraph: Paragraph, line: Line, before: Part | None, after: Part | None) -> None:
    """Leave space after tables and around notes; no note, and nothing that a colon announces, begins a page alone."""
    if line.text.endswith("：") or _is_note(after):
        paragraph.paragraph_format.keep_with_next = True
    if isinstance(before, Grid) or _is_note(before) != _is_note(line):
        paragraph.paragraph_format.space_before = _SPACE


def _is_note(part: Part | None) -> bool:
    return isinstance(part, Line) and part.kind is Kind.NOTE


def _add_table(paper: Paper, grid: Grid) -> None:
    columns = len(grid.rows[0])
    widths = _WIDTHS.get(columns) or (_TEXT_WIDTH / columns,) * columns
    table = paper.add_table(rows=len(grid.rows), cols=columns, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    last = len(grid.rows) - 1
    for number, (row, cells) in enumerate(zip(table.rows, grid.rows, strict=True)):
        _fill_row(row, cells, widths, "TableHead" if number == 0 else "TableEnd" if number == last else "TableText")
    _mark(table.rows[0], "w:tblHeader")


def _fill_row(row: _Row, texts: Sequence[str], widths: Sequence[float], style_id: str) -> None:
    _mark(row, "w:cantSplit")
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = Mm(width)
        [paragraph] = cell.paragraphs
        paragraph._p.style = style_id
        paragraph.add_run(printable(text))


def _mark(row: _Row, name: str) -> None:
    """Give the row a property that python-docx has no name for."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _describe(paper: Paper, entries: Sequence[Entry]) -> None:
    """Set the properties: nothing of the machine, and no date but the one that the answers hold for."""
    day = max(entry.answer.as_of for entry in entries)
    moment = datetime(max(day.year, 1980), day.month, day.day, tzinfo=UTC)
    properties = paper.core_properties
    properties.title = TITLE
    properties.author = properties.last_modified_by = _AUTHOR
    properties.language = "zh-CN"
    properties.created = properties.modified = moment


def _undated(package: bytes) -> bytes:
    """The package with no time of writing in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0  # the same on every system
            new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
