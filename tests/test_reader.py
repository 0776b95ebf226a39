"""Laying a document out: no character of it is lost, and frames, headings, paragraphs and finds are told apart."""

from __future__ import annotations

import pytest

from assistant.reader import Layout, Role, contents, find, lay_out
from index.document import Clause, Document, Erratum, Span
from index.library import Library

TEXT = (
    "某工会文件\n某工〔2020〕1号\n关于某事的通知\n各县工会：\n"
    "一、组织。建立 工会。\n第二款\n一项。\n某工会\n2020年1月1日\n附件题目\n"
)


def clause(path: str, start: int, end: int, *paragraphs: tuple[int, int], heading: str | None = None) -> Clause:
    spans = tuple(Span(*p) for p in paragraphs)
    return Clause(f"d:{path}", "d", path, f"第{path}条", TEXT[start:end], Span(start, end), 0, None, (), heading, spans)


START, END = TEXT.index("一、"), TEXT.index("一项。") + 3
SECOND = TEXT.index("第二款")
ONE = clause("1", START, END, (START, SECOND - 1), (SECOND, END), heading="组织")
DOCUMENT = Document(
    "d", "关于某事的通知", "s", text=TEXT, errata=(Erratum("d:1", "建立", "疑误。"), Erratum("d:2", "x", "y"))
)


def text_of(layout: Layout) -> str:
    lines = (line for block in layout.blocks for line in block.lines)
    return "".join(line.gap + "".join(piece.text for piece in line.pieces) for line in lines) + layout.tail


def test_the_characters_are_those_of_the_text() -> None:
    assert text_of(lay_out(DOCUMENT, [ONE], find(TEXT, "工会"))) == TEXT


def test_the_lines_of_the_frame_get_their_roles() -> None:
    before, _, after = lay_out(DOCUMENT, [ONE]).blocks
    assert [line.role for line in before.lines] == [Role.LETTERHEAD, Role.NUMBER, Role.TITLE, Role.ADDRESSEE]
    assert [line.role for line in after.lines] == [Role.SIGNATURE, Role.SIGNATURE, Role.TITLE]


def test_a_clause_has_its_paragraphs_its_heading_and_its_errata() -> None:
    block = lay_out(DOCUMENT, [ONE]).blocks[1]
    assert [line.anchor for line in block.lines] == ["1#1", "1#2", None]
    assert [(p.text, p.heading) for p in block.lines[0].pieces] == [("一、组织。", True), ("建立 工会。", False)]
    assert [e.note for e in block.errata] == ["疑误。"]


def test_a_clause_without_paragraphs_is_shown_line_by_line() -> None:
    block = lay_out(DOCUMENT, [clause("1", START, END)]).blocks[1]
    assert [line.anchor for line in block.lines] == [None, None, None]
    assert text_of(lay_out(DOCUMENT, [clause("1", START, END)])) == TEXT


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("建立工会", ["建立 工会"]),
        (" 第二款一 项 ", ["第二款\n一项"]),
        ("工会", ["工会"] * 4),
        ("没有", []),
        ("", []),
        (" \n", []),
        ("（.*", []),
    ],
)
def test_white_space_does_not_hinder_finding(query: str, found: list[str]) -> None:
    assert [span.of(TEXT) for span in find(TEXT, query)] == found


def test_a_find_is_marked_across_headings_and_paragraphs() -> None:
    layout = lay_out(DOCUMENT, [ONE], find(TEXT, "组织。建立工会。第二款"))
    marked = [p.text for block in layout.blocks for line in block.lines for p in line.pieces if p.found]
    assert marked == ["组织。", "建立 工会。", "第二款"]


def test_the_shipped_documents_are_laid_out_whole(library: Library) -> None:
    for document in library.documents():
        clauses = library.clauses(document.id)
        layout = lay_out(document, clauses, find(document.text, "工会"))
        assert text_of(layout) == document.text
        assert [b.clause.id for b in layout.blocks if b.clause] == [c.id for c in clauses]


def test_the_contents_hold_every_clause_once_below_its_parent(library: Library) -> None:
    for document_id in library.document_ids:
        clauses = library.clauses(document_id)
        listed = []
        waiting = list(contents(clauses))
        while waiting:
            entry = waiting.pop(0)
            listed.append(entry.clause)
            assert all(e.clause.parent_id == entry.clause.id for e in entry.entries)
            waiting = [*entry.entries, *waiting]
        assert listed == clauses


def test_a_label_in_the_contents_does_not_repeat_the_part(library: Library) -> None:
    part = next(e for e in contents(library.clauses("acftu-2020-2")) if e.clause.path == "2")
    assert [e.label for e in part.entries][:2] == ["（四）", "（五）"]
