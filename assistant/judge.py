"""A language model's text, sentence by sentence, and whether a sentence may go out: nothing unfounded is ever shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from assistant.answer import Answer
from assistant.grounds import Grounds
from assistant.question import Question
from index.library import Library

MAX_SENTENCE: Final = 300  # characters; what runs on is no sentence
SUPPORT: Final = 0.5  # of a sentence's pairs of characters that its clauses hold; the rest is what joins them

_END = re.compile(r"[。！？]+[”』」）]*(?:[ \t]*\[\d{1,3}\])*(?=\s*[^\s\[。！？”』」）])|\n")
_MARK = re.compile(r"\[(\d{1,3})\]")
_MARKUP = re.compile(r"[\[\]<>`*_#|\\{}]|//|www\.|&[#\w]{1,12};|^\s*(?:[-+=]|\d{1,3}[.)）、])", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z]{2,}")


class EndlessSentenceError(ValueError):
    """A sentence that does not end."""


def sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of a text that comes in pieces, marks after the full stop included.

    Yields an empty string for every piece that ends none; raises `EndlessSentenceError`.
    """
    held = ""
    for piece in pieces:
        held += piece
        start = 0
        for end in _END.finditer(held):
            yield held[start : end.end()].strip()
            start = end.end()
        held = held[start:]
        if len(held) > MAX_SENTENCE:
            raise EndlessSentenceError
        yield ""
    yield held.strip()


class Judge:
    """Judges sentences that are to stand in a composed answer; made once an answer."""

    def __init__(self, answer: Answer, question: Question, library: Library) -> None:
        self._grounds = Grounds(answer, question, library)
        self._clauses = [_held_by(answer, at, library) for at in range(len(answer.citations))]
        self._latin = set(_LATIN.findall(answer.question)).union(*(set(_LATIN.findall(c)) for c in self._clauses))

    def complaint(self, sentence: str) -> str | None:
        """Say in a word or two, for the log, why a sentence must not go out; `None` where it may."""
        marks = {int(n) for n in _MARK.findall(sentence)}
        prose = _MARK.sub("", sentence)
        if not marks or not all(1 <= n <= len(self._clauses) for n in marks):
            return "no_mark" if not marks else "foreign_mark"
        if _MARKUP.search(prose) or any(unicodedata.category(c)[0] == "C" for c in prose):
            return "markup"
        if set(_LATIN.findall(prose)) - self._latin:
            return "foreign_word"
        if _supported(prose, [self._clauses[n - 1] for n in marks]) < SUPPORT:
            return "unsupported"
        found = self._grounds.complaint(sentence)
        return f"{found.reason}：{found.detail}" if found else None

    def lost(self, text: str) -> str | None:
        """Say, for the log, what of the composed answer all the sentences together fail to keep."""
        found = self._grounds.lost(text)
        return f"{found.reason}：{found.detail}" if found else None


def _held_by(answer: Answer, at: int, library: Library) -> str:
    """What a sentence with the mark of that citation may take up: the clause, its name, the checks and conclusion."""
    citation = answer.citations[at]
    clause = library.clause(citation.clause_id)
    parts = [clause.text, *clause.headings, citation.title, citation.label, citation.doc_no or "", conclusion(answer)]
    for check in answer.checks:
        if check.clause_id == citation.clause_id:
            parts += filter(None, [check.requirement, check.given, check.working, check.value])
    return "\n".join(parts)


def conclusion(answer: Answer) -> str:
    """The first line of a composed answer, without its Markdown."""
    return re.sub(r"\\(.)", r"\1", answer.text.partition("\n\n")[0].strip("*"))


def _supported(prose: str, clauses: Iterable[str]) -> float:
    """The share of the sentence's pairs of neighbouring Chinese characters that its clauses hold."""
    pairs = {run[i : i + 2] for run in _HAN.findall(prose) for i in range(len(run) - 1)}
    held = {run[i : i + 2] for clause in clauses for run in _HAN.findall(clause) for i in range(len(run) - 1)}
    return len(pairs & held) / len(pairs) if pairs else 0.0
