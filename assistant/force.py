"""How binding words are: a duty, leave, a ban, a release; and which of them contradict each other."""

from __future__ import annotations

import re
from enum import Enum


class Force(Enum):
    """What words do to an act: demand it, give leave for it, forbid it, or release from it."""

    MUST = "duty"
    MAY = "leave"
    NOT = "ban"
    FREE = "release"


FORCES = (
    (Force.FREE, re.compile(r"不用|不必|无需|无须|不需要|用不着|没必要|不须|可以不(?!能)|可不(?=再|设|建|开)|就不")),
    (Force.NOT, re.compile(r"不得|不能|不应|不可|禁止|不许|不准|不让|不允许|纠正")),
    (
        Force.MUST,
        re.compile(r"必须|只能|只许|一定要|非得|都得|应当|应该|(?<![相适响反对供效])应(?![用对急聘有])|须(?!知)"),
    ),
    (
        Force.MAY,
        re.compile(r"可以|允许|准许|能够|(?<![功职性可才])能(?!力|源|够)|可(?=由|在|考|吸|给|适|向|依|按|结|争|配|设)"),
    ),
)
CLASHES = {
    (Force.MUST, Force.MAY), (Force.MUST, Force.NOT), (Force.MUST, Force.FREE), (Force.MAY, Force.NOT),
    (Force.NOT, Force.MAY), (Force.FREE, Force.MUST),
}  # fmt: skip


def force_of(text: str) -> Force | None:
    """Return how binding a text is; `None` where it says nothing of it, or several things."""
    found = []
    for force, pattern in FORCES:
        if pattern.search(text):
            found.append(force)
            text = pattern.sub(" ", text)
    return found[0] if len(found) == 1 else None
