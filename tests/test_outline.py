"""Lines become clauses: ids as the texts number them, spans that cut the served text, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Clause
from index.outline import Outline, outline
from index.paragraphs import assemble
from index.reading import clean_lines

TITLE = "关于某事的意见"
LETTER = ["关于印发某意见的通知", "各区总工会：", "现印发给你们，请执行。", "某市总工会", "2024年3月1日"]


def read(*lines: str) -> Outline:
    return outline("d", lines)


def paths(*lines: str) -> list[str]:
    return [c.path for c in read(*lines).clauses]


def clause(path: str, *lines: str) -> Clause:
    return next(c for c in read(*lines).clauses if c.path == path)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([TITLE, "一、甲。", "二、乙。"], ["1", "2"]),
        ([TITLE, "为了某事，提出如下意见：", "一、甲。"], ["0", "1"]),
        ([*LETTER, TITLE, "为了某事。", "一、甲。"], ["notice", "0", "1"]),
        ([TITLE, "一、部分", "（一）甲。", "（二）乙。", "二、部分", "（三）丙。"], ["1", "1.1", "1.2", "2", "2.3"]),
        ([TITLE, "一、部分", "1、甲。", "2、乙。", "二、部分", "3、丙。"], ["1", "1.1", "1.2", "2", "2.3"]),
        (
            [TITLE, "一、部", "（一）甲。", "1．子。", "（1）孙。", "①曾孙。"],
            ["1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.1"],
        ),
        ([TITLE, "一、部", "（一）甲：", "1、子。", "2、丑。", "（二）乙。"], ["1", "1.1", "1.1.1", "1.1.2", "1.2"]),
        ([TITLE, "一、部分", "(一) 半角。", "（二)混用。", "（三）、全角。"], ["1", "1.1", "1.2", "1.3"]),
        ([TITLE, "（一）甲。", "（二）乙。"], ["1", "2"]),
        ([TITLE, "一、甲。", "一、又甲。", "二、乙。"], ["1", "1~2", "2"]),
        ([TITLE, "一、甲：", "1、子。", "1、重。", "1、再重。"], ["1", "1.1", "1.1~2", "1.1~3"]),
        ([TITLE, "一、甲。", "附件1", "名单", "张三。", "附件2", "说明", "一、填写。"], ["1", "annex1", "annex2.1"]),
        (["某法", "第一条 甲。", "第二条 乙。"], ["1", "2"]),
        (["某法", "第一章 总则", "第一条 甲。", "第二章 附则", "第二条 乙。"], ["1", "2"]),
        (["某法", "第一条 甲。", "第二条 乙：", "（一）子；", "（二）丑。", "第三条 丙。"], ["1", "2", "3"]),
        (
            ["某法", "第九条 甲。", "第十条 乙。", "第十条之一 丙。", "第十一条 丁。", "第一条 首。"],
            ["9", "10", "10-1", "11", "1"],
        ),
        ([*LETTER, "某办法", "第一条 甲。", "第二条 乙。"], ["notice", "1", "2"]),
        (
            ["目录", "第一章 总则", "第二章 附则", "第一章 总则", "第一条 甲。", "第二章 附则", "第二条 乙。"],
            ["1", "2"],
        ),
        (["目录", "一、总则……1", "二、附则……9", TITLE, "一、总则", "甲。", "二、附则", "乙。"], ["1", "2"]),
        ([*LETTER[:3], "附件：", "1.意见", "2.表", *LETTER[3:], TITLE, "一、甲。"], ["notice", "1"]),
        ([TITLE, "只有一段话，没有编号。"], ["0"]),
        ([TITLE], []),
        ([], []),
    ],
    ids=[
        "parts",
        "opening",
        "covering letter",
        "numbering runs on across parts",
        "Arabic right under Chinese",
        "all five levels",
        "back up one level",
        "brackets of both widths",
        "brackets alone",
        "a part numbered twice",
        "an item numbered three times",
        "annexes",
        "articles",
        "chapters do not enter the path",
        "items stay in their article",
        "an inserted article",
        "a law with its letter",
        "contents of a law",
        "contents of an opinion",
        "a list of annexes",
        "a text without numbers",
        "a title alone",
        "nothing",
    ],
)
def test_clauses_are_numbered_as_the_text_numbers_them(lines: list[str], expected: list[str]) -> None:
    assert paths(*lines) == expected


def test_an_article_holds_its_items_and_the_paragraphs_after_them() -> None:
    lines = ["某法", "第一条 甲。", "第二条 有下列情形：", "（一）子；", "（二）丑。", "前款所称子，是指寅。"]
    article = clause("2", *lines)
    assert article.text == "\n".join(lines[2:])
    assert [span.of(read(*lines).text) for span in article.paragraphs] == ["\n".join(lines[2:5]), lines[5]]


def test_a_clause_ends_where_its_first_sub_clause_begins() -> None:
    lines = [TITLE, "一、总则", "总的说明。", "（一）甲。", "甲的第二款。", "二、附则"]
    assert clause("1", *lines).text == "一、总则\n总的说明。"
    assert clause("1.1", *lines).text == "（一）甲。\n甲的第二款。"


def test_sub_clauses_know_their_parent_and_the_headings_above() -> None:
    sub = clause(
        "1.1.1",
        TITLE,
        "一、具体措施",
        "（一）组织架构。",
        "1、建立。",
        "2、以街镇为单位。",
        "（二）产生办法。",
        "3、丙。",
    )
    assert (sub.parent_id, sub.headings) == ("d:1.1", ("具体措施", "组织架构"))


def test_chapters_stand_among_the_headings_of_articles() -> None:
    lines = [
        "某法",
        "第一编 总则",
        "第一章 甲",
        "第一条 子。",
        "第二章 乙",
        "第一节 丙",
        "第二条 丑。",
        "第三章 丁",
        "第三条 寅。",
    ]
    assert [c.headings for c in read(*lines).clauses] == [
        ("第一编 总则", "第一章 甲"),
        ("第一编 总则", "第二章 乙", "第一节 丙"),
        ("第一编 总则", "第三章 丁"),
    ]


@pytest.mark.parametrize(
    ("lines", "path", "heading", "body"),
    [
        (["一、总体要求", "（一）甲。"], "1", "总体要求", ""),
        (["一、总体要求", "说明。", "二、乙事"], "1", "总体要求", "说明。"),
        (["1、教育引导职工。培育价值观。", "2、推动改革发展。引导职工。"], "1", "教育引导职工", "培育价值观。"),
        (["一、统筹安排，加强领导。成立小组。", "二、全面铺开。成立机构。"], "1", "统筹安排，加强领导", "成立小组。"),
        (
            ["一、工会应当每届任期三年，届满换届，特殊情况除外。可延期。", "二、其他应当说明的事项，由各区自定。"],
            "1",
            None,
            None,
        ),
    ],
    ids=["alone", "on its own line", "run in", "run in with a comma", "a sentence is none"],
)
def test_headings_are_told_from_sentences(lines: list[str], path: str, heading: str | None, body: str | None) -> None:
    found = clause(path, TITLE, *lines)
    assert found.heading == heading
    assert found.is_heading is (body == "")
    assert found.body == (found.text if body is None else body)


def test_one_run_in_sentence_among_many_is_no_heading() -> None:
    found = read(
        TITLE, "一、甲事。说明。", "二、应当依法办理，不得拖延，不得推诿。", "三、应当公开公示，接受监督，听取意见。"
    )
    assert [c.heading for c in found.clauses] == [None, None, None]


@pytest.mark.parametrize(
    "second_line",
    ["三年至五年。", "3、5或者7年。", "（四）所称的年限。", "第四条 所称的年限。"],
    ids=["words", "what looks like an Arabic number", "like a bracketed number", "like an article"],
)
def test_a_clause_cut_by_a_page_break_is_whole(second_line: str) -> None:
    first_line = "（九）区域性工会联合会可结合实际，制定组织办法，其委员会每届任期为"
    whole = clause("2.9", TITLE, "一、总则", "（八）甲。", "二、任期", first_line, second_line)
    assert whole.text == first_line + second_line
    assert len(whole.paragraphs) == 1


def test_a_clause_cut_into_hundreds_of_lines_is_whole() -> None:
    lines = ["一、为此，"] + [f"第{n}类单位，" for n in range(300)] + ["均应建会。"]
    (whole,) = read(TITLE, *lines, "二、乙。").clauses[:1]
    assert whole.text == "".join(lines)


# Property: whatever the lines, the outline holds.

_MARKS = ["一、", "二、", "（一）", "(二)", "1、", "2.", "（1）", "①", "第一条 ", "第二条 ", "第十条之一 ", "第一章 "]
_WORDS = [
    "附件",
    "附则",
    "目录",
    "2024年3月1日",
    "某市总工会",
    "工会",
    "职工，",
    "任期三年。",
    "如下：",
    "”",
    "——",
    "　",
    "１",
]
_PIECE = st.sampled_from(_MARKS + _WORDS)
_LINE = st.one_of(st.lists(_PIECE, min_size=1, max_size=5).map("".join), st.text(min_size=1, max_size=30))
_LINES = st.lists(_LINE, max_size=25).map(lambda lines: clean_lines("\n".join(lines)))


@settings(deadline=None, max_examples=300)
@given(_LINES)
def test_any_lines_give_unique_ids_and_spans_that_cut_the_text_and_do_not_overlap(lines: list[str]) -> None:
    found = outline("d", lines)
    assert len({c.id for c in found.clauses}) == len(found.clauses)
    end = 0
    for one in found.clauses:
        assert one.span.of(found.text) == one.text
        assert one.label
        assert one.span.start >= end
        assert (one.paragraphs[0].start, one.paragraphs[-1].end) == (one.span.start, one.span.end)
        end = one.span.end


@settings(deadline=None, max_examples=300)
@given(_LINES)
def test_joining_lines_into_paragraphs_loses_no_character(lines: list[str]) -> None:
    paragraphs = assemble(lines)
    assert "".join(p.text for p in paragraphs) == "".join(lines)
    assert outline("d", lines).text == "\n".join(p.text for p in paragraphs)
