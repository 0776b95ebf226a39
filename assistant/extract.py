"""Clauses → findings: which clauses answer, and which of their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.compose import Finding
from assistant.question import Question
from assistant.retrieve import Evidence
from assistant.sentence_ranker import Signals, score, shared_words, voices
from assistant.sentences import REMEMBERED, Listing, Reading, Sentence, read_clause
from assistant.sought import sought_in, states
from assistant.wanted import asks_list, speaks_of, wanted_in
from index.asked import Asked
from index.document import Clause, Span
from index.embedding import Embedder, Vectors
from index.tokens import tokenise

MAX_FINDINGS = 3
NEAR = 1.5  # how far below the best clause's score a further clause may lie to be cited beside it
ALSO = 0.8  # how far below the best sentence's score a further one may lie to be quoted with it
STANDS_OUT = 1.0  # how far above all others of a list the score of a member lies that is meant alone
QUOTE_LIMIT = 180  # characters between the first and the last sentence of a quote, but for a list
BRIEF = 12  # characters; so short a lead（主要是：）says nothing by itself
_HANGS = ("其", "该", "上述", "前款", "前项", "前述", "此", "这", "确需", "否则", "对此")


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a clause is compared by, whatever the question."""

    reading: Reading
    tokens: tuple[frozenset[str], ...]
    vectors: Vectors


def extract(question: Question, cited: Sequence[Evidence], embedder: Embedder, asked: Asked | None) -> list[Finding]:
    """Return a finding for each clause to be cited, of which there is one at least.

    `asked` are the ways of asking, with vectors of the same embedder; `None` where there are none.
    """
    findings = []
    for item in cited:
        answers = asked.answers(item.clause.id, embedder.encode_query(question.focus)) if asked else []
        reading = read_clause(item.clause)
        scores = [score(own) for own in weigh(question, item.clause, embedder, answers)]
        spans = tuple(reading.sentences[i].span for i in choose(reading, scores, asks_list(question.meant)))
        findings.append(Finding(item.document, item.clause, spans, item.clause.label, item.clause.span))
    return findings


def citable(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best clause and those that come near to it; `evidence` is ranked, and may be empty."""
    return [e for e in evidence if e.score >= evidence[0].score - NEAR][:MAX_FINDINGS]


def weigh(
    question: Question, clause: Clause, embedder: Embedder, answers: Sequence[tuple[Span, float]]
) -> list[Signals]:
    """Return what speaks for each sentence of a clause; `answers` as `index.asked.Asked.answers` returns them."""
    prepared = _prepare(clause, embedder)
    sentences = prepared.reading.sentences
    cosines = (prepared.vectors @ embedder.encode_query(question.focus)).tolist()
    words = shared_words(frozenset(tokenise(question.search_text)), prepared.tokens)
    sought, wanted = sought_in(question.meant), wanted_in(question.meant)
    asked = voices([s.span for s in sentences], answers)
    return [
        Signals(
            words[i],
            cosines[i],
            any(states(s.text, kind) for kind in sought),
            sum(speaks_of(s.text, kind) for kind in wanted),
            *(asked[i] if asked else (0.0, 0.0)),
            *((0.0, 0.0) if asked else (words[i], cosines[i])),
        )
        for i, s in enumerate(sentences)
    ]


def choose(reading: Reading, scores: Sequence[float], listed: bool) -> list[int]:
    """Return the places of the sentences that answer, in order; `listed` where all of several things are asked for."""
    best = max(range(len(scores)), key=scores.__getitem__)
    listing = reading.listing_of(best)
    if listing and _whole(listing, best, scores, listed):
        chosen = set(listing.places)
    else:
        chosen = _near_ties(reading.sentences, scores, best)
    first = min(chosen)
    if first and reading.sentences[first].text.startswith(_HANGS):
        chosen.add(first - 1)
    return sorted(chosen)


def _near_ties(sentences: Sequence[Sentence], scores: Sequence[float], best: int) -> set[int]:
    """The best sentence and those nearly as good, not too far apart."""
    chosen = {best}
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        first, last = sentences[min(*chosen, i)], sentences[max(*chosen, i)]
        if scores[i] >= scores[best] - ALSO and last.span.end - first.span.start <= QUOTE_LIMIT:
            chosen.add(i)
    return chosen


def _whole(listing: Listing, best: int, scores: Sequence[float], listed: bool) -> bool:
    """Whether a list is quoted with all its members: its lead promises them, or none of them stands out."""
    if best == listing.lead:
        return True
    others = max((scores[i] for i in listing.places if i != best), default=0.0)
    return listed and scores[best] - others < STANDS_OUT


@lru_cache(maxsize=REMEMBERED)
def _prepare(clause: Clause, embedder: Embedder) -> _Prepared:
    reading = read_clause(clause)
    texts = [_compared(clause, reading, i) for i in range(len(reading.sentences))]
    tokens = tuple(frozenset(tokenise(text)) for text in texts)
    return _Prepared(reading, tokens, embedder.encode_documents(texts))


def _compared(clause: Clause, reading: Reading, place: int) -> str:
    """The words of a sentence; a brief lead stands for the heading above the list."""
    text = reading.sentences[place].text
    listing = reading.listing_of(place)
    return f"{clause.heading or ''}{text}" if listing and listing.lead == place and len(text) <= BRIEF else text
