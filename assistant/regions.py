"""Which regions of a library a question is asked from and names, and the places of which the library holds nothing.

A document of a region binds whoever is in it: that of 安阳市 the asker in 林州市, that of a province its prefectures;
that of 安阳市 does not bind 河南省.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.divisions import Place
from assistant.mentions import short_place
from assistant.places import find_places, most_specific, place_named, places_called
from index.library import Library


@dataclass(frozen=True, slots=True)
class Regions:
    """What a question and the asker's region say of places.

    `named` are the library's regions that bind the places which the question names, `own` those that bind the asker's.
    `uncovered` are full names of places that none binds: those that the question names, or else the asker's. `words` is
    how the question writes its places, the longest first; `understood` says whether the asker's region is a place.
    """

    named: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    uncovered: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    understood: bool = True


def read_regions(text: str, setting: str | None, library: Library) -> Regions:
    """Read the places that a question names and that of the asker, both in Simplified Chinese."""
    known = _regions_of(library)
    own = places_called(setting) if setting else ()
    found = find_places(text, own[0] if own else None)
    places = most_specific(f.place for f in found)
    strangers, own_strangers = known.strangers_in(text), known.strangers_holding(setting or "")
    named = known.binding(places) | strangers
    elsewhere = [p for p in places if not any(o.lies_in(p) for o in own)]  # who is in 安阳 may well say 河南
    meant = elsewhere or ([] if strangers | own_strangers else own)
    return Regions(
        named=named,
        own=known.binding(own) | own_strangers,
        uncovered=tuple(p.full_name for p in meant if not known.binding([p])),
        understood=not setting or bool(own) or bool(own_strangers),
        words=tuple(sorted({text[f.start : f.end] for f in found} | _ways_to_write(named), key=lambda w: (-len(w), w))),
    )


class _LibraryRegions:
    """The regions of a library's documents, as places where the table of divisions has them."""

    def __init__(self, regions: Iterable[str]) -> None:
        self._by_code: dict[str, set[str]] = {}
        self._strangers: list[str] = []
        for region in sorted(set(regions)):
            if place := place_named(region):
                self._by_code.setdefault(place.code, set()).add(region)
            else:
                self._strangers.append(region)

    def binding(self, places: Iterable[Place]) -> frozenset[str]:
        """The regions whose documents bind one of the places: its own and those of its parents."""
        codes = {place.code[:length] for place in places for length in (2, 4, 6)}
        return frozenset(region for code in codes for region in self._by_code.get(code, ()))

    def strangers_in(self, text: str) -> frozenset[str]:
        """The regions that the table lacks（甲省甲市, 安阳县水冶镇）and the text names."""
        return frozenset(r for r in self._strangers if short_place(r) in text)

    def strangers_holding(self, setting: str) -> frozenset[str]:
        """The regions that the table lacks in which a place lies, by its name alone."""
        return frozenset(
            r
            for r in self._strangers
            if setting.startswith((r, short_place(r))) or (len(setting) > 1 and r.endswith(setting))  # 水冶镇
        )


@lru_cache(maxsize=2)  # the serving library and the one before it
def _regions_of(library: Library) -> _LibraryRegions:
    return _LibraryRegions(library.local_regions.values())


def _ways_to_write(regions: Iterable[str]) -> set[str]:
    """The names under which a region may stand elsewhere in a conversation."""
    return {way for r in regions for way in (r, short_place(r) + "市", short_place(r))}
