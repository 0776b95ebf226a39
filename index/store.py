"""The clause store: documents, clauses and passages in one SQLite file. It is the truth of an index.

A store is written by `index.store_writer` and then only read.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from pydantic import TypeAdapter

from index.document import Card, Clause, Document, Passage, Span
from index.embedding import Vectors
from index.errors import UnknownClauseError, UnknownDocumentError

FILE_NAME = "library.sqlite"
CACHED_CLAUSES = 8192
CACHED_DOCUMENTS = 256

SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE attachments (name TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE drafts (file BLOB PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, origin BLOB NOT NULL, batch INTEGER NOT NULL, card TEXT NOT NULL
);
CREATE TABLE texts (document_id TEXT PRIMARY KEY REFERENCES documents(id), text TEXT NOT NULL);
CREATE TABLE clauses (
    key INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, document_id TEXT NOT NULL REFERENCES documents(id),
    position INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, label TEXT NOT NULL, parent_id TEXT,
    headings TEXT NOT NULL, heading TEXT, paragraphs TEXT NOT NULL, has_children INTEGER NOT NULL, text TEXT NOT NULL
);
CREATE UNIQUE INDEX clause_order ON clauses (document_id, position);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, clause INTEGER NOT NULL REFERENCES clauses(key), start INTEGER NOT NULL,
    end INTEGER NOT NULL, vector INTEGER
);
CREATE TABLE askings (
    id INTEGER PRIMARY KEY, clause INTEGER NOT NULL REFERENCES clauses(key), start INTEGER NOT NULL,
    end INTEGER NOT NULL, text TEXT NOT NULL, digest BLOB NOT NULL, vector BLOB NOT NULL
);
CREATE TABLE outside (id INTEGER PRIMARY KEY, source TEXT NOT NULL, digest BLOB NOT NULL, vector BLOB NOT NULL);
CREATE INDEX clause_passages ON passages (clause);
CREATE INDEX vector_passages ON passages (vector);
"""
CARD = TypeAdapter(Card)
CLAUSE_COLUMNS = (
    "id, document_id, position, start, end, label, parent_id, headings, heading, paragraphs, has_children, text"
)

_FAULTS = (
    "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM texts)",
    "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM clauses)",
    "SELECT document_id FROM clauses GROUP BY document_id HAVING count(*) <> max(position) + 1",
    "SELECT key FROM clauses WHERE key NOT IN (SELECT clause FROM passages)",
    "SELECT id FROM passages WHERE vector IS NULL",
)
_Value = TypeVar("_Value")


class Hit(NamedTuple):
    """A passage by its number, its vector's, and where it stands."""

    passage: int
    vector: int
    clause_id: str
    start: int


