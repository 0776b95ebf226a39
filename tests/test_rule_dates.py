"""A rule answers from the day its document takes effect to the day it ends, both included."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.pipeline import Assistant
from assistant.rules.load import AnchoredRule

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def rules(assistant: Assistant) -> list[AnchoredRule]:
    return list(assistant.rules())


def test_every_rule_of_a_dated_document_holds_from_its_day_on(rules: list[AnchoredRule]) -> None:
    dated = [r for r in rules if r.document.issued_on]
    assert len(dated) > 30
    for rule in dated:
        issued = rule.document.issued_on
        assert issued is not None
        assert [rule.holds_on(issued + n * DAY) for n in (-1, 0, 1)] == [False, True, True], rule.rule.id


def test_a_rule_of_an_undated_document_holds_whenever_it_is_asked_for(rules: list[AnchoredRule]) -> None:
    undated = next(r for r in rules if r.document.id == "guangzhou-hangye")
    assert undated.holds_on(date(1990, 1, 1))


@pytest.mark.parametrize(("offset", "holds"), [(-1, True), (0, True), (1, False)])
def test_a_rule_ends_with_its_document_or_on_its_own_day(rules: list[AnchoredRule], offset: int, holds: bool) -> None:
    end = date(2030, 6, 30)
    ended = replace(rules[0], document=replace(rules[0].document, effective_to=end))
    assert ended.holds_on(end + offset * DAY) is holds
    own = replace(rules[0], rule=rules[0].rule.model_copy(update={"effective_to": end}))
    assert own.holds_on(end + offset * DAY) is holds


def test_a_rules_own_beginning_goes_before_its_documents(rules: list[AnchoredRule]) -> None:
    begin = date(2031, 1, 1)
    later = replace(rules[0], rule=rules[0].rule.model_copy(update={"effective_from": begin}))
    assert [later.holds_on(begin + n * DAY) for n in (-1, 0, 1)] == [False, True, True]


def test_before_its_document_a_rule_gives_no_verdict(assistant: Assistant) -> None:
    question = "我们镇有企业120家、职工6000人，专职主席和专职工作人员都配齐了，能成立总工会吗？"
    assert assistant.ask(question, as_of=date(2019, 12, 27)).checks[0].rule_id == "town-general-union-2019"
    before = {c.rule_id for c in assistant.ask(question, as_of=date(2019, 12, 26)).checks}
    assert before == {"town-general-union-2014"}
