"""Quantities in a question: how many, of what, how exactly, how often（五千六百多名职工, 任期三年至五年, 每年两次）.

A Chinese numeral counts only with a measure word after it, or where it is large and plainly stated（职工五千二）.
What is no quantity at all is blanked out first (`assistant.decoys`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from assistant.counted import LENGTHS, OCCASIONS, counted_noun, is_money, is_people, is_workplace
from assistant.decoys import without_decoys
from assistant.measures import Approximate, Atom, read_atoms
from assistant.numerals import plain


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity; ``source[start:end] == text`` for the text that it was read from.

    `low` and `high` are equal unless a span is stated. `unit` is 家, 人, 个, 次, 天, 岁, %, 月 for lengths in years,
    quarters and months, 元 for money, another measure word as written, or empty for a bare number; 个 becomes 人 with
    people and 家 with workplaces. `counted` is the noun on its right, else on its left, else empty. `over`（多, 余,
    以上）and `under`（不到, 近, 以下）say on which side of `low` the true figure lies. `per` is the period in which it
    recurs（年, 半年, 季度, 月, 周, 天, 2年）, or 每 for "for each 3000"（每3000人）.
    """

    low: Decimal
    high: Decimal
    unit: str
    counted: str
    approximate: Approximate
    per: str
    start: int
    end: int
    text: str


_ABOUT = r"大约|约莫|约|大概|大致|大体|差不多|估计"
_UNDER = (
    r"(?<!不)(?<!不[得会许应])(?<!(?<!能)不能)(?<!(?<!可)不可)(?<!(?<!要)不要)(?:将近|接近|近乎|(?<!最)近|快要?|不到|不足|不满|未满|没到|未到|不够|没够|少于|低于|小于"
    r"|差一点儿?|差点儿?)"
)
# 不超过 and 没超过 set a bound or deny one; 开过, 去过 tell of the past.
_OVER = (
    r"(?:(?<![不没未])(?<!没有)(?<!不[能得可会许应要])(?:超过|刚过|突破|多于|高于|大于|超出)"
    r"|(?<![不未没超开办上当做干去来走经通搞加查跑管建换用评选])过)了?"
)
_BEFORE = re.compile(rf"(?:(?P<about>{_ABOUT})|(?P<under>{_UNDER})|(?P<over>{_OVER}))(?:有|是)?\s*$")
_SHORTFALL = re.compile(r"[差缺]了?$")  # 就差五家: what is missing, not what is there
_STATED = re.compile(r"(?:够|过|到|满|足|达|有|是|为|才|于|整整|刚好|正好|只|仅|就|共)\s*$")


def read_quantities(text: str) -> list[Quantity]:
    """Return the quantities of `text` in order; dates, references, telephone numbers and set words yield none.

    A lone 一个 or 一家 is returned as 1: only the caller knows whether it counts. 一次都没 and 没开过一次 are 0. What
    is stated as missing（就差五家）is left out.

    >>> [(str(q.low), q.unit, q.counted, q.approximate) for q in read_quantities("街道有一百多家企业")]
    [('100', '家', '企业', 'over')]
    """
    folded = plain(text)
    quantities = [q for atom in read_atoms(without_decoys(folded)) if (q := _described(atom, folded)) is not None]
    return [replace(q, text=text[q.start : q.end]) for q in _recurring(quantities, folded)]


def _described(atom: Atom, text: str) -> Quantity | None:
    """Look left and right of the atom for its noun and its exactness; `None` where it counts nothing."""
    before, after = text[max(0, atom.start - 24) : atom.start], text[atom.end : atom.end + 20]
    if _SHORTFALL.search(before) or (not atom.measure and re.match(r"[A-Za-z]|分之", after)):
        return None
    approximate = atom.approximate or _leaning(atom, before)
    close = atom.measure in ("人", "个人", "号人", "口人", "人次")
    counted = counted_noun(atom.unit, before, after, lone=atom.numeral == "一", close=close)
    if not atom.measure and not _stands_alone(atom, counted, bool(approximate or _STATED.search(before))):
        return None
    low, high = atom.bounds
    if low == high == 1 and _denied(atom.unit, before, after):
        low = high = Decimal(0)
    unit = _unit(atom, counted, after)
    return Quantity(_tidy(low), _tidy(high), unit, counted, approximate, "", atom.start, atom.end, "")


def _leaning(atom: Atom, before: str) -> Approximate:
    """How exact the words before a numeral say it is（约, 不到, 上百）."""
    if before.endswith("上") and atom.numeral[0] in "百千万":
        return "over"
    told = _BEFORE.search(before)
    if not told or ((told["over"] or "").startswith("过") and atom.unit in (*OCCASIONS, *LENGTHS)):  # 过半年, 办过一次
        return ""
    return cast("Approximate", told.lastgroup)


def _unit(atom: Atom, counted: str, after: str) -> str:
    """The canonical unit, where the noun counted has a say in it."""
    if atom.measure == "块" and re.match(r"[^,。;?!]{0,6}[牌匾]", after):
        return "块"
    if atom.measure == "个":
        return "人" if is_people(counted) else "家" if is_workplace(counted) else "个"
    if not atom.measure and ("亿" in atom.numeral or is_money(counted)):
        return "元"
    return atom.unit


