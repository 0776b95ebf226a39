"""The commands `rules` and `check`: what they print, line by line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.rules.compose import RESULTS
from assistant.rules.coverage import Coverage, Expression, cover
from assistant.rules.describe import OutcomeModel, RuleModel
from assistant.rules.given import FactError, find_rule, read_given
from assistant.rules.load import RuleBook, RuleError
from index.errors import QuestionError
from index.library import Library

NAMED = 5  # expressions that the complaint names; the table above it has them all


def rules_lines(
    library: Library, book: RuleBook, rule_id: str | None, *, coverage: bool = False, as_json: bool = False
) -> Iterator[str]:
    """Yield what `rules` prints: all rules, one of them in full, or the coverage of the corpus.

    Raises `UnknownRuleError`, and `RuleError` after the last line of a coverage that has gaps.
    """
    if coverage and (rule_id or as_json):
        raise QuestionError("--coverage 须单独使用，不能同时给出规则标识或 --json。")
    if coverage:
        found = cover(library, book)
        yield from coverage_table(found)
        demand_coverage(found)
    elif not as_json:
        yield from rule_sheet(book, rule_id) if rule_id else rule_table(book)
    elif rule_id:
        yield _json(RuleModel.of(find_rule(book, rule_id)).model_dump(mode="json"))
    else:
        yield _json([RuleModel.of(rule).model_dump(mode="json") for rule in book])


def check_lines(book: RuleBook, rule_id: str, arguments: Sequence[str], *, as_json: bool = False) -> Iterator[str]:
    """Yield what `check` prints; raises `UnknownRuleError` or `FactError`."""
    outcome = outcome_of(book, rule_id, arguments)
    if as_json:
        yield _json(outcome.model_dump(mode="json"))
    else:
        yield from outcome_sheet(book, outcome)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def rule_table(book: RuleBook) -> Iterator[str]:
    """Yield a line a rule: id, kind, title, clause."""
    for anchored in book:
        rule = RuleModel.of(anchored)
        yield f"{rule.id}\t{rule.kind_name}\t{rule.title}\t{rule.source}"


def rule_sheet(book: RuleBook, rule_id: str) -> Iterator[str]:
    """Yield the lines of one rule in full; raises `UnknownRuleError`."""
    rule = RuleModel.of(find_rule(book, rule_id))
    yield f"{rule.title}  [{rule.id}]"
    yield f"类别：{rule.kind_name}    用语：{rule.modality}    适用：{rule.region or '全国'}"
    yield f"依据：{rule.source}  [{rule.clause_id}]"
    yield f"原文：{' '.join(rule.quote.split())}"
    if rule.inputs:
        yield f"所需情况：{'、'.join(i.expected for i in rule.inputs)}"
    for requirement in rule.requirements:
        word = f"（“{requirement.word}”）" if requirement.word else ""
        yield f"要求：{requirement.text}{word}"
    for computation in rule.computations:
        unit = f"（{computation.unit}）" if computation.unit else " "
        yield f"计算：{computation.name}{unit}= {computation.formula}"
    for verdict, conclusion in rule.conclusions.items():
        yield f"结论（{verdict}）：{conclusion}"
    if rule.note:
        yield f"说明：{rule.note}"


def outcome_of(book: RuleBook, rule_id: str, arguments: Sequence[str]) -> OutcomeModel:
    """Apply a rule to arguments of the form name=value; raises `UnknownRuleError` or `FactError`."""
    anchored = find_rule(book, rule_id)
    values: dict[str, str] = {}
    for argument in arguments:
        name, sign, value = argument.replace("＝", "=").partition("=")
        if not sign:
            raise FactError(f"“{argument}”应写成 名称=值 的形式，如 企业=120家。")
        if name.strip() in values:
            raise FactError(f"“{name.strip()}”给了两次。每项只给一次。")
        values[name.strip()] = value
    return OutcomeModel.of(anchored, read_given(anchored, values))


def outcome_sheet(book: RuleBook, outcome: OutcomeModel) -> Iterator[str]:
    """Yield the lines of an outcome: conclusion, conditions with their working, what is missing, the clause."""
    rule = RuleModel.of(find_rule(book, outcome.rule_id))
    yield f"{rule.title}  [{rule.id}]"
    if outcome.conclusion:
        yield f"结论（{outcome.verdict}）：{outcome.conclusion}"
    for c in outcome.checks:
        if c.outcome == "computed":
            yield f"计算：{c.requirement.partition('：')[0]} = {c.value}（所给 {c.given}；{c.working}）"
        elif c.given or c.outcome == "unknown":
            working = f"；{c.working}" if c.working else ""
            yield f"核对：{c.requirement}（所给 {c.given or '未说明'}{working}）→ {RESULTS[c.outcome]}"
    if outcome.missing:
        yield f"还需要：{'、'.join(f'{m.name}（{m.unit}）' if m.unit else m.name for m in outcome.missing)}"
    yield from (f"注意：{remark}" for remark in outcome.remarks)
    yield f"依据：{rule.source}  [{rule.clause_id}]"
    yield f"原文：{' '.join(rule.quote.split())}"


def coverage_table(coverage: Coverage) -> Iterator[str]:
    """Yield a line an expression: clause, expression, what settles it, context; the last line counts them."""
    for e in coverage.expressions:
        yield f"{e.clause.id}\t{' '.join(e.text.split())}\t{_settled(e)}\t{e.context}"
    counts = Counter("rules" if e.rules else "waiver" if e.waiver else "none" for e in coverage.expressions)
    yield (
        f"数值表述 {len(coverage.expressions)} 处：有规则 {counts['rules']} 处，"
        f"说明免列 {counts['waiver']} 处，未覆盖 {counts['none']} 处。"
    )


def _settled(expression: Expression) -> str:
    if expression.rules:
        return f"规则：{'、'.join(r.rule.id for r in expression.rules)}"
    return f"免列：{expression.waiver.reason}" if expression.waiver else "未覆盖"


def demand_coverage(coverage: Coverage) -> None:
    """Raise `RuleError` where an expression has neither rule nor waiver, or a waiver waives nothing."""
    complaints = []
    if coverage.uncovered:
        named = "、".join(f"{e.clause.id}“{' '.join(e.text.split())}”" for e in coverage.uncovered[:NAMED])
        more = "等" if len(coverage.uncovered) > NAMED else ""
        complaints.append(
            f"{len(coverage.uncovered)} 处数值表述没有规则也没有免列说明：{named}{more}。"
            "请在 rules/ 中写规则，或在 waivers.yaml 中写明免列的理由。"
        )
    if coverage.idle:
        named = "、".join(f"{w.clause}“{w.text}”" for w in coverage.idle[:NAMED])
        complaints.append(f"{len(coverage.idle)} 项免列说明没有对上任何未覆盖的数值表述：{named}。请照原文订正或删去。")
    if complaints:
        raise RuleError("".join(complaints))
