"""Numerals with their measure words（五千多名, 3-5年, 八成五, 一年零三个月）, before anything around them is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from assistant.numerals import CHINESE, DIGITS, NUMERAL, read_bounds, read_numeral

Approximate = Literal["", "about", "over", "under"]

# Measure words with the unit and the factor that they stand for.
_CANONICAL = {
    "月": "年*12 周年*12 个月*1 月*1 季度*3 个季度*3 years*12 year*12 months*1 month*1",
    "天": "天*1 日*1 周*7 个星期*7 星期*7 个礼拜*7 礼拜*7 days*1",
    "工作日": "工作日*1 个工作日*1",
    "小时": "小时*1 个小时*1 个钟头*1",
    "人": "人*1 名*1 位*1 号*1 号人*1 个人*1 口人*1 employees*1 workers*1 members*1 people*1",
    "家": "家*1 enterprises*1 companies*1 firms*1",
    "次": "次*1 回*1 趟*1",
    "元": "元*1 元钱*1 圆*1 块*1 块钱*1 yuan*1",
    "岁": "岁*1 周岁*1",
    "%": "%*1 成*10",
}
_UNITS = {
    measure: (unit, Decimal(factor))
    for unit, measures in _CANONICAL.items()
    for measure, _, factor in (entry.partition("*") for entry in measures.split())
}
_PLAIN_UNITS = """
个 户 间 所 届 期 批 份 张 件 起 台 辆 栋 幢 座 层 支 场 遍 轮 倍 种 类 样 项 页 字 对 组 分钟 人次 个百分点 吨
"""
_UNITS |= {unit: (unit, Decimal(1)) for unit in _PLAIN_UNITS.split()}
_OTHER_WORDS = {  # what a measure word begins instead of measuring: 三年级, 两家成立, 日常
    "年": "级|代|龄|轻|底|初", "成": "立|为|员|果|本|效|绩|熟|功|就|都|长|型|套|品", "个人": "民|大", "日": "常",
    "周": "岁|年|边", "号": "文|召", "家": "长|属|庭", "人": "民|大代|社局",
    "名": "单|义|称|字", "位": "置|于", "项": "目",
    "类": "似", "份": "额", "件": "数", "期": "间", "块": "地",
}  # fmt: skip


def _unit_pattern() -> str:
    """Alternation of the measure words, longest first, each barred from the words that merely begin with it."""
    parts = []
    for unit in sorted(_UNITS, key=len, reverse=True):
        barred = f"(?!{_OTHER_WORDS[unit]})" if unit in _OTHER_WORDS else ""
        parts.append(re.escape(unit) + barred + (r"(?![A-Za-z])" if unit.isascii() and unit.isalpha() else ""))
    return "|".join(parts)


_ATOM = re.compile(
    rf"""(?: (?P<base>[百千]|[{CHINESE}]{{1,3}})分之(?P<part>{NUMERAL})
    | 好?[几数](?P<vague>[十百千]{{0,2}}[万亿]?)(?<![几数])[多余来]?
    | (?P<half>半)(?=年|个?月|天|小时|个小时|个季度|成)
    | (?P<one>个把)(?=月|小时|星期|礼拜)
    | (?P<num>{NUMERAL})(?P<mid>多(?!年|次|数|少)|余|(?<=[十百千万亿0])来|(?<=[百千万])把|几[十百千]?)?
      (?P<big>(?<=[多余来几])[万亿])?
    ) (?: \s? (?: 个(?P<inner>[多半])(?=[月季小星礼]) )? (?P<unit>{_unit_pattern()})
      (?P<tail>半(?!载|天)|(?<=成)[{DIGITS}])? )?
    (?P<after>[多余](?!年|次|数|少|个|名)|来(?=[岁年])|\s?(?:左右|上下|[以之][上下]|出头|开外|有余|挂零))?""",
    re.VERBOSE,
)
_SIDE: dict[str, Approximate] = {"多": "over", "余": "over", "几": "over", "来": "about", "把": "about"}
_SIDE |= {"左右": "about", "上下": "about", "以下": "under", "之下": "under"}
_SEPARATOR = re.compile(r"\s*(?:[-—–~～]+|至|到)\s*")


@dataclass(frozen=True, slots=True)
class Atom:
    """A numeral with its measure word as written, before what is around it is read; bounds in that measure."""

    low: Decimal
    high: Decimal
    measure: str
    approximate: Approximate
    start: int
    end: int
    numeral: str

    @property
    def unit(self) -> str:
        """The canonical unit, empty for a bare number."""
        return _UNITS[self.measure][0] if self.measure else ""

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """Low and high in the canonical unit."""
        factor = _UNITS[self.measure][1] if self.measure else Decimal(1)
        return self.low * factor, self.high * factor


def _atom(match: re.Match[str]) -> Atom | None:
    """The number and the measure word of a match; `None` where the numeral is not well formed or no measure's own."""
    bounds, approximate = _value(match)
    measure = match["unit"] or ""
    if bounds is None or (measure == "月" and not _months(match, bounds[0])) or (measure == "年" and bounds[0] >= 1000):
        return None
    half = Decimal("0.5") if "半" in (match["inner"], match["tail"]) else Decimal(0)
    if match["tail"] and match["tail"] != "半":  # 八成五
        half = Decimal(DIGITS.replace("两", "").index(match["tail"].replace("两", "二"))) / 10
    for sign in (match["inner"], (match["after"] or "").strip()):
        if sign and sign != "半":
            approximate = _SIDE.get(sign, "over")
    if match["base"]:
        measure = "%"
    elif not measure and match["num"] in ("俩", "仨"):
        measure = "个"
    low, high = bounds
    return Atom(low + half, high + half, measure, approximate, match.start(), match.end(), match["num"] or match[0])


