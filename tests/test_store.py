"""The clause store gives back exactly what was written, to any thread, and says in words what it does not hold."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import MakeCorpus
from fakes import HashingEmbedder

from index import store
from index.corpus import CorpusDocument, load_corpus
from index.document import Passage
from index.errors import UnknownClauseError, UnknownDocumentError
from index.passages import passages

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
def cut(written: tuple[CorpusDocument, ...]) -> list[Passage]:
    return passages(c for d in written for c in d.clauses)


@pytest.fixture
def path(tmp_path: Path, written: tuple[CorpusDocument, ...], cut: list[Passage]) -> Path:
    path = tmp_path / store.FILE_NAME
    connection = store.create(path)
    with connection:
        store.write_facts(connection, {"embedder": "fake"})
        store.write_documents(connection, written)
        vectors = HashingEmbedder().encode_documents([p.text for p in cut])
        store.write_passages(connection, cut, [bytes([p.id]) for p in cut], vectors)
    connection.close()
    return path


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


def test_passages_come_back_with_their_text_and_vectors(opened: store.ClauseStore, cut: list[Passage]) -> None:
    assert opened.passages([p.id for p in cut]) == {p.id: p for p in cut}
    for passage, vector in opened.clause_passages([p.clause_id for p in cut]):
        assert passage == cut[passage.id]
        np.testing.assert_array_equal(vector, HashingEmbedder().encode_query(passage.text))


@pytest.mark.parametrize("ask", [store.ClauseStore.passages, store.ClauseStore.clause_passages])
def test_asking_for_none_gives_none(opened: store.ClauseStore, ask: object) -> None:
    assert not ask(opened, [])  # type: ignore[operator]


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


def test_vectors_of_an_earlier_store_are_known_by_their_digests(path: Path, cut: list[Passage]) -> None:
    known = store.known_vectors(path)
    assert set(known) == {bytes([p.id]) for p in cut}
    np.testing.assert_array_equal(known[b"\0"], HashingEmbedder().encode_query(cut[0].text))


@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_store_that_cannot_be_read_knows_no_vectors(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "old").write_bytes(content)
    assert store.known_vectors(tmp_path / "old") == {}
