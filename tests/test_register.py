"""Greetings, and questions that the catalogue answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import AnswerStatus
from assistant.evaluation import read_gold
from assistant.pipeline import Assistant
from assistant.question import read_question
from assistant.register import (
    ENDED,
    EXAMPLE,
    HELD,
    NOT_HELD,
    NOT_HELD_TOO,
    WELCOME,
    WHAT,
    _detail,
    compose_register,
    register_lines,
)
from assistant.verify import VerificationError, verify
from index.library import Library

TODAY = date(2026, 11, 20)
EVALUATION = Path(__file__).parents[1] / "corpus" / "evaluation"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("总工办发〔2020〕2号", ["总工办发〔2020〕2号", "中华全国总工会办公厅印发", "2020年1月15日"]),
        ("总工办发〔2020〕2号是什么时候印发的？", ["2020年1月15日"]),
        ("《关于新形势下加强基层工会建设的意见》的文号是多少", ["总工发〔2014〕22号"]),
        ("全总2019年24号文是什么文件", ["加强乡镇（街道）工会建设的若干意见"]),
        ("2014年的意见现在还有效吗", ["总工发〔2014〕22号", "请以发文机关公布的为准"]),
        ("安阳的通知是谁发的", ["由安阳市总工会办公室印发", "适用于河南省安阳市"]),
        ("广州的意见是哪年出台的", ["来源文本未载印发日期"]),
        ("临沂的文件作废了没有", ["请向临沂市总工会核实"]),
        ("2014年意见和2020年意见分别是什么时候印发的", ["2014年7月29日", "2020年1月15日"]),
    ],
)
def test_what_the_catalogue_knows(assistant: Assistant, text: str, says: list[str]) -> None:
    answer = assistant.ask(text)
    assert answer.status is AnswerStatus.ANSWERED
    assert all(words in answer.text for words in says)
    assert answer.related
    assert not answer.citations


def test_of_two_documents_the_one_that_is_not_held_is_said_not_to_be(assistant: Assistant) -> None:
    answer = assistant.ask("总工办发〔2020〕2号和国办发〔2015〕5号分别是什么时候印发的")
    assert answer.status is AnswerStatus.ANSWERED
    assert "2020年1月15日" in answer.text
    assert NOT_HELD_TOO in answer.text


def test_a_document_whose_time_is_over_is_not_called_in_force(library: Library) -> None:
    card = replace(library.cards["acftu-2020-2"], effective_to=date(2025, 1, 1))
    assert ENDED in _detail(card, TODAY)
    assert "现行有效" not in _detail(card, TODAY)
    assert "现行有效" in _detail(card, date(2024, 1, 1))


@pytest.mark.parametrize("text", ["工厅发〔2023〕8号还有效吗", "国办发〔2015〕5号是什么文件", "2013年的意见作废了吗"])
def test_a_document_that_is_not_held(assistant: Assistant, text: str) -> None:
    answer = assistant.ask(text)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert NOT_HELD in answer.text
    assert HELD in answer.text


@pytest.mark.parametrize(
    ("text", "says"),
    [("谢谢", WELCOME), ("好的，谢谢您", WELCOME), ("你好！", EXAMPLE), ("你是谁", WHAT), ("收录了哪些文件", HELD)],
)
def test_courtesies_and_help(assistant: Assistant, text: str, says: str) -> None:
    answer = assistant.ask(text)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert says in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "谢谢，那联合会委员会每届任期几年",
        "你好，主席可以兼职吗",
        "联合会的决议有效吗",
        "总工办发〔2020〕2号第九条",
        "总工办发〔2020〕2号对任期怎么规定",
        "2014年的意见要求主席参加什么培训",
        "成立联合会要报送哪些文件",
    ],
)
def test_what_asks_for_a_clause_is_left_alone(library: Library, text: str) -> None:
    question = read_question(text, library, region=None, as_of=TODAY)
    assert register_lines(question, library) is None


@pytest.mark.parametrize("name", ["questions", "typed", "conversing", "unanswerable"])
def test_no_question_of_the_evaluation_is_answered_otherwise(library: Library, name: str) -> None:
    for gold in read_gold(EVALUATION / f"{name}.jsonl"):
        question = read_question(gold.q, library, region=gold.region, as_of=TODAY, history=gold.turns)
        lines = register_lines(question, library)
        assert lines is None or compose_register(question, library, lines).status.value == gold.status, gold.q


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1月15日", "1月16日"),
        ("中华全国总工会办公厅印发", "中华全国总工会印发"),
        ("登记为现行有效", "登记为已经废止"),
        ("全国适用", "适用于河南省安阳市"),
    ],
)
def test_a_lie_about_a_document_is_withheld(assistant: Assistant, library: Library, old: str, new: str) -> None:
    text = "总工办发〔2020〕2号是什么时候印发的"
    question = read_question(text, library, region=None, as_of=assistant.ask(text).as_of)
    answer = assistant.ask(text)
    assert old in answer.text
    with pytest.raises(VerificationError):
        verify(answer.model_copy(update={"text": answer.text.replace(old, new)}), question, library)
