"""Turns at the language model: few at once, and a rest after failures in a row."""

from __future__ import annotations

from contextlib import ExitStack, closing

import pytest
from fakes import ScriptedGenerator

from assistant.generator import LanguageModelError
from assistant.model_turns import AT_ONCE, PATIENCE, REST, Turns, in_turn


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr("assistant.model_turns.time.monotonic", lambda: self.now)


def reason(turns: Turns) -> str | None:
    try:
        return None if "".join(turns.stream("指令", "问题")) else "empty"
    except LanguageModelError as error:
        return error.reason


def fault() -> LanguageModelError:
    return LanguageModelError("没有答完。", reason="slow")


def test_failures_in_a_row_bring_a_rest_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, model = Clock(monkeypatch), ScriptedGenerator(fault())
    turns = Turns(model)
    assert [reason(turns) for _ in range(PATIENCE + 2)] == ["slow"] * PATIENCE + ["resting"] * 2
    assert len(model.asked) == PATIENCE
    clock.now += REST
    assert [reason(turns), reason(turns)] == ["slow", "resting"], "one that fails after its rest has another at once"
    clock.now += REST
    model.script = ("好",)
    assert [reason(turns)] * 3 == [None] * 3
    model.script = (fault(),)
    assert [reason(turns) for _ in range(PATIENCE + 1)] == ["slow"] * PATIENCE + ["resting"]


def test_one_success_is_enough_to_begin_anew() -> None:
    model = ScriptedGenerator()
    turns = Turns(model)
    for _ in range(3):
        model.script = (fault(),)
        assert [reason(turns) for _ in range(PATIENCE - 1)] == ["slow"] * (PATIENCE - 1)
        model.script = ("好",)
        assert reason(turns) is None
        assert turns.generate("指令", "问题") == "好"


def test_few_are_served_at_once_and_who_leaves_makes_room() -> None:
    turns = Turns(ScriptedGenerator("好", "的"))
    with ExitStack() as readers:
        for _ in range(AT_ONCE):
            assert next(readers.enter_context(closing(turns.stream("指令", "问题")))) == "好"
        assert reason(turns) == "busy"
    assert reason(turns) is None


def test_who_leaves_has_not_failed() -> None:
    turns = Turns(ScriptedGenerator("好", "的"))
    for _ in range(PATIENCE + 1):
        with closing(turns.stream("指令", "问题")) as pieces:
            next(pieces)
    assert reason(turns) is None


def test_no_model_has_no_turns() -> None:
    assert in_turn(None) is None
