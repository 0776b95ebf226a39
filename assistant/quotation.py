"""Quotations in a text: whether what it quotes stands in the sources as it is."""

from __future__ import annotations

import re

from assistant.complaint import Complaint
from assistant.named import MASK

_QUOTATION = re.compile(r"“([^“”]*)”|「([^「」]*)」|『([^『』]*)』|\"([^\"\n]*)\"|[“”「」『』]")
_DENIES = re.compile(r"(?:[不未无非没勿莫]|不[得能可应必许准要]|不可以|不允许|禁止|严禁|没有)$")
SHORTEST = 8  # characters of a sentence; what is shorter may be pieced together


def without_quotations(text: str, words: str) -> tuple[str, Complaint | None]:
    """Blank out the quotations in `text`, each of which has to stand in `words` as it is."""
    for match in _QUOTATION.finditer(text):
        quoted = next((g for g in match.groups() if g is not None), None)
        if quoted is None:
            return text, Complaint("altered_quote", f"引号不成对：{text[match.start() : match.start() + 20]}")
        if not _is_quoted(flat(quoted).strip("，。；：、 "), words):
            return text, Complaint("altered_quote", f"引号内的话在所引条款中没有：{quoted}")
    return _QUOTATION.sub(lambda m: MASK * len(m[0]), text), None


def unquoted(text: str) -> str:
    """The text without its quotations."""
    return _QUOTATION.sub("", text)


def is_sentence(text: str, source: str) -> bool:
    """Whether `text` stands in `source` and begins there where a sentence or a part of one does."""
    at = source.find(text) if len(text) >= SHORTEST else -1
    while at > 0 and source[at - 1].isalnum():
        at = source.find(text, at + 1)
    return at >= 0


def flat(text: str) -> str:
    """A text in one line, as conclusions and quotations give it."""
    return text.replace("\n", "")


def _is_quoted(text: str, words: str) -> bool:
    """Whether `text` stands in `words` somewhere, and not only right behind what denies it."""
    at = words.find(text)
    while at >= 0:
        if not _DENIES.search(words, max(0, at - 3), at):
            return True
        at = words.find(text, at + 1)
    return False
