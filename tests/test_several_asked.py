"""Several things asked at once, of which the documents answer one: it is answered, and the other said not to be."""

from __future__ import annotations

import pytest

from assistant.answer import AnswerStatus
from assistant.pipeline import Assistant


@pytest.mark.parametrize(
    ("text", "clause", "open_part"),
    [
        ("联合会一届几年，能连任吗", "acftu-2020-2:2.9", "能连任吗"),
        ("乡镇工会主席是什么级别？工资多少", "acftu-2019-24:5", "工资多少"),
    ],
)
def test_what_is_answered_and_what_is_not(assistant: Assistant, text: str, clause: str, open_part: str) -> None:
    answer = assistant.ask(text)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.question == text
    assert clause in [c.clause_id for c in answer.citations]
    assert f"“{open_part}”没有查到直接规定。" in answer.text


def test_where_no_part_is_answered_nothing_is(assistant: Assistant) -> None:
    assert assistant.ask("产假多少天，年假多少天").status is AnswerStatus.NOT_FOUND
