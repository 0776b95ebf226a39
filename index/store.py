"""The clause store: documents, clauses, passages and their vectors in one SQLite file. It is the truth of an index.

A store is written once and then only read.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from index.corpus import CorpusDocument
from index.document import Clause, Document, Passage, Span
from index.embedding import Vectors
from index.errors import UnknownClauseError, UnknownDocumentError

FILE_NAME = "library.sqlite"

_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE attachments (name TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE documents (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, content TEXT NOT NULL);
CREATE TABLE clauses (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents(id), position INTEGER NOT NULL,
    content TEXT NOT NULL
);
CREATE UNIQUE INDEX clause_order ON clauses (document_id, position);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, clause_id TEXT NOT NULL REFERENCES clauses(id), start INTEGER NOT NULL,
    end INTEGER NOT NULL, digest BLOB NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX clause_passages ON passages (clause_id);
"""
_DOCUMENT = TypeAdapter(Document)
_CLAUSE = TypeAdapter(Clause)


def create(path: Path) -> sqlite3.Connection:
    """Make an empty store and return a connection that writes to it."""
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
    return connection


def write_facts(connection: sqlite3.Connection, facts: Mapping[str, str]) -> None:
    """Write what the index must say of itself, e.g. which embedder made its vectors."""
    connection.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())


def write_attachments(connection: sqlite3.Connection, attachments: Mapping[str, str]) -> None:
    """Write files that belong to the corpus without being documents, as they are."""
    connection.executemany("INSERT INTO attachments VALUES (?, ?)", attachments.items())


def write_documents(connection: sqlite3.Connection, documents: Iterable[CorpusDocument]) -> None:
    """Write documents and their clauses."""
    for position, item in enumerate(documents):
        content = _DOCUMENT.dump_json(item.document).decode()
        connection.execute("INSERT INTO documents VALUES (?, ?, ?)", (position, item.document.id, content))
        connection.executemany(
            "INSERT INTO clauses (id, document_id, position, content) VALUES (?, ?, ?, ?)",
            ((c.id, c.document_id, c.position, _CLAUSE.dump_json(c).decode()) for c in item.clauses),
        )


def write_passages(
    connection: sqlite3.Connection, passages: Sequence[Passage], digests: Sequence[bytes], vectors: Vectors
) -> None:
    """Write passages with the digests of what was embedded and the vectors that came of it."""
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
        (
            (p.id, p.clause_id, p.span.start, p.span.end, digest, vector.astype("<f4").tobytes())
            for p, digest, vector in zip(passages, digests, vectors, strict=True)
        ),
    )


class ClauseStore:
    """Read access to a store, safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self.document = lru_cache(maxsize=256)(self._document)
        self.clause = lru_cache(maxsize=4096)(self._clause)

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
        """What the index says of itself, see `write_facts`."""
        return dict(self.connection.execute("SELECT name, value FROM facts"))

    @cached_property
    def attachments(self) -> dict[str, str]:
        """Files of the corpus that are not documents, by name; see `write_attachments`."""
        return dict(self.connection.execute("SELECT name, content FROM attachments ORDER BY name"))

    @cached_property
    def document_ids(self) -> tuple[str, ...]:
        """Ids of all documents in the order of the catalogue."""
        return tuple(row[0] for row in self.connection.execute("SELECT id FROM documents ORDER BY position"))

    @cached_property
    def regions(self) -> dict[str, str | None]:
        """Region of each document, by id; `None` for national ones."""
        return dict(self.connection.execute("SELECT id, json_extract(content, '$.region') FROM documents"))

    @cached_property
    def clause_counts(self) -> dict[str, int]:
        """Number of clauses of each document."""
        return dict(self.connection.execute("SELECT document_id, count(*) FROM clauses GROUP BY document_id"))

    def passage_count(self) -> int:
        """Number of all passages."""
        return int(self.connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    def is_whole(self) -> bool:
        """Whether the file is sound: no page damaged, nothing that another row needs missing, and not empty."""
        sound = self.connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        orphans = self.connection.execute("PRAGMA foreign_key_check").fetchone()
        return sound and orphans is None and self.passage_count() > 0

    def documents(self) -> Iterator[Document]:
        """Yield all documents in the order of the catalogue."""
        return map(self.document, self.document_ids)

    def _document(self, document_id: str) -> Document:
        row = self.connection.execute("SELECT content FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise UnknownDocumentError(f"没有标识为“{document_id}”的文件。请用 documents 命令或文件目录页核对。")
        return _DOCUMENT.validate_json(row[0])

    def _clause(self, clause_id: str) -> Clause:
        row = self.connection.execute("SELECT content FROM clauses WHERE id = ?", (clause_id,)).fetchone()
        if row is None:
            document_id = clause_id.partition(":")[0]
            self.document(document_id)  # an unknown document is the better complaint
            raise UnknownClauseError(f"文件 {document_id} 中没有条款“{clause_id}”。请打开该文件的阅读页核对条款编号。")
        return _CLAUSE.validate_json(row[0])

    def clauses(self, document_id: str) -> list[Clause]:
        """Return the clauses of a document in order; raises `UnknownDocumentError`."""
        self.document(document_id)
        rows = self.connection.execute(
            "SELECT content FROM clauses WHERE document_id = ? ORDER BY position", (document_id,)
        )
        return [_CLAUSE.validate_json(row[0]) for row in rows]

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of the given ids."""
        marks = ",".join("?" * len(ids))
        rows = self.connection.execute(f"SELECT id, clause_id, start, end FROM passages WHERE id IN ({marks})", ids)
        return {row[0]: self._passage(*row) for row in rows}

    def clause_passages(self, clause_ids: Sequence[str]) -> list[tuple[Passage, Vectors]]:
        """Return the passages of the given clauses with their vectors."""
        marks = ",".join("?" * len(clause_ids))
        rows = self.connection.execute(
            f"SELECT p.id, p.clause_id, p.start, p.end, p.vector FROM passages p WHERE p.clause_id IN ({marks})",
            list(clause_ids),
        )
        return [(self._passage(*row[:4]), np.frombuffer(row[4], dtype="<f4")) for row in rows]

    def _passage(self, passage_id: int, clause_id: str, start: int, end: int) -> Passage:
        clause = self.clause(clause_id)
        return Passage(
            passage_id, clause_id, Span(start, end), clause.text[start - clause.span.start : end - clause.span.start]
        )


def known_vectors(path: Path) -> dict[bytes, Vectors]:
    """Return digest → vector of an earlier store, so that what did not change is not embedded again."""
    if not path.is_file():
        return {}
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        rows = connection.execute("SELECT digest, vector FROM passages")
        return {digest: np.frombuffer(vector, dtype="<f4") for digest, vector in rows}
    except sqlite3.DatabaseError:
        return {}  # of another layout, or damaged: embed anew
    finally:
        connection.close()
