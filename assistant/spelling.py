"""Typing errors in the field's terms: those that are listed, and those that sound or look like a term.

A wrong correction is worse than none: nothing is touched that is a word, that belongs to a word beside it, or that the
documents themselves write.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import rjieba
from pypinyin import Style, lazy_pinyin, pinyin

from assistant.phrases import Phrases

LONGEST_WORD = 4  # characters of a dictionary word that is looked for around a character
SHORT = 2  # characters of a listed slip that chance may put together（办公会议 holds 公会）
LONG = 4  # characters from which a term is told by the rest of it: two wrong characters, one doubled, two swapped
_HAN = re.compile(r"[\u3400-\u9fff]+")
# Characters that stand by themselves anywhere, so that one of them beside a part of a term is no slip.
_FREE = frozenset(
    "的地得了着过在是和与及或不没无非有也都就还要能会可以为于从到对把被让给向由其之这那哪个名家位次届该本各每某"
    "一二三四五六七八九十百千万两几多少上下中内外前后大小新老旧人年月日时我你他她它们谁"
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed, and what it is read as."""

    typed: str
    meant: str


@dataclass(slots=True)
class _Node:
    """A place in the tree of terms: what may follow, by character and by sound."""

    following: dict[str, _Node] = field(default_factory=dict)
    sounding: dict[str, set[str]] = field(default_factory=dict)
    term: str | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A stretch of the text read as a term, and the places at which they differ."""

    start: int
    end: int
    term: str
    wrong: tuple[int, ...]


class Speller:
    """Corrects texts; made once for a glossary and the documents that it goes with.

    `slips` are listed errors with what is meant, `terms` what is recognised by sound and shape, `known` what is right
    as it is, `alike` groups of characters that look alike, `unless` longer wordings in which slips are none, `written`
    the documents' own words.
    """

    def __init__(
        self,
        slips: Mapping[str, str],
        terms: Collection[str],
        *,
        known: Collection[str] = (),
        alike: Iterable[str] = (),
        unless: Iterable[str] = (),
        written: str = "",
    ) -> None:
        self._slips = Phrases({u: u for u in unless} | dict(slips))
        self._known = {*terms, *known}
        self._is_empty = not (slips or self._known)
        self._terms = Phrases({t: t for t in self._known})
        self._mangled = Phrases(_mangled(terms))
        self._alike = {c: set(group) - {c} for group in alike for c in group}
        self._written = written
        self._root = _Node()
        for term in terms:
            self._learn(term)

    def correct(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """Return the text as it was meant, and what was corrected in it, in order."""
        if self._is_empty:  # as that of a corpus without a glossary
            return text, ()
        draft = _Draft(text)
        draft.replace(self._listed(text))
        draft.replace(self._repairs(draft.text))
        draft.replace((r.start, r.end, r.term) for r in self._readings(draft.text))
        return draft.text, tuple(dict.fromkeys(self._shown(draft)))

    def _learn(self, term: str) -> None:
        node = self._root
        for character, sound in zip(term, lazy_pinyin(term), strict=True):
            for syllable in {sound, *_sounds(character)}:
                node.sounding.setdefault(syllable, set()).add(character)
            node = node.following.setdefault(character, _Node())
        node.term = term

    def _listed(self, text: str) -> Iterator[tuple[int, int, str]]:
        for found in self._slips.find(text):
            if found.end - found.start > SHORT or not splits(text, found.start, found.end):
                yield found.start, found.end, found.value

    def _repairs(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Terms with a character doubled or two swapped."""
        for found in self._mangled.find(text):
            if text[found.start : found.end] not in self._written and not splits(text, found.start, found.end):
                yield found.start, found.end, found.value

    def _readings(self, text: str) -> list[_Reading]:
        """What sounds or looks like a term and is nothing else, the longest first where they overlap."""
        right = {i for f in self._terms.find(text) for i in range(f.start, f.end)}
        fitting = [
            r
            for run in _HAN.finditer(text)
            for start in range(run.start(), run.end())
            for r in self._sounding(text, start)
            if right.isdisjoint(r.wrong) and self._is_slip(text, r)
        ]
        kept: list[_Reading] = []
        for reading in sorted(fitting, key=lambda r: (r.start - r.end, len(r.wrong), r.start)):
            if all(reading.end <= k.start or k.end <= reading.start for k in kept):
                kept.append(reading)
        return sorted(kept, key=lambda r: r.start)

    def _sounding(self, text: str, start: int) -> Iterator[_Reading]:
        return (r for r in self._walk(text, start, 2) if r.wrong and len(r.wrong) <= (2 if len(r.term) >= LONG else 1))

    def _walk(self, text: str, start: int, slack: int) -> Iterator[_Reading]:
        """Every term that the text can be read as from `start`, with at most `slack` wrong characters."""
        ways: list[tuple[int, _Node, tuple[int, ...]]] = [(start, self._root, ())]
        while ways:
            at, node, wrong = ways.pop()
            if node.term and at > start:
                yield _Reading(start, at, node.term, wrong)
            if at == len(text):
                continue
            typed = text[at]
            if typed in node.following:
                ways.append((at + 1, node.following[typed], wrong))
            if len(wrong) < slack:
                ways += [(at + 1, node.following[c], (*wrong, at)) for c in self._mistakable(typed, node)]

    def _mistakable(self, typed: str, node: _Node) -> set[str]:
        """Characters that may follow and that `typed` sounds or looks like."""
        sounding = {c for syllable in _sounds(typed) for c in node.sounding.get(syllable, ())}
        return (sounding | (self._alike.get(typed, set()) & node.following.keys())) - {typed}

    def _is_slip(self, text: str, reading: _Reading) -> bool:
        """Whether the typed characters make sense in no other way."""
        return (
            not any(text[i] in _FREE or _in_word(text, i) for i in reading.wrong)
            and text[reading.start : reading.end] not in self._written
            and (len(reading.term) >= LONG or not _touches(text, reading.start, reading.end))
            and not self._is_whole(text[reading.start + 1 : reading.end], reading.start in reading.wrong)
            and not self._is_whole(text[reading.start : reading.end - 1], reading.end - 1 in reading.wrong)
        )

    def _is_whole(self, rest: str, wrong_at_the_edge: bool) -> bool:
        """Whether what is left without the character at the edge is something by itself（刚接|镇工会的账）."""
        return wrong_at_the_edge and len(rest) > 1 and (rest in self._known or _is_word(rest))

    def _shown(self, draft: _Draft) -> Iterator[Correction]:
        """Corrections, each widened to the terms that it stands in."""
        terms = [(f.start, f.end) for f in self._terms.find(draft.text)]
        for start, end in draft.replaced():
            around = [(s, e) for s, e in terms if s < end and start < e]
            first, last = min([start, *(s for s, _ in around)]), max([end, *(e for _, e in around)])
            yield Correction(draft.typed(first, last), draft.text[first:last])


