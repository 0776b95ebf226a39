"""What the rules say, as the officer reads it."""

from __future__ import annotations

import pytest

from assistant.answer import AnswerStatus
from assistant.pipeline import Assistant

CONCLUSIONS = [
    ("新任镇工会主席上岗10个月还没培训，违规了吗", "no", "仍在规定期限内"),
    ("新任镇工会主席上岗13个月还没培训，违规了吗", "yes", "不符合规定"),
    ("老板当联合会委员违规吗", "yes", "不可以"),
    ("老板能不能当联合会委员", "no", "不可以"),
    (
        "我们镇有120家企业、4800名职工，可以成立总工会吗",
        "no",
        "未达到的是：职工不少于 5000 人（所给：4800 人，还差 200 人）",
    ),
    ("全镇职工八千人，社会化工会工作者可以配几名？", None, "2至3名"),
    ("对下补助40亿元，给乡镇工会最少多少？", None, "4亿元"),
]


@pytest.mark.parametrize(("question", "verdict", "words"), CONCLUSIONS)
def test_the_conclusion_says_what_the_facts_come_to(
    assistant: Assistant, question: str, verdict: str | None, words: str
) -> None:
    answer = assistant.ask(question)
    assert answer.verdict == verdict
    assert words in answer.text.split("\n\n")[0].replace("\\", "")
    assert "degraded" not in {n.kind for n in answer.notices}


def test_missing_facts_are_asked_for_with_their_units(assistant: Assistant) -> None:
    answer = assistant.ask("我们镇能不能成立总工会？")
    assert answer.status is AnswerStatus.NEEDS_INPUT
    assert [(m.name, m.unit) for m in answer.missing] == [("企业", "家"), ("职工", "人")]
    assert "企业（家）、职工（人）" in answer.text
    assert answer.verdict is None
    assert answer.citations[0].clause_id == "acftu-2019-24:3"


def test_rounding_that_the_text_leaves_open_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("全镇职工八千人，社会化工会工作者可以配几名？")
    assert any(n.kind == "ambiguity" and "取整" in n.text for n in answer.notices)
    assert answer.checks[0].working == "8000 ÷ 3000 = 2 余 2000"


def test_two_clauses_that_differ_are_both_shown_with_a_conflict(assistant: Assistant) -> None:
    answer = assistant.ask("我们镇有99家企业、6000名职工，专职主席和专职工作人员都配齐了，可以成立总工会吗")
    assert answer.verdict == "no"
    assert {c.clause_id for c in answer.citations} == {"acftu-2019-24:3", "acftu-2014-22:2.5"}
    assert any(n.kind == "conflict" for n in answer.notices)


def test_every_condition_stands_in_the_table(assistant: Assistant) -> None:
    answer = assistant.ask("我们镇有120家企业、5600名职工，可以成立总工会吗")
    assert answer.verdict == "conditional"
    rows = [line for line in answer.text.split("\n") if line.startswith("| ")]
    assert any("120 家" in row and "120 ≥ 100" in row and "符合" in row for row in rows)
    assert any("未说明" in row and "待确认" in row for row in rows)


STRADDLING = [
    "联合会任期不超过五年可以吗", "联合会任期五年左右可以吗", "联合会任期三年以上行吗", "联合会任期3到6年可以吗",
    "联合会任期至少三年对吗", "联合会任期不得少于三年，对吧", "联合基层工会所辖单位50家左右可以吗",
    "广州行业工会联合会委员超过6名行不行", "我们镇有100家左右企业、5000名左右职工，能建总工会吗",
    "联合会任期必须五年吗", "联合会任期只能三年吗", "乡镇工会主席上岗一年左右培训合规吗",
]  # fmt: skip


@pytest.mark.parametrize("question", STRADDLING)
def test_figures_that_straddle_a_bound_are_answered(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is not AnswerStatus.NOT_FOUND
    assert not any(n.kind == "degraded" for n in answer.notices)
    assert answer.text.startswith("**")


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("联合会任期不得少于三年，对吧", {None, "yes", "conditional"}),
        ("联合会任期能不能低于三年？", {"no"}),
        ("联合会任期必须五年吗", {None, "no"}),
        ("联合会任期五年可以吗", {"yes"}),
    ],
)
def test_what_must_be_is_more_than_what_may(assistant: Assistant, question: str, verdict: set[str | None]) -> None:
    assert assistant.ask(question).verdict in verdict
