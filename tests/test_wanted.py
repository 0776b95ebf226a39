"""What a question wants to hear, and which sentences speak of it."""

from __future__ import annotations

import pytest

from assistant.wanted import Wanted, asks_list, speaks_of, wanted_in


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("联合会主席可以由哪些人担任", Wanted.PERSONS),
        ("谁能当主席", Wanted.PERSONS),
        ("主席怎么产生", Wanted.ELECTION),
        ("换届要报批吗", Wanted.APPROVAL),
        ("这事得找谁点头", Wanted.APPROVAL),
        ("工资谁发", Wanted.SOURCE),
        ("经费从哪里来", Wanted.SOURCE),
        ("补贴怎么发", Wanted.MONEY),
        ("兼职行不行", Wanted.LEAVE),
        ("能不能撤销", Wanted.BAN),
        ("为啥要建联合会", Wanted.PURPOSE),
        ("通过什么途径解决", Wanted.MEANS),
    ],
)
def test_what_is_wanted(question: str, kind: Wanted) -> None:
    assert kind in wanted_in(question)


@pytest.mark.parametrize("question", ["", "联合会", "主席任期多长", "委员人数是多少"])
def test_some_questions_want_none_of_it(question: str) -> None:
    assert wanted_in(question) == ()


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("社会化工会工作者可以作为主席人选。", Wanted.PERSONS, True),
        ("主席由全体委员选举产生。", Wanted.PERSONS, False),
        ("主席由全体委员选举产生。", Wanted.ELECTION, True),
        ("经同级党组织同意后成立。", Wanted.APPROVAL, True),
        ("任期三年至五年。", Wanted.APPROVAL, False),
        ("可以争取行政支持。", Wanted.SOURCE, True),
        ("经费要做到专款专用。", Wanted.SOURCE, False),
        ("不得随意撤销、合并。", Wanted.BAN, True),
        ("应当建立制度。", Wanted.BAN, False),
    ],
)
def test_what_is_spoken_of(text: str, kind: Wanted, expected: bool) -> None:
    assert speaks_of(text, kind) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("主要职责有哪些", True),
        ("六有工会是指哪六有", True),
        ("乡镇工会的主要任务是什么？", True),
        ("分别是什么", True),
        ("主席可以兼职吗", False),
        ("每届任期几年", False),
        ("换届要谁批准", False),
    ],
)
def test_who_asks_for_a_list(question: str, expected: bool) -> None:
    assert asks_list(question) is expected
