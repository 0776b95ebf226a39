"""Facts given by name（企业=120家, 专职人员=是）→ the facts that a rule is applied to; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from assistant.numerals import plain, read_bounds
from assistant.quantities import Quantity, read_quantities
from assistant.rules.check import Given
from assistant.rules.describe import InputModel, RuleModel, given_unit
from assistant.rules.load import AnchoredRule, RuleBook
from assistant.rules.schema import DATE, Input
from index.errors import PolicyError, QuestionError

Value = bool | int | float | str
MAX_VALUE: Final = 60  # characters
SHOWN: Final = 30  # characters of a wrong value or name that a message repeats
MONTHS: Final = {"年": 12, "月": 1}
_DATE: Final = re.compile(r"([12]\d{3})(?:[-年./]\s*(\d{1,2})(?:[-月./]\s*(\d{1,2})日?)?)?[年月]?")
_STATEMENTS: Final = {"是": True, "否": False}
_ALSO: Final = {"家": {"个", "户", "所", "间"}, "人": {"个"}, "个": {"家"}}  # 两个单位 where the rule counts 家


class UnknownRuleError(PolicyError):
    """There is no rule of that id."""

    code = "unknown_rule"


class FactError(QuestionError):
    """A fact has a name that the rule does not know, or a value that cannot be read."""

    code = "bad_fact"


def find_rule(book: RuleBook, rule_id: str) -> AnchoredRule:
    """Return a rule by its id; raises `UnknownRuleError`."""
    if rule_id not in book.rules:
        ids = "、".join(book.rules) or "（没有规则）"
        raise UnknownRuleError(f"没有规则“{_cut(rule_id)}”。现有规则：{ids}。")
    return book.rules[rule_id]


def read_given(anchored: AnchoredRule, values: Mapping[str, Value]) -> dict[str, Given]:
    """Read the facts given for a rule; raises `FactError` naming what is wrong and what the rule takes.

    Quantities are numbers, or text in Arabic or Chinese numerals with or without the unit（120, 120家, 1.2万,
    一百二十家, 三至五年）; dates go to the year, month or day（2024-05-01, 2024年5月）; statements are booleans, or 是
    and 否.
    """
    sources = {source.name: source for source in anchored.rule.inputs}
    facts = {}
    for name, value in values.items():
        if name not in sources:
            raise FactError(f"规则 {anchored.rule.id} 没有“{_cut(name)}”这一项。{_expected(anchored)}")
        given = _read(sources[name], value)
        if given is None:
            raise FactError(f"“{name}”的值“{_cut(_shown(value))}”读不懂。{_expected(anchored)}")
        facts[name] = given
    return facts


def _read(source: Input, value: Value) -> Given | None:
    if source.unit is None:
        return _statement(value)
    return _date(value) if source.unit == DATE else _quantity(source, value)


def _date(value: Value) -> Given | None:
    found = _DATE.fullmatch(plain(value).strip()) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        date(year or 0, month or 1, day or 1)  # is there such a day?
    except ValueError:
        return None
    return Given(date=(year or 0, month, day), text=_shown(value))


def _expected(anchored: AnchoredRule) -> str:
    inputs: list[InputModel] = RuleModel.of(anchored).inputs
    if not inputs:
        return "这条规则不需要给出情况。"
    hints = {
        "quantity": "数量须是确数，如 120、1.2万、一百二十，可带单位",
        "statement": "是非项填 是 或 否",
        "date": "日期如 2024-05-01、2024年5月",
    }
    told = "；".join(hints[kind] for kind in dict.fromkeys(i.kind for i in inputs))
    return f"应给：{'、'.join(i.expected for i in inputs)}。{told}。"


def _statement(value: Value) -> Given | None:
    holds = _STATEMENTS.get(value.strip()) if isinstance(value, str) else value if isinstance(value, bool) else None
    return None if holds is None else Given(holds=holds, text="是" if holds else "否")


def _quantity(source: Input, value: Value) -> Given | None:
    """Read a quantity in the rule's unit; `None` where it is another unit's, inexact, or no quantity at all."""
    if isinstance(value, bool):
        return None
    text = _shown(value)
    if not text or len(text) > MAX_VALUE:
        return None
    number, unit = plain(text), given_unit(source) or ""
    bare = number.removesuffix("%") if source.unit == "%" else number
    if bounds := read_bounds(bare):
        scale = MONTHS.get(unit, 1) if source.unit == "月" else 1
        return Given(bounds[0] * scale, bounds[1] * scale, text=text if bare != number else f"{text}{unit}")
    found = _whole(text, unit)
    if found is None or found.approximate or found.per not in ("", source.per):
        return None
    if found.unit != source.unit and found.unit not in _ALSO.get(source.unit or "", ()):
        return None
    return Given(found.low, found.high, text=text)


def _whole(text: str, unit: str) -> Quantity | None:
    """The one quantity that a text is, whether or not it names its unit; 每年 may stand before it."""
    for written in (text, f"{text}{unit}"):
        found = read_quantities(written)
        if len(found) == 1 and found[0].end == len(written) and written[: found[0].start] in ("", "每年", "一年"):
            return found[0]
    return None


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.strip() if isinstance(value, str) else f"{Decimal(str(value)):f}"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}……"
