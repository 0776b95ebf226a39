"""Retrieval: a LangChain retriever that fuses both indexes."""

from __future__ import annotations

from datetime import date

import pytest
from fakes import HashingEmbedder
from langchain_core.retrievers import BaseRetriever

from assistant.question import read_question
from assistant.ranker import score
from assistant.retrieve import HybridRetriever, retrieve, retrieve_sides
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


def test_hits_come_in_the_order_of_the_score_of_their_signals(retriever: HybridRetriever) -> None:
    hits = retriever.invoke(QUERY, k=50)
    scores = [hit.metadata["score"] for hit in hits]
    assert scores == [score(hit.metadata["signals"]) for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert max(hit.metadata["signals"].words for hit in hits) == 1.0


def test_a_way_of_asking_finds_its_clause_and_is_never_the_hit(retriever: HybridRetriever, library: Library) -> None:
    hits = retriever.invoke("厂里一大帮人跟老板闹起来了，工会的头儿头一件事该干啥？", k=10)
    assert all(hit.page_content == library.clause(hit.metadata["clause_id"]).text for hit in hits)
    assert all(hit.metadata["signals"].asked is not None for hit in hits if not library.clause(hit.id).is_heading)


def test_a_search_can_be_limited_to_documents(retriever: HybridRetriever) -> None:
    hits = retriever.invoke(QUERY, documents=["linyi-2015"], k=50)
    assert {h.metadata["clause_id"].partition(":")[0] for h in hits} == {"linyi-2015"}


def test_a_document_that_is_named_comes_first(retriever: HybridRetriever) -> None:
    hits = retriever.invoke("经费怎么保障", preferred=["linyi-2015"])
    assert hits[0].metadata["clause_id"].startswith("linyi-2015:")


def test_the_local_document_of_a_place_that_is_named_comes_before_others(retriever: HybridRetriever) -> None:
    plain = {h.id: h.metadata["score"] for h in retriever.invoke("经费怎么保障", k=50)}
    local = {h.id: h.metadata["score"] for h in retriever.invoke("经费怎么保障", k=50, local=["linyi-2015"])}
    raised = {i for i in plain.keys() & local.keys() if local[i] > plain[i]}
    assert raised
    assert raised == {i for i in plain.keys() & local.keys() if i.startswith("linyi-2015:")}


def test_each_side_of_a_comparison_has_its_own_clauses(library: Library, embedder: Embedder) -> None:
    question = read_question("会长能不能当主席", library, region=None, as_of=date(2026, 11, 20))
    sides = [["linyi-2015"], ["acftu-2020-2"], []]
    found = retrieve_sides(question, library, embedder, sides, 2)
    assert [[e.document.id for e in own] for own in found] == [["linyi-2015"] * 2, ["acftu-2020-2"] * 2, []]


def test_vectors_of_another_model_are_left_alone(library: Library) -> None:
    hits = HybridRetriever(library=library, embedder=HashingEmbedder("another")).invoke(QUERY)
    assert hits[0].metadata["clause_id"] == "acftu-2014-22:2.6"
    assert {(h.metadata["signals"].cosine, h.metadata["signals"].asked) for h in hits} == {(0.0, None)}


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
