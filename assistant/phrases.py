"""Finding phrases of a list in a text: the longest first, none inside another, in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_VALUE = ""  # the key of a node's value; no token is empty


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase at `tokens[start:end]` and what it stands for."""

    start: int
    end: int
    value: T


class Phrases(Generic[T]):
    """A list of phrases as a tree of tokens: characters of Chinese, words of English."""

    def __init__(self, phrases: Mapping[str, T] | Mapping[tuple[str, ...], T]) -> None:
        self._root: dict[str, Any] = {}
        for phrase, value in phrases.items():
            node = self._root
            for token in phrase:
                node = node.setdefault(token, {})
            node[_VALUE] = value

    def find(self, tokens: Sequence[str]) -> Iterator[Found[T]]:
        """Yield the phrases in `tokens` from left to right; of those that begin at one place, the longest."""
        at = 0
        while at < len(tokens):
            found = self._longest(tokens, at)
            if found:
                yield found
            at = found.end if found else at + 1

    def _longest(self, tokens: Sequence[str], start: int) -> Found[T] | None:
        node, found = self._root, None
        for end in range(start, len(tokens)):
            node = node.get(tokens[end], {})
            if not node:
                break
            if _VALUE in node:
                found = Found(start, end + 1, node[_VALUE])
        return found
