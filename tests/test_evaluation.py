"""The shipped evaluation, its floor, and the scorer."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.evaluation import GoldQuestion, Judgement, evaluate, failures, judge, read_gold, table
from assistant.pipeline import Assistant
from index.corpus import default_corpus
from index.errors import PolicyError
from index.library import Library

GOLD = default_corpus() / "evaluation" / "questions.jsonl"
# Shares of correct answers below which a change has broken something.
FLOORS = {"citation": 1.0, "value": 0.9, "lookup": 0.85}


@pytest.fixture(scope="module")
def questions() -> list[GoldQuestion]:
    return read_gold(GOLD)


@pytest.fixture(scope="module")
def judgements(questions: list[GoldQuestion], assistant: Assistant) -> list[Judgement]:
    library = assistant.shelf.current()
    return evaluate(questions, lambda q: assistant.ask(q.q, region=q.region, history=q.turns), library)


def test_questions_are_well_formed(questions: list[GoldQuestion], library: Library) -> None:
    assert len({q.id for q in questions}) == len(questions) >= 110
    for question in questions:
        assert bool(question.gold) == (question.status != "not_found"), question.id
        for group in question.gold:
            for clause_id in group:
                assert not library.clause(clause_id).is_heading


@pytest.mark.parametrize(("kind", "floor"), FLOORS.items())
def test_a_kind_keeps_its_floor(judgements: list[Judgement], kind: str, floor: float) -> None:
    own = [j for j in judgements if j.question.kind == kind]
    assert statistics.mean(j.correct for j in own) >= floor, "\n".join(failures(own, 20))


def test_every_quote_is_verbatim_and_nothing_forbidden_is_said(judgements: list[Judgement]) -> None:
    assert all(j.values["verbatim"] and j.values["must_not"] for j in judgements)


def test_the_table_has_a_row_a_kind(judgements: list[Judgement]) -> None:
    lines = list(table(judgements))
    assert lines[0].split()[:3] == ["kind", "n", "correct"]
    assert lines[1].split()[:2] == ["ALL", str(len(judgements))]
    assert len(lines) == 2 + len({j.question.kind for j in judgements})


@pytest.fixture(scope="module")
def right(assistant: Assistant) -> tuple[GoldQuestion, Answer]:
    question = GoldQuestion(
        id="t1", q="总工办发〔2020〕2号第九条怎么说", kind="citation", gold=(("acftu-2020-2:2.9",),), status="answered",
        must=("三年至五年",), must_not=("六年",),
    )  # fmt: skip
    return question, assistant.ask(question.q)


def test_a_right_answer_is_judged_so(right: tuple[GoldQuestion, Answer], library: Library) -> None:
    assert judge(*right, library).correct


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        ({"status": "not_found"}, "status"),
        ({"citations": ()}, "cited"),
        ({"text": "任期五年"}, "must"),
        ({"text": "三年至五年，或六年"}, "must_not"),
    ],
)
def test_a_wrong_answer_is_judged_so(
    right: tuple[GoldQuestion, Answer], library: Library, change: dict[str, object], measure: str
) -> None:
    question, answer = right
    judgement = judge(question, answer.model_copy(update=change), library)
    assert not judgement.correct
    assert judgement.values[measure] == 0


def test_an_altered_quote_is_not_verbatim(right: tuple[GoldQuestion, Answer], library: Library) -> None:
    question, answer = right
    false = answer.citations[0].model_copy(update={"quote": "任期六年"})
    judgement = judge(question, answer.model_copy(update={"citations": (false,)}), library)
    assert judgement.values["verbatim"] == 0


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"id": "a", "q": "b", "kind": "lookup", "typo": 1}'])
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n" + line + "\n", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"gold\.jsonl 第 2 行"):
        read_gold(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"none\.jsonl"):
        read_gold(tmp_path / "none.jsonl")
