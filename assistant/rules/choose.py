"""Which rules a question calls, and what they say of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.answer import Verdict
from assistant.quantities import Quantity, read_quantities
from assistant.question import Question
from assistant.rules.check import Given, Outcome, check
from assistant.rules.facts import asks_of_others, compares, read_facts
from assistant.rules.intent import Intent, read_intent
from assistant.rules.load import AnchoredRule, RuleBook
from assistant.rules.schema import Applies

_LOOSE = ("可以", "一般", "原则上", "左右")  # what such a clause says is not what must be
_OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}


def apply_rules(
    book: RuleBook, question: Question, regions: dict[str, str | None], near: Collection[str]
) -> list[Outcome]:
    """Return what the rules say that the question calls, the one that prevails first; empty where none is called.

    `regions` are the regions of documents by id, `near` the ids of clauses that retrieval found: a rule whose clause is
    not among them is not about the question, whatever words it shares with it.
    """
    if not book:
        return []
    intent = read_intent(question.meant)
    called = [
        rule
        for rule in book
        if rule.clause.id in near
        and rule.holds_on(question.as_of)
        and question.admits(rule.document.id, regions[rule.document.id])
        and _calls(rule.rule.applies, question)
    ]
    told = read_quantities(question.meant)
    outcomes = [o for rule in called if (o := _outcome(rule, intent, question.meant, told))]
    return sorted(outcomes, key=lambda o: _precedence(o.rule, question))


def _calls(applies: Applies, question: Question) -> bool:
    """Whether a word of every group stands in the question, and no word that bars it."""
    asked = question.asked
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


def _outcome(rule: AnchoredRule, intent: Intent, text: str, told: Sequence[Quantity]) -> Outcome | None:
    """What a rule says, where the question is one for it; `told` are the quantities of its text."""
    facts = read_facts(rule.rule, text, told)
    numeric = {i.name for i in rule.rule.inputs if i.unit}
    if not _is_asked(rule, intent, facts) or (numeric and asks_of_others(intent.asking)):
        return None
    if numeric and (compares(text) or (intent.choice and len(told) > 1)):
        return None
    if rule.rule.conditions:
        if not intent.yes_no or intent.conditions:
            return None
        if numeric and not (numeric & facts.keys()) and not intent.own_case:
            return None
    elif rule.rule.computations and (not intent.amount or (not facts and not intent.own_case)):
        return None
    outcome = check(rule, facts)
    if rule.rule.computations and not outcome.checks:
        return None  # what was given lies outside what the rule is for
    if rule.rule.computations and outcome.missing and not intent.own_case:
        return None  # asks what the text says, which retrieval answers
    if outcome.verdict is Verdict.YES and any(_is_fixed(text, given) for given in facts.values()):
        outcome = replace(outcome, verdict=None)  # that it must be this figure is more than that it may
    return _turned(outcome, intent)


def _is_fixed(text: str, given: Given) -> bool:
    """Whether a question asks if a figure is the only one that will do（必须五年吗）."""
    return bool(
        given.text
        and not given.holds
        and re.search(rf"(?:必须|只能|只许|非得|一定要)[是为满定干]?{re.escape(given.text)}", text)
    )


def _is_asked(rule: AnchoredRule, intent: Intent, facts: Mapping[str, Given]) -> bool:
    """Whether what is asked is what the rule settles, not something else about what the rule speaks of.

    A clause that asks must hold a word of the rule's matter or one of its facts, or ask no more than 这样合规吗.
    """
    if not intent.yes_no:
        return rule.rule.premise or bool(rule.rule.computations)
    if intent.generic or rule.rule.computations:
        return True
    groups = rule.rule.applies.all
    words = [word for group in groups[1:] or groups for word in group]
    words += [fact.text for fact in facts.values() if fact.text]
    return any(word in clause for clause in intent.asking for word in words)


def _turned(outcome: Outcome, intent: Intent) -> Outcome:
    """Fit the verdict to the way in which it was asked; where no yes or no would be plain, what the text says stays."""
    verdict, rule = outcome.verdict, outcome.rule.rule
    if verdict is Verdict.NO and intent.leave and rule.otherwise_if_leave and rule.conditions:
        verdict = rule.otherwise_if_leave
    found = verdict
    if rule.modality in _LOOSE and intent.must and verdict is not Verdict.NO:
        verdict = rule.verdict_if_must
    elif verdict and intent.breach:
        verdict = _OPPOSITE.get(verdict, verdict)
    if not intent.yes_no or intent.unclear or (intent.denied and not rule.negative):
        verdict = None
    return replace(outcome, verdict=verdict, found=found)
