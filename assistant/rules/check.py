"""A rule applied to facts: conditions met or not, values worked out, facts that are missing. Exact arithmetic only."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from assistant.answer import Check, Missing, Verdict
from assistant.rules.load import AnchoredRule
from assistant.rules.schema import Computation, Condition, Input

LACKING = "还差 "  # before the amount by which a figure falls short, in a working
ABOUT = Decimal("0.10")  # 左右: how far below its number is still open, where the text sets no margin


Day = tuple[int, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Given:
    """A fact as given: a quantity from `low` to `high`, a statement, or a date; `text` is how it was said.

    An `approximate` quantity lies somewhere between its ends, which for 多 and 以上 reach to infinity. A `date` is
    year, month and day, the latter two where they were told.
    """

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    holds: bool | None = None
    approximate: bool = False
    text: str = ""
    date: Day | None = None


Facts = Mapping[str, Given]
Met = Literal["pass", "fail", "unknown", "open"]
CheckOutcome = Literal["pass", "fail", "unknown", "computed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says of the facts. `remarks` are sentences that the reader needs: rounding, bounds, modality.

    `found` is what the facts come to, also where the question was not put so that a verdict would answer it.
    """

    rule: AnchoredRule
    checks: tuple[Check, ...]
    verdict: Verdict | None
    missing: tuple[Missing, ...] = ()
    remarks: tuple[str, ...] = ()
    found: Verdict | None = None


@dataclass(slots=True)
class _Work:
    rule: AnchoredRule
    checks: list[Check] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def check(rule: AnchoredRule, facts: Facts) -> Outcome:
    """Apply a rule; facts that it does not know are ignored."""
    work = _Work(rule)
    inputs = {i.name: i for i in rule.rule.inputs}
    met = [_condition(work, c, inputs[c.input], facts.get(c.input)) for c in rule.rule.conditions]
    for computation in rule.rule.computations:
        if computation.since:
            _term_end(work, computation, inputs[computation.since], inputs[computation.input], facts)
        else:
            _compute(work, computation, inputs[computation.input], facts.get(computation.input))
    if not rule.rule.conditions and not rule.rule.computations:
        work.checks.append(_check(rule, "pass", rule.rule.title))
    remarks = tuple(dict.fromkeys(work.remarks))
    verdict = _verdict(rule, met)
    if verdict is Verdict.CONDITIONAL:  # what the text leaves open is not failed
        work.checks = [c.model_copy(update={"outcome": "unknown"}) if c.outcome == "fail" else c for c in work.checks]
    return Outcome(rule, tuple(work.checks), verdict, tuple(work.missing), remarks, verdict)


def _verdict(rule: AnchoredRule, met: list[Met]) -> Verdict | None:
    if not met:
        return rule.rule.verdict
    if "fail" in met:
        return rule.rule.otherwise
    required = [m for m, c in zip(met, rule.rule.conditions, strict=True) if not c.optional]
    if "unknown" in required:
        return None
    if "open" in met or "unknown" in met:
        return Verdict.CONDITIONAL
    return rule.rule.verdict or Verdict.YES


def _condition(work: _Work, condition: Condition, source: Input, given: Given | None) -> Met:
    requirement = condition.requirement or _requirement(condition, source)
    if given is None:
        if not condition.optional:
            work.missing.append(
                Missing(name=source.name, unit=source.shown or source.unit, clause_id=work.rule.clause.id)
            )
        work.checks.append(_check(work.rule, "unknown", requirement))
        return "unknown"
    if condition.holds is not None:
        settled: Literal["pass", "fail"] = "pass" if given.holds == condition.holds else "fail"
        work.checks.append(_check(work.rule, settled, requirement, given.text))
        return settled
    unit = source.shown or source.unit
    if condition.scale != 1:
        condition, given, unit = _scaled(condition, source, given)
    met, working = _compare(work, condition, given, unit or "")
    outcome: CheckOutcome = "unknown" if met == "open" else met
    work.checks.append(_check(work.rule, outcome, requirement, _amount(given, unit), working))
    return met


