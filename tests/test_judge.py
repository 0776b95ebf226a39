"""Sentences of a language model: told apart as they come, and judged before anybody sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.judge import MAX_SENTENCE, EndlessSentenceError, Judge, sentences
from assistant.pipeline import Assistant, today

CASES = yaml.safe_load((Path(__file__).parent / "model_sentences.yaml").read_text(encoding="utf-8"))


def sayings(kind: str) -> Iterator[Any]:
    for case in CASES:
        said = case[kind]
        for name, sentence in said.items() if isinstance(said, dict) else enumerate(said, 1):
            yield pytest.param(case["question"], case.get("region"), sentence, id=f"{case['question'][:12]}-{name}")


def judge(assistant: Assistant, question: str, region: str | None) -> Judge:
    return Judge(*assistant._composed(question, region, today(), ()))


@pytest.mark.parametrize(("question", "region", "sentence"), list(sayings("honest")))
def test_what_the_clauses_say_may_go_out(
    assistant: Assistant, question: str, region: str | None, sentence: str
) -> None:
    assert judge(assistant, question, region).complaint(sentence) is None


@pytest.mark.parametrize(("question", "region", "sentence"), list(sayings("lies")))
def test_what_they_do_not_say_may_not(assistant: Assistant, question: str, region: str | None, sentence: str) -> None:
    assert judge(assistant, question, region).complaint(sentence)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"][:12])
def test_a_clause_in_its_own_words_may_go_out_under_its_mark_alone(assistant: Assistant, case: dict[str, Any]) -> None:
    answer, question, library = assistant._composed(case["question"], case.get("region"), today(), ())
    judged = Judge(answer, question, library)
    for n, citation in enumerate(answer.citations, 1):
        words = citation.quote.rstrip("。")
        assert judged.complaint(f"{words}[{n}]。") is None
        others = [m for m, other in enumerate(answer.citations, 1) if words not in library.clause(other.clause_id).text]
        assert all(judged.complaint(f"{words}[{m}]。") for m in others)


@pytest.mark.parametrize("width", [1, 2, 7, 100])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("三年[1]。五年。[2]可以！", ["三年[1]。", "五年。[2]", "可以！"]),
        ("三年。[1] [2]  五年[1]", ["三年。[1] [2]", "五年[1]"]),
        ("“三年。”[1]五年？！", ["“三年。”[1]", "五年？！"]),
        ("\n\n三年[1]\n五年[1]。\n", ["三年[1]", "五年[1]。"]),
        ("三年；五年[1]。[", ["三年；五年[1]。["]),
        ("", []),
    ],
)
def test_sentences_are_told_apart_wherever_they_are_cut(text: str, told: list[str], width: int) -> None:
    pieces = (text[at : at + width] for at in range(0, len(text), width))
    assert [sentence for sentence in sentences(pieces) if sentence] == told


def test_every_piece_gives_the_reader_a_turn() -> None:
    assert list(sentences(["三年", "", "[1]。", "五"])) == ["", "", "", "三年[1]。", "", "五"]


def test_a_sentence_has_an_end() -> None:
    with pytest.raises(EndlessSentenceError):
        list(sentences(["三" * MAX_SENTENCE, "三"]))
