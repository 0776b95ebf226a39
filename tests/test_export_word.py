"""The Word document, read back with python-docx: page, fonts, headings, tables, quotes, properties, bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from docx import Document
from docx.document import Document as Paper
from docx.oxml.ns import qn
from export_fixtures import CLAUSE, QUOTE, checked, cited, lookup, unfound

from assistant.export.entry import MAX_ENTRIES, Entry, ExportError, Passage
from assistant.export.plain import plain_text
from assistant.export.word import word_document


def read(*entries: Entry) -> Paper:
    return Document(io.BytesIO(word_document(entries)))


@pytest.mark.parametrize("entry", [lookup(), checked(), unfound()], ids=["lookup", "checked", "unfound"])
def test_it_holds_what_the_text_holds(entry: Entry) -> None:
    paper = read(entry)
    lines = [line.strip("\u3000") for line in plain_text([entry]).splitlines() if line]
    written = [p.text for p in paper.paragraphs]
    assert written == [line for line in lines if "；核对：" not in line]


def test_the_page_is_that_of_official_papers() -> None:
    [section] = read(lookup()).sections
    page = [section.page_width, section.page_height]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(length.mm) for length in [*page, *margins] if length] == [210, 297, 37, 35, 28, 26]


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Normal", "仿宋_GB2312", 16),
        ("依据", "仿宋_GB2312", 16),
        ("Quote", "楷体_GB2312", 16),
        ("附注", "仿宋_GB2312", 12),
        ("表格文字", "仿宋_GB2312", 12),
        ("表格末行", "仿宋_GB2312", 12),
        ("表格栏目", "黑体", 12),
    ],
)
def test_styles_name_their_fonts_for_chinese_and_for_latin(style: str, font: str, size: int) -> None:
    paper = read(lookup())
    chain = [paper.styles[style]]
    while chain[-1].base_style is not None:
        chain.append(chain[-1].base_style)
    fonts = next(f for s in chain if (f := s.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")) is not None)
    assert [fonts.get(qn(f"w:{a}")) for a in ("eastAsia", "ascii", "hAnsi")] == [font, *["Times New Roman"] * 2]
    assert next(s.font.size for s in chain if s.font.size).pt == size


def test_lines_are_22_a_page_and_indented_by_two_characters() -> None:
    format_ = read(lookup()).styles["Normal"].paragraph_format
    assert format_.line_spacing.pt == pytest.approx(28.95)
    assert format_.first_line_indent.pt == 32
    assert format_.element.find(f"{qn('w:pPr')}/{qn('w:ind')}").get(qn("w:firstLineChars")) == "200"


def test_notes_and_what_a_colon_announces_stand_on_no_page_alone() -> None:
    kept = [p.text for p in read(unfound()).paragraphs if p.paragraph_format.keep_with_next]
    assert kept == [
        "以下条款内容相近，供参考，但并未直接回答所问：",
        "1.《甲意见》第一条。",
        "答复适用日期：2026年11月20日；未指定地区。",
        "文件库版本：g。",
    ]


def test_a_machine_without_the_fonts_is_told_what_stands_in() -> None:
    with zipfile.ZipFile(io.BytesIO(word_document([lookup()]))) as archive:
        table = archive.read("word/fontTable.xml").decode()
    for font, other in (("方正小标宋简体", "宋体"), ("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体")):
        assert other in table.partition(f'<w:font w:name="{font}">')[2].partition("</w:font>")[0]


def test_pages_are_numbered_on_the_outside() -> None:
    paper = read(lookup())
    [section] = paper.sections
    assert paper.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        [paragraph] = footer.paragraphs
        assert [t.text for t in paragraph._p.iter(qn("w:instrText"))] == [" PAGE "]
        assert paragraph.text == "— 1 —"
        assert paragraph._p.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == side


def test_headings_are_headings() -> None:
    styles = [(p.style.name, p.text) for p in read(lookup(), unfound()).paragraphs if "Heading" in p.style.name]
    assert styles[:4] == [
        ("Heading 1", "问题一"), ("Heading 2", "（一）结论"), ("Heading 2", "（二）依据"), ("Heading 1", "问题二")
    ]  # fmt: skip


def test_every_paragraph_has_a_style_of_the_template() -> None:
    paper = read(lookup(), checked(), unfound())
    cells = [p for table in paper.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    named = {s.style_id for s in paper.styles}
    assert {p._p.style for p in [*paper.paragraphs, *cells]} <= named
    assert [p.style.name for p in cells] == ["表格栏目"] * 4 + ["表格文字"] * 4 + ["表格末行"] * 4


def test_conditions_stand_in_a_table_with_borders_and_a_head_that_repeats() -> None:
    [table] = read(checked()).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["文件要求", "所给情况", "核对", "结果"],
        ["企业 ≥ 100 家", "120 家", "120 ≥ 100", "符合"],
        ["职工 ≥ 5000 人", "未说明", "—", "待确认"],
    ]
    borders = table.style.element.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}")
    assert {qn("w:top"), qn("w:insideH"), qn("w:insideV")} <= {b.tag for b in borders if b.get(qn("w:val")) == "single"}
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert round(sum(column.width.mm for column in table.columns)) == 156


def test_quotes_are_written_character_for_character() -> None:
    quoted = [p for p in read(lookup()).paragraphs if p.style.name == "Quote"]
    assert "\n".join(p.text for p in quoted) == CLAUSE
    assert [r.text for p in quoted for r in p.runs if r.bold] == [QUOTE]


def test_properties_name_no_machine_and_no_other_day() -> None:
    properties = read(lookup(), lookup(as_of=date(2019, 5, 1))).core_properties
    assert (properties.title, properties.author, properties.language) == ("工会政策问答", "工会政策助手", "zh-CN")
    assert properties.last_modified_by == "工会政策助手"
    assert properties.created == properties.modified == datetime(2026, 11, 20, tzinfo=UTC)


def test_equal_entries_are_equal_bytes() -> None:
    first, second = (word_document([lookup(elapsed_ms=ms), checked(), unfound()]) for ms in (1.0, 2.0))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]


MARKUP = "</w:t></w:r><w:p>&amp;{{x}}"
HOSTILE = f"\x00\x0b\ud800\ufffe{MARKUP}\u202e"
HARMLESS = f"\ufffd\ufffd\ufffd\ufffd{MARKUP}\u202e"


def test_hostile_characters_are_characters() -> None:
    entry = checked()
    check = entry.answer.checks[0].model_copy(update={"requirement": HOSTILE, "given": HOSTILE})
    update = {"checks": (check,), "region": HOSTILE, "text": HOSTILE, "citations": (cited(HOSTILE, title=HOSTILE),)}
    hostile = replace(
        entry,
        question=HOSTILE,
        answer=entry.answer.model_copy(update=update),
        passages=(Passage(HOSTILE, whole=False),),
    )
    paper = read(hostile)
    texts = [p.text for p in paper.paragraphs]
    assert texts[2] == f"\ufffd \ufffd\ufffd{MARKUP}"  # what was typed: on one line, turning nothing around
    assert HARMLESS in texts  # the quote, as it stands
    assert [cell.text for cell in paper.tables[0].rows[1].cells[:2]] == [HARMLESS] * 2
    assert HARMLESS in plain_text([hostile])


def test_a_year_that_no_file_can_bear_does_not_stop_it() -> None:
    assert read(lookup(as_of=date(1, 2, 28))).core_properties.created == datetime(1980, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize("many", [0, MAX_ENTRIES + 1])
def test_none_or_too_many_are_refused(many: int) -> None:
    with pytest.raises(ExportError, match="请分次导出"):
        word_document([lookup()] * many)
