"""Lines become paragraphs: page breaks are joined, the frame of a document is told from its body."""

from __future__ import annotations

import pytest

from index.paragraphs import Role, assemble, is_closed, is_heading_text, is_law

BODY, FRAME, DIVISION = Role.BODY, Role.FRAME, Role.DIVISION


def bodies(*lines: str) -> list[str]:
    return [p.text for p in assemble(lines) if p.role is BODY]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["一、建会。工作导向、奔", "实工会基层基础。"], ["一、建会。工作导向、奔实工会基层基础。"]),
        (["一、为此，", "由主席、", "副主席担任。"], ["一、为此，由主席、副主席担任。"]),
        (["一、甲。", "乙不另编号。"], ["一、甲。", "乙不另编号。"]),
        (["一、问：“甲？”", "乙。"], ["一、问：“甲？”", "乙。"]),
        (["一、有下列情形：", "甲的；", "乙的。"], ["一、有下列情形：", "甲的；", "乙的。"]),
        (["一、职工人数在，", "5000 人以上的。"], ["一、职工人数在，5000 人以上的。"]),
        (["一、适用本意见第，", "（九）所称任期。", "二、乙。"], ["一、适用本意见第，（九）所称任期。", "二、乙。"]),
        (["一、应当按照，", "7、8两月的安排办理。"], ["一、应当按照，7、8两月的安排办理。"]),
        (["一、依照，", "第十二条 的规定办理。"], ["一、依照，第十二条 的规定办理。"]),
        (["一、甲的，", "二、乙。"], ["一、甲的，", "二、乙。"]),
        (["一、组织架构", "（一）区级工会。"], ["一、组织架构", "（一）区级工会。"]),
    ],
    ids=[
        "inside a word",
        "over three lines",
        "a new paragraph",
        "a closing quote",
        "after a colon and a semicolon",
        "an amount",
        "a bracketed number out of turn",
        "an Arabic number out of turn",
        "an article quoted",
        "the number that is next opens",
        "a heading needs no stop",
    ],
)
def test_what_a_page_break_cut_is_joined_and_nothing_else(lines: list[str], expected: list[str]) -> None:
    assert bodies("关于某事的意见", *lines) == expected


def test_an_opening_that_a_page_break_cuts_is_joined_too() -> None:
    opening = "为进一步加强和规范区域性、行业性工会联合会建设，充分发挥区域性、行业性工会联合会作用，推进"
    assert bodies("关于某事的意见", opening, "工作，提出如下意见。", "一、甲。")[0] == opening + "工作，提出如下意见。"


@pytest.mark.parametrize(
    "frame",
    [
        ["某市总工会文件", "某工发〔2024〕3号", "关于某事的意见"],
        ["关于推进我市各区、县级市", "行业工会联合会建设的实施意见", "各区、县级市总工会："],
        ["关于某事的意见", "（2015年4月9日）"],
        ["关于某事的意见", "二〇一五年四月九日"],
        ["各省、自治区、直辖市总工会，各全国产业工会，全总各部门、各直属单位："],
        ["目录", "一、总则……1", "二、附则……2", "关于某事的意见"],
    ],
    ids=["letterhead", "title over two lines", "date in brackets", "date in Chinese", "addressee", "contents"],
)
def test_what_stands_before_the_body_is_frame(frame: list[str]) -> None:
    lines = [*frame, "为了某事，提出如下意见：", "一、总则", "甲。", "二、附则", "乙。"]
    assert [p.text for p in assemble(lines) if p.role is FRAME] == frame


@pytest.mark.parametrize(
    "tail",
    [
        ["某市总工会", "2024年3月1日"],
        ["某市总工会办公室", "2024年3月1日", "某市总工会办公室", "2024年3月1日印发"],
        ["中共某市委员会", "某市人民政府", "二〇二四年三月一日"],
        ["某市总工会"],
        ["2024年3月1日"],
    ],
    ids=["signature and date", "imprint", "two signatories", "signature alone", "date alone"],
)
def test_signature_date_and_imprint_are_frame(tail: list[str]) -> None:
    paragraphs = assemble(["关于某事的意见", "一、甲。", "二、乙。", *tail])
    assert [p.text for p in paragraphs if p.role is BODY] == ["一、甲。", "二、乙。"]
    assert [p.text for p in paragraphs if p.role is FRAME][1:] == tail


