"""The facts of a question that a rule needs: quantities matched by unit and by what they count, and statements."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.quantities import Quantity
from assistant.rules.check import ABOUT, Given
from assistant.rules.schema import Input, Rule

_SUBSET = ("其中", "里面有", "包括", "含", "原来", "去年", "以前", "上届", "上一届", "隔壁", "邻", "听说", "别的")
_BELOW = ("不到", "不足", "不满", "近", "差")
_NEAR_UNITS = {"家": {"家", "个", "所", "户"}, "人": {"人", "个"}, "个": {"个", "家"}, "次": {"次", "回"}}
SUBSET_REACH = 6  # characters before a quantity in which a word says that it is of something else


def read_facts(rule: Rule, text: str, quantities: Sequence[Quantity]) -> dict[str, Given]:
    """Return what `text` gives for the rule's inputs; an input given twice with different values is left out."""
    facts = {}
    for source in rule.inputs:
        given = _quantity(source, text, quantities) if source.unit else _statement(source, text)
        if given is not None:
            facts[source.name] = given
    return facts


def _quantity(source: Input, text: str, quantities: Sequence[Quantity]) -> Given | None:
    fitting = [q for q in quantities if _unit_fits(source, q) and not _of_something_else(text, q)]
    named = [q for q in fitting if any(noun in q.counted for noun in source.counts)]
    chosen = named or ([q for q in fitting if not q.counted and q.unit == source.unit] if source.alone else [])
    values = {(q.low, q.high, bool(q.approximate)) for q in chosen}
    if len(values) != 1:
        return None
    return _given(chosen[0], text)


def _given(quantity: Quantity, text: str) -> Given:
    """The ends of a quantity: 左右 is a tenth either way, 多 has no upper end, 不到 lies below its number."""
    low, high = quantity.low, quantity.high
    around = text[max(0, quantity.start - 3) : quantity.end + 3].strip("，。？、")
    match quantity.approximate:
        case "about":
            low, high = low * (1 - ABOUT), high * (1 + ABOUT)
        case "over":
            high = Decimal("Infinity")
        case "under":
            strictly = any(word in around for word in _BELOW)
            low, high = Decimal(0), high - 1 if strictly and high == int(high) else high
    return Given(low, high, approximate=bool(quantity.approximate), text=quantity.text)


def _unit_fits(source: Input, quantity: Quantity) -> bool:
    if source.per is not None and quantity.per not in ("", source.per):
        return False
    if source.per is None and quantity.per:
        return False
    return quantity.unit in _NEAR_UNITS.get(source.unit or "", {source.unit})


def _of_something_else(text: str, quantity: Quantity) -> bool:
    before = text[max(0, quantity.start - SUBSET_REACH) : quantity.start]
    return any(word in before for word in _SUBSET)


def _statement(source: Input, text: str) -> Given | None:
    denied = next((m for p in source.no if (m := p.search(text))), None)
    if denied:
        return Given(holds=False, text=denied[0])
    affirmed = next((m for p in source.yes if (m := p.search(text))), None)
    return Given(holds=True, text=affirmed[0]) if affirmed else None
