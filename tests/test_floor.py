"""The floor: far is refused, near is answered, and questions from outside count only where there are ways of asking."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from assistant.floor import Likeness, bears
from assistant.ranker import Signals
from assistant.retrieve import Evidence
from index.library import Library


def evidence(library: Library, cosine: float, words: float, asked: float | None) -> Evidence:
    """A clause with such signals."""
    clause = library.clause("acftu-2020-2:2.9")
    signals = Signals(words=1.0, cosine=cosine, asked=asked)
    return Evidence(clause, library.document("acftu-2020-2"), 0.0, words, signals)


@pytest.mark.parametrize(
    ("cosine", "words", "asked", "outside", "expected"),
    [
        (0.60, 30.0, 0.8, 0.4, True),
        (0.60, 30.0, 0.8, 0.9, False),  # nearer to what the documents do not answer
        (0.60, 30.0, None, 0.9, True),  # nobody wrote questions for the clause: its text alone counts
        (0.20, 2.0, 0.3, 0.2, False),
        (0.20, 2.0, None, 0.0, False),
        (0.60, 30.0, 0.8, 0.0, True),  # a corpus without questions from outside
        (0.00, 3.0, None, 0.0, False),
    ],
)
def test_what_bears_on_the_question(
    library: Library, cosine: float, words: float, asked: float | None, outside: float, expected: bool
) -> None:
    likeness = Likeness(background=0.2, inside=asked or 0.0, outside=outside)
    assert bears(evidence(library, cosine, words, asked), likeness) is expected


def test_nearness_words_and_askings_speak_for_it_and_outside_against(library: Library) -> None:
    near, far = evidence(library, 0.5, 10.0, 0.5), evidence(library, 0.4, 10.0, 0.5)
    grid = [i / 40 for i in range(1, 41)]
    for low, high in pairwise(grid):
        assert bears(near, Likeness(0.2, 0.5, low)) >= bears(far, Likeness(0.2, 0.5, low))
        assert bears(near, Likeness(0.2, high, 0.5)) >= bears(near, Likeness(0.2, low, 0.5))
        assert bears(near, Likeness(0.2, 0.5, high)) <= bears(near, Likeness(0.2, 0.5, low))
    assert bears(near, Likeness(0.2, 0.5, grid[0]))
    assert not bears(near, Likeness(0.2, 0.5, grid[-1]))


def test_the_body_that_is_named_weighs_against_questions_from_outside(library: Library) -> None:
    near, likeness = evidence(library, 0.6, 12.0, 0.55), Likeness(0.2, 0.55, 0.6)
    assert not bears(near, likeness)
    assert bears(near, replace(likeness, bodies=frozenset({"联合会"})))
    assert not bears(near, replace(likeness, bodies=frozenset({"产业工会"})))
    assert not bears(near, replace(likeness, outside=0.8, bodies=frozenset({"联合会"})))
