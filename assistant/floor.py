"""The floor: whether what retrieval found bears on the question at all, or nothing here answers it.

Two logistic models, fitted by `tools/train_ranker.py` on questions unseen by embedder and index, with questions from
outside（`corpus/outside.yaml`）as what must not be answered. The first knows the clause's own text alone and holds for
every corpus; the second, where the clause has ways of asking, weighs those against the questions from outside.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.retrieve import Evidence

WORDS_UNIT = 30.0  # BM25 of a clause that shares the telling words of a question


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of a logistic model, and the log odds from which it takes a clause to bear on the question."""

    cosine: float
    words: float
    asked: float
    outside: float
    bias: float
    least: float


TEXT = Model(cosine=10.93, words=4.27, asked=0.0, outside=0.0, bias=-2.31, least=0.0)
ASKED = Model(cosine=16.29, words=3.10, asked=3.55, outside=-22.15, bias=5.74, least=2.0)


def bears(evidence: Evidence, background: float, outside: float) -> bool:
    """Whether a clause bears on the question.

    `background` is the cosine of what is unrelated under this embedder, `outside` that of the nearest question from
    outside, 0 where there are none.
    """
    above = evidence.cosine - background
    if _odds(TEXT, above, evidence, 0.0) < TEXT.least:
        return False
    return evidence.signals.asked is None or not outside or _odds(ASKED, above, evidence, outside) >= ASKED.least


def _odds(model: Model, above: float, evidence: Evidence, outside: float) -> float:
    return (
        model.cosine * above
        + model.words * evidence.words / WORDS_UNIT
        + model.asked * (evidence.signals.asked or 0.0)
        + model.outside * outside
        + model.bias
    )
