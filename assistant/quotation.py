"""Quotations in a text: whether what it quotes stands in the sources as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.complaint import Complaint
from assistant.named import MASK
from assistant.sources import OMITTED, flat

_OPEN, _CLOSE = "“「『", '”」』"'
_MARKS = re.compile(r"[“”「」『』\"]")
_INNER = str.maketrans("‘’", "“”")  # how a quotation writes the marks of one inside it
_DENIES = re.compile(r"(?:[不未无非没勿莫]|不[得能可应必许准要]|不可以|不允许|禁止|严禁|没有)\Z")
_STOPS = ("。", "；", "！", "？")
SHORTEST = 8  # characters of a sentence; what is shorter may be pieced together


def quotations(text: str) -> Iterator[tuple[int, int]]:
    """Yield where quotations stand, marks included, outermost ones only: texts quote words in “” themselves.

    One that is not closed ends with the text, one that was not opened is its closing mark alone.
    """
    depth, start = 0, 0
    for at, mark in ((m.start(), m[0]) for m in _MARKS.finditer(text)):
        opens = mark in _OPEN or (mark == '"' and not depth)
        if opens and not depth:
            start = at
        depth += 1 if opens else -1
        if depth <= 0:
            yield (start, at + 1) if not depth else (at, at + 1)
            depth = 0
    if depth:
        yield start, len(text)


def without_quotations(text: str, words: str) -> tuple[str, Complaint | None]:
    """Blank out the quotations in `text`, each of which has to stand in `words` as it is."""
    rest = text
    for start, end in quotations(text):
        quoted = flat(text[start + 1 : end - 1]).strip("，。；：、 ")
        if end - start < 2 or text[end - 1] not in _CLOSE:
            return text, Complaint("altered_quote", f"引号不成对：{text[start : start + 20]}")
        if not any(reads(quoted, words) for reads in (_is_quoted, _is_translated, _is_excerpt)):
            return text, Complaint("altered_quote", f"引号内的话在所引条款中没有：{quoted}")
        rest = rest[:start] + MASK * (end - start) + rest[end:]
    return rest, None


def unquoted(text: str) -> str:
    """The text without its quotations."""
    for start, end in reversed(list(quotations(text))):
        text = text[:start] + text[end:]
    return text


def is_balanced(text: str) -> bool:
    """Whether every quotation in `text` is opened and closed in it."""
    return all(end - start > 1 and text[end - 1] in _CLOSE for start, end in quotations(text))


def is_sentence(text: str, source: str) -> bool:
    """Whether `text` stands in `source` and begins there where a sentence or a part of one does."""
    at = source.find(text) if len(text) >= SHORTEST else -1
    while at > 0 and source[at - 1].isalnum():
        at = source.find(text, at + 1)
    return at >= 0


def _is_translated(text: str, words: str) -> bool:
    """Whether `text` stands in `words` but for the marks of quotations inside it."""
    return _is_quoted(text.translate(_INNER), words)


def _is_excerpt(text: str, words: str) -> bool:
    """Whether `text` is made of whole sentences that stand in `words`, with …… for those between them."""
    first, *others = text.split(OMITTED)
    if not others or not _is_quoted(first, words) or first[-1:] not in _STOPS:
        return False
    ends = [*others[:-1], "。"]  # the last may have been stripped of its stop
    begun = all(any(stop + piece in words for stop in (*_STOPS, "\n")) for piece in others)
    return begun and all(piece[-1:] in _STOPS for piece in ends)


def _is_quoted(text: str, words: str) -> bool:
    """Whether `text` stands in `words` somewhere, and not only right behind what denies it."""
    at = words.find(text)
    while at >= 0:
        if not _DENIES.search(words, max(0, at - 3), at):
            return True
        at = words.find(text, at + 1)
    return False
