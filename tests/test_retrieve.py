"""Retrieval: a LangChain retriever that fuses both indexes."""

from __future__ import annotations

from datetime import date

import pytest
from fakes import HashingEmbedder
from langchain_core.retrievers import BaseRetriever

from assistant.question import read_question
from assistant.retrieve import LEXICAL_WEIGHT, HybridRetriever, retrieve
from index.embedding import Embedder
from index.library import Library

QUERY = "联合基层工会所辖单位不超过多少家"


@pytest.fixture(scope="module")
def retriever(library: Library, embedder: Embedder) -> HybridRetriever:
    return HybridRetriever(library=library, embedder=embedder, k=5)


def test_it_is_a_langchain_retriever_of_whole_clauses(retriever: HybridRetriever, library: Library) -> None:
    assert isinstance(retriever, BaseRetriever)
    hits = retriever.invoke(QUERY)
    assert len(hits) == 5
    assert hits[0].metadata["clause_id"] == "acftu-2014-22:2.6"
    for hit in hits:
        assert hit.page_content == library.clause(hit.metadata["clause_id"]).text


def test_the_score_is_the_weighted_sum_of_both_signals(retriever: HybridRetriever) -> None:
    hits = retriever.invoke(QUERY, k=50)
    most = max(h.metadata["words"] for h in hits)
    for hit in hits:
        m = hit.metadata
        assert m["score"] == pytest.approx(
            LEXICAL_WEIGHT * m["words"] / most + (1 - LEXICAL_WEIGHT) * m["cosine"], abs=1e-5
        )
    assert [h.metadata["score"] for h in hits] == sorted((h.metadata["score"] for h in hits), reverse=True)


def test_a_search_can_be_limited_to_documents(retriever: HybridRetriever) -> None:
    hits = retriever.invoke(QUERY, documents=["linyi-2015"], k=50)
    assert {h.metadata["clause_id"].partition(":")[0] for h in hits} == {"linyi-2015"}


def test_a_document_that_is_named_comes_first(retriever: HybridRetriever) -> None:
    hits = retriever.invoke("经费怎么保障", preferred=["linyi-2015"])
    assert hits[0].metadata["clause_id"].startswith("linyi-2015:")


def test_vectors_of_another_model_are_left_alone(library: Library) -> None:
    hits = HybridRetriever(library=library, embedder=HashingEmbedder("another")).invoke(QUERY)
    assert hits[0].metadata["clause_id"] == "acftu-2014-22:2.6"
    assert {h.metadata["cosine"] for h in hits} == {0.0}


@pytest.mark.parametrize("query", ["", "!!!", '"OR" NEAR(', "任期* AND -工会", "'; DROP TABLE clauses; --", "a" * 2000])
def test_no_text_breaks_the_search(retriever: HybridRetriever, query: str) -> None:
    assert len(retriever.invoke(query)) <= 5


def test_local_documents_answer_only_for_their_region(library: Library, embedder: Embedder) -> None:
    def found(region: str | None) -> tuple[set[str], set[str]]:
        question = read_question("行业工会联合会委员人数多少", library, region=region, as_of=date(2026, 11, 20))
        evidence, elsewhere = retrieve(question, library, embedder, 10)
        return {e.document.id for e in evidence}, {e.document.id for e in elsewhere}

    national, elsewhere = found(None)
    assert "guangzhou-hangye" not in national
    assert elsewhere == {"guangzhou-hangye"}
    local, elsewhere = found("广东省广州市")
    assert "guangzhou-hangye" in local
    assert "guangzhou-hangye" not in elsewhere


def test_headings_alone_are_no_evidence(library: Library, embedder: Embedder) -> None:
    question = read_question("区域性、行业性工会联合会的建立", library, region=None, as_of=date(2026, 11, 20))
    evidence, _ = retrieve(question, library, embedder, 10)
    assert not any(e.clause.is_heading for e in evidence)