def _scaled(condition: Condition, source: Input, given: Given) -> tuple[Condition, Given, str | None]:
    """Bring both sides to one unit: years where the length is whole years, else months."""
    scale = condition.scale
    if given.approximate or (given.low % scale == 0 and given.high % scale == 0):
        scaled = replace(given, low=given.low / scale, high=given.high / scale)
        return condition, scaled, source.shown or source.unit
    bounds = {n: b * scale for n in ("at_least", "at_most") if (b := getattr(condition, n)) is not None}
    return condition.model_copy(update=bounds), given, f"个{source.unit}"


def _compare(work: _Work, condition: Condition, given: Given, unit: str) -> tuple[Met, str]:
    """Compare both ends of what was given with the bounds; an interval that straddles a bound leaves it open."""
    low, high = condition.at_least, condition.at_most
    inside = (low is None or given.low >= low) and (high is None or given.high <= high)
    outside = (low is not None and given.high < low) or (high is not None and given.low > high)
    working = _working(low, high, given)
    if inside:
        return "pass", working
    if outside and low is not None and given.low == given.high < low and not given.approximate:
        working += f"，{LACKING}{_plain(low - given.low)} {unit}"
    if given.approximate and not outside:
        work.remarks.append(f"所给的“{given.text}”是约数，接近界限，须核实确数。")
        return "open", working
    if outside and condition.about and low is not None and given.high >= low * (1 - ABOUT):
        work.remarks.append("文件用语为“左右”，未规定幅度，略低于该数是否可行，可向上级工会请示。")
        return "open", working
    return ("fail" if outside else "open"), working


def _working(low: Decimal | None, high: Decimal | None, given: Given) -> str:
    """Write the comparison out; an approximate figure cannot be compared in writing."""
    if given.approximate:
        return ""
    shown = _plain(given.low) if given.low == given.high else f"{_plain(given.low)}～{_plain(given.high)}"
    parts = []
    if low is not None:
        parts.append(f"{shown} {'≥' if given.low >= low else '<'} {_plain(low)}")
    if high is not None:
        parts.append(f"{shown} {'≤' if given.high <= high else '>'} {_plain(high)}")
    return "，".join(parts)


def _compute(work: _Work, computation: Computation, source: Input, given: Given | None) -> None:
    requirement = f"{computation.name}：{work.rule.rule.quote}"
    if given is None:
        if not any(m.name == source.name for m in work.missing):
            work.missing.append(
                Missing(name=source.name, unit=source.shown or source.unit, clause_id=work.rule.clause.id)
            )
        work.checks.append(_check(work.rule, "unknown", requirement))
        return
    if computation.at_least is not None and given.high < computation.at_least:
        return
    if computation.at_most is not None and given.low > computation.at_most:
        return
    certain = computation.form == "fixed" and (computation.at_most is None or given.high <= computation.at_most)
    if given.low != given.high and not certain:
        work.remarks.append(f"所给的“{given.text}”不是确数，请给出确数后再算。")
        work.missing.append(Missing(name=source.name, unit=source.shown or source.unit, clause_id=work.rule.clause.id))
        return
    n = given.low if given.low == given.high else given.high
    value, working = _value(work, computation, n)
    if computation.unit != "元":
        value += computation.unit
    amount = _amount(given, source.unit)
    work.checks.append(_check(work.rule, "computed", requirement, amount, working, value))


def _term_end(work: _Work, computation: Computation, start: Input, length: Input, facts: Facts) -> None:
    """Add a length of time to a date, whole months to months; a day that the month lacks becomes its last."""
    requirement = f"{computation.name}：{work.rule.rule.quote}"
    since, term = facts.get(start.name), facts.get(length.name)
    if term is not None:
        years = term.low / computation.scale
        low, high = computation.at_least, computation.at_most
        if (low is not None and years < low) or (high is not None and years > high):
            return
        if term.low != term.high or term.low != int(term.low):
            term = None
    end = _months_after(since.date, int(term.low)) if since and since.date and term else None
    if since and term and since.date and end:
        amount = f"{_plain(term.low / computation.scale)} {length.shown or length.unit}"
        given, working = f"{_day(since.date)}，{amount}", f"{_day(since.date)} + {amount} = {_day(end)}"
        work.checks.append(_check(work.rule, "computed", requirement, given, working, _day(end)))
        return
    lacking = [i for i, fact in ((start, since), (length, term)) if fact is None] or [start]
    work.missing += [Missing(name=i.name, unit=i.shown or i.unit, clause_id=work.rule.clause.id) for i in lacking]
    work.checks.append(_check(work.rule, "unknown", requirement))


