"""Ways of asking as vectors, against sums written out."""

from __future__ import annotations

import numpy as np
import pytest

from index.asked import CROWD, NEIGHBOURS, Asked
from index.document import Span

CLAUSES = ["a-1:1", "a-1:1", "a-1:2", "b-2:1", "b-2:1", "b-2:1"]


def unit(shape: tuple[int, ...], seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def test_every_clause_has_its_nearest() -> None:
    vectors, asked = unit((len(CLAUSES), 8), 1), unit((8,), 2)
    expected = {c: max(float(v @ asked) for v, own in zip(vectors, CLAUSES, strict=True) if own == c) for c in CLAUSES}
    assert Asked(CLAUSES, vectors).nearest(asked) == pytest.approx(expected)


@pytest.mark.parametrize("count", [1, 6, CROWD, 3 * CROWD])
def test_the_crowd_is_the_mean_of_the_nearest(count: int) -> None:
    vectors, passages = unit((count, 8), 3), unit((4, 8), 4)
    expected = [np.mean(sorted((vectors @ passage).tolist())[-CROWD:]) for passage in passages]
    assert Asked([f"a-1:{i}" for i in range(count)], vectors).crowd(passages) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("count", [1, 2, NEIGHBOURS, 50])
def test_likeness_is_the_mean_of_the_nearest(count: int) -> None:
    vectors, asked = unit((count, 8), 5), unit((8,), 6)
    expected = np.mean(sorted((vectors @ asked).tolist())[-NEIGHBOURS:])
    assert Asked(["a-1:1"] * count, vectors).likeness(asked) == pytest.approx(expected, abs=1e-6)


def test_the_words_that_answer_come_with_their_cosines() -> None:
    vectors, asked = unit((len(CLAUSES), 8), 7), unit((8,), 8)
    spans = [Span(i, i + 5) for i in range(len(CLAUSES))]
    found = Asked(CLAUSES, vectors, spans).answers("b-2:1", asked)
    assert [span for span, _ in found] == spans[3:]
    assert [cosine for _, cosine in found] == pytest.approx((vectors[3:] @ asked).tolist())
    assert Asked(CLAUSES, vectors, spans).answers("c-3:1", asked) == []
    assert Asked(CLAUSES, vectors).answers("b-2:1", asked) == []


def test_without_any_there_is_neither() -> None:
    nothing = Asked([], np.zeros((0, 8), dtype=np.float32))
    assert nothing.nearest(unit((8,), 1)) == {}
    assert nothing.answers("a-1:1", unit((8,), 1)) == []
    assert nothing.likeness(unit((8,), 1)) == 0.0
    assert nothing.crowd(unit((3, 8), 2)).tolist() == [0, 0, 0]
