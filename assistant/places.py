"""Which places of the country a text names: provinces, prefectures and counties of `assistant/divisions.tsv`.

A name counts where it can mean one place only: right after its parent or beside it（安阳林州, 郑州的中原区）,
where the country has one of that name（汤阴县）, or where the asker's own region has one（鼓楼区）. Short names（林州）
count where the table says so; those that are words besides（开封, 和平）count right after their parent only. No word of
a text is cut to get a name: 合作|市场 is no 合作市.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import rjieba

from assistant.divisions import Place, division, table

SURE = 5  # characters of a name that chance does not put together, and that no word is taken for
MAX_GAP = 4  # characters between a place and its parent

_HAN = re.compile(r"[\u3400-\u9fff]+")
_BETWEEN = re.compile(r"[\s的省市·/—-]*|[下所]辖的?")  # what may stand between a place and its parent
_OTHER = re.compile(r"路|街(?!道)|大街|大道|精神")  # after a short name: 北京路, 延安精神
_NOT_AFTER_FULL = re.compile(r"[级域处]")  # after a name of two characters: 经费|县级


@dataclass(frozen=True, slots=True)
class Named:
    """A place that a text names at `text[start:end]`, with the parents named right before it."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class _Reading:
    """A stretch that names one of several places, by their codes."""

    start: int
    end: int
    codes: tuple[str, ...]


def find_places(text: str, near: Place | None = None) -> list[Named]:
    """Return the places that a text names, in order; `near`, the asker's own, tells places of one name apart."""
    readings = list(_Reader(text).read())
    named = [r.codes[0] for r in readings if len(r.codes) == 1]
    found = []
    for reading in readings:
        code = _told_apart(reading.codes, named, near)
        if code:
            found.append(Named(reading.start, reading.end, division(code)))
    return found


def places_called(region: str) -> tuple[Place, ...]:
    """Return the places that the asker's region means, what lies below a county disregarded; empty where it is none."""
    whole = place_named(region)
    return (whole,) if whole else tuple(most_specific(named.place for named in find_places(_squeezed(region))))


def place_named(name: str) -> Place | None:
    """Return the place whose name this is, with or without its parents; `None` for one of several places and for none.

    Names count here that in a sentence would be words: 朝阳, 日照; of several places the one of the highest level.
    """
    name = _squeezed(name)
    found = find_places(name)
    if found:
        return found[0].place if (found[0].start, found[0].end) == (0, len(name)) else None
    codes = sorted(table().every.get(name, "").split(), key=len)
    if not codes or (len(codes) > 1 and len(codes[0]) == len(codes[1])):
        return None
    return division(codes[0])


def most_specific(places: Iterable[Place]) -> list[Place]:
    """Return the places without those that hold another of them, each once, in order."""
    once = list(dict.fromkeys(places))
    parents = {place.code[:length] for place in once for length in (2, 4) if length < len(place.code)}
    return [place for place in once if place.code not in parents]


def _squeezed(name: str) -> str:
    return re.sub(r"\s", "", name)


def _told_apart(codes: Sequence[str], named: Collection[str], near: Place | None) -> str | None:
    """The one of several places that lies in a place that the text names, or else in the asker's own or a parent."""
    if len(codes) == 1:
        return codes[0]
    own = [near.code[:length] for length in (6, 4, 2) if near and len(near.code) >= length]
    for scope in (tuple(named), *((code,) for code in own)):
        inside = [code for code in codes if code.startswith(scope)] if scope else []
        if len(inside) == 1:
            return inside[0]
    return None


class _Reader:
    """Reads one text from left to right, the longest name first."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._inside: frozenset[int] | None = None

    def read(self) -> Iterator[_Reading]:
        """Yield what names places; a parent and what follows it are one."""
        beginnings, text = table().beginnings, self._text
        last: _Reading | None = None
        at = 0
        while at < len(text) - 1:
            found = self._at(at, last) if text[at : at + 2] in beginnings else None
            if found is None:
                at += 1
                continue
            if last and found.start != last.start:
                yield last
            last, at = found, found.end
        if last:
            yield last

    def _at(self, at: int, last: _Reading | None) -> _Reading | None:
        """What the longest name that begins here means: places below the last one where that stands right before it."""
        near = last is not None and at - last.end <= MAX_GAP and _BETWEEN.fullmatch(self._text, last.end, at)
        parent = last if near else None
        for end in range(min(at + table().longest, len(self._text)), at + 1, -1):
            name = self._text[at:end]
            if name not in table().every:
                continue
            if parent and (below := _below(name, parent)) and (name in below.values() or not self._cut(at, end)):
                return _Reading(parent.start, end, tuple(below))
            if codes := self._alone(at, end):
                return _Reading(at, end, codes)
        return None

    def _alone(self, start: int, end: int) -> tuple[str, ...]:
        """The codes of what a name means by itself, given what stands around it."""
        name = self._text[start:end]
        codes = tuple(table().alone.get(name, "").split())
        full = any(table().full[code] == name for code in codes)
        if not codes or self._cut(start, end) or (not full and _OTHER.match(self._text, end)):
            return ()
        return () if len(name) == 2 and full and self._is_part(start, end) else codes

    def _cut(self, start: int, end: int) -> bool:
        """Whether a word is cut to get the name; 市 may be cut off（林州|市委）where the rest is a name too."""
        if end - start >= SURE:
            return False
        if self._inside is None:
            self._inside = _inside_words(self._text)
        return start in self._inside or (end in self._inside and self._text[start:end] not in table().firm)

    def _is_part(self, start: int, end: int) -> bool:
        """Whether a full name of two characters is made of parts of other words: 经费|县级, 会费|县工会."""
        before = self._text[start - 1 : start + 1] if start else ""
        return bool(_NOT_AFTER_FULL.match(self._text, end)) or (len(before) == 2 and _is_word(before))


def _below(name: str, parent: _Reading) -> dict[str, str]:
    """Full names by code of the places of that name in the parent; of 安阳市 and 安阳县 in it, the former is 安阳."""
    codes = [c for c in table().every[name].split() if c.startswith(parent.codes) and c not in parent.codes]
    return {c: table().full[c] for c in codes if not c.startswith(tuple(o for o in codes if o != c))}


def _inside_words(text: str) -> frozenset[int]:
    """The places in a text at which a word of the dictionary has begun and not ended, as it reads best."""
    inside: set[int] = set()
    for run in _HAN.finditer(text):
        at = run.start()
        for word in rjieba.cut(run[0]):
            if 1 < len(word) < SURE and _is_word(word):
                inside.update(range(at + 1, at + len(word)))
            at += len(word)
    return frozenset(inside)


@cache
def _is_word(text: str) -> bool:
    return bool(rjieba.has_word(text))
