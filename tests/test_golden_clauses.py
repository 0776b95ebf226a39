"""The six documents of the corpus come out as the clauses that were written down by hand: same ids, same texts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from index.corpus import CorpusDocument, default_corpus, load_corpus

GOLDEN = Path(__file__).parent / "golden" / "clauses.jsonl"


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def corpus() -> tuple[CorpusDocument, ...]:
    return load_corpus(default_corpus())


@pytest.fixture(scope="module")
def golden() -> dict[str, str]:
    rows = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: squeeze(row["text"]) for row in rows}


def test_every_golden_clause_is_found_with_its_text_and_no_other(
    corpus: tuple[CorpusDocument, ...], golden: dict[str, str]
) -> None:
    assert len(golden) == 133
    assert {c.id: squeeze(c.text) for d in corpus for c in d.clauses} == golden


def test_clauses_come_in_the_order_of_the_text(corpus: tuple[CorpusDocument, ...]) -> None:
    for item in corpus:
        assert [c.position for c in item.clauses] == list(range(len(item.clauses)))
        assert [c.span.start for c in item.clauses] == sorted(c.span.start for c in item.clauses)


def test_every_span_cuts_its_clause_out_of_the_served_text(corpus: tuple[CorpusDocument, ...]) -> None:
    for item in corpus:
        for clause in item.clauses:
            assert clause.span.of(item.document.text) == clause.text


def test_parents_come_before_their_children_and_stand_in_the_same_document(corpus: tuple[CorpusDocument, ...]) -> None:
    for item in corpus:
        at = {c.id: c for c in item.clauses}
        for clause in item.clauses:
            if clause.parent_id is not None:
                assert at[clause.parent_id].position < clause.position
                assert at[clause.parent_id].has_children


LABELS = {
    "acftu-2020-2:notice": "印发通知",
    "acftu-2020-2:0": "引言",
    "acftu-2020-2:2": "第二部分",
    "acftu-2020-2:2.9": "第二部分（九）",
    "anyang-2020-7:0": "引言",
    "anyang-2020-7:3": "第三条",
    "acftu-2019-24:6": "第六条",
    "acftu-2014-22:2.5": "第二部分第5条",
    "guangzhou-hangye:2.3.2": "第二部分（三）第2项",
    "guangzhou-hangye:3.1": "第三部分（一）",
    "linyi-2015:3": "第三部分",
}


def test_clauses_bear_the_labels_that_people_cite_them_by(corpus: tuple[CorpusDocument, ...]) -> None:
    labels = {c.id: c.label for d in corpus for c in d.clauses}
    assert {i: labels[i] for i in LABELS} == LABELS
