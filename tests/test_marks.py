"""Number marks: what opens a clause, what only looks like it, and which number it bears."""

from __future__ import annotations

import pytest

from index.marks import Style, numeral, read_division, read_mark

A, C, CB = Style.ARTICLE, Style.CHINESE, Style.CHINESE_BRACKET
D, DB, CIRCLED = Style.ARABIC, Style.ARABIC_BRACKET, Style.CIRCLED


@pytest.mark.parametrize(
    ("line", "style", "number", "rest"),
    [
        ("一、总则", C, 1, "总则"),
        ("十二、附则", C, 12, "附则"),
        ("二十三．其他", C, 23, "其他"),
        ("（一）组织架构。", CB, 1, "组织架构。"),
        ("(十三) 具备条件的", CB, 13, " 具备条件的"),
        ("（二十一)半边全角", CB, 21, "半边全角"),
        ("（ 三 ）有空格", CB, 3, "有空格"),
        ("（四）、有顿号", CB, 4, "有顿号"),
        ("1、配强工会干部队伍。", D, 1, "配强工会干部队伍。"),
        ("23、改进工作作风。", D, 23, "改进工作作风。"),
        ("3.服务职工", D, 3, "服务职工"),
        ("４．全角数字", D, 4, "全角数字"),
        ("（1）第一目", DB, 1, "第一目"),
        ("(２) 全角", DB, 2, " 全角"),
        ("①甲", CIRCLED, 1, "甲"),
        ("⑳二十", CIRCLED, 20, "二十"),
        ("第三条 工会", A, 3, " 工会"),
        ("第十二条　工会", A, 12, "　工会"),
        ("第 5 条：说明", A, 5, "：说明"),
        ("第一百零三条", A, 103, ""),
        ("第二百条 本法", A, 200, " 本法"),
        ("第三条工会会员应当", A, 3, "工会会员应当"),
    ],
)
def test_a_mark_is_read_with_style_number_and_length(line: str, style: Style, number: int, rest: str) -> None:
    mark = read_mark(line)
    assert mark is not None
    assert (mark.style, mark.number, line[mark.length :].strip()) == (style, number, rest.strip())


@pytest.mark.parametrize(
    ("line", "number", "inserted"),
    [
        ("第十条之一 工会", 10, 1),
        ("第一百三十三条之二　交通", 133, 2),
        ("第10条之1 工会", 10, 1),
        ("第十条之一工会应当", 10, 1),
        ("第十条 工会", 10, 0),
    ],
)
def test_an_inserted_article_keeps_its_suffix(line: str, number: int, inserted: int) -> None:
    mark = read_mark(line)
    assert mark is not None
    assert (mark.style, mark.number, mark.inserted) == (Style.ARTICLE, number, inserted)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "工会",
        "一些地方",
        "3.5倍工资",
        "2020年1月15日",
        "1000家以上",
        "（工会主席）",
        "（副主席）主席",
        "第三条规定的情形",
        "第三条第二款",
        "第三条、第四条",
        "第三条的规定",
        "第三条和第四条",
        "第三条之规定",
        "第三章 附则",
        "十五大以来",
        "（2020年1月15日）",
        "二是有独立健全的组织机构",
    ],
)
def test_what_only_looks_like_a_mark_is_none(line: str) -> None:
    assert read_mark(line) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("一百二十", 120),
        ("一千二百六十", 1260),
        ("两", 2),
        ("〇", 0),
        ("12", 12),
        ("１２", 12),
        ("甲", None),
        ("", None),
    ],
)
def test_numerals_are_read_in_every_script(text: str, value: int | None) -> None:
    assert numeral(text) == value


@pytest.mark.parametrize(
    ("line", "rank"),
    [
        ("第一编 总则", 0),
        ("第二分编　典型合同", 1),
        ("第三章 工会组织", 2),
        ("第十二章　附　　则", 2),
        ("第一节 一般规定", 3),
        ("第四章附则", 2),
        ("第五章 主席团，主席、副主席", 2),
    ],
)
def test_headings_of_laws_are_ranked(line: str, rank: int) -> None:
    assert read_division(line) == (rank, line)


@pytest.mark.parametrize("line", ["第三章规定的情形，适用本法。", "第三条 工会", "编制章程", "第章 总则"])
def test_sentences_are_no_headings_of_laws(line: str) -> None:
    assert read_division(line) is None
