"""Figures of a conversation: put in the place of those before them, or told in front of the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.counted import is_people, is_workplace
from assistant.quantities import Quantity, read_quantities

_LEAN = re.compile(
    r"(?:不到|不足|不满|将近|接近|大约|差不多|超过|不止|不只|至少|至多|最多|起码|刚好|正好|约|近|才|只有|才有)$"
)
_SPLIT = re.compile(
    r"^(?P<number>.*?)(?P<measure>家|名|位|人|个人|个|户|所|间)?(?P<rest>左右|上下|以上|以下|出头|多|余)?$"
)
_PERSONS, _PLACES = frozenset(("名", "位", "人", "个人", "个")), frozenset(("家", "户", "所", "间", "个"))
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s*(?:年(?:\s*\d{1,2}\s*月(?:份|\s*\d{1,2}\s*[日号])?)?|[-./]\d{1,2}(?:[-./]\d{1,2})?)"
    r"(?!的?(?:文件|意见|规定|通知|文|全总))(?:底|初)?"
)
_NONE = re.compile(r"一[\u4e00-\u9fff]{1,2}[都也]")  # 一个都没有 counts nothing
_ASKED_FOR = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,12})（(?P<unit>家|人|名|个|次|年|月|元|%|日期)）")
_UNITS = {"职工": "人", "会员": "人", "企业": "家", "单位": "家"}
_HOW_MANY = re.compile(
    r"(?:多少|几)[名家个位]?(职工|会员|企业|单位)|(职工|会员|企业|单位)(?:人数|数量|数|总数|有?多少|有?几)"
)
_FACTS = ("people", "workplaces", "月", "日期", "")
MAX_ASKED_FOR = 6
MAX_FIGURES = 12  # of one turn
FEW = 1_000  # a bare figure below it counts firms rather than workers, where both were asked for


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity or a date as it stands at ``text[start:end]``, with the words that say how exact it is."""

    start: int
    end: int
    text: str
    family: str  # people, workplaces, 月, 日期 …; empty for a bare number
    size: float


def figures_in(text: str) -> list[Figure]:
    """Return the quantities and dates of a text in order."""
    dates = [Figure(m.start(), m.end(), m[0], "日期", 0) for m in _DATE.finditer(text)]
    found = [_figure(q, text) for q in read_quantities(text)]
    found = [f for f in found if not _NONE.match(text, f.start)]
    apart = [f for f in found if not any(d.start < f.end and f.start < d.end for d in dates)]
    return sorted([*dates, *apart], key=lambda f: f.start)


def tells_figures(text: str) -> bool:
    """Whether a text tells figures of the kinds that rules ask for: people, firms, lengths of time, dates."""
    return any(f.family in _FACTS for f in figures_in(text))


def _figure(quantity: Quantity, text: str) -> Figure:
    lean = _LEAN.search(text[max(0, quantity.start - 4) : quantity.start])
    start = quantity.start - (len(lean[0]) if lean else 0)
    return Figure(start, quantity.end, text[start : quantity.end], _family(quantity), min(float(quantity.low), 1e12))


def _family(quantity: Quantity) -> str:
    if quantity.unit == "人" or (quantity.counted and is_people(quantity.counted)):
        return "people"
    if quantity.unit == "家" or (quantity.counted and is_workplace(quantity.counted)):
        return "workplaces"
    return quantity.unit


def replaced(text: str, told: str) -> tuple[str, int]:
    """Put the figures of `told` in the place of those of the same kind in `text`; return also how many had one."""
    rest = figures_in(text)
    edits: list[tuple[Figure, str]] = []
    for new in figures_in(told)[:MAX_FIGURES]:
        old = _old(new, rest)
        if old is not None:
            rest.remove(old)
            edits.append((old, _fitted(new.text, old.text)))
    for old, instead in sorted(edits, key=lambda e: -e[0].start):
        text = text[: old.start] + instead + text[old.end :]
    return text, len(edits)


