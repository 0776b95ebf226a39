"""The clause store gives back exactly what was written, to any thread, and says in words what it does not hold."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import MakeCorpus

from index import store
from index.corpus import CorpusDocument, load_corpus
from index.document import Document
from index.errors import UnknownClauseError, UnknownDocumentError
from index.passages import passages
from index.store_writer import StoreWriter

TEXT = "关于某事的意见\n一、任期\n（一）每届任期三年。可连选连任。\n（二）四年。\n二、经费\n专款专用。\n"
KEYS = {
    "issued_on": "2024-02-29",
    "region": "甲省甲市",
    "level": "municipal",
    "relations": [{"kind": "amends", "document": "yi"}],
    "errata": [{"clause": "jia:1.1", "quote": "三年", "note": "疑误。"}],
}


@pytest.fixture
def written(make_corpus: MakeCorpus) -> tuple[CorpusDocument, ...]:
    return load_corpus(make_corpus({"jia.txt": TEXT, "yi.txt": TEXT}, entries={"jia": KEYS}))


@pytest.fixture
def path(tmp_path: Path, written: tuple[CorpusDocument, ...]) -> Path:
    writer = StoreWriter(tmp_path / store.FILE_NAME)
    writer.write_facts({"embedder": "fake"})
    for item in reversed(written):
        writer.add_document(item, b"origin")
    writer.order_documents(item.document.id for item in written)
    writer.set_vectors([(100 + n, found[0]) for n, found in enumerate(writer.passages_without_vector())])
    writer.close()
    return tmp_path / store.FILE_NAME


@pytest.fixture
def changed(tmp_path: Path, path: Path, written: tuple[CorpusDocument, ...]) -> Iterator[store.ClauseStore]:
    """A copy in which one document is gone and another is new."""
    writer = StoreWriter(tmp_path / "changed.sqlite", path)
    assert writer.remove_document("jia") == len(written[0].clauses)
    clauses = tuple(replace(c, id=f"bing:{c.path}", document_id="bing") for c in written[1].clauses)
    writer.add_document(CorpusDocument(replace(written[1].document, id="bing"), clauses), b"newer")
    writer.order_documents(["bing", "yi"])
    writer.set_vectors([(200 + n, found[0]) for n, found in enumerate(writer.passages_without_vector())])
    writer.close()
    opened = store.ClauseStore(tmp_path / "changed.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def opened(path: Path) -> Iterator[store.ClauseStore]:
    opened = store.ClauseStore(path)
    yield opened
    opened.close()


def test_documents_and_clauses_come_back_equal(opened: store.ClauseStore, written: tuple[CorpusDocument, ...]) -> None:
    assert list(opened.documents()) == [item.document for item in written]
    for item in written:
        assert opened.clauses(item.document.id) == list(item.clauses)
        assert [opened.clause(c.id) for c in item.clauses] == list(item.clauses)


def test_counts_regions_and_facts_are_known(opened: store.ClauseStore) -> None:
    assert opened.document_ids == ("jia", "yi")
    assert opened.clause_counts == {"jia": 4, "yi": 4}
    assert opened.regions == {"jia": "甲省甲市", "yi": None}
    assert opened.facts == {"embedder": "fake"}


def test_the_cards_are_the_documents_without_their_texts(
    opened: store.ClauseStore, written: tuple[CorpusDocument, ...]
) -> None:
    documents = [item.document for item in written]
    assert [Document.of(card, d.text) for card, d in zip(opened.cards.values(), documents, strict=True)] == documents


def test_passages_come_back_with_the_numbers_of_their_vectors(
    opened: store.ClauseStore, written: tuple[CorpusDocument, ...]
) -> None:
    clauses = [c for item in written for c in item.clauses]
    found = opened.clause_passages([c.id for c in clauses])
    assert sorted((p.clause_id, p.span, p.text) for p, _ in found) == sorted(
        (p.clause_id, p.span, p.text) for p in passages(clauses)
    )
    assert opened.passages([p.id for p, _ in found]) == {p.id: p for p, _ in found}
    hits = {(hit.passage, hit.vector, hit.clause_id, hit.start) for hit in opened.hits_of_documents(["jia", "yi"])}
    assert hits == {(p.id, number, p.clause_id, p.span.start) for p, number in found}
    assert hits == set(opened.hits_of_vectors([*range(100, 100 + len(found)), 7]))
    assert hits == set(opened.hits_of_clauses([c.id for c in clauses]))


@pytest.mark.parametrize("ask", ["passages", "clause_passages", "clauses_of", "hits_of_vectors", "hits_of_documents"])
def test_asking_for_none_gives_none(opened: store.ClauseStore, ask: str) -> None:
    assert not getattr(opened, ask)([])


def test_clauses_are_given_together_without_those_that_are_unknown(opened: store.ClauseStore) -> None:
    assert list(opened.clauses_of(["jia:2", "jia:9", "yi:1"])) == ["jia:2", "yi:1"]


def test_a_changed_copy_holds_what_it_took_over_and_what_is_new(
    opened: store.ClauseStore, changed: store.ClauseStore
) -> None:
    assert changed.is_whole()
    assert opened.is_whole()
    assert changed.document_ids == ("bing", "yi")
    assert changed.clauses("yi") == opened.clauses("yi")
    assert [c.text for c in changed.clauses("bing")] == [c.text for c in opened.clauses("yi")]
    assert changed.clause_ids(newest=True) == [c.id for c in changed.clauses("bing")]
    assert changed.clause_ids(newest=False) == [c.id for c in changed.clauses("yi")]
    assert changed.origins() == {"bing": b"newer", "yi": b"origin"}
    with pytest.raises(UnknownDocumentError, match="“jia”"):
        changed.clause("jia:1")


def test_what_was_a_full_cache_still_answers(opened: store.ClauseStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "CACHED_CLAUSES", 2)
    for clause in opened.clauses("jia") * 2:
        assert opened.clause(clause.id) == clause


@pytest.mark.parametrize("document_id", ["nobody", "", "jia' OR '1'='1", "jia:1"])
def test_an_unknown_document_is_named(opened: store.ClauseStore, document_id: str) -> None:
    for ask in (opened.document, opened.clauses):
        with pytest.raises(UnknownDocumentError) as caught:
            ask(document_id)
        assert f"“{document_id}”" in str(caught.value)


@pytest.mark.parametrize("clause_id", ["jia:9", "jia:", "jia:1.1#2"])
def test_an_unknown_clause_is_named_with_its_document(opened: store.ClauseStore, clause_id: str) -> None:
    with pytest.raises(UnknownClauseError, match=f"文件 jia 中没有条款“{clause_id}”"):
        opened.clause(clause_id)


def test_a_clause_of_an_unknown_document_is_the_documents_fault(opened: store.ClauseStore) -> None:
    with pytest.raises(UnknownDocumentError, match="“nobody”"):
        opened.clause("nobody:1")


def test_threads_read_side_by_side(opened: store.ClauseStore) -> None:
    seen: list[int] = []

    def read() -> None:
        seen.extend(len(opened.clauses(d)) for d in opened.document_ids)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [4] * 16


def test_a_store_is_only_read(opened: store.ClauseStore) -> None:
    with pytest.raises(store.sqlite3.OperationalError, match="readonly"):
        opened.connection.execute("DELETE FROM clauses")
