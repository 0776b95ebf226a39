"""The table of the divisions of the state, `assistant/divisions.tsv`: provinces, prefectures, counties and their names.

Made by `tools/divisions.py`, whose docstring says how to renew it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

FILE = Path(__file__).parent / "divisions.tsv"

Level = Literal["province", "prefecture", "county"]


@dataclass(frozen=True, slots=True)
class Place:
    """A division of the state; `code` is that of GB/T 2260 without trailing noughts: a parent's is its prefix."""

    code: str
    name: str
    parents: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """The name after those of its parents: 河南省安阳市林州市."""
        return "".join((*self.parents, self.name))

    @property
    def level(self) -> Level:
        """A municipality under the central government（北京市）is a province."""
        return "province" if len(self.code) == 2 else "prefecture" if len(self.code) == 4 else "county"

    def lies_in(self, other: Place) -> bool:
        """Whether `other` is the place itself or one of its parents."""
        return self.code.startswith(other.code)


@dataclass(frozen=True, slots=True)
class Table:
    """The table by name: what a name means by itself（`alone`）and at all（`every`）, codes parted by blanks.

    `full` are full names by code, `firm` those whose short name counts by itself, `beginnings` how names begin.
    """

    full: dict[str, str]
    alone: dict[str, str]
    every: dict[str, str]
    firm: set[str]
    beginnings: set[str]
    longest: int


@cache
def table() -> Table:
    """Return the table, read once, when a place may first be named."""
    full: dict[str, str] = {}
    alone: dict[str, str] = {}
    every: dict[str, str] = {}
    firm = set()
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line[0] == "#":
            continue
        code, name, short, counts = line.split("\t")
        full[code] = name
        for call in (name, short) if short else (name,):
            every[call] = f"{every[call]} {code}" if call in every else code
            if counts == "short" or (counts == "full" and call is name):
                alone[call] = f"{alone[call]} {code}" if call in alone else code
        if counts == "short":
            firm.add(name)
    return Table(full, alone, every, firm, {name[:2] for name in every}, max(map(len, every)))


@cache
def division(code: str) -> Place:
    """Return the place of a code of the table; raises `KeyError` for another."""
    names = table().full
    return Place(code, names[code], tuple(names[code[:n]] for n in (2, 4) if n < len(code) and code[:n] in names))
