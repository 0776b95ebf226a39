"""No number in an answer but from the documents, the question and the checks: read anew, by no code of the product."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.pipeline import Assistant
from assistant.question import Turn
from index.library import Library

GOLD = Path(__file__).parents[1] / "corpus" / "evaluation" / "questions.jsonl"
DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"两": 2, "〇": 0}
PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10000}
# A Chinese numeral that is one for certain: of several characters, or before a measure.
NUMBER = re.compile(
    r"\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千万]{2,}|[一二两三四五六七八九十百千](?=[年月日人名家个条次届项级款%])"
)
LINK = re.compile(r"\]\(/d/[^)]*\)")


def value(written: str) -> float:
    """A numeral read digit by digit; 三百二十 is 320, 二〇二〇 is 2020."""
    if written[0].isdigit():
        return float(written)
    if not any(c in PLACES for c in written):
        return float("".join(str(DIGITS[c]) for c in written))
    total, section, digit = 0, 0, 0
    for c in written:
        if c == "万":
            total, section, digit = (total + section + digit) * 10000, 0, 0
        elif c in PLACES:
            section, digit = section + (digit or 1) * PLACES[c], 0
        else:
            digit = DIGITS[c]
    return float(total + section + digit)


def numbers(text: str) -> set[float]:
    return {value(m[0]) for m in NUMBER.finditer(text.translate({0xFF10 + n: str(n) for n in range(10)}))}


def own_words(answer: Answer, library: Library) -> str:
    """The text without quotes, and without sentences, names, numbers, dates and labels of documents."""
    lines = [line.replace("\\", "") for line in answer.text.split("\n") if not line.startswith(">")]
    text = re.sub(r"“[^”]*”", " ", LINK.sub("] ", "\n".join(lines)))
    cited = [library.clause(c.clause_id) for c in answer.citations]
    told = [p for clause in cited for p in re.split(r"(?<=[。；])", clause.text.replace("\n", "")) if len(p) > 5]
    for card in library.cards.values():
        told += [card.title, card.number or "", *card.unstated.values()]
        told += [f"{card.issued_on.year}年{card.issued_on.month}月{card.issued_on.day}日"] if card.issued_on else []
    told += [place.label for place in (*answer.citations, *answer.related)]
    told += [library.clause(i).label for n in answer.notices for i in n.clause_ids]
    for known in sorted(filter(None, told), key=len, reverse=True):
        text = text.replace(known, " ")
    return text.replace("上一级", " ")  # a rank, of which there is one


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> list[Answer]:
    found = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        as_of = date.fromisoformat(gold["as_of"]) if gold.get("as_of") else None
        history = [Turn(t["role"], t["content"]) for t in gold.get("history") or ()]
        found.append(assistant.ask(gold["q"], region=gold.get("region"), as_of=as_of, history=history))
    return found


def test_numbers_are_read() -> None:
    assert numbers("三百二十人、十五家、２０名、两级、二〇二〇年、1.5万") == {320, 15, 20, 2, 2020, 1.5}
    assert numbers("统一的三方机制") == set()


def test_no_shipped_answer_tells_a_number_of_its_own(answers: list[Answer], library: Library) -> None:
    assert len(answers) > 100
    for answer in answers:
        checks = [t for c in answer.checks for t in (c.requirement, c.given, c.working, c.value, c.quote) if t]
        sources = [answer.question, *checks, *(library.clause(c.clause_id).text for c in answer.citations)]
        strange = numbers(own_words(answer, library)) - {n for source in sources for n in numbers(source)}
        assert not strange, f"{strange}: {answer.question}\n{answer.text}"


def test_no_shipped_answer_is_withheld(answers: list[Answer]) -> None:
    assert [a.question for a in answers if any(n.kind == "degraded" for n in a.notices)] == []
