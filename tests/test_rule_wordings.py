"""Every rule asked in many ways, and questions that come near one without being one for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.answer import Answer
from assistant.pipeline import Assistant
from assistant.question import Turn

WORDINGS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("rule_wordings.yaml").read_text(encoding="utf-8"))
ASKED = [(rule, {**defaults, **asked}) for rule, defaults in WORDINGS["rules"].items() for asked in defaults["asked"]]
NEAR = WORDINGS["near"]
LEAST = 5  # wordings a rule


def _ask(assistant: Assistant, asked: dict[str, Any]) -> Answer:
    history = [Turn("user", said) for said in asked.get("history", ())]
    return assistant.ask(asked["q"], region=asked.get("region"), history=history)


def _rules(answer: Answer) -> set[str]:
    return {check.rule_id for check in answer.checks}


@pytest.mark.parametrize(("rule", "asked"), ASKED, ids=[asked["q"] for _, asked in ASKED])
def test_a_rule_answers_however_it_is_asked(assistant: Assistant, rule: str, asked: dict[str, Any]) -> None:
    answer = _ask(assistant, asked)
    assert answer.status == asked.get("status", "answered")
    assert answer.verdict == asked.get("verdict")
    assert set(asked.get("rules", [rule])) <= _rules(answer)
    assert answer.citations[0].clause_id == asked.get("cited", asked["clause"])
    if "value" in asked:
        assert asked["value"] in [check.value for check in answer.checks]
        assert asked["value"].replace("—", "至") in answer.text


@pytest.mark.parametrize("asked", NEAR, ids=[asked["q"] for asked in NEAR])
def test_a_near_miss_gets_no_verdict_that_is_not_its_own(assistant: Assistant, asked: dict[str, Any]) -> None:
    answer = _ask(assistant, asked)
    if "rules" in asked:
        assert set(asked["rules"]) <= _rules(answer)
        assert answer.verdict == asked["verdict"]
    else:
        assert not _rules(answer)


def test_every_rule_is_asked_and_every_question_once(assistant: Assistant) -> None:
    asked = {rule: len(entry["asked"]) for rule, entry in WORDINGS["rules"].items()}
    assert set(asked) == set(assistant.rules().rules)
    assert min(asked.values()) >= LEAST
    questions = [(a["q"], a.get("region")) for _, a in ASKED] + [(a["q"], a.get("region")) for a in NEAR]
    assert len(questions) == len(set(questions))
    assert len(NEAR) >= 60