class _Draft:
    """A text under correction, which knows what every character of it was typed as."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._original = text
        self._origin = [(i, i + 1) for i in range(len(text))]
        self._edit = [0] * len(text)
        self._edits = 0

    def replace(self, edits: Iterable[tuple[int, int, str]]) -> None:
        """Put new words in place of stretches, given in order and apart from each other."""
        for start, end, words in reversed(list(edits)):
            if self.text[start:end] == words:
                continue
            origin = self._origin[start:end]
            if len(words) != end - start:
                origin = [(origin[0][0], origin[-1][1])] * len(words)
            self.text = self.text[:start] + words + self.text[end:]
            self._origin[start:end] = origin
            self._edits += 1
            self._edit[start:end] = [self._edits] * len(words)

    def replaced(self) -> list[tuple[int, int]]:
        """Where new words stand."""
        places: dict[int, list[int]] = {}
        for at, edit in enumerate(self._edit):
            if edit:
                places.setdefault(edit, []).append(at)
        return [(at[0], at[-1] + 1) for at in places.values()]

    def typed(self, start: int, end: int) -> str:
        """What was typed where now `text[start:end]` stands."""
        return self._original[self._origin[start][0] : self._origin[end - 1][1]]


def _mangled(terms: Iterable[str]) -> dict[str, str]:
    """Long terms with an inner character doubled, or two neighbours swapped; what is a term itself is left out."""
    known = set(terms)
    forms: dict[str, set[str]] = {}
    for term in (t for t in known if len(t) >= LONG):
        for i in range(len(term) - 1):
            forms.setdefault(f"{term[:i]}{term[i + 1]}{term[i]}{term[i + 2 :]}", set()).add(term)
            if i and term[i - 1] != term[i] != term[i + 1]:
                forms.setdefault(f"{term[: i + 1]}{term[i:]}", set()).add(term)
    return {form: next(iter(of)) for form, of in forms.items() if len(of) == 1 and form not in known}


@cache
def _sounds(character: str) -> tuple[str, ...]:
    """The usual reading of a character, without its tone."""
    return tuple(pinyin(character, style=Style.NORMAL)[0]) if _HAN.match(character) else ()


def _in_word(text: str, at: int) -> bool:
    """Whether the character belongs to a word of the dictionary, with what stands before or after it."""
    return any(
        _is_word(text[start : start + size])
        for size in range(2, LONGEST_WORD + 1)
        for start in range(max(0, at - size + 1), min(at, len(text) - size) + 1)
    )


def _touches(text: str, start: int, end: int) -> bool:
    """Whether a word of the dictionary reaches from outside into the stretch."""
    return any(
        _is_word(text[first : first + size])
        for edge in (start, end)
        for size in range(2, LONGEST_WORD + 1)
        for first in range(max(0, edge - size + 1), min(edge, len(text) - size + 1))
    )


def splits(text: str, start: int, end: int) -> bool:
    """Whether the stretch holds a part only of a word of the dictionary（公会 in 办公会议）, as the text reads best."""
    run = next((r for r in _HAN.finditer(text) if r.start() <= start < r.end()), None)
    if run is None:
        return False
    at = run.start()
    for word in rjieba.cut(run[0]):
        first, at = at, at + len(word)
        if first < end and start < at and not (start <= first and at <= end) and _is_word(word):
            return True
    return False


@cache
def _is_word(text: str) -> bool:
    return bool(_HAN.fullmatch(text)) and bool(rjieba.has_word(text))
