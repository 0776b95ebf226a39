"""Whether a check reckons right: its requirement's numbers are the quote's, its facts the question's, its sums true."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

from assistant.answer import Check
from assistant.figures import read_figures
from assistant.rules.load import quoted_numbers
from index.marks import numeral

_A_YEAR = {"半年": 2, "季": 4, "月": 12, "周": 52, "星期": 52}
_NONE = re.compile(r"没|无|未|零|从来不|不开")
_EVERY = re.compile(r"([两二三四五六七八九十]|\d{1,2})年(?:才|只|就)?(?:开|召开|搞|办|来|组织)?了?一[次回]")
_NUMBER = r"\d+(?:\.\d+)?"
_COMPARED = re.compile(rf"({_NUMBER})(?:～({_NUMBER}))? ([≥≤<>]) ({_NUMBER})")
_SUM = re.compile(
    rf"(?P<left>{_NUMBER}) (?P<sign>[×÷]) (?P<right>{_NUMBER})(?P<percent>%?)(?P<up>，不足一个的按一个计)?"
    rf" = (?P<result>{_NUMBER})(?: 余 (?P<rest>{_NUMBER}))?"
)


def wrong_working(check: Check, clause: str, readings: Iterable[str]) -> str | None:
    """Say in Chinese what is wrong in a check, given its clause and the question in its readings, or `None`."""
    required = _numbers(check.requirement)
    if required - _numbers(clause) - quoted_numbers(check.quote):
        return f"要求中的数不在引文中：{check.requirement}"
    if check.given and _numbers(check.given) - _asked(readings):
        return f"所给情况不在问题中：{check.given}"
    working = check.working or ""
    for low, high, sign, bound in _COMPARED.findall(working):
        if not _holds(Decimal(low), Decimal(high or low), sign, Decimal(bound)):
            return f"比较有误：{working}"
    if check.outcome == "pass" and re.search("[<>]", working):
        return f"结果与核对不符：{working}"
    if check.outcome == "fail" and working and not re.search("[<>]", working):
        return f"结果与核对不符：{working}"
    for found in _SUM.finditer(working):
        if not _adds_up(found):
            return f"计算有误：{working}"
    return None


def _numbers(text: str) -> set[Decimal]:
    """The ends of the figures of a text, in canonical units."""
    return {value for figure, _ in read_figures(text).figures for value in (figure.low, figure.high)}


def _asked(readings: Iterable[str]) -> set[Decimal]:
    """The numbers of the question, and what they come to in a year（半年一次）; 0 where it says that none is."""
    found = set[Decimal]()
    for text in readings:
        told = _numbers(text)
        found |= {Decimal(0)} if _NONE.search(text) else set()
        found |= {1 / Decimal(years) for n in _EVERY.findall(text) if (years := numeral(n))}
        found |= told | {value * times for word, times in _A_YEAR.items() if word in text for value in told}
    return found


def _holds(low: Decimal, high: Decimal, sign: str, bound: Decimal) -> bool:
    return {"≥": low >= bound, "≤": high <= bound, "<": low < bound, ">": high > bound}[sign]


def _adds_up(found: re.Match[str]) -> bool:
    left, right, result, rest = (Decimal(found[n] or 0) for n in ("left", "right", "result", "rest"))
    if found["sign"] == "×":
        return left * (right / 100 if found["percent"] else right) == result
    if found["up"]:
        return right != 0 and (left / right).to_integral_value(rounding=ROUND_CEILING) == result
    return right != 0 and rest < right and result * right + rest == left
