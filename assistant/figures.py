"""Figures that a text states, to be compared with those of another: value, unit and side（不超过50家）.

Quantities are read by `assistant.measures`; dates, ordinals, shares and words with a numeral in them are added here, so
that no numeral is passed over: what is not read as a figure is a *word*, which has to stand in the sources as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assistant.measures import Atom, read_atoms
from assistant.numerals import CHINESE, NUMERAL, plain, read_numeral

MASK = "\0"
LIMIT = 20_000  # characters of one text that are read; no clause is so long

_YEAR = r"(?:[12]\d{3}|[一二][零九一二三四五六七八]{3})"
_DATE = re.compile(
    rf"(?<![\d{CHINESE}])(?:(?P<y>{_YEAR})\s*(?:年|[-/.](?=\s*\d))\s*(?:(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s*"
    rf"(?:月|[-/.](?=\d))(?:\s*(?P<d>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*[日号]?)?)?"
    r"|(?P<m2>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月(?![内度])\s*(?:(?P<d2>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号])?)"
)
_ORDINAL = re.compile(rf"第\s*\(?\s*(?P<n>{NUMERAL})\s*\)?\s*(?P<what>[\u4e00-\u9fff]?)|\(\s*(?P<bare>{NUMERAL})\s*\)")
_SHARE = re.compile(rf"(?P<whole>[百千万]|{NUMERAL})分之(?P<part>{NUMERAL})|(?P<half>过半|半数|一半|大半|对半)")
_ENDLESS = re.compile(rf"[\d{CHINESE}.,]{{40,}}")  # no one writes such a number, and to read it would take long
_SIGN = re.compile(
    r"[\u2150-\u218b\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289¼½¾²³¹]|[壹贰叁肆伍陆柒捌玖拾佰仟]"
)

_SIDES = (
    ("low", r"不[少低小]于|不得[少低]于|至少|最少|起码|最短|最低|≥|>="),
    ("high", r"不超过|不得超过|不[高多大长]于|不得[高多]于|至多|最多|最高|最长|≤|<="),
    ("over", r"(?<!不)(?<!不得)(?:超过|超出|突破)|(?<!不)(?<!不得)[多大高]于|>"),
    ("under", r"不足|不满|未满|不到|(?<!不)(?<!不得)[少低小]于|<"),
    ("about", r"大?约|大概|大致|将近|接近"),
)
_BEFORE = re.compile(
    "(?:"
    + "|".join(f"(?P<{side}>{words})" for side, words in _SIDES)
    + r")(?:(?<=[少多低高长短过于])[\u4e00-\u9fff]{0,8}|[为是有在了])?\s*$"
)
_AFTER = re.compile(
    r"\s*(?:(?P<low>[及以之]{0,2}以?上(?![级述午])|起步)|(?P<high>[及以之]{0,2}以?下(?![级述午])|[以之]?内(?![容部外设地]))"
    r"|(?P<about>左右|上下)|(?P<over>以外|[多余]))"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: from `low` to `high` in a canonical `unit`（月, 人, 家, %, 日期…; empty for a bare number）.

    `side` says on which side of it things lie: ``low``（以上, 至少）, ``high``（以内, 不超过）, ``over``, ``under``,
    ``about`` or empty.
    """

    low: Decimal
    high: Decimal
    unit: str
    side: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """The figures of a text with how they are written, and the words with a numeral that are no figures."""

    figures: tuple[tuple[Figure, str], ...]
    words: tuple[tuple[str, str], ...]  # with the character before it and with the one after it

    @property
    def known(self) -> frozenset[Figure]:
        """The figures, and the ends of spans as bounds: 三年至五年 is 至少三年 and 至多五年 too."""
        found = {figure for figure, _ in self.figures}
        spans = [f for f in found if f.low != f.high]
        found |= {Figure(f.low, f.low, f.unit, "low") for f in spans}
        found |= {Figure(f.high, f.high, f.unit, "high") for f in spans}
        return frozenset(found)