def test_a_short_last_sentence_is_no_signature() -> None:
    assert bodies("关于某事的意见", "一、甲。", "请报全国总工会。")[-1] == "请报全国总工会。"


def test_a_date_or_an_annex_ends_a_block() -> None:
    lines = ["通知", "现印发给你们。", "某总工会", "2024年3月1日", "意见", "一、甲。", "附件", "名单", "张三。"]
    assert [(p.block, p.text) for p in assemble(lines) if p.role is BODY] == [
        (0, "现印发给你们。"),
        (1, "一、甲。"),
        (2, "张三。"),
    ]


def test_each_block_counts_its_numbers_anew() -> None:
    lines = [
        "意见",
        "一、甲。",
        "二、乙。",
        "某总工会",
        "2024年3月1日",
        "办法",
        "一、按照，",
        "三、四月的安排办理。",
    ]
    assert bodies(*lines)[-1] == "一、按照，三、四月的安排办理。"


@pytest.mark.parametrize(
    "annexes",
    [["附件：", "1.办法", "2.申报表"], ["附件：1.办法", "2.申报表"], ["附件：某办法"], ["附：名单"]],
    ids=["below", "beside", "one", "short"],
)
def test_the_list_of_annexes_of_a_letter_opens_no_clauses(annexes: list[str]) -> None:
    lines = ["通知", "现印发给你们。", *annexes, "某总工会", "2024年3月1日", "办法", "一、甲。", "二、乙。"]
    assert bodies(*lines) == ["现印发给你们。", "一、甲。", "二、乙。"]


@pytest.mark.parametrize(
    ("lines", "law"),
    [
        (["第一条 甲。", "第二条 乙。"], True),
        (["第一条 甲。"], False),
        (["一、甲。", "第二条 的规定。", "第九条 的规定。"], False),
        (["第三条 甲。", "第四条 乙。", "第五条 丙。", "第六条 丁。", "第七条 戊。"], True),
        (["（一）甲。"], False),
        ([], False),
    ],
    ids=["articles", "one article", "articles quoted", "first mark lost", "no article", "nothing"],
)
def test_a_law_is_told_by_its_articles(lines: list[str], law: bool) -> None:
    assert is_law(lines) is law


@pytest.mark.parametrize(
    "heading",
    ["第二章 工会组织", "第二章 主席团，主席、", "附　　则", "二、管辖", "第一节　一般规定"],
)
def test_headings_of_laws_stand_outside_the_articles(heading: str) -> None:
    paragraphs = assemble(["某法", "第一章 总则", "第一条 甲。", heading, "第二条 乙。", "第三条 丙。"])
    assert [p.text for p in paragraphs if p.role is DIVISION] == ["第一章 总则", heading]
    assert [p.text for p in paragraphs if p.role is BODY] == ["第一条 甲。", "第二条 乙。", "第三条 丙。"]


def test_the_second_line_of_a_heading_is_no_paragraph_of_the_article_above() -> None:
    lines = ["某法", "第一条 甲。", "第二章 主席，", "副主席的选举", "第二条 乙。"]
    assert bodies(*lines) == ["第一条 甲。", "第二条 乙。"]


@pytest.mark.parametrize(
    ("text", "closed"),
    [("甲。", True), ("甲：", True), ("甲；", True), ("“甲。”", True), ("（甲。）", True), ("甲", False), ("", False)],
)
def test_sentence_punctuation_closes_a_paragraph(text: str, closed: bool) -> None:
    assert is_closed(text) is closed


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("组织架构", True),
        ("统筹安排，加强领导", True),
        ("加强和规范区域性、行业性工会联合会建设的重要意义和总体要求", True),
        ("", False),
        ("甲。", False),
        ("甲、", False),
        ("工会应当建立经费审查委员会和女职工委员会，并报上一级", False),
        ("字" * 51, False),
    ],
)
def test_a_heading_is_short_and_no_sentence(text: str, heading: bool) -> None:
    assert is_heading_text(text) is heading
