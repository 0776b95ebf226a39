"""The facts of a question that a rule needs: quantities matched by unit and by what they count, dates, statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.numerals import plain
from assistant.quantities import Quantity
from assistant.rules.check import ABOUT, Given
from assistant.rules.schema import DATE, Input, Rule

_NEAR_UNITS = {"家": {"家", "个", "所", "户"}, "人": {"人", "个"}, "个": {"个", "家"}, "次": {"次", "回"}}
_BELOW = ("不到", "不足", "不满", "不够", "没到", "未到", "低于", "少于", "小于", "近", "差")
_AT_MOST = re.compile(r"(?:不超过|不多于|不高于|不大于|最多|至多|顶多)(?:有|是|为)?$")
_AT_LEAST = re.compile(r"(?:不少于|不低于|不小于|至少|起码|最少)(?:有|是|为)?$")
_MORE_THAN = re.compile(r"(?:不止|不只)(?:有|是)?$")
_AND_ABOVE = re.compile(r"[以之]上$")  # holds the number itself, as 超过 and 多 do not
BEYOND = Decimal("0.01")  # the least that 超过 adds
_YEARLY = {"年": Decimal(1), "半年": Decimal(2), "季度": Decimal(4), "月": Decimal(12)}
# Words in the clause before a quantity that say that it is not the asker's present figure, and those that end them.
_PART = re.compile(r"(?:其中|里面有|包括|含|另外?有)[^，。；？！]{0,6}$")
_PART_NOUN = re.compile(r"女|男|新增|新建|困难|退休|离职|外地|外来|在编|规上|劳务|派遣|临时|实习")
_OTHERS = re.compile(r"(?:听说|据说|隔壁|邻|别的|别人|其他|人家|有[个的](?=[^，。；？！]{0,3}[乡镇街县区园公]))")
_OURS = re.compile(r"我|本|咱|俺")
_THEN = re.compile(r"去年|前年|以前|原来|原有|原先|过去|上一?届|当年|曾|预计|预期|将来|明年|后年|到时")
_NOW = re.compile(r"现在|目前|如今|眼下|今年|现有|已经")
_GROWN = re.compile(
    r"[^，。；？！]{0,6}(?:增|发展|扩|涨|减|降|缩|升|变|调整|改|提高|延长|到|至)[^，。；？！]{0,3}(?:到|至|为|成)|[^，。；？！]{0,2}[到至]"
)
_BY = re.compile(r"(?:增长|增加|提高|上升|下降|减少|降低|同比|上涨|上调|下调|涨|(?<![至最不])[多少])了?(?:近|约|超)?$")
_SHORT_OF = re.compile(r"[差缺少][^，。；？！]{0,8}(?:够|到|满|达到?|才)$")
_BOUND = re.compile(r"(?:要求|规定|标准|上限|下限|门槛|红线|条件|需要?|得有)[^，。；？！]{0,4}$")
_BOUND_AFTER = re.compile(r"以上|以下|以内")
_SEVERAL = re.compile(r"[两三]个(?:乡|镇|街道)(?!总)|(?:合|加)(?:起来|在一起)")
_LABELLED = re.compile(r"[甲乙丙丁A-D东西南北](?=镇|乡|街道|公司|厂|企业|单位|园)")

_DIGIT = str.maketrans("零〇一二三四五六七八九", "00123456789")
_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d|[一二][零〇九][零〇一二三四五六七八九]{2})\s*"
    r"(?:年\s*(?:(?P<month>\d{1,2}|[一二三四五六七八九十]{1,3})\s*月(?:份|\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号])?)?"
    r"|[-./](?P<month2>\d{1,2})(?:[-./](?P<day2>\d{1,2}))?(?!\d))"
)


def read_facts(rule: Rule, text: str, quantities: Sequence[Quantity]) -> dict[str, Given]:
    """Return what `text` gives for the rule's inputs; an input given twice with different values is left out."""
    facts = {}
    several = compares(text)
    for source in rule.inputs:
        if source.unit is None:
            given = _statement(source, text)
        elif source.unit == DATE:
            given = _date(source, text)
        else:
            given = None if several else _quantity(source, text, quantities)
        if given is not None:
            facts[source.name] = given
    return facts


def asks_of_others(clauses: Sequence[str]) -> bool:
    """Whether what is asked is asked of another town or firm（邻镇能建吗）, whose figures are not the asker's."""
    return any(_OTHERS.search(clause) and not _OURS.search(clause) for clause in clauses)


def compares(text: str) -> bool:
    """Whether a text speaks of several towns or firms, so that no figure can be told to be the one asked about."""
    return bool(_SEVERAL.search(text)) or len(set(_LABELLED.findall(text))) > 1


