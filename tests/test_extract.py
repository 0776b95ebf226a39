"""Which clauses answer, and which of their sentences."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.extract import MAX_FINDINGS, NEAR, citable, extract
from assistant.question import read_question
from assistant.retrieve import retrieve
from index.embedding import Embedder
from index.library import Library

QUOTED = [
    ("区域性工会联合会几年换届一次", None, "每届任期三年至五年"),
    ("职工两千人以上的乡镇每多少人配一名社会化工会工作者", None, "每 3000 人可配备 1 名"),
    ("行业协会会长能不能当联合会主席", None, "不得担任区域性、行业性工会联合会主席、副主席"),
    ("全总给乡镇工会的专项资金不低于补助总额的多少", None, "不低于补助总额的10%"),
    ("产业工会提前换届要谁批准", "山东省临沂市", "经上一级工会批准"),
]


@pytest.mark.parametrize(("text", "region", "words"), QUOTED)
def test_the_sentence_that_answers_is_quoted(
    library: Library, embedder: Embedder, text: str, region: str | None, words: str
) -> None:
    question = read_question(text, library, region=region, as_of=date(2026, 11, 20))
    evidence, _ = retrieve(question, library, embedder, 10)
    first = extract(question, citable(evidence), embedder)[0]
    assert words in first.quote.of(first.document.text)
    assert len(first.quote.of(first.document.text)) <= max(260, len(first.sentences[0].of(first.document.text)))


@pytest.mark.parametrize(("text", "region", "_"), QUOTED)
def test_only_clauses_nearly_as_good_as_the_best_are_cited(
    library: Library, embedder: Embedder, text: str, region: str | None, _: str
) -> None:
    question = read_question(text, library, region=region, as_of=date(2026, 11, 20))
    evidence, _ = retrieve(question, library, embedder, 10)
    findings = extract(question, citable(evidence), embedder)
    scores = {e.clause.id: e.score for e in evidence}
    assert 1 <= len(findings) <= MAX_FINDINGS
    assert all(scores[f.clause.id] >= evidence[0].score - NEAR for f in findings)


def test_neither_number_nor_heading_is_quoted(library: Library, embedder: Embedder) -> None:
    question = read_question("乡镇工会主席、专职副主席参加培训", library, region=None, as_of=date(2026, 11, 20))
    evidence, _ = retrieve(question, library, embedder, 10)
    first = extract(question, citable(evidence), embedder)[0]
    assert first.clause.id == "acftu-2019-24:7"
    assert "七、提高培训质量" not in first.quote.of(first.document.text)