class ClauseStore:
    """Read access to a store, safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._documents: dict[str, Document] = {}
        self._clauses: dict[str, Clause] = {}

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of the calling thread."""
        if not hasattr(self._local, "connection"):
            uri = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
            self._local.connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._connections.append(self._local.connection)
        connection: sqlite3.Connection = self._local.connection
        return connection

    def close(self) -> None:
        """Close every thread's connection; the store is not used after it."""
        for connection in self._connections:
            connection.close()

    @cached_property
    def facts(self) -> dict[str, str]:
        """What the index says of itself, e.g. which embedder made its vectors."""
        return dict(self.connection.execute("SELECT name, value FROM facts"))

    @cached_property
    def attachments(self) -> dict[str, str]:
        """Files of the corpus that are not documents, by name."""
        return dict(self.connection.execute("SELECT name, content FROM attachments ORDER BY name"))

    def drafts(self) -> dict[bytes, str]:
        """What was read off the files of a folder without a catalogue, see `index.drafts`."""
        return dict(self.connection.execute("SELECT file, content FROM drafts"))

    def origins(self) -> dict[str, bytes]:
        """Digest of what each document was read from, by id."""
        return dict(self.connection.execute("SELECT id, origin FROM documents"))

    @cached_property
    def document_ids(self) -> tuple[str, ...]:
        """Ids of all documents in the order of the catalogue."""
        return tuple(self.cards)

    @cached_property
    def cards(self) -> dict[str, Card]:
        """All documents without their texts, by id, in the order of the catalogue."""
        rows = self.connection.execute("SELECT id, card FROM documents ORDER BY position")
        return {row[0]: CARD.validate_json(row[1]) for row in rows}

    @cached_property
    def regions(self) -> dict[str, str | None]:
        """Region of each document, by id; `None` for national ones."""
        return {card.id: card.region for card in self.cards.values()}

    @cached_property
    def local_regions(self) -> dict[str, str]:
        """Region of each document that has one, by id."""
        return {document: region for document, region in self.regions.items() if region}

    @cached_property
    def clause_counts(self) -> dict[str, int]:
        """Number of clauses of each document."""
        return dict(self.connection.execute("SELECT document_id, count(*) FROM clauses GROUP BY document_id"))

    def asking_vectors(self) -> tuple[list[str], Vectors, list[Span]]:
        """Return the clause ids of all ways of asking, those of one clause together, their unit vectors and answers."""
        order = "FROM askings a JOIN clauses c ON c.key = a.clause ORDER BY a.clause, a.id"
        answers = [Span(*row) for row in self.connection.execute(f"SELECT a.start, a.end {order}")]
        return *self._named_vectors(f"SELECT c.id, a.vector {order}"), answers

    def outside_vectors(self) -> tuple[list[str], Vectors]:
        """Return the sources of all questions from outside, those of one source together, and their unit vectors."""
        return self._named_vectors("SELECT source, vector FROM outside ORDER BY source, id")

    def _named_vectors(self, query: str) -> tuple[list[str], Vectors]:
        rows = self.connection.execute(query).fetchall()
        vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
        return [row[0] for row in rows], vectors.reshape(len(rows), -1) if rows else np.zeros((0, 0), np.float32)

    def is_whole(self) -> bool:
        """Whether the file is sound: no page damaged, nothing that another row needs missing, and not empty."""
        sound = self.connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        orphans = self.connection.execute("PRAGMA foreign_key_check").fetchone()
        faults = (self.connection.execute(query + " LIMIT 1").fetchone() for query in _FAULTS)
        return sound and orphans is None and not any(faults) and bool(self.clause_counts)

    def documents(self) -> Iterator[Document]:
        """Yield all documents with their texts in the order of the catalogue."""
        return map(self.document, self.document_ids)

    def document(self, document_id: str) -> Document:
        """Return a document with its text; raises `UnknownDocumentError`."""
        if found := self._documents.get(document_id):
            return found
        row = self.connection.execute(
            "SELECT d.card, t.text FROM documents d JOIN texts t ON t.document_id = d.id WHERE d.id = ?", (document_id,)
        ).fetchone()
        if row is None:
            raise UnknownDocumentError(f"没有标识为“{document_id}”的文件。请用 documents 命令或文件目录页核对。")
        return _kept(
            self._documents, document_id, Document.of(CARD.validate_json(row[0]), row[1]), limit=CACHED_DOCUMENTS
        )

    def clause(self, clause_id: str) -> Clause:
        """Return a clause; raises `UnknownDocumentError` or `UnknownClauseError`."""
        if found := self._clauses.get(clause_id) or self.clauses_of([clause_id]).get(clause_id):
            return found
        document_id = clause_id.partition(":")[0]
        self.document(document_id)  # an unknown document is the better complaint
        raise UnknownClauseError(f"文件 {document_id} 中没有条款“{clause_id}”。请打开该文件的阅读页核对条款编号。")

    def clauses_of(self, clause_ids: Iterable[str]) -> dict[str, Clause]:
        """Return clauses by their ids in one query; ids that are unknown are left out."""
        found = {i: self._clauses.get(i) for i in clause_ids}
        if missing := [i for i, clause in found.items() if clause is None]:
            query = f"SELECT {CLAUSE_COLUMNS} FROM clauses WHERE id IN (SELECT value FROM json_each(?))"
            for row in self.connection.execute(query, (json.dumps(missing),)):
                found[row[0]] = _kept(self._clauses, row[0], clause_of(row), limit=CACHED_CLAUSES)
        return {i: clause for i, clause in found.items() if clause}

    def clauses(self, document_id: str) -> list[Clause]:
        """Return the clauses of a document in order; raises `UnknownDocumentError`."""
        self.document(document_id)
        rows = self.connection.execute(
            f"SELECT {CLAUSE_COLUMNS} FROM clauses WHERE document_id = ? ORDER BY position", (document_id,)
        )
        return [clause_of(row) for row in rows]

    def clause_ids(self, *, newest: bool) -> list[str]:
        """Return the ids of clauses in order, of the documents that the last build wrote or of the others."""
        rows = self.connection.execute(
            "SELECT c.id FROM clauses c JOIN documents d ON d.id = c.document_id "
            "WHERE (d.batch = (SELECT max(batch) FROM documents)) = ? ORDER BY d.position, c.position",
            (newest,),
        )
        return [row[0] for row in rows]

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of the given ids."""
        rows = self.connection.execute(
            "SELECT p.id, c.id, p.start, p.end FROM passages p JOIN clauses c ON c.key = p.clause "
            "WHERE p.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        ).fetchall()
        clauses = self.clauses_of({row[1] for row in rows})
        return {row[0]: _passage(row[0], clauses[row[1]], row[2], row[3]) for row in rows}

    def clause_passages(self, clause_ids: Iterable[str]) -> list[tuple[Passage, int]]:
        """Return the passages of the given clauses with the numbers of their vectors."""
        rows = self.connection.execute(
            "SELECT p.id, c.id, p.start, p.end, p.vector FROM clauses c JOIN passages p ON p.clause = c.key "
            "WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY p.id",
            (json.dumps(list(clause_ids)),),
        ).fetchall()
        clauses = self.clauses_of({row[1] for row in rows})
        return [(_passage(row[0], clauses[row[1]], row[2], row[3]), row[4]) for row in rows]

    def hits_of_vectors(self, numbers: Sequence[int]) -> list[Hit]:
        """Return the passages whose vectors have the given numbers; several may share one, or none have it any more."""
        return self._hits("p.vector", numbers)

    def hits_of_clauses(self, clause_ids: Sequence[str]) -> list[Hit]:
        """Return the passages of the given clauses."""
        return self._hits("c.id", clause_ids)

    def hits_of_documents(self, document_ids: Sequence[str]) -> list[Hit]:
        """Return the passages of the given documents."""
        return self._hits("c.document_id", document_ids)

    def _hits(self, column: str, values: Sequence[int] | Sequence[str]) -> list[Hit]:
        rows = self.connection.execute(
            "SELECT p.id, p.vector, c.id, p.start FROM passages p JOIN clauses c ON c.key = p.clause "
            f"WHERE {column} IN (SELECT value FROM json_each(?))",
            (json.dumps(list(values)),),
        )
        return list(map(Hit._make, rows))


def clause_of(row: Sequence[Any]) -> Clause:
    """Read a row of the columns `CLAUSE_COLUMNS`."""
    clause_id, document_id, position, start, end, label, parent, headings, heading, paragraphs, has_children, text = row
    return Clause(
        id=clause_id,
        document_id=document_id,
        path=clause_id.partition(":")[2],
        label=label,
        text=text,
        span=Span(start, end),
        position=position,
        parent_id=parent,
        headings=tuple(json.loads(headings)),
        heading=heading,
        paragraphs=tuple(Span(*span) for span in json.loads(paragraphs)),
        has_children=bool(has_children),
    )


def _passage(number: int, clause: Clause, start: int, end: int) -> Passage:
    text = clause.text[start - clause.span.start : end - clause.span.start]
    return Passage(number, clause.id, Span(start, end), text)


def _kept(cache: dict[str, _Value], key: str, value: _Value, *, limit: int) -> _Value:
    """Remember a value; a full cache is emptied, which is cheaper than to keep order in it."""
    if len(cache) >= limit:
        cache.clear()
    cache[key] = value
    return value
