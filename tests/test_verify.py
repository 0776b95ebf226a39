"""What fails verification is not sent."""

from __future__ import annotations

import logging
import random

import pytest

from assistant.answer import Answer, AnswerStatus
from assistant.pipeline import Assistant
from assistant.verify import VerificationError, verify
from index.library import Library

QUESTION = "区域性、行业性工会联合会委员会每届任期几年？"


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    found = assistant.ask(QUESTION)
    assert found.citations
    return found


def altered(answer: Answer, **changes: object) -> Answer:
    first = answer.citations[0].model_copy(update=changes)
    return answer.model_copy(update={"citations": (first, *answer.citations[1:])})


def test_a_composed_answer_holds(answer: Answer, library: Library) -> None:
    assert verify(answer, library) is answer


def test_a_changed_character_of_a_quote_fails(answer: Answer, library: Library) -> None:
    quote = answer.citations[0].quote
    for at in random.Random(7).sample(range(len(quote)), min(20, len(quote))):
        lie = altered(answer, quote=quote[:at] + ("甲" if quote[at] != "甲" else "乙") + quote[at + 1 :])
        with pytest.raises(VerificationError, match="引文与原文不符"):
            verify(lie, library)


@pytest.mark.parametrize("shift", [-1, 1, 40])
def test_a_shifted_quote_fails(answer: Answer, library: Library, shift: int) -> None:
    first = answer.citations[0]
    with pytest.raises(VerificationError):
        verify(altered(answer, start=first.start + shift, end=first.end + shift), library)


def test_a_true_quote_under_another_clause_fails(answer: Answer, library: Library) -> None:
    with pytest.raises(VerificationError, match="超出所引条款"):
        verify(altered(answer, clause_id="acftu-2020-2:2.8"), library)


def test_an_invented_clause_fails(answer: Answer, library: Library) -> None:
    with pytest.raises(VerificationError, match="不存在"):
        verify(altered(answer, clause_id="acftu-2020-2:2.99"), library)


def test_an_empty_quote_fails(answer: Answer, library: Library) -> None:
    with pytest.raises(VerificationError):
        verify(altered(answer, quote="", end=answer.citations[0].start), library)


@pytest.mark.parametrize("number", ["6", "1999", "3.5", "７"])
def test_a_number_of_no_source_fails(answer: Answer, library: Library, number: str) -> None:
    with pytest.raises(VerificationError, match="没有出处"):
        verify(answer.model_copy(update={"text": f"{answer.text}\n\n另须{number}人同意。"}), library)


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
    assert "answer withheld" in caplog.text