def _old(new: Figure, figures: Sequence[Figure]) -> Figure | None:
    """The figure of the same kind, of several the one that is nearest in size."""
    counts = ("people", "workplaces", "个", "")
    vague = new.family in ("", "个")
    fitting = [f for f in figures if f.family == new.family or (vague and f.family in counts)]
    return min(fitting, key=lambda f: max(f.size, new.size, 1) / max(min(f.size, new.size), 1), default=None)


def _fitted(new: str, old: str) -> str:
    """The new figure with the measure word of the old one where they mean the same（5200人 for 4800名［职工］）."""
    ours, theirs = _SPLIT.match(new), _SPLIT.match(old)
    if not (ours and theirs and theirs["measure"]):
        return new
    measure = ours["measure"] or ""
    same = any(measure in kind and theirs["measure"] in kind for kind in (_PERSONS, _PLACES))
    return ours["number"] + (theirs["measure"] if same or not measure else measure) + (ours["rest"] or "")


def asked_for(answer: str) -> list[tuple[str, str]]:
    """Return the facts（name, unit）that an answer of the assistant's asks back for; empty where it does not."""
    at = re.search(
        r"还?需要(?:知道|提供|补充|了解|以下)|请(?:先|直接)?(?:补充|提供|说明|告知)|请问|多少|几[家名个]", answer
    )
    if not at:
        return []
    sentence = re.split(r"[\n|]", answer[max(0, at.start() - 40) : at.start() + 160])[0]
    found = [(m["name"].removeprefix("知道"), m["unit"]) for m in _ASKED_FOR.finditer(sentence)]
    found = found or [(m[1] or m[2], _UNITS[m[1] or m[2]]) for m in _HOW_MANY.finditer(sentence)]
    return found[:MAX_ASKED_FOR]


_BARE = re.compile(
    r"^(?P<lean>约|大约|不到|将近|接近)?(?P<number>[\d,.]+|[一二三四五六七八九十百千万零两]+)(?P<measure>个|家|人|名|年)?(?P<rest>左右|多|以上)?$"
)


def named(told: Sequence[str], wanted: Sequence[tuple[str, str]]) -> list[str]:
    """Name bare figures after the facts that were asked for（120，5600 → 企业120家，职工5600人）."""
    rest, found = list(wanted), []
    for clause in told:
        bare = _BARE.match(clause.strip())
        fact = _fitting(bare, rest) if bare else None
        if bare and fact:
            rest.remove(fact)
            measure = fact[1] if bare["measure"] in (None, "个") or fact[1] == "年" else bare["measure"]
            more, after = ("多", "") if bare["rest"] == "多" else ("", bare["rest"] or "")
            clause = f"{fact[0]}{bare['lean'] or ''}{bare['number']}{more}{measure}{after}"
        found.append(clause)
    return found


def _fitting(bare: re.Match[str], wanted: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The fact that a bare figure gives: by its measure, then by its size, then by the order of asking."""
    measure = {"名": "人"}.get(bare["measure"] or "", bare["measure"] or "")
    fitting = [f for f in wanted if f[1] != "日期" and (measure in ("", "个") or f[1] == measure)]
    if len(fitting) > 1 and not measure and (sized := figures_in(bare["number"])):
        unit = "家" if sized[0].size < FEW else "人"
        fitting = [f for f in fitting if f[1] == unit] or fitting
    return fitting[0] if fitting else None


_FILLED = re.compile(r"(?:有|共有|一共|总共|共|大概|大约|约|目前|现在|现有|达到|达|是|为)$")


def phrases_in(text: str) -> list[str]:
    """Return the quantities of a text with the nouns they count（120家企业, 职工4800人）."""
    found = []
    for quantity in read_quantities(text):
        start, end = quantity.start, quantity.end
        lean = _LEAN.search(text[max(0, start - 4) : start])
        start -= len(lean[0]) if lean else 0
        if quantity.counted and text.startswith(quantity.counted, end):
            end += len(quantity.counted)
        elif quantity.counted:
            filled = _FILLED.search(text[max(0, start - 4) : start])
            left = start - (len(filled[0]) if filled else 0)
            if text.endswith(quantity.counted, 0, left):
                start = left - len(quantity.counted)
        found.append(text[start:end])
    return found
