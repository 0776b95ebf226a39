"""Which sentences are quoted, given their scores."""

from __future__ import annotations

import pytest
from test_sentences import clause_of

from assistant.sentence_choice import choose
from assistant.sentences import read_clause

PLAIN = "甲甲甲甲。乙乙乙乙。丙丙丙丙。"
FAR = "甲甲甲甲。" + "乙" * 200 + "。丙丙丙丙。"
HANGING = "甲甲甲甲。其任期相同。丙丙丙丙。"
LIST = "总则如此。主要是：甲；乙；丙。另有规定。"  # the lead is the second sentence, the members the third to the fifth


@pytest.mark.parametrize(
    ("text", "scores", "listed", "expected"),
    [
        (PLAIN, [1, 5, 2], False, [1]),
        (PLAIN, [1, 5, 4.5], False, [1, 2]),  # nearly as good
        (FAR, [5, 1, 4.9], False, [0]),  # nearly as good, and too far away
        (HANGING, [1, 5, 2], False, [0, 1]),  # 其 hangs on what stands before it
        (LIST, [1, 6, 2, 2, 2, 0], False, [1, 2, 3, 4]),  # what leads to a list promises it
        (LIST, [1, 2, 2, 6, 2, 0], False, [3]),  # one member is meant
        (LIST, [1, 2, 2, 6, 2, 0], True, [3]),
        (LIST, [1, 2, 3, 3.5, 3, 0], True, [1, 2, 3, 4]),  # none stands out, and all are asked for
        (LIST, [1, 2.4, 0, 2.5, 0, 0], False, [3]),  # what leads to a list is not quoted beside one member
        (LIST, [5, 2, 2, 2, 2, 0], True, [0]),
        (PLAIN, [9, float("-inf"), 3], False, [0]),
    ],
)
def test_what_is_chosen(text: str, scores: list[float], listed: bool, expected: list[int]) -> None:
    assert sorted(choose(read_clause(clause_of(text)), scores, listed=listed)) == expected