def _denied(unit: str, before: str, after: str) -> bool:
    """Whether 一 is said of what there is none of: 一次都没开, 没开过一次, 一个都没有."""
    return bool(_NOTHING.match(after) or (unit == "次" and (_NONE_BEFORE.search(before) or _NONE_AFTER.match(after))))


def _stands_alone(atom: Atom, counted: str, stated: bool) -> bool:
    """Whether a numeral without a measure word is a quantity: not a year, a row of digits or a lone Chinese numeral."""
    numeral = atom.numeral
    if re.fullmatch(r"(?:19|20)\d\d", numeral):
        return is_people(counted) or is_workplace(counted)
    if numeral[0].isdigit():
        long = len(re.sub(r"\D", "", numeral)) > (10 if counted else 6)
        return not long and not re.match(r"0\d", numeral)
    if numeral in "百千万":
        return bool(counted) and atom.start > 0 and stated
    return len(numeral) > 1 and bool(re.search(r"[百千万亿]" if not (counted or stated) else r"[十百千万亿]", numeral))


def _tidy(value: Decimal) -> Decimal:
    """Drop trailing zeros after the point, without turning 5000 into 5E+3."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() and value < 10**27 else value.normalize()


_GAP = r"[^,。;:?!、\n]{0,8}"
_PERIODS = r"半年|年度?|个?月|个?季度?|周|个?星期|天|日"
_EVERY = re.compile(rf"(?:每(?P<period>{_PERIODS})|(?P<mean>[年月])均){_GAP}$")
_THIS_YEAR = re.compile(rf"[今去本当全这前]年{_GAP}$")
_EACH = re.compile(r"每满?\s?$")
_PERIOD_AFTER = re.compile(rf"\s?[/每](?P<period>{_PERIODS})")
_LABELS = {"年度": "年", "季": "季度", "星期": "周", "日": "天"}
_BETWEEN = re.compile(r"[^,。;:?!、\n没未前后]{0,8}")
_BETWEEN_LONGER = re.compile(r"[^,。;:?!、\n没未前后过了]{0,4}")  # 两年评一回, but not 三年了才开过两次
_SHORT_PERIODS = {
    (unit, Decimal(many)): name
    for unit, many, name in (
        ("月", 12, "年"), ("月", 6, "半年"), ("月", 3, "季度"), ("月", 1, "月"), ("天", 7, "周"), ("天", 1, "天")
    )
}  # fmt: skip
_TENURE = ("任期", "上岗", "上任", "到任", "任职", "届")
_ASKED = re.compile(r"[^,。;:?!、\n]{0,8}(?:几|多少)[次回趟场]")
_NONE_BEFORE = re.compile(r"(?:没|未|不曾)(?:(?!只|仅|才|超)[^,。;:?!、\n]){0,7}$")
_NONE_AFTER = re.compile(r"[^,。;?!]{0,6}?[都也]还?(?:没|未)")
_NOTHING = re.compile(r"[^,。;?!]{0,6}?[都也](?:没有?|无)(?=[,。;?!\s]|$)")


def _recurring(quantities: list[Quantity], text: str) -> list[Quantity]:
    """Fill `per`; a length of time that only says how often（一年两次）is no quantity of its own."""
    found: list[Quantity] = []
    for quantity in quantities:
        length = ""
        if found and quantity.unit in OCCASIONS:
            length = _length_before(found[-1], text[found[-1].end : quantity.start], quantity.low)
            if length and quantity.low:
                found.pop()
        found.append(replace(quantity, per=length or _stated_period(quantity, text)))
    return [q for q in found if not ((q.unit, q.low) in _SHORT_PERIODS and _ASKED.match(text, q.end))]  # 一年开几次


def _stated_period(quantity: Quantity, text: str) -> str:
    before, after = text[max(0, quantity.start - 14) : quantity.start], text[quantity.end : quantity.end + 5]
    if quantity.unit not in LENGTHS:
        period = _EVERY.search(before) or _PERIOD_AFTER.match(after)
        if period:
            name = (period["period"] or period.groupdict().get("mean") or "").removeprefix("个")
            return _LABELS.get(name, name)
    if _EACH.search(before):
        return "每"
    return "年" if quantity.unit in OCCASIONS and _THIS_YEAR.search(before) else ""


def _length_before(length: Quantity, gap: str, occasions: Decimal) -> str:
    """The period that a length of time before 次 names, or empty; 一年没开过一次 is none a year."""
    if length.low != length.high or length.approximate or length.counted in _TENURE or length.unit not in ("月", "天"):
        return ""
    short = _SHORT_PERIODS.get((length.unit, length.low), "")
    if not (_BETWEEN if short else _BETWEEN_LONGER).fullmatch(gap if occasions else gap.replace("没", "")):
        return ""
    if short or length.unit == "天" or length.low % 12:
        return short or f"{length.low}{length.unit}"
    return f"{length.low // 12}年"
