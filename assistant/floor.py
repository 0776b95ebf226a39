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


TEXT = Model(cosine=9.64, words=5.77, asked=0.0, outside=0.0, bias=-3.88, least=-1.0)
ASKED = Model(cosine=12.27, words=5.38, asked=3.02, outside=-16.65, bias=3.06, least=2.25)


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
