"""Clause → sentences and passages. Passages serve retrieval only: a hit on one always resolves to its clause."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from index.document import Card, Clause, Passage, Span

PASSAGE_LIMIT = 180  # characters; a clause up to this long is one passage
_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；]+[”’）》」』]*|\n|$)")


def sentences(text: str) -> list[Span]:
    """Split a text into the spans of its sentences; semicolons and line ends count as ends, blanks are trimmed."""
    spans = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start] in " \n　":
            start += 1
        while end > start and text[end - 1] in " \n　":
            end -= 1
        if start < end:
            spans.append(Span(start, end))
    return spans


def passages(clauses: Iterable[Clause]) -> list[Passage]:
    """Cut clauses into passages of whole sentences of up to `PASSAGE_LIMIT` characters, numbered from 0 in order."""
    cut: list[Passage] = []
    for clause in clauses:
        for span in _windows(clause.text):
            absolute = Span(clause.span.start + span.start, clause.span.start + span.end)
            cut.append(Passage(len(cut), clause.id, absolute, span.of(clause.text)))
    return cut


def _windows(text: str) -> list[Span]:
    if len(text) <= PASSAGE_LIMIT:
        return [Span(0, len(text))]
    windows: list[Span] = []
    for sentence in sentences(text):
        if windows and sentence.end - windows[-1].start <= PASSAGE_LIMIT:
            windows[-1] = Span(windows[-1].start, sentence.end)
        else:
            windows.append(sentence)
    return windows


def embedded_text(text: str, clause: Clause, card: Card) -> str:
    """What is embedded for a passage: its text under the title of its document and the headings above it."""
    return "\n".join((card.title, *clause.headings, text))


def embedding_digest(embedder_fingerprint: str, text: str) -> bytes:
    """SHA-256 of an embedded text and its embedder: what is the same has the same vector."""
    return hashlib.sha256(f"{embedder_fingerprint}\0{text}".encode()).digest()
