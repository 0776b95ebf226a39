"""Ranking: one score from all that speaks for a clause, with weights learnt by `tools/train_ranker.py`.

The weights are those of a logistic model of which clause answers, fitted on questions that neither the embedder nor the
index had seen; among them all questions on documents whose ways of asking were left out, one by one. So a clause that
nobody has written questions for（an officer's own document）has weights of its own and competes fairly.
"""

from __future__ import annotations

from dataclasses import dataclass

POWER = 3  # of the share of BM25, so that weak matches of words say little
NAMED = 7.0  # for clauses of a document that the question names
LOCAL = 2.0  # for clauses of the local documents of a place that the question names
DEFINES = 5.0  # for clauses that say what a thing is, where that is asked


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a clause.

    `words` is its BM25 as a share of the best clause's; `cosine` that of its passage nearest to the question, `crowd`
    how besieged that passage is by ways of asking（`index.asked`）; `asked` the cosine of its nearest way of asking,
    `None` where it has none.
    """

    words: float
    cosine: float
    crowd: float = 0.0
    asked: float | None = None
    named: bool = False
    local: bool = False
    defines: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one kind of clause."""

    words: float
    cosine: float
    crowd: float
    asked: float
    bias: float


WITH_ASKINGS = Weights(words=2.87, cosine=15.09, crowd=-2.80, asked=2.43, bias=-2.07)
WITHOUT_ASKINGS = Weights(words=3.70, cosine=17.22, crowd=-5.93, asked=0.0, bias=0.0)


def score(signals: Signals) -> float:
    """Return the score of a clause: differences of it are log odds of being the one that answers."""
    weights = WITHOUT_ASKINGS if signals.asked is None else WITH_ASKINGS
    return (
        weights.words * signals.words**POWER
        + weights.cosine * signals.cosine
        + weights.crowd * signals.crowd
        + weights.asked * (signals.asked or 0.0)
        + weights.bias
        + NAMED * signals.named
        + LOCAL * signals.local
        + DEFINES * signals.defines
    )
