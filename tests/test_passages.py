"""Clauses are cut into passages of whole sentences that resolve to their clause and leave nothing out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.corpus import default_corpus, load_corpus
from index.document import Clause, Span
from index.passages import PASSAGE_LIMIT, passages, sentences


def clause(text: str, start: int = 0) -> Clause:
    return Clause("d:1", "d", "1", "第一条", text, Span(start, start + len(text)), 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲。乙。", ["甲。", "乙。"]),
        ("甲；乙！丙？", ["甲；", "乙！", "丙？"]),
        ("说：“甲。”乙。", ["说：“甲。”", "乙。"]),
        ("一、甲\n乙。", ["一、甲", "乙。"]),
        ("没有句号", ["没有句号"]),
        ("　甲。 \n\n　乙。", ["甲。", "乙。"]),
        ("甲，乙：丙、丁", ["甲，乙：丙、丁"]),
        ("", []),
        ("　\n", []),
    ],
)
def test_a_text_splits_into_its_sentences(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in sentences(text)] == expected


def test_a_short_clause_is_one_passage() -> None:
    text = "（九）每届任期三年至五年。特殊情况需提前或延期换届的，应报上一级工会批准。"
    (one,) = passages([clause(text, start=100)])
    assert (one.text, one.span, one.clause_id) == (text, Span(100, 100 + len(text)), "d:1")


def test_a_long_clause_is_cut_between_sentences_into_full_windows() -> None:
    text = "".join(f"第{n:03}句有十个字。" for n in range(60))
    found = passages([clause(text)])
    assert "".join(p.text for p in found) == text
    assert all(p.text.endswith("。") and len(p.text) <= PASSAGE_LIMIT for p in found)
    assert all(len(p.text) > PASSAGE_LIMIT - 10 for p in found[:-1])


def test_a_sentence_longer_than_a_window_stays_whole() -> None:
    text = "甲。" + "字" * (2 * PASSAGE_LIMIT) + "。乙。"
    assert [len(p.text) for p in passages([clause(text)])] == [2, 2 * PASSAGE_LIMIT + 1, 2]


def test_passages_are_numbered_through_all_clauses() -> None:
    assert [p.id for p in passages([clause("甲。"), clause("乙。" * 200), clause("丙。")])][-1] >= 4
    assert [p.id for p in passages([clause("甲。"), clause("乙。")])] == [0, 1]


def test_passages_of_the_corpus_cut_the_served_text_and_keep_every_character() -> None:
    for item in load_corpus(default_corpus()):
        for one in item.clauses:
            cut = passages([one])
            assert all(p.span.of(item.document.text) == p.text for p in cut)
            assert "".join("".join(p.text for p in cut).split()) == "".join(one.text.split())


@settings(deadline=None)
@given(st.text(alphabet="甲乙，。；！”\n　 ", max_size=500), st.integers(0, 50))
def test_any_clause_keeps_every_character_in_order(text: str, start: int) -> None:
    found = passages([clause(text, start)])
    assert "".join("".join(p.text for p in found).split()) == "".join(text.split())
    assert all(p.text == text[p.span.start - start : p.span.end - start] for p in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