def _quantity(source: Input, text: str, quantities: Sequence[Quantity]) -> Given | None:
    fitting = [q for q in _present(text, quantities, source) if _unit_fits(source, q)]
    own = [q for q in fitting if not (_BOUND.search(text[: q.start]) or _BOUND_AFTER.search(q.text))]
    fitting = own or fitting
    named = [q for q in fitting if any(n in q.counted for n in source.counts) and not _PART_NOUN.search(q.counted)]
    bare = [q for q in fitting if not q.counted and q.unit == source.unit]
    chosen = named + bare if named or source.alone else []
    values = {(q.low, q.high, bool(q.approximate)) for q in chosen}
    if not chosen and any(p.search(text) for p in source.zero):
        return Given(text="0")
    return _given(chosen[0], text, source) if len(values) == 1 else None


def _present(text: str, quantities: Sequence[Quantity], source: Input) -> list[Quantity]:
    """The quantities that state what is now the case with the asker."""
    found: list[Quantity] = []
    for quantity in quantities:
        clause = re.split(r"[，。；？！,;?!]", text[: quantity.start])[-1]
        if found and quantity.unit == found[-1].unit and _GROWN.fullmatch(text[found[-1].end : quantity.start]):
            before = found.pop()
            quantity = replace(quantity, counted=quantity.counted or before.counted)
        elif (
            _PART.search(clause) or _BY.search(clause) or _SHORT_OF.search(clause)
            or _still(_OTHERS, _OURS, clause) or (not source.per and _still(_THEN, _NOW, clause))
        ):  # fmt: skip
            continue
        found.append(quantity)
    return found


def _still(begins: re.Pattern[str], ends: re.Pattern[str], clause: str) -> bool:
    """Whether a word that begins something else stands in the clause, and none after it that ends it."""
    words = list(begins.finditer(clause))
    return bool(words) and not ends.search(clause, words[-1].end())


def _given(quantity: Quantity, text: str, source: Input) -> Given:
    """The ends of a quantity: 左右 is a tenth either way, 多 has no upper end, 不到 lies below its number."""
    low, high = quantity.low, quantity.high
    around = text[max(0, quantity.start - 3) : quantity.end + 3].strip("，。？、")
    before = text[max(0, quantity.start - 6) : quantity.start] if not quantity.approximate else ""
    at_most, at_least, more_than = (bool(p.search(before)) for p in (_AT_MOST, _AT_LEAST, _MORE_THAN))
    low = Decimal(0) if at_most else low + BEYOND if more_than else low
    high = Decimal("Infinity") if at_least or more_than else high
    approximate = bool(quantity.approximate) or at_most or at_least or more_than
    match quantity.approximate:
        case "about":
            low, high = low * (1 - ABOUT), high * (1 + ABOUT)
        case "over":
            low, high = low if _AND_ABOVE.search(quantity.text) else low + BEYOND, Decimal("Infinity")
        case "under":
            strictly = any(word in around for word in _BELOW)
            low, high = Decimal(0), high - 1 if strictly and high == int(high) else high
    if source.per == "年" and quantity.per:
        rate = _yearly(quantity.per)
        low, high = low * rate, high * rate
    return Given(low, high, approximate=approximate, text=quantity.text)


def _yearly(period: str) -> Decimal:
    """How many such periods a year has; 0 where that cannot be told."""
    if period in _YEARLY:
        return _YEARLY[period]
    years = period.removesuffix("年")
    return 1 / Decimal(years) if years.isdigit() and int(years) in (1, 2, 4, 5, 8, 10) else Decimal(0)


def _unit_fits(source: Input, quantity: Quantity) -> bool:
    if source.per is None and quantity.per:
        return False
    if source.per is not None and quantity.per and not _yearly(quantity.per):
        return False
    if not quantity.unit:  # 职工五千
        return source.unit in ("人", "家") and bool(quantity.counted)
    return quantity.unit in _NEAR_UNITS.get(source.unit or "", {source.unit})


def _date(source: Input, text: str) -> Given | None:
    """The one date in a clause that says what of（2021年6月选举产生）, as far as it is told."""
    folded = plain(text)
    dates = {}
    for found in _DATE.finditer(folded):
        rest = re.split(r"[,。;?!]", folded[found.end() :])[0]
        lead = re.split(r"[,。;?!]", folded[: found.start()])[-1]
        if any(noun in rest or noun in lead for noun in source.counts):
            month, day = found["month"] or found["month2"], found["day"] or found["day2"]
            parts = (int(found["year"].translate(_DIGIT)), _number(month), _number(day))
            dates[parts] = text[found.start() : found.end()]
    if len(dates) != 1:
        return None
    (parts, said), *_ = dates.items()
    return Given(date=parts, text=said.strip())


def _number(numeral: str | None) -> int | None:
    """A month or day in Arabic or Chinese numerals up to 三十一."""
    if not numeral or numeral.isdigit():
        return int(numeral) if numeral else None
    tens, mark, ones = numeral.rpartition("十")
    if not mark:
        return int(numeral.translate(_DIGIT))
    return int(tens.translate(_DIGIT) or 1) * 10 + int(ones.translate(_DIGIT) or 0)


def _statement(source: Input, text: str) -> Given | None:
    denied = next((m for p in source.no if (m := p.search(text))), None)
    if denied:
        return Given(holds=False, text=denied[0])
    affirmed = next((m for p in source.yes if (m := p.search(text))), None)
    return Given(holds=True, text=affirmed[0]) if affirmed else None
