"""What fails verification is not sent."""

from __future__ import annotations

import logging
import random
from datetime import date

import pytest

from assistant.answer import Answer, AnswerStatus, Notice, RelatedClause, Verdict
from assistant.pipeline import Assistant
from assistant.question import Question, read_question
from assistant.verify import VerificationError, verify
from index.library import Library

QUESTION = "区域性、行业性工会联合会委员会每届任期几年？"
CHECKED = "我们镇有企业130家、职工6200人，可以成立总工会吗"
AS_OF = date(2026, 6, 1)


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    found = assistant.ask(QUESTION, as_of=AS_OF)
    assert found.citations
    return found


@pytest.fixture(scope="module")
def checked(assistant: Assistant) -> Answer:
    found = assistant.ask(CHECKED, as_of=AS_OF)
    assert found.checks
    assert found.verdict
    return found


@pytest.fixture(scope="module")
def question(library: Library) -> Question:
    return read_question(QUESTION, library, region=None, as_of=AS_OF)


@pytest.fixture(scope="module")
def asked(library: Library) -> Question:
    return read_question(CHECKED, library, region=None, as_of=AS_OF)


def altered(answer: Answer, **changes: object) -> Answer:
    first = answer.citations[0].model_copy(update=changes)
    return answer.model_copy(update={"citations": (first, *answer.citations[1:])})


def test_a_composed_answer_holds(answer: Answer, question: Question, library: Library) -> None:
    assert verify(answer, question, library) is answer


def test_a_changed_character_of_a_quote_fails(answer: Answer, question: Question, library: Library) -> None:
    quote = answer.citations[0].quote
    for at in random.Random(7).sample(range(len(quote)), min(20, len(quote))):
        lie = altered(answer, quote=quote[:at] + ("甲" if quote[at] != "甲" else "乙") + quote[at + 1 :])
        with pytest.raises(VerificationError, match="引文与原文不符"):
            verify(lie, question, library)


@pytest.mark.parametrize("shift", [-1, 1, 40])
def test_a_shifted_quote_fails(answer: Answer, question: Question, library: Library, shift: int) -> None:
    first = answer.citations[0]
    with pytest.raises(VerificationError):
        verify(altered(answer, start=first.start + shift, end=first.end + shift), question, library)


def test_a_true_quote_under_another_clause_fails(answer: Answer, question: Question, library: Library) -> None:
    with pytest.raises(VerificationError, match="超出所引条款"):
        verify(altered(answer, clause_id="acftu-2020-2:2.8"), question, library)


def test_an_invented_clause_fails(answer: Answer, question: Question, library: Library) -> None:
    with pytest.raises(VerificationError, match="不存在"):
        verify(altered(answer, clause_id="acftu-2020-2:2.99"), question, library)


def test_an_empty_quote_fails(answer: Answer, question: Question, library: Library) -> None:
    with pytest.raises(VerificationError):
        verify(altered(answer, quote="", end=answer.citations[0].start), question, library)


@pytest.mark.parametrize("number", ["6", "1999", "3.5", "７"])
def test_a_number_of_no_source_fails(answer: Answer, question: Question, library: Library, number: str) -> None:
    with pytest.raises(VerificationError, match="没有出处"):
        verify(answer.model_copy(update={"text": f"{answer.text}\n\n另须{number}人同意。"}), question, library)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("title", "中华全国总工会关于新形势下加强基层工会建设的意见", "wrong_document"),
        ("doc_no", "总工办发〔2020〕3号", "wrong_document"),
        ("doc_no", None, "wrong_document"),
        ("issuer", "中华全国总工会", "wrong_document"),
        ("issued_on", date(2021, 1, 15), "wrong_document"),
        ("level", "municipal", "wrong_document"),
        ("region", "山东省临沂市", "wrong_document"),
        ("url", "/d/acftu-2020-2#2.8", "wrong_document"),
        ("label", "第二部分（八）", "wrong_label"),
        ("label", "第二部分（九）第二款", "wrong_label"),
        ("label", "第二部分（九）第（一）项", "wrong_label"),
        ("label", "", "wrong_label"),
    ],
)
def test_what_a_citation_says_of_its_clause_is_checked(
    answer: Answer, question: Question, library: Library, field: str, value: object, reason: str
) -> None:
    with pytest.raises(VerificationError) as caught:
        verify(altered(answer, **{field: value}), question, library)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("> 区域性、行业性工会联合会委员会每届任期四年。", "altered_quote"),
        ("> 每届任期三年至五年\n另有规定", "altered_quote"),
        (">", "altered_quote"),
        ("文件规定“每届任期三年至六年”。", "altered_quote"),
        ("文件规定“每届任期三年", "altered_quote"),
        ("区域性、行业性工会联合会委员会每届任期三年至五年，任期届满应准时换届。", "altered_quote"),
        ("注意：文件已经失效。", "altered_quote"),
        ("| 任期 ≥ 3 年 | 3 年 | 3 ≥ 3 | 符合 |", "wrong_check"),
        ("依据：《中华全国总工会关于新形势下加强基层工会建设的意见》", "unknown_document"),
        ("依据：总工发〔2014〕22号", "unknown_document"),
        ("依据：《工会法》第九条", "unknown_document"),
        ("见第二部分（八）。", "wrong_label"),
        ("见第九十九条。", "wrong_label"),
        ("须有半数以上同意。", "unsourced_number"),
        ("约占百分之十。", "unsourced_number"),
        ("分为三级。", "unsourced_number"),
        ("另设叁名委员。", "unsourced_number"),
        ("每届任期三个月至五个月。", "unsourced_number"),
        ("三年以上。", "unsourced_modal"),
        ("可以不换届。", "unsourced_modal"),
        ("任期届满可以按时换届。", "unsourced_modal"),
        ("北京市的规定如上。", "foreign_region"),
        ("见 https://example.com 。", "foreign_link"),
        ("[第九条](https://example.com)", "foreign_link"),
        ("![图](/d/acftu-2020-2)", "foreign_link"),
        ("[第九条](/d/acftu-2020-9)", "foreign_link"),
        ("[第九条](/d/acftu-2020-2#2.99)", "unknown_clause"),
        ("[第二部分（八）](/d/acftu-2020-2#2.9)", "wrong_label"),
        ("<b>重要</b>", "foreign_markup"),
        ("任期\u200b三年", "foreign_markup"),
    ],
)
def test_what_the_text_says_is_checked(
    answer: Answer, question: Question, library: Library, line: str, reason: str
) -> None:
    with pytest.raises(VerificationError) as caught:
        verify(answer.model_copy(update={"text": f"{answer.text}\n\n{line}"}), question, library)
    assert caught.value.reason == reason, caught.value


