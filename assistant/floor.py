"""The floor: whether what retrieval found bears on the question at all, or nothing here answers it.

Two logistic models, fitted by `tools/train_ranker.py` on questions unseen by embedder and index, with questions from
outside（`corpus/outside.yaml`）as what must not be answered. The first knows the clause's own text alone and holds for
every corpus; the second, where the clause has ways of asking, weighs those against the questions from outside.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.premise import bodies_in
from assistant.retrieve import Evidence

WORDS_UNIT = 30.0  # BM25 of a clause that shares the telling words of a question


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of a logistic model, and the log odds from which it takes a clause to bear on the question."""

    cosine: float
    words: float
    inside: float
    outside: float
    bias: float
    least: float


TEXT = Model(cosine=9.74, words=5.69, inside=0.0, outside=0.0, bias=-3.76, least=-1.0)
ASKED = Model(cosine=8.83, words=4.52, inside=11.98, outside=-21.40, bias=1.43, least=2.8)


@dataclass(frozen=True, slots=True)
class Both:
    """Log odds of both models from which something is answered."""

    text: float
    asked: float


# Of comparisons, whose sides are named: on 20 of them and 6 that cannot be answered the two lie on either side.
COMPARED = Both(text=-2.0, asked=0.3)
OF_THE_MATTER = -3.0
# Of a question that names the kind of union that the clause is of: laws are of other bodies（市总工会一届几年）.
# Of 2,799 ways of asking unseen it brings 15 more answers, of 4,117 questions from outside none.
NAMED = Both(text=2.0, asked=0.0)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a question is like, whatever its best clause: cosines under the embedder that made the index.

    `bodies` are the kinds of unions that it names. `background` is the cosine of what is unrelated; `inside`
    that of the nearest ways of asking, `outside` of the nearest questions from outside, 0 where there are none.
    """

    background: float = 0.0
    inside: float = 0.0
    outside: float = 0.0
    bodies: frozenset[str] = frozenset()


def bears(evidence: Evidence, likeness: Likeness) -> bool:
    """Whether a clause bears on the question."""
    text = _odds(TEXT, evidence, likeness)
    if text < TEXT.least:
        return False
    if not _weighed(evidence, likeness):
        return True
    of_the_body = text >= NAMED.text and _names_its_body(evidence, likeness)
    return _odds(ASKED, evidence, likeness) >= (NAMED.asked if of_the_body else ASKED.least)


def _names_its_body(evidence: Evidence, likeness: Likeness) -> bool:
    """Whether the question names a kind of union that the clause or its document names."""
    return bool(likeness.bodies & bodies_in(f"{evidence.document.title}{evidence.clause.text}"))


def _weighed(evidence: Evidence, likeness: Likeness) -> bool:
    """Whether ways of asking are to be weighed against questions from outside."""
    return evidence.signals.asked is not None and likeness.outside > 0.0


def bears_as_side(evidence: Evidence, likeness: Likeness) -> bool:
    """Whether the clause of one side of a comparison is of its matter; the document was named, the words may be few."""
    return _odds(TEXT, evidence, likeness) >= OF_THE_MATTER


def bears_compared(evidence: Evidence, likeness: Likeness) -> bool:
    """Whether the clause of one side is so plainly of the matter that the comparison can be answered."""
    if _odds(TEXT, evidence, likeness) < COMPARED.text:
        return False
    return not _weighed(evidence, likeness) or _odds(ASKED, evidence, likeness) >= COMPARED.asked


def _odds(model: Model, evidence: Evidence, likeness: Likeness) -> float:
    return (
        model.cosine * (evidence.cosine - likeness.background)
        + model.words * evidence.words / WORDS_UNIT
        + model.inside * likeness.inside
        + model.outside * likeness.outside
        + model.bias
    )