def _value(match: re.Match[str]) -> tuple[tuple[Decimal, Decimal] | None, Approximate]:
    """Low and high of the numeral alone, and what its own words say of its exactness."""
    if match["half"]:
        return (Decimal("0.5"), Decimal("0.5")), ""
    if match["one"]:
        return (Decimal(1), Decimal(1)), "about"
    if match["base"]:
        share = _percentage(match["base"], match["part"])
        return (None if share is None else (share, share)), ""
    if match["vague"]:  # 几十: twenty to ninety-nine
        place = read_numeral(match["vague"])
        return (None if place is None else (2 * place, 10 * place - 1)), "about"
    bounds = read_bounds(match["num"]) if match["num"] else None
    if bounds and match["big"]:
        scale = Decimal(10**4 if match["big"] == "万" else 10**8)
        bounds = (bounds[0] * scale, bounds[1] * scale)
    loose = bounds is not None and match["num"][0] in "百千万" and bounds[0] != bounds[1]  # 百十家
    return bounds, "about" if loose else _SIDE.get((match["mid"] or "")[:1], "")


def _percentage(base: str, part: str) -> Decimal | None:
    """百分之十 or 四分之一 in percent; `None` where that has no end（三分之一）."""
    whole, share = read_numeral(base), read_numeral(part)
    if not whole or share is None:
        return None
    percent = Fraction(share) * 100 / Fraction(whole)
    return Decimal(percent.numerator) / percent.denominator if 10**9 % percent.denominator == 0 else None


def _months(match: re.Match[str], value: Decimal) -> bool:
    """Whether a bare 月 after a numeral is a length（俩月, 18月, 个把月）; otherwise it is a month of the year."""
    return bool(match["half"] or match["one"] or match["inner"] or match["num"] in ("两", "俩", "仨") or value > 12)


def read_atoms(text: str) -> list[Atom]:
    """Return the numerals of a folded text with their measure words, spans and years with months joined."""
    return _joined([atom for match in _ATOM.finditer(text) if (atom := _atom(match)) is not None], text)


def _joined(atoms: list[Atom], text: str) -> list[Atom]:
    """Join the two ends of a span（3—5年）and years with months（一年零三个月）."""
    joined: list[Atom] = []
    for atom in atoms:
        if atom.numeral == "零" and not atom.measure:
            continue  # 1年零1个月
        if joined:
            before = joined[-1]
            gap = text[before.end : atom.start]
            both = _span(before, atom, gap) or _years_and_months(before, atom, gap)
            if both:
                joined[-1] = both
                continue
        joined.append(atom)
    return joined


def _span(first: Atom, second: Atom, gap: str) -> Atom | None:
    listed = gap == "、" and not first.measure and first.numeral in DIGITS and second.low - first.high == 1  # 三、四名
    if not (listed or _SEPARATOR.fullmatch(gap)) or (first.measure and first.unit != second.unit):
        return None
    low = first.low
    if not first.measure and second.numeral[-1] in "万亿":  # 三到五万: 万 belongs to both
        scale = 10**4 if second.numeral[-1] == "万" else 10**8
        low = low * scale if low * scale <= second.high else low
    elif first.measure and first.measure != second.measure:  # 6个月至1年
        low = first.bounds[0] / _UNITS[second.measure][1]
    if low > second.high:
        return None
    approximate = second.approximate or first.approximate
    return replace(second, low=low, approximate=approximate, start=first.start, numeral=first.numeral + second.numeral)


def _years_and_months(years: Atom, months: Atom, gap: str) -> Atom | None:
    if years.measure != "年" or months.measure not in ("个月", "月") or gap not in ("", "零", "又", "加"):
        return None
    low, high = (years.bounds[at] + months.bounds[at] for at in (0, 1))
    return replace(months, low=low, high=high, start=years.start, numeral=years.numeral + months.numeral)
