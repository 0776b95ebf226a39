"""The floor: far is refused, near is answered, and questions from outside count only where there are ways of asking."""

from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.floor import bears
from assistant.ranker import Signals
from assistant.retrieve import Evidence
from index.library import Library


def evidence(library: Library, cosine: float, words: float, asked: float | None) -> Evidence:
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
        (0.00, 30.0, None, 0.0, False),
    ],
)
def test_what_bears_on_the_question(
    library: Library, cosine: float, words: float, asked: float | None, outside: float, expected: bool
) -> None:
    assert bears(evidence(library, cosine, words, asked), 0.2, outside) is expected


def test_nearness_words_and_askings_speak_for_it_and_outside_against(library: Library) -> None:
    grid = [i / 20 for i in range(21)]
    for low, high in pairwise(grid):
        assert bears(evidence(library, high, 10.0, 0.5), 0.2, 0.3) >= bears(evidence(library, low, 10.0, 0.5), 0.2, 0.3)
        assert bears(evidence(library, 0.5, 10.0, high), 0.2, 0.3) >= bears(evidence(library, 0.5, 10.0, low), 0.2, 0.3)
        assert bears(evidence(library, 0.5, 10.0, 0.5), 0.2, high) <= bears(
            evidence(library, 0.5, 10.0, 0.5), 0.2, low or 0.01
        )
