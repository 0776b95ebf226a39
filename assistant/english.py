"""Words of English phrases, so that workers' congresses, Workers’ Congress and worker congress are one."""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z0-9]+")
_IRREGULAR = {"women": "woman", "men": "man", "people": "person"}


def words_of(text: str) -> tuple[str, ...]:
    """Return the English words of a text in lower case and singular, hyphens and apostrophes disregarded."""
    plain = text.lower().replace("’", "").replace("'", "")
    return tuple(_singular(word) for word in _WORD.findall(plain))


def _singular(word: str) -> str:
    """The word without its plural ending; not always a word, but the same for singular and plural."""
    for plural, single in _IRREGULAR.items():
        if word in (plural, plural + "s"):
            return single
        if word.endswith("men") and plural == "men" and len(word) > len("women"):
            return word.removesuffix("men") + "man"
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
