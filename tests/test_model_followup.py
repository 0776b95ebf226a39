"""Questions that a language model proposes: taken where they hold the asker's own words, dropped otherwise."""

from __future__ import annotations

import json

import pytest
from fakes import ScriptedGenerator

from assistant.generator import LanguageModelError
from assistant.model_followup import propose
from assistant.pipeline import Assistant
from assistant.question import Turn

TALK = [
    Turn("user", "区域性工会联合会几年换一届？"),
    Turn("assistant", "三年至五年，依据《联合会建设的意见》第九条；广州市另有规定。"),
    Turn("user", "联合会的主席呢？"),
]
TOWN = [Turn("user", "我们镇有120家企业、5600名职工，可以建总工会吗？")]

TAKEN = [
    ("特殊情况想往后拖呢？", TALK, "区域性工会联合会在特殊情况下想往后拖，几年换一届？"),
    ("那安阳呢", TALK, "安阳区域性工会联合会几年换一届？"),
    ("那副主席呢", TALK, "  区域性工会联合会的副主席几年换一届？ \n"),
    ("如果只有80家企业呢", TOWN, "我们镇只有80家企业、5600名职工，可以建总工会吗？"),
    ("如果只有80家企业呢", TOWN, "我們鎮只有８０家企業、5600名職工，可以建總工會嗎？"),
    ("那安阳呢", [], "安阳呢？"),
]
DROPPED = [
    ("那副主席呢", TALK, "广州市区域性工会联合会的副主席几年换一届？"),  # a place that only the answer named
    ("那副主席呢", TALK, "临沂区域性工会联合会的副主席几年换一届？"),
    ("那副主席呢", TALK, "按《联合会建设的意见》，区域性工会联合会的副主席几年换一届？"),
    ("那副主席呢", TALK, "总工办发〔2020〕2号对区域性工会联合会的副主席几年换一届？"),
    ("那副主席呢", TALK, "区域性工会联合会的副主席三年换一届？"),
    ("那副主席呢", TALK, "区域性工会联合会的副主席5年换一届？"),
    ("那副主席呢", TALK, "区域性工会联合会的副主席工资多少？"),
    ("那副主席呢", TALK, "区域性工会联合会\n副主席几年换一届？"),
    ("那副主席呢", TALK, "区域性工会联合会的副主席\u202e几年换一届？"),
    ("那副主席呢", TALK, "![x](http://evil.example) 副主席几年换一届？"),
    ("那副主席呢", TALK, "区域性工会联合会几年换一届？" * 20),
    ("那副主席呢", TALK, " "),
    ("如果只有80家企业呢", TOWN, "我们镇只有90家企业、5600名职工，可以建总工会吗？"),
    ("如果只有80家企业呢", TOWN, "我们镇只有80家企业、560名职工，可以建总工会吗？"),
]


@pytest.mark.parametrize(("question", "history", "proposed"), TAKEN)
def test_a_question_of_the_askers_own_words_is_taken(question: str, history: list[Turn], proposed: str) -> None:
    assert propose(question, history, ScriptedGenerator(proposed[:5], proposed[5:])) == proposed.strip()


@pytest.mark.parametrize(("question", "history", "proposed"), DROPPED)
def test_a_question_that_says_more_is_dropped(question: str, history: list[Turn], proposed: str) -> None:
    assert propose(question, history, ScriptedGenerator(proposed)) is None


def test_the_model_sees_what_the_asker_said_and_no_answer() -> None:
    generator = ScriptedGenerator("联合会的副主席呢？")
    propose("那副主席呢", TALK, generator)
    [(_, request)] = generator.asked
    assert json.loads(request) == {"此前的提问": [TALK[0].content, TALK[2].content], "追问": "那副主席呢"}


def test_a_model_that_fails_proposes_nothing() -> None:
    generator = ScriptedGenerator("联合会", LanguageModelError("断了。", reason="broken"))
    assert propose("那副主席呢", TALK, generator) is None


@pytest.mark.parametrize("limit", ["FIRST_WORD", "WHOLE"])
def test_a_model_that_is_slow_is_not_waited_for(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"assistant.model_followup.{limit}", -1.0)
    generator = ScriptedGenerator("" if limit == "FIRST_WORD" else "联合会", "的副主席呢？")
    assert propose("那副主席呢", TALK, generator) is None
    assert generator.closed


def test_a_follow_up_that_found_nothing_is_asked_as_the_model_understands_it(assistant: Assistant) -> None:
    talk = [Turn("user", "联合会委员会特殊情况要延期换届的，应报谁批准")]
    lost, full = "拖一拖中不中", "联合会委员会特殊情况要延期换届中不中"
    model = ScriptedGenerator(full)
    helped = Assistant(assistant.shelf, assistant.embedder, generator=model)
    assert assistant.ask(lost, history=talk).status == "not_found"
    answer = helped.ask(lost, history=talk)
    assert (answer.status, answer.asked_as) == ("answered", full)
    assert answer.question == lost
    assert {c.clause_id for c in answer.citations} == {"acftu-2020-2:2.9"}
    assert any(n.kind == "context" and full in n.text for n in answer.notices)


def test_what_the_model_adds_is_not_asked(assistant: Assistant) -> None:
    talk = [Turn("user", "联合会委员会特殊情况要延期换届的，应报谁批准")]
    helped = Assistant(
        assistant.shelf, assistant.embedder, generator=ScriptedGenerator("联合会委员会延期半年要罚多少钱")
    )
    assert helped.ask("拖一拖中不中", history=talk).status == "not_found"
