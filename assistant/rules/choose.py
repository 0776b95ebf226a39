"""Which rules a question calls, and what they say of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from assistant.answer import Verdict
from assistant.quantities import Quantity, read_quantities
from assistant.question import Question
from assistant.rules.check import Outcome, check
from assistant.rules.facts import read_facts
from assistant.rules.intent import Intent, read_intent
from assistant.rules.load import AnchoredRule, RuleBook
from assistant.rules.schema import Applies

_OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}


def apply_rules(
    book: RuleBook, question: Question, regions: dict[str, str | None], near: Collection[str]
) -> list[Outcome]:
    """Return what the rules say that the question calls, the one that prevails first; empty where none is called.

    `regions` are the regions of documents by id, `near` the ids of clauses that retrieval found: a rule whose clause is
    not among them is not about the question, whatever words it shares with it.
    """
    intent = read_intent(question.text)
    quantities = read_quantities(question.text)
    called = [
        rule
        for rule in book
        if rule.clause.id in near
        and question.admits(rule.document.id, regions[rule.document.id])
        and _calls(rule.rule.applies, question)
    ]
    outcomes = [o for rule in called if (o := _outcome(rule, question, intent, quantities))]
    return sorted(outcomes, key=lambda o: _precedence(o.rule, question))


def _calls(applies: Applies, question: Question) -> bool:
    """Whether a word of every group stands in the question or the one it follows up on, and no word that bars it."""
    asked = question.search_text
    return (
        all(any(w in asked for w in group) for group in applies.all)
        and not any(w in asked for w in applies.none)
        and all(p.search(asked) for p in applies.matches)
    )


def _precedence(rule: AnchoredRule, question: Question) -> tuple[bool, bool, int]:
    """A document that is named comes first, then the asker's own region, then the newer before the older."""
    issued = rule.document.issued_on or date.min
    return (
        rule.document.id not in question.documents,
        rule.document.region is None or rule.document.region not in question.regions,
        -issued.toordinal(),
    )


def _outcome(rule: AnchoredRule, question: Question, intent: Intent, quantities: Sequence[Quantity]) -> Outcome | None:
    facts = read_facts(rule.rule, question.text, quantities)
    numeric = {i.name for i in rule.rule.inputs if i.unit}
    if rule.rule.conditions:
        if not intent.yes_no or intent.conditions:
            return None
        if numeric and not (numeric & facts.keys()) and not intent.own_case:
            return None
    elif rule.rule.computations:
        if not intent.amount or (not facts and not intent.own_case):
            return None
    elif not intent.yes_no and not rule.rule.premise:
        return None
    outcome = check(rule, facts)
    if rule.rule.computations and not outcome.checks:
        return None  # what was given lies outside what the rule is for
    if rule.rule.computations and outcome.missing and not intent.own_case:
        return None  # asks what the text says, which retrieval answers
    return _turned(outcome, intent)


def _turned(outcome: Outcome, intent: Intent) -> Outcome:
    """Fit the verdict to the way in which it was asked."""
    verdict, rule = outcome.verdict, outcome.rule.rule
    if not intent.yes_no:
        verdict = None
    if verdict is Verdict.NO and intent.leave and rule.otherwise_if_leave and rule.conditions:
        verdict = rule.otherwise_if_leave
    if verdict and intent.breach:
        verdict = _OPPOSITE.get(verdict, verdict)
    return replace(outcome, verdict=verdict)
