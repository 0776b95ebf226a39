"""Two sides of a comparison → a small table: what each says, in its own words, and in which quantities they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.quantities import read_quantities
from assistant.sources import Finding, cell, escaped, quoted, short_name
from index.document import Card

_NUMERAL = r"(?:\d[\d,.]*|[一二两三四五六七八九十百千万]+)"
_QUANTITY = re.compile(
    r"(?:一般为|原则上|不超过|不少于|不低于|至少|至多|每(?=届)?)?\s*"
    rf"{_NUMERAL}\s*(?:(?:至|到|-|—|～|~)\s*{_NUMERAL})?\s*"
    r"(?:[%％]|个?(?:年|月|日|天|周|次|届|岁|人|名|家|元)(?![性份代度级工龄]))(?:至\S{1,3}年)?(?:左右|以上|以下|以内|之内|内)?"
)
_BINDING = re.compile(
    r"不得|不能|不应|必须|应当|(?<![相适响反对供效])应(?![用对急聘有])|须(?=经|报|履)|原则上|一般(?=为|由|建|以|通)"
    r"|可以|可(?=[由在考吸给适向依按结争])|鼓励|探索|力争|至少|左右"
)


TIMES = ("月", "天")  # units of lengths of time
SILENT = "没有查到相关规定"


@dataclass(frozen=True, slots=True)
class Side:
    """What one side says: the findings of its documents, none where they do not speak of the matter."""

    documents: tuple[Card, ...]
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """How the side is called in a sentence: by the documents that are quoted, or those that were looked through."""
        return "、".join(dict.fromkeys(map(short_name, [f.document for f in self.findings] or self.documents)))

    @property
    def words(self) -> str:
        """All that it is quoted with."""
        return "\n".join(f.words for f in self.findings)


def contrast(sides: Sequence[Side]) -> list[str]:
    """Return the conclusion and the table; `sides` are two at least."""
    quantities = [quantities_in(side.words) for side in sides]
    binding = [binding_words(side.words) for side in sides]
    rows = [("条款", ["；".join(f.label for f in s.findings) or "—" for s in sides])]
    rows.append(("规定", ["".join(quoted(f.words) for f in s.findings) or SILENT for s in sides]))
    rows += [("数量", [_listed(own) for own in quantities])] if any(quantities) else []
    rows += [("约束用语", [_listed(own) for own in binding])] if any(binding) else []
    return [f"**{_conclusion(sides)}**", _table(sides, rows)]


def quantities_in(words: str) -> list[str]:
    """The quantities that a text states, as it words them, each once."""
    return list(dict.fromkeys(m[0].strip() for m in _QUANTITY.finditer(words)))


def binding_words(words: str) -> list[str]:
    """The words of a text that say how binding it is, each once."""
    return list(dict.fromkeys(m[0] for m in _BINDING.finditer(words)))


def _conclusion(sides: Sequence[Side]) -> str:
    """What differs in quantities of the same thing, in the words of the texts; of nothing else is it told."""
    if silent := [side for side in sides if not side.findings]:
        return f"{'、'.join(escaped(side.name) for side in silent)}没有查到相关规定，其余如下。"
    stated = [_stated(side.words) for side in sides]
    common = set.intersection(*({s.of for s in own} for own in stated))
    same = [[s for s in own if s.of in common] for own in stated]
    if common and len({frozenset((s.of, s.amount) for s in own) for own in same}) > 1:
        listed = (_listed(list(dict.fromkeys(s.words for s in own))) for own in same)
        said = (f"{escaped(side.name)}规定{own}" for side, own in zip(sides, listed, strict=True))
        return f"规定不同：{'，'.join(said)}。"
    if common and all(len(own) == len(mine) for own, mine in zip(stated, same, strict=True)):
        return "所定的数量相同，其余对照如下。"
    return "规定对照如下。"


@dataclass(frozen=True, slots=True)
class _Stated:
    """A quantity as a text words it, of what it is, and how much."""

    words: str
    of: tuple[str, str, str]
    amount: tuple[Decimal, Decimal, str]


def _stated(words: str) -> list[_Stated]:
    """The quantities of a text; lengths of time are of one thing whatever noun stands by them."""
    found = []
    for match in _QUANTITY.finditer(words):
        for q in read_quantities(words):
            if q.start < match.end() and match.start() < q.end:
                counted = "" if q.unit in TIMES else q.counted
                found.append(_Stated(match[0].strip(), (q.unit, counted, q.per), (q.low, q.high, q.approximate)))
    return found


def _listed(found: Sequence[str]) -> str:
    return "".join(quoted(word) for word in found) or "—"


def _table(sides: Sequence[Side], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    head = f"| 比较项 | {' | '.join(cell(escaped(s.name)) for s in sides)} |"
    lines = [f"| {name} | {' | '.join(cell(own) for own in values)} |" for name, values in rows]
    return "\n".join([head, "|---" * (len(sides) + 1) + "|", *lines])