def _months_after(day: Day, months: int) -> Day | None:
    """The date so many months on; `None` where it is not known to the month and the months are no whole years."""
    year, month, date = day
    if month is None:
        return (year + months // 12, None, None) if months % 12 == 0 else None
    if not 1 <= month <= 12 or (date is not None and not 1 <= date <= calendar.monthrange(year, month)[1]):
        return None
    years, rest = divmod(month - 1 + months, 12)
    year, month = year + years, rest + 1
    return year, month, min(date, calendar.monthrange(year, month)[1]) if date is not None else None


def _day(day: Day) -> str:
    return "".join(f"{part}{mark}" for part, mark in zip(day, "年月日", strict=True) if part is not None)


def _value(work: _Work, c: Computation, n: Decimal) -> tuple[str, str]:
    """Return the value and its working; where the text leaves rounding open, both readings."""
    size = c.size or Decimal(1)
    if c.form == "fixed":
        return _plain(c.low), f"{_plain(n)} ≤ {_plain(c.at_most)}" if c.at_most is not None else _plain(n)
    if c.form == "share":
        write = _money if c.unit == "元" else _plain
        return write(n * size / 100), f"{write(n)} × {_plain(size)}% = {write(n * size / 100)}"
    if c.form == "times":
        low, high = n * c.low, n * (c.high or c.low)
        if low == high:
            return _plain(low), f"{_plain(n)} × {_plain(c.low)} = {_plain(low)}"
        ends = [f"{_plain(n)} × {_plain(f)} = {_plain(n * f)}" for f in (c.low, c.high or c.low)]
        return f"{_plain(low)}—{_plain(high)}", "，".join(ends)
    down, up = ((n / size).to_integral_value(rounding=r) for r in (ROUND_FLOOR, ROUND_CEILING))
    if c.form == "split":
        return _plain(up), f"{_plain(n)} ÷ {_plain(size)}，不足一个的按一个计 = {_plain(up)}"
    if down == up:
        return _plain(down), f"{_plain(n)} ÷ {_plain(size)} = {_plain(down)}"
    rest = _plain(n - down * size)
    working = f"{_plain(n)} ÷ {_plain(size)} = {_plain(down)} 余 {rest}"
    if not down:  # fewer than the first that one is for: none would be fewer than smaller ones may have
        work.remarks.append(f"不足 {_plain(size)} 的，文件未规定如何取整，按最少的一份列出。")
        return _plain(up), working
    work.remarks.append(f"相除后余 {rest}，不足 {_plain(size)}，文件未规定如何取整，两种算法一并列出。")
    return f"{_plain(down)}—{_plain(up)}", working


def _requirement(condition: Condition, source: Input) -> str:
    bounds = []
    unit = source.shown or source.unit
    if condition.at_least is not None:
        low = f"{_plain(condition.at_least)} {unit}"
        bounds.append(f"{low}左右" if condition.about else f"≥ {low}")
    if condition.at_most is not None:
        bounds.append(f"≤ {_plain(condition.at_most)} {unit}")
    return f"{source.name} {'，'.join(bounds)}" if bounds else source.name


def _amount(given: Given, unit: str | None) -> str:
    if given.approximate:
        return given.text
    if unit == "元" and given.low == given.high:
        return _money(given.low)
    number = _plain(given.low) if given.low == given.high else f"{_plain(given.low)}～{_plain(given.high)}"
    return f"{number} {unit or ''}".strip()


def _money(yuan: Decimal) -> str:
    """Write an amount as people do: 3亿元, 1200万元, 350元."""
    for size, name in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if yuan >= size and (yuan * 100) % size == 0:
            return f"{_plain(yuan / size)}{name}元"
    return f"{_plain(yuan)}元"


def _plain(number: Decimal) -> str:
    """Write a number without exponent or trailing zeros."""
    text = f"{number.normalize():f}" if number == round(number, 6) else f"{number:.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _check(
    rule: AnchoredRule,
    outcome: CheckOutcome,
    requirement: str,
    given: str | None = None,
    working: str | None = None,
    value: str | None = None,
) -> Check:
    return Check(
        rule_id=rule.rule.id,
        outcome=outcome,
        requirement=requirement,
        given=given,
        working=working,
        value=value,
        clause_id=rule.clause.id,
        quote=rule.rule.quote,
    )
