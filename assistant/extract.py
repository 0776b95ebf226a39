"""Clauses → findings: which clauses answer, and which of their sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.focus import asked_apart
from assistant.question import Question
from assistant.retrieve import Evidence
from assistant.sentence_choice import choose
from assistant.sentence_ranker import Signals, score, shared_words, voices
from assistant.sentences import REMEMBERED, Reading, read_clause
from assistant.sought import Sought, numbers, sought_in, states
from assistant.sources import Finding
from assistant.wanted import asks_list, speaks_of, wanted_in
from index.asked import Asked
from index.document import Clause, Span
from index.embedding import Embedder, Vectors
from index.tokens import tokenise

MAX_FINDINGS = 3
MAX_PARTS = 4  # questions in one whose answers are looked for one by one
NEAR = 1.5  # how far below the best clause's score a further clause may lie to be cited beside it
SENTENCE = 0.33  # what the score of its best sentence adds to that of a clause
QUANTITY = 1.0  # what a quantity in it adds, where one is asked for
IN_WORDS = 0.5  # of a quantity: what one counts that is stated in words（与委员会相同）
BRIEF = 12  # characters; so short a lead（主要是：）says nothing by itself


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a clause is compared by, whatever the question."""

    reading: Reading
    tokens: tuple[frozenset[str], ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A clause to be cited, with the scores of its sentences."""

    item: Evidence
    reading: Reading
    scores: list[float]
    places: list[int]
    quantity: float

    @property
    def score(self) -> float:
        """That of clause and best sentence together: by it the clauses are put in order."""
        return self.item.score + SENTENCE * max(self.scores) + QUANTITY * self.quantity

    def finding(self, further: Sequence[int]) -> Finding:
        """The finding that quotes the places chosen and some further ones."""
        places = sorted({*self.places, *further})
        spans = tuple(self.reading.sentences[i].span for i in places)
        listed = any(set(own.members) <= set(places) for own in self.reading.listings)
        clause = self.item.clause
        return Finding(self.item.document, clause, spans, clause.label, clause.span, listed=listed)


def extract(question: Question, cited: Sequence[Evidence], embedder: Embedder, asked: Asked | None) -> list[Finding]:
    """Return a finding for each clause to be cited, of which there is one at least.

    Clauses that come near to the first are put in the order in which clause and best sentence together answer. Where a
    quantity is asked for, a clause that does not state it in numbers is left out beside one of its document that does.
    `asked` are the ways of asking, with vectors of the same embedder; `None` where there are none.
    """
    weighed = [_weighed(question, item, embedder, asked) for item in cited]
    further: dict[str, list[int]] = {}
    for part in _parts(question):
        found = [(scores := _scores(part, own.item.clause, embedder, asked), max(scores), own) for own in weighed]
        scores, best, own = max(found, key=lambda each: each[1])
        further.setdefault(own.item.clause.id, []).append(scores.index(best))
    settled = {own.item.document.id for own in weighed if own.quantity == 1.0}
    weighed = [own for own in weighed if own.quantity == 1.0 or own.item.document.id not in settled]
    ranked = sorted(weighed, key=lambda own: -own.score if own.item.score >= cited[0].score - NEAR else math.inf)
    return [own.finding(further.get(own.item.clause.id, ())) for own in ranked]


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
            _quantity(s.text, sought),
            sum(speaks_of(s.text, kind) for kind in wanted),
            *(asked[i] if asked else (0.0, 0.0)),
            *((0.0, 0.0) if asked else (words[i], cosines[i])),
        )
        for i, s in enumerate(sentences)
    ]


def places_of(question: Question, reading: Reading, scores: Sequence[float]) -> list[int]:
    """Return the places of the sentences that answer a question, in order, given their scores.

    Where a quantity is asked for, only the sentences that state it best can answer, beside what else is asked for.
    """
    sought = sought_in(question.meant)
    stated = [_quantity(s.text, sought) for s in reading.sentences]
    chosen: set[int] = set()
    if max(stated):
        stating = [each if own == max(stated) else -math.inf for each, own in zip(scores, stated, strict=True)]
        chosen = choose(reading, stating)
    if not chosen or wanted_in(question.meant):
        chosen |= choose(reading, scores, listed=asks_list(question.meant))
    return sorted(chosen)


def _weighed(question: Question, item: Evidence, embedder: Embedder, asked: Asked | None) -> _Weighed:
    reading = read_clause(item.clause)
    scores = _scores(question, item.clause, embedder, asked)
    places = places_of(question, reading, scores)
    sought = sought_in(question.meant)
    return _Weighed(item, reading, scores, places, max(_quantity(reading.sentences[i].text, sought) for i in places))


def _scores(question: Question, clause: Clause, embedder: Embedder, asked: Asked | None) -> list[float]:
    answers = asked.answers(clause.id, embedder.encode_query(question.focus)) if asked else []
    return [score(own) for own in weigh(question, clause, embedder, answers)]


def _parts(question: Question) -> list[Question]:
    """What is asked at once, or now in a conversation, each as a question of its own; none where it is one question."""
    texts = asked_apart(question.meant)[:MAX_PARTS]
    if not texts and len(question.asked) > len(question.meant):
        texts = [question.meant]
    return [replace(question, meant=text, search_text=text, focus=text) for text in texts]


def _quantity(text: str, sought: Sequence[Sought]) -> float:
    """1 where a text states a quantity that is sought in numbers, less where in words, 0 where it does not."""
    if any(numbers(text, kind) for kind in sought):
        return 1.0
    return IN_WORDS * any(states(text, kind) for kind in sought)


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
