"""Fit the weights of `assistant/sentence_ranker.py` on unseen questions, and measure which sentences are quoted.

``python tools/sentences.py --folds FOLDS`` prints the weights and two tables; FOLDS is made by ``tools/folds.py``.
Every way of asking about a clause of several sentences is put to the model of a split that did not see it:

- ``a fifth unseen``: the other four fifths of the ways of asking are known, to the model and to the sentences;
- ``document unseen``: no way of asking of the document is known, as of an officer's own.

Given the right clause, a row says: ``found``, the share of the questions whose answering sentences are all quoted;
``beside``, the characters quoted outside them, on average; ``exact``, the share quoted to the sentence. The weights are
fitted six times, each without one document, for the figures, and once on all for the product.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from folds import COUNT, SEED, read_as_asked, serving_library
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax
from training_pairs import Question as Asking
from training_pairs import document_of, folds, read_askings, read_clauses

from assistant.extract import places_of, weigh
from assistant.question import Question
from assistant.sentence_ranker import NAMES, WEIGHTS
from assistant.sentences import read_clause
from index.asked import Asked
from index.document import Clause, Span
from index.static_embedding import StaticEmbedder

Floats = NDArray[np.float64]
RIDGE = 1e-3
REGIMES = ("a fifth unseen", "document unseen")


@dataclass(frozen=True)
class Case:
    """A way of asking with what speaks for the sentences of its clause, shape (sentences, signals)."""

    regime: str
    clause: Clause
    question: Question
    signals: Floats
    right: NDArray[np.bool_]


def answer_of(asking: Asking) -> tuple[str, Span]:
    """Return the clause that answers a way of asking, and the words in it that do."""
    clause, _, span = (asking.fact or "").rpartition("@")
    first, last = map(int, span.split("-"))
    return clause, Span(first, last)


def cases(folder: Path) -> list[Case]:
    """Put every way of asking to the models that did not see it."""
    askings = read_askings(read_clauses())
    asked = read_as_asked(askings)["askings"]
    numbers = {fold: {i for i, a in enumerate(askings) if a.text in texts} for fold, texts in _folds(askings)}
    documents = sorted({document_of(a.answers[0]) for a in askings})
    with serving_library() as library:
        clauses = library.clauses_of({answer_of(a)[0] for a in askings})
    found: list[Case] = []
    for fold, unseen in numbers.items():
        found += _split(REGIMES[0], StaticEmbedder(folder / fold), askings, asked, clauses, unseen, unseen)
    for document in documents:
        own = {i for i, a in enumerate(askings) if document_of(a.answers[0]) == document}
        found += _split(REGIMES[1], StaticEmbedder(folder / f"without-{document}"), askings, asked, clauses, own, own)
    return found


def _folds(askings: Sequence[Asking]) -> Iterator[tuple[str, frozenset[str]]]:
    for number, texts in enumerate(folds(askings, COUNT, SEED)):
        yield f"fold{number}", texts


def _split(
    regime: str,
    embedder: StaticEmbedder,
    askings: Sequence[Asking],
    asked: Sequence[Question],
    clauses: dict[str, Clause],
    put: Iterable[int],
    unknown: set[int],
) -> Iterator[Case]:
    """Put the questions of the places `put` to a model; the ways of asking of the places `unknown` are not there."""
    known = sorted((i for i in range(len(askings)) if i not in unknown), key=lambda i: answer_of(askings[i])[0])
    places = [answer_of(askings[i]) for i in known]
    vectors = embedder.encode_queries([askings[i].text for i in known])
    voices = Asked([clause for clause, _ in places], vectors, [span for _, span in places])
    for i in sorted(put):
        clause, answer = answer_of(askings[i])
        sentences = read_clause(clauses[clause]).sentences
        if len(sentences) > 1:
            answers = voices.answers(clause, embedder.encode_query(asked[i].focus))
            signals = weigh(asked[i], clauses[clause], embedder, answers)
            right = [s.span.start < answer.end and answer.start < s.span.end for s in sentences]
            yield Case(regime, clauses[clause], asked[i], np.array([astuple(s) for s in signals]), np.array(right))


def fit(known: Sequence[Case]) -> Floats:
    """Return the weights under which the right sentences of the cases are likeliest, by a ridge regression."""
    most = max(len(case.right) for case in known)
    signals = np.zeros((len(known), most, len(NAMES)))
    here = np.full((len(known), most), -1e9)
    right = here.copy()
    for i, case in enumerate(known):
        signals[i, : len(case.right)] = case.signals
        here[i, : len(case.right)] = 0
        right[i, : len(case.right)][case.right] = 0

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = signals @ weights
        value = (logsumexp(scores + here, 1) - logsumexp(scores + right, 1)).mean()
        slope = np.einsum("ij,ijk->k", softmax(scores + here, 1) - softmax(scores + right, 1), signals)
        return float(value + RIDGE * weights @ weights), slope / len(known) + 2 * RIDGE * weights

    weights: Floats = minimize(loss, np.zeros(len(NAMES)), jac=True, method="L-BFGS-B").x
    return weights


def measure(found: Sequence[Case], weights: Callable[[Case], Floats]) -> tuple[float, float, float]:
    """Return `found`, `beside` and `exact` of the cases, each scored by the weights that are for it."""
    rows = []
    for case in found:
        reading = read_clause(case.clause)
        chosen = places_of(case.question, reading, (case.signals @ weights(case)).tolist())
        right = set(np.flatnonzero(case.right).tolist())
        beside = sum(len(reading.sentences[i].text) for i in chosen if i not in right)
        rows.append((right <= set(chosen), beside, right == set(chosen)))
    found_share, beside_mean, exact = np.mean(np.array(rows, dtype=float), axis=0).tolist()
    return found_share, beside_mean, exact


def main() -> None:
    """Print the weights and what they make of every document."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folds", type=Path, required=True, help="the folder of the splits")
    arguments = parser.parse_args()
    known = cases(arguments.folds)
    documents = sorted({case.clause.document_id for case in known})
    without = {d: fit([case for case in known if case.clause.document_id != d]) for d in documents}
    shipped = np.array(astuple(WEIGHTS))
    print(json.dumps(dict(zip(NAMES, fit(known).round(2).tolist(), strict=True))))
    for regime in REGIMES:
        for document in [*documents, "all"]:
            own = [c for c in known if c.regime == regime and document in ("all", c.clause.document_id)]
            row = measure(own, lambda case: without[case.clause.document_id])
            print(f"{regime:16}{document:18}{len(own):6}" + "{:8.3f}{:8.1f}{:8.3f}".format(*row), end="")
            print("   shipped" + "{:8.3f}{:8.1f}{:8.3f}".format(*measure(own, lambda _: shipped)))


if __name__ == "__main__":
    main()