@lru_cache(maxsize=2048)
def read_figures(text: str) -> Stated:
    """Return all that `text` states with a numeral; a page of digits is cut at `LIMIT` characters.

    >>> [(str(f.low), str(f.high), f.unit) for f, _ in read_figures("每届任期三年至五年").figures]
    [('36', '60', '月')]
    """
    rest = plain(text[:LIMIT])
    found: list[tuple[Figure, str]] = []
    words = [(run[0], run[0]) for run in _ENDLESS.finditer(rest)]
    rest = _ENDLESS.sub(lambda run: MASK * len(run[0]), rest)
    for reader in (_dates, _shares, _ordinals):
        spans = list(reader(rest))
        found += [(figure, text[start:end]) for figure, start, end in spans]
        for _, start, end in spans:
            rest = rest[:start] + MASK * (end - start) + rest[end:]
    for atom in _atoms(rest):
        if _is_figure(atom):
            found.append((_figure(atom, rest), text[atom.start : atom.end]))
        else:
            words.append((text[max(0, atom.start - 1) : atom.end], text[atom.start : atom.end + 1]))
    words += [(text[max(0, m.start() - 1) : m.end()], text[m.start() : m.end() + 1]) for m in _SIGN.finditer(rest)]
    return Stated(tuple(found), tuple(words))


def _dates(text: str) -> Iterator[tuple[Figure, int, int]]:
    """Dates as year × 10,000 + month × 100 + day, each part that is not told 0."""
    for match in _DATE.finditer(text):
        year, month, day = match["y"], match["m"] or match["m2"], match["d"] or match["d2"]
        parts = [read_numeral(part) if part else Decimal(0) for part in (year, month, day)]
        if None not in parts:
            value = sum((p * w for p, w in zip(parts, (10_000, 100, 1), strict=True) if p), Decimal(0))
            yield Figure(value, value, "日期"), match.start(), match.end()


def _shares(text: str) -> Iterator[tuple[Figure, int, int]]:
    for match in _SHARE.finditer(text):
        whole, part = ("2", "1") if match["half"] else (match["whole"], match["part"])
        base, share = read_numeral(whole), read_numeral(part)
        if base and share is not None:
            unit = "%" if base == 100 else "过半" if match["half"] == "过半" else f"/{base}"
            yield Figure(share, share, unit, _side(text, match.start(), match.end())), match.start(), match.end()


def _ordinals(text: str) -> Iterator[tuple[Figure, int, int]]:
    for match in _ORDINAL.finditer(text):
        value = read_numeral(match["n"] or match["bare"])
        if value is not None:
            yield Figure(value, value, f"第{match['what'] or ''}"), match.start(), match.end()


def _atoms(text: str) -> Iterator[Atom]:
    """Atoms as measured, and the numerals that measuring leaves out（2020, 零）."""
    at = 0
    for atom in read_atoms(text):
        yield from _bare(text, at, atom.start)
        at = atom.end
        yield atom
    yield from _bare(text, at, len(text))


_BARE = re.compile(NUMERAL)
# What stands for a measure word where none is known（80头）, and is no word that follows a number by itself.
_COUNTED = re.compile(r"(?![的以之左上下多余至到和或及与可应能不就才都按算时有是为则])[\u4e00-\u9fff]")


def _bare(text: str, start: int, end: int) -> Iterator[Atom]:
    for match in _BARE.finditer(text, start, end):
        value = read_numeral(match[0])
        low = Decimal(-1) if value is None else value
        yield Atom(low, low, "", "", match.start(), match.end(), match[0])


def _is_figure(atom: Atom) -> bool:
    """Arabic digits always; a Chinese numeral with a measure word, or of two characters and more（五千职工）."""
    return bool(atom.measure) or any(c.isdigit() for c in atom.numeral) or len(atom.numeral) > 1


def _figure(atom: Atom, text: str) -> Figure:
    low, high = atom.bounds
    unit = atom.unit or (counted[0] if (counted := _COUNTED.match(text, atom.end)) else "")
    side = _side(text, atom.start, atom.end) or {"over": "over", "about": "about"}.get(atom.approximate, "")
    return Figure(low, high, unit, side)


def _side(text: str, start: int, end: int) -> str:
    """What the words around a figure say of it; 左右 and 以上 may already be part of the atom."""
    before = _BEFORE.search(text, max(0, start - 12), start)
    if before:
        return str(before.lastgroup)
    inside = re.search(r"(?:[以之]上|[以之]下|左右|上下)$", text[start:end])
    after = _AFTER.match(inside[0]) if inside else _AFTER.match(text, end)
    return str(after.lastgroup) if after else ""