@pytest.mark.parametrize(
    "line",
    [
        "文件规定“每届任期三年至五年”。",
        "[第二部分（九）](/d/acftu-2020-2#2.9)",
        "任期届满应按时换届。",
        "依据：《中华全国总工会关于加强和规范区域性、行业性工会联合会建设的意见》（总工办发〔2020〕2号）第二部分（九）",
    ],
)
def test_what_has_grounds_holds(answer: Answer, question: Question, library: Library, line: str) -> None:
    said = answer.model_copy(update={"text": f"{answer.text}\n\n{line}"})
    assert verify(said, question, library) is said


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"requirement": "企业 ≥ 50 家"}, "wrong_check"),
        ({"given": "150 家"}, "wrong_check"),
        ({"working": "130 ≥ 140"}, "wrong_check"),
        ({"outcome": "fail"}, "wrong_check"),
        ({"quote": "企业 50 家以上"}, "altered_quote"),
        ({"clause_id": "acftu-2019-24:99"}, "unknown_clause"),
        ({"clause_id": "acftu-2019-24:4"}, "altered_quote"),
        ({"rule_id": "no-such-rule"}, "wrong_check"),
    ],
)
def test_checks_are_the_rules_own(
    checked: Answer, asked: Question, assistant: Assistant, library: Library, changes: dict[str, object], reason: str
) -> None:
    first = checked.checks[0].model_copy(update=changes)
    lie = checked.model_copy(update={"checks": (first, *checked.checks[1:])})
    with pytest.raises(VerificationError) as caught:
        verify(lie, asked, library, assistant.rules())
    assert caught.value.reason == reason, caught.value


def test_a_verdict_is_told_in_the_words_of_its_rule(
    checked: Answer, asked: Question, assistant: Assistant, library: Library
) -> None:
    conclusion = checked.text.partition("\n")[0]
    for lie in (
        checked.model_copy(update={"verdict": Verdict.NO}),
        checked.model_copy(update={"text": checked.text.removeprefix(conclusion)}),
        checked.model_copy(update={"text": checked.text.replace(conclusion, "**可以设立总工会。**")}),
    ):
        with pytest.raises(VerificationError):
            verify(lie, asked, library, assistant.rules())


def test_what_points_elsewhere_points_to_what_exists(answer: Answer, question: Question, library: Library) -> None:
    related = RelatedClause(
        clause_id="acftu-2020-2:2.8", label="第二部分（七）", title="意见", url="/d/acftu-2020-2#2.8"
    )
    notice = Notice(kind="conflict", text="两处规定不一。", clause_ids=("acftu-2020-2:9.9",))
    for changes in ({"related": (related,)}, {"notices": (notice,)}, {"region": "广东省广州市"}, {"question": "别的"}):
        with pytest.raises(VerificationError):
            verify(answer.model_copy(update=changes), question, library)


def test_an_answer_that_found_nothing_may_name_laws_from_outside(assistant: Assistant, library: Library) -> None:
    nothing = assistant.ask("今天食堂吃什么菜", as_of=AS_OF)
    assert nothing.status is AnswerStatus.NOT_FOUND
    question = read_question("今天食堂吃什么菜", library, region=None, as_of=AS_OF)
    said = nothing.model_copy(update={"text": f"{nothing.text}\n\n可查《中华人民共和国工会法》第七条。"})
    assert verify(said, question, library, outside=("《中华人民共和国工会法》第七条",)) is said
    with pytest.raises(VerificationError) as caught:
        verify(said, question, library)
    assert caught.value.reason == "unknown_document"


def test_an_answer_that_fails_is_withheld_and_logged(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    honest = assistant.ask(QUESTION)
    false_quote = honest.citations[0].model_copy(update={"quote": "六年"})
    lie = honest.model_copy(update={"text": "每届任期六年。", "citations": (false_quote,)})
    monkeypatch.setattr(Assistant, "_answer", lambda self, question, library: lie)
    with caplog.at_level(logging.ERROR):
        sent = assistant.ask(QUESTION)
    assert sent.status is AnswerStatus.NOT_FOUND
    assert sent.citations == ()
    assert "六年" not in sent.text
    assert [n.kind for n in sent.notices] == ["degraded"]
    assert "answer withheld (altered_quote)" in caplog.text
    assert 'policy_withheld_total{reason="altered_quote"}' in assistant.metrics.exposition()
