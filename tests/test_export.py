"""What is written down of answers: the wording, as text to paste; Markdown by its tokens; questions asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from export_fixtures import CLAUSE, QUOTE, checked, cited, lookup, unfound
from fakes import ScriptedAssistant, answer

from assistant.answer import Answer, Notice
from assistant.export.entry import MAX_ENTRIES, Asked, Entry, ExportError, Passage, ask_in_turn, entry_of
from assistant.export.markdown import parts_of, read_blocks
from assistant.export.plain import plain_text
from assistant.export.sheet import Grid, Kind, Line, Part, Words, printable, typed
from assistant.export.wording import sheet_of
from assistant.pipeline import Assistant
from assistant.question import Turn
from index.errors import QuestionError
from index.library import Library

LOOKUP = f"""\
工会政策问答

一、问题
任期几年？

二、结论
{QUOTE}

三、依据
〔1〕《甲意见》（总工办发〔2020〕2号）第九条，中华全国总工会办公厅2020年1月15日印发。
　　（九）联合会可制定组织办法。{QUOTE}
　　特殊情况的，报上一级工会批准。

答复适用日期：2026年11月20日；未指定地区。
文件库版本：g。
以上内容依据所列文件原文整理，办理前请核对原文。
"""
CHECKED = f"""\
工会政策问答

一、问题
能建吗？

二、结论
要回答这一问题，还需要知道：职工（人）。请补充后再问。

三、核对情况
1.文件要求：企业 ≥ 100 家；所给情况：120 家；核对：120 ≥ 100；结果：符合。
2.文件要求：职工 ≥ 5000 人；所给情况：未说明；核对：—；结果：待确认。

四、需要补充的情况
职工（人），见依据〔1〕。

五、依据
〔1〕《甲意见》（总工办发〔2020〕2号）第九条（节录），中华全国总工会办公厅2020年1月15日印发。
　　{QUOTE}

六、注意事项
两份文件规定不一。

答复适用日期：2026年11月20日；提问地区：河南省安阳市。
文件库版本：g。
以上内容依据所列文件原文整理，办理前请核对原文。
"""
UNFOUND = """\
工会政策问答

一、问题
食堂谁承包？

二、结论
没有查到。
请换一种说法再问。

三、相近条款
以下条款内容相近，供参考，但并未直接回答所问：
1.《甲意见》第一条。

