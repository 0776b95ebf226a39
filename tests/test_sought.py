"""What quantity a question asks for, and whether a text states one."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.sought import Sought, numbers, sought_in, states


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("联合会委员会每届任期几年", {Sought.TIME}),
        ("最少要多少名专职干部", {Sought.PEOPLE}),
        ("补助总额的百分之几要给乡镇", {Sought.SHARE}),
        ("一线职工的比例不低于多少", {Sought.SHARE}),
        ("工资标准是多少", {Sought.MONEY}),
        ("最高能发多少", {Sought.AMOUNT}),
        ("文件的文号是多少", set()),
        ("每月补贴多少钱", {Sought.MONEY}),
        ("一年开几次会", {Sought.TIMES}),
        ("工会有哪几种组织形式", set()),
        ("经费有几个方面的来源", set()),
        ("我们十几个人能不能建会", set()),
        ("那几名委员怎么补", set()),
        ("没多少人来参加怎么办", set()),
        ("几家厂子凑在一起能不能建会", set()),
        ("主席由谁提名", set()),
    ],
)
def test_kinds_of_quantities_asked_for(question: str, kinds: set[Sought]) -> None:
    assert set(sought_in(question)) == kinds


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("每届任期三年至五年", Sought.TIME, True),
        ("任期与委员会相同", Sought.TIME, True),
        ("及时办理登记", Sought.TIME, False),
        ("配备办事人员1-2名", Sought.PEOPLE, True),
        ("设立经费审查委员会", Sought.PEOPLE, False),
        ("不低于补助总额的10%", Sought.SHARE, True),
        ("应当占三分之一以上", Sought.SHARE, True),
        ("给予补贴", Sought.MONEY, False),
        ("每季度召开一次", Sought.TIMES, True),
    ],
)
def test_what_states_a_quantity(text: str, kind: Sought, expected: bool) -> None:
    assert states(text, kind) is expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("每届任期三年至五年", Sought.TIME, True),
        ("任期与委员会相同", Sought.TIME, False),
        ("每年召开一次", Sought.TIMES, True),
        ("定期召开", Sought.TIMES, False),
    ],
)
def test_what_states_it_in_numbers(text: str, kind: Sought, expected: bool) -> None:
    assert numbers(text, kind) is expected


@pytest.mark.parametrize("question", ["女职工委员会要由多少人组成", "工会筹备组最长能存在几年"])
def test_a_number_that_no_clause_gives_is_not_answered(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "not_found"
    assert not answer.citations
    assert answer.related
