"""The lexical index: BM25 over the tokens of clauses, kept by SQLite FTS5 in the file of the clause store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

from index.document import Clause, Document
from index.tokens import tokenise

BODY_WEIGHT, HEADINGS_WEIGHT, TITLE_WEIGHT = 1.0, 0.6, 0.3

_SCHEMA = (
    "CREATE VIRTUAL TABLE lexical USING fts5("
    "body, headings, title, content='', tokenize='unicode61 remove_diacritics 0')"
)


class LexicalIndex(Protocol):
    """Clauses by shared words."""

    def search(self, tokens: Sequence[str], k: int, documents: Collection[str] | None) -> list[tuple[str, float]]:
        """Return up to `k` (clause id, BM25 score), the best first, of the given documents or of all."""
        ...


class FtsLexicalIndex:
    """SQLite FTS5 with pre-tokenised text; fields: body, headings, title of the document."""

    def __init__(self, connection: Callable[[], sqlite3.Connection]) -> None:
        self._connection = connection

    @staticmethod
    def build(connection: sqlite3.Connection, clauses: Iterable[tuple[Clause, Document]]) -> None:
        """Write the index of clauses that already stand in the store."""
        connection.execute(_SCHEMA)
        numbers = dict(connection.execute("SELECT id, number FROM clauses"))
        connection.executemany(
            "INSERT INTO lexical (rowid, body, headings, title) VALUES (?, ?, ?, ?)",
            ((numbers[c.id], _joined(c.text), _joined(" ".join(c.headings)), _joined(d.title)) for c, d in clauses),
        )
        connection.execute("INSERT INTO lexical (lexical) VALUES ('optimize')")

    def search(
        self, tokens: Sequence[str], k: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """See `LexicalIndex.search`."""
        query = " OR ".join(f'"{t}"' for t in dict.fromkeys(tokens) if t.isalnum() or "." in t)
        if not query:
            return []
        where, values = "", list[object]()
        if documents is not None:
            where = f"AND c.document_id IN ({','.join('?' * len(documents))})"
            values = list(documents)
        rows = self._connection().execute(
            f"SELECT c.id, -bm25(lexical, {BODY_WEIGHT}, {HEADINGS_WEIGHT}, {TITLE_WEIGHT}) AS score"
            f" FROM lexical JOIN clauses c ON c.number = lexical.rowid WHERE lexical MATCH ? {where}"
            " ORDER BY score DESC LIMIT ?",
            [query, *values, k],
        )
        return [(row[0], float(row[1])) for row in rows]

    def holds(self, clause_id: str, tokens: Sequence[str]) -> bool:
        """Whether the row of the clause holds every one of the tokens; of none, whether the row is there."""
        words = [f'"{t}"' for t in dict.fromkeys(tokens)]
        found = self._connection().execute(
            "SELECT 1 FROM lexical JOIN clauses c ON c.number = lexical.rowid WHERE c.id = ?"
            + (" AND lexical MATCH ?" if words else ""),
            [clause_id, " AND ".join(words)] if words else [clause_id],
        )
        return found.fetchone() is not None


def _joined(text: str) -> str:
    return " ".join(tokenise(text))