答复适用日期：2026年11月20日；未指定地区。
文件库版本：g。
以上内容依据所列文件原文整理，办理前请核对原文。
"""


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param(lookup(), LOOKUP, id="lookup"),
        pytest.param(checked(), CHECKED, id="needs_input"),
        pytest.param(unfound(), UNFOUND, id="not_found"),
    ],
)
def test_an_answer_as_text(entry: Entry, expected: str) -> None:
    assert plain_text([entry]) == expected


def headings(*entries: Entry) -> list[str]:
    return [p.text for p in sheet_of(entries) if isinstance(p, Line) and p.kind in (Kind.HEADING, Kind.SUBHEADING)]


def notes(*entries: Entry) -> list[str]:
    return [p.text for p in sheet_of(entries) if isinstance(p, Line) and p.kind is Kind.NOTE]


def test_questions_of_a_conversation_are_numbered() -> None:
    assert headings(lookup(), unfound()) == [
        "问题一", "（一）结论", "（二）依据", "问题二", "（一）结论", "（二）相近条款"
    ]  # fmt: skip


def test_what_answers_hold_for_is_said_once_where_it_is_the_same() -> None:
    assert len(notes(lookup(), unfound())) == 3
    differing = notes(lookup(), lookup(as_of=date(2020, 2, 1), index="h"))
    assert differing == [
        "答复适用日期：2026年11月20日；未指定地区。",
        "答复适用日期：2020年2月1日；未指定地区。",
        "文件库版本：g、h。",
        "以上内容依据所列文件原文整理，办理前请核对原文。",
    ]


def test_what_was_understood_stands_below_the_question() -> None:
    notice = Notice(kind="correction", text="已按“任期”检索（原文输入“任其”）。")
    lines = plain_text([lookup("任其几年", notices=(notice,))]).splitlines()
    assert lines[3:5] == ["任其几年", "（已按“任期”检索（原文输入“任其”））"]
    assert "注意事项" not in "".join(lines)


class _Understood(Answer):
    asked_as: str | None = None


@pytest.mark.parametrize(
    ("asked_as", "shown"),
    [("联合会往后拖\n可以吗", ["（按以下问题作答：联合会往后拖 可以吗）"]), ("往后拖 呢", []), (None, [])],
)
def test_a_follow_up_is_printed_as_it_was_understood(asked_as: str | None, shown: list[str]) -> None:
    made = _Understood(**lookup().answer.model_dump() | {"asked_as": asked_as})
    lines = plain_text([replace(lookup("往后拖呢"), answer=made)]).splitlines()
    assert lines[3 : lines.index("", 3)] == ["往后拖呢", *shown]


def test_a_long_clause_that_was_asked_for_is_printed_once() -> None:
    clause = "三、规范组织形式。" + "应依法建立，不得随意撤销、合并。" * 10
    made = answer(f"**{clause}**\n\n依据：《甲意见》第九条\n\n> {clause}", citations=(cited(clause),))
    text = plain_text([Entry("第九条", made, (Passage(clause, whole=True),))])
    assert text.count(clause) == 1
    assert "二、条款原文" in text


def test_a_table_that_the_text_does_not_hold_is_made_of_the_checks() -> None:
    entry = checked()
    bare = replace(entry, answer=entry.answer.model_copy(update={"text": "还需要知道：职工（人）。"}))
    tables = [p for p in sheet_of([entry]) if isinstance(p, Grid)]
    assert [p for p in sheet_of([bare]) if isinstance(p, Grid)] == tables
    assert len(tables) == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"doc_no": None}, "《甲意见》（未载文号）第九条，中华全国总工会办公厅2020年1月15日印发。"),
        ({"issued_on": None}, "《甲意见》（总工办发〔2020〕2号）第九条，中华全国总工会办公厅，来源文本未载日期。"),
        ({"issuer": None}, "《甲意见》（总工办发〔2020〕2号）第九条，来源文本未载发文机关，2020年1月15日印发。"),
        ({"issuer": None, "issued_on": None}, "《甲意见》（总工办发〔2020〕2号）第九条，来源文本未载发文机关和日期。"),
        (
            {"region": "山东省临沂市"},
            "《甲意见》（总工办发〔2020〕2号）第九条，中华全国总工会办公厅2020年1月15日印发，适用于山东省临沂市。",
        ),
    ],
)
def test_a_source_says_what_its_text_does_not_state(fields: dict[str, Any], expected: str) -> None:
    assert f"〔1〕{expected}" in plain_text([lookup(citations=(cited(**fields),))]).splitlines()


def test_quotes_are_printed_character_for_character_and_set_off_in_their_clause() -> None:
    quoted = [p for p in sheet_of([lookup()]) if isinstance(p, Line) and p.kind is Kind.QUOTE]
    assert "\n".join(p.text for p in quoted) == CLAUSE
    assert [w.text for p in quoted for w in p.words if w.strong] == [QUOTE]


@pytest.mark.parametrize("many", [0, MAX_ENTRIES + 1])
def test_none_or_too_many_are_refused(many: int) -> None:
    with pytest.raises(ExportError, match=f"1 至 {MAX_ENTRIES} 个问题"):
        plain_text([lookup()] * many)


def body(text: str, *, strong: bool = False) -> Line:
    return Line(Kind.BODY, (Words(text, strong),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲**乙**丙", [Line(Kind.BODY, (Words("甲"), Words("乙", True), Words("丙")))]),
        ("\\*甲\\* \\[乙\\] &lt;", [body("*甲* [乙] <")]),
        ("[甲](/d/a#1) <b>乙</b>", [Line(Kind.BODY, (Words("甲"), Words(" <b>乙</b>")))]),
        ("## 甲", [body("甲", strong=True)]),
        ("甲\n乙", [Line(Kind.BODY, (Words("甲"), Words("乙")))]),
        ("a\nb", [Line(Kind.BODY, (Words("a"), Words(" "), Words("b")))]),
        ("甲  \n乙", [body("甲"), body("乙")]),
        ("3. 甲\n4. 乙", [Line(Kind.BODY, (Words("3."), Words("甲"))), Line(Kind.BODY, (Words("4."), Words("乙")))]),
        ("- 甲", [Line(Kind.BODY, (Words("·"), Words("甲")))]),
        ("> 甲\n>\n> 乙", [Line(Kind.QUOTE, (Words("甲"),)), Line(Kind.QUOTE, (Words("乙"),))]),
        ("| a | b |\n|---|---|\n| **1** | |", [Grid((("a", "b"), ("1", "")))]),
        ("```\n<b>\n\nc\n```", [body("<b>"), body("c")]),
        ("---", []),
    ],
)
def test_markdown_is_read_by_its_tokens(text: str, expected: list[Part]) -> None:
    assert [p for block in read_blocks(text) for p in parts_of(block)] == expected


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("a\x00b", "a\ufffdb"), ("\ud800", "\ufffd"), ("\ufffe", "\ufffd"), ("\x0b", "\ufffd"), ("𠮷\t\n", "𠮷\t\n")],
)
def test_what_xml_forbids_is_shown_as_missing(raw: str, shown: str) -> None:
    assert printable(raw) == shown


def test_a_question_cannot_turn_what_follows_around() -> None:
    assert typed("\u202e任期\n几年\u2066？") == "任期 几年？"


def test_questions_are_asked_after_those_before_them(assistant: Assistant) -> None:
    scripted = ScriptedAssistant(assistant.shelf, assistant.embedder, *[answer(str(n)) for n in range(7)])
    entries = ask_in_turn(scripted, [Asked(f"问{n}", " 安阳 " if n else None, date(2020, 1, 1)) for n in range(7)])
    assert [(q, r, d) for q, r, d, _ in scripted.asked[:2]] == [
        ("问0", None, date(2020, 1, 1)), ("问1", "安阳", date(2020, 1, 1))
    ]  # fmt: skip
    assert scripted.asked[1][3] == (Turn("user", "问0"), Turn("assistant", "0"))
    assert scripted.asked[6][3][0] == Turn("user", "问1")
    assert len(scripted.asked[6][3]) == 10
    assert [e.answer.text for e in entries] == [str(n) for n in range(7)]


def test_a_question_that_cannot_be_read_is_named(assistant: Assistant) -> None:
    with pytest.raises(QuestionError, match="第 2 个问题：没有读到问题"):
        ask_in_turn(assistant, [Asked("任期几年"), Asked("")])


@pytest.mark.parametrize("many", [0, MAX_ENTRIES + 1])
def test_a_conversation_without_end_is_not_asked(assistant: Assistant, many: int) -> None:
    with pytest.raises(ExportError, match="请分次导出"):
        ask_in_turn(ScriptedAssistant(assistant.shelf, assistant.embedder), [Asked("问")] * many)


def test_a_short_clause_is_printed_whole_and_a_long_one_in_part(assistant: Assistant, library: Library) -> None:
    [entry] = ask_in_turn(assistant, [Asked("区域性、行业性工会联合会委员会每届任期几年？")])
    passages = dict(zip([c.clause_id for c in entry.answer.citations], entry.passages, strict=True))
    assert passages["acftu-2020-2:2.9"] == Passage(library.clause("acftu-2020-2:2.9").text, whole=True)
    long = library.clause("acftu-2019-24:3").text
    made = answer(citations=(cited(long[:50], clause_id="acftu-2019-24:3"), cited(long, clause_id="acftu-2019-24:3")))
    assert entry_of("问", made, library).passages == (Passage(long[:50], whole=False), Passage(long, whole=True))


@pytest.mark.parametrize("clause_id", ["acftu-2019-24:99", "none:1"])
def test_a_clause_of_an_index_that_is_gone_is_quoted(library: Library, clause_id: str) -> None:
    made = answer(citations=(cited(clause_id=clause_id),))
    assert entry_of("问", made, library).passages == (Passage(QUOTE, whole=False),)
