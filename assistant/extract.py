"""Clauses → findings: which clauses answer, and which of their sentences."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.question import Question
from assistant.retrieve import Evidence
from assistant.sought import sought_in, states
from assistant.sources import Finding
from index.document import Clause, Span
from index.embedding import Embedder
from index.marks import read_mark
from index.passages import sentences
from index.tokens import tokenise

MAX_FINDINGS = 3
NEAR = 1.5  # how far below the best clause's score a further clause may lie to be cited beside it
SHORT_CLAUSE = 90  # characters; so short a clause is quoted whole
SHORT_SENTENCE = 28  # characters; so short a sentence needs the one before it to be understood
ALSO = 0.85  # of the best sentence's score: what a further sentence must reach to be quoted with it
QUOTE_LIMIT = 260  # characters between the first and the last sentence of a quote
QUANTITY_BONUS = 0.25  # for a sentence that states a quantity of the kind asked for


@dataclass(frozen=True, slots=True)
class _Sentence:
    clause: int
    span: Span
    text: str


def extract(question: Question, cited: Sequence[Evidence], embedder: Embedder) -> list[Finding]:
    """Return a finding for each clause to be cited, of which there is one at least."""
    candidates = [_Sentence(i, s, text) for i, e in enumerate(cited) for s, text in _sentences(e.clause)]
    scores = _scores(question, [s.text for s in candidates], embedder)
    findings = []
    for i, item in enumerate(cited):
        own = [(s, score) for s, score in zip(candidates, scores, strict=True) if s.clause == i]
        spans = _choose([s.span for s, _ in own], [score for _, score in own])
        findings.append(Finding(item.document, item.clause, spans, item.clause.label, item.clause.span))
    return findings


def citable(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best clause and those that come near to it; `evidence` is ranked, and may be empty."""
    return [e for e in evidence if e.score >= evidence[0].score - NEAR][:MAX_FINDINGS]


def _sentences(clause: Clause) -> list[tuple[Span, str]]:
    """Sentences of a clause with their spans in the document, without the number and heading that it opens with."""
    first = len(clause.text) - len(clause.body)
    if not clause.heading and (mark := read_mark(clause.text)):
        first = mark.length + len(clause.text[mark.length :]) - len(clause.text[mark.length :].lstrip())
    at = clause.span.start
    spans = [Span(at + max(s.start, first), at + s.end) for s in sentences(clause.text) if s.end > first]
    return [(s, clause.text[s.start - clause.span.start : s.end - clause.span.start]) for s in spans]


def _scores(question: Question, texts: Sequence[str], embedder: Embedder) -> list[float]:
    """Score sentences: rare shared words, and nearness of meaning, half and half."""
    asked = set(tokenise(question.search_text))
    tokens = [set(tokenise(t)) for t in texts]
    frequency = Counter(t for own in tokens for t in own & asked)
    weight = {t: math.log((1 + len(texts)) / n) * (1 + (len(t) > 2)) for t, n in frequency.items()}
    shared = np.array([sum(weight[t] for t in own & asked) for own in tokens])
    sought = sought_in(question.meant)
    bonus = np.array([QUANTITY_BONUS * any(states(t, kind) for kind in sought) for t in texts])
    cosines = embedder.encode_documents(texts) @ embedder.encode_query(question.focus)
    return list(0.5 * shared / max(shared.max(), 1e-9) + 0.5 * cosines + bonus)


def _choose(spans: Sequence[Span], scores: Sequence[float]) -> tuple[Span, ...]:
    """The best sentence and those nearly as good, not too far apart; with what a short one hangs on."""
    if spans[-1].end - spans[0].start <= SHORT_CLAUSE:
        return (Span(spans[0].start, spans[-1].end),)
    best = int(np.argmax(scores))
    chosen = {best}
    for i in sorted(range(len(spans)), key=lambda i: -scores[i]):
        first, last = min(*chosen, i), max(*chosen, i)
        if scores[i] >= ALSO * scores[best] and spans[last].end - spans[first].start <= QUOTE_LIMIT:
            chosen.add(i)
    lead = min(chosen)
    if lead and spans[lead].end - spans[lead].start < SHORT_SENTENCE:
        chosen.add(lead - 1)
    return tuple(spans[i] for i in sorted(chosen))
