"""What is written, whatever the format: lines of one kind or another, and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_UNPRINTABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


class Kind(StrEnum):
    """What a line is for."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    BODY = "body"
    SOURCE = "source"
    QUOTE = "quote"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a line, set in bold where `strong`."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph."""

    kind: Kind
    words: tuple[Words, ...]

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(w.text for w in self.words)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first row names the columns, and every row has as many cells."""

    rows: tuple[tuple[str, ...], ...]


Part = Line | Grid


def line(kind: Kind, text: str, *, strong: bool = False) -> Line:
    """A line of plain words."""
    return Line(kind, (Words(text, strong),))


def printable(text: str) -> str:
    """The text with U+FFFD for what XML 1.0 forbids (control characters, lone surrogates)."""
    return _UNPRINTABLE.sub("\ufffd", text)


def typed(text: str) -> str:
    """What someone typed, on one line and without signs that turn the direction in which all that follows is read."""
    return " ".join(_TURNING.sub("", text).split())
