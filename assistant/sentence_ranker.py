"""Ranking the sentences of a clause: one score from all that speaks for one; weights by `tools/sentences.py`.

The weights are those of a logistic model of which sentence answers, fitted on questions that neither the embedder nor
the index had seen, half of them on documents without any ways of asking.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields

from index.document import Span

SHARPNESS = 16.0  # of the votes of ways of asking: how much more the nearest one counts


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a sentence beside the others of its clause.

    `words` is the weight of the words it shares with the question, as a share of the best sentence's; `cosine` its
    nearness in meaning; `quantity` how well it states a quantity of the kind asked for（0, ½, 1）; `wanted` of how many
    kinds of answers that are wanted it speaks. `asked` is the cosine of the nearest way of asking that it answers, and
    `votes` the logarithm of its share in the votes of all, both 0 in a clause that has no ways of asking; `bare_…` are
    the first two again in such a clause.
    """

    words: float
    cosine: float
    quantity: float
    wanted: float
    asked: float
    votes: float
    bare_words: float
    bare_cosine: float


WEIGHTS = Signals(
    words=2.02, cosine=4.30, quantity=0.83, wanted=0.87, asked=0.66, votes=0.52, bare_words=0.43, bare_cosine=2.13
)
NAMES = tuple(field.name for field in fields(Signals))


def score(signals: Signals) -> float:
    """Return the score of a sentence: differences of it are log odds of being the one that answers."""
    return float(sum(getattr(WEIGHTS, name) * getattr(signals, name) for name in NAMES))


def shared_words(asked: frozenset[str], sentences: Sequence[frozenset[str]]) -> list[float]:
    """Return the weight of the words that each sentence shares with a question; those of few sentences weigh more."""
    frequency = Counter(t for own in sentences for t in own & asked)
    weight = {t: math.log((1 + len(sentences)) / n) * (1 + (len(t) > 2)) for t, n in frequency.items()}
    sums = [sum(weight[t] for t in own & asked) for own in sentences]
    most = max(sums, default=0.0) or 1.0
    return [each / most for each in sums]


def voices(sentences: Sequence[Span], answers: Sequence[tuple[Span, float]]) -> list[tuple[float, float]] | None:
    """Return, for each sentence, `asked` and `votes` of `Signals`; `None` where no way of asking speaks for any.

    `answers` are the words that answer the clause's ways of asking, with the cosine of each to the question. A sentence
    that nobody has asked about is taken to be as near as the others on average, and has next to no votes.
    """
    nearest: list[float | None] = []
    votes: list[float] = []
    for sentence in sentences:
        own = [cosine for span, cosine in answers if span.start < sentence.end and sentence.start < span.end]
        nearest.append(max(own, default=None))
        votes.append(sum(math.exp(SHARPNESS * (cosine - 1)) for cosine in own))
    known = [cosine for cosine in nearest if cosine is not None]
    if not known:
        return None
    mean, total = sum(known) / len(known), sum(votes) or 1.0
    return [
        (mean if near is None else near, math.log(vote / total + 1e-3))
        for near, vote in zip(nearest, votes, strict=True)
    ]
