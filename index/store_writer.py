"""Writing a clause store: a new one, or a copy of an earlier one in which some documents change."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.askings import Asking
from index.corpus import CorpusDocument
from index.document import Card, Clause
from index.outside import OutsideQuestion
from index.passages import passages
from index.store import CARD, CLAUSE_COLUMNS, SCHEMA, clause_of

_BLOCK = 1000  # rows read at a time


class StoreWriter:
    """The only connection to a store that is being written; nothing is safe before `close`."""

    def __init__(self, path: Path, earlier: Path | None = None) -> None:
        if earlier:
            shutil.copyfile(earlier, path)
        self._connection = sqlite3.connect(path)
        self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        if not earlier:
            self._connection.executescript(SCHEMA)
        self._batch = 1 + self._number("SELECT coalesce(max(batch), -1) FROM documents")

    def close(self) -> None:
        """Finish the file."""
        self._connection.commit()
        self._connection.close()

    def write_facts(self, facts: Mapping[str, str]) -> None:
        """Write what the index must say of itself in place of what the earlier one said."""
        self._connection.execute("DELETE FROM facts")
        self._connection.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())

    def write_attachments(self, attachments: Mapping[str, str]) -> None:
        """Write files that belong to the corpus without being documents, as they are, in place of the earlier ones."""
        self._connection.execute("DELETE FROM attachments")
        self._connection.executemany("INSERT INTO attachments VALUES (?, ?)", attachments.items())

    def write_drafts(self, drafts: Mapping[bytes, str]) -> None:
        """Write what was read off source files in place of what was remembered before."""
        self._connection.execute("DELETE FROM drafts")
        self._connection.executemany("INSERT INTO drafts VALUES (?, ?)", drafts.items())

    def remove_document(self, document_id: str) -> int:
        """Remove a document with its clauses and passages; return how many clauses that were."""
        self._connection.execute(
            "DELETE FROM passages WHERE clause IN (SELECT key FROM clauses WHERE document_id = ?)", (document_id,)
        )
        removed = self._connection.execute("DELETE FROM clauses WHERE document_id = ?", (document_id,)).rowcount
        self._connection.execute("DELETE FROM texts WHERE document_id = ?", (document_id,))
        self._connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        return removed

    def add_document(self, item: CorpusDocument, origin: bytes) -> None:
        """Write a document with its clauses and passages; the passages have no vectors yet."""
        document = item.document
        card = CARD.dump_json(document).decode()
        self._connection.execute(
            "INSERT INTO documents VALUES (?, -1, ?, ?, ?)", (document.id, origin, self._batch, card)
        )
        self._connection.execute("INSERT INTO texts VALUES (?, ?)", (document.id, document.text))
        for clause in item.clauses:
            marks = ", ".join("?" * 12)
            key = self._connection.execute(
                f"INSERT INTO clauses ({CLAUSE_COLUMNS}) VALUES ({marks})", _row(clause)
            ).lastrowid
            self._connection.executemany(
                "INSERT INTO passages (clause, start, end) VALUES (?, ?, ?)",
                ((key, p.span.start, p.span.end) for p in passages([clause])),
            )

    def order_documents(self, document_ids: Iterable[str]) -> None:
        """Put the documents into the order of the catalogue."""
        self._connection.executemany(
            "UPDATE documents SET position = ? WHERE id = ?", ((n, i) for n, i in enumerate(document_ids))
        )

    def clause_count(self) -> int:
        """Number of clauses."""
        return self._number("SELECT count(*) FROM clauses")

    def clauses(self, *, newest: bool = False) -> Iterator[tuple[Clause, Card]]:
        """Yield clauses with their documents' cards in order: all, or those written by this build."""
        cards: dict[str, Card] = {}
        rows = self._connection.execute(
            f"SELECT {', '.join('c.' + name for name in CLAUSE_COLUMNS.split(', '))}, d.card FROM documents d "
            "JOIN clauses c ON c.document_id = d.id WHERE d.batch >= ? ORDER BY d.position, c.position",
            (self._batch if newest else 0,),
        )
        for row in _stream(rows):
            if row[1] not in cards:
                cards = {row[1]: CARD.validate_json(row[-1])}
            yield clause_of(row[:-1]), cards[row[1]]

    def passages_without_vector(self) -> Iterator[tuple[int, Clause, Card, str]]:
        """Yield (passage id, its clause, the document's card, its text) in order of the ids."""
        cards: dict[str, Card] = {}
        rows = self._connection.execute(
            f"SELECT {', '.join('c.' + name for name in CLAUSE_COLUMNS.split(', '))}, d.card, p.id, p.start, p.end "
            "FROM passages p JOIN clauses c ON c.key = p.clause JOIN documents d ON d.id = c.document_id "
            "WHERE p.vector IS NULL ORDER BY p.id"
        )
        for row in _stream(rows):
            if row[1] not in cards:
                cards = {row[1]: CARD.validate_json(row[-4])}
            clause = clause_of(row[:-4])
            yield row[-3], clause, cards[row[1]], clause.text[row[-2] - clause.span.start : row[-1] - clause.span.start]

    def set_vectors(self, numbers: Sequence[tuple[int, int]]) -> None:
        """Give passages the numbers of their vectors: pairs (number, passage id)."""
        self._connection.executemany("UPDATE passages SET vector = ? WHERE id = ?", numbers)

    def used_vectors(self, first: int, count: int) -> list[int]:
        """Return the numbers from `first` to `first + count` that a passage still has, in order."""
        rows = self._connection.execute(
            "SELECT DISTINCT vector FROM passages WHERE vector >= ? AND vector < ? ORDER BY vector",
            (first, first + count),
        )
        return [row[0] for row in rows]

    def renumber_vectors(self, numbers: Mapping[int, int]) -> None:
        """Replace numbers of vectors: old → new, none of the new ones being in use."""
        self._connection.executemany(
            "UPDATE passages SET vector = ? WHERE vector = ?", ((n, o) for o, n in numbers.items())
        )

    def find_clause(self, clause_id: str) -> Clause | None:
        """Return a clause by its id, `None` where there is none."""
        row = self._connection.execute(f"SELECT {CLAUSE_COLUMNS} FROM clauses WHERE id = ?", (clause_id,)).fetchone()
        return clause_of(row) if row else None

    def known_askings(self) -> dict[bytes, bytes]:
        """Return digest → vector of the ways of asking and questions from outside that the earlier store held."""
        query = "SELECT digest, vector FROM askings UNION SELECT digest, vector FROM outside"
        return dict(self._connection.execute(query))

    def write_askings(self, askings: Sequence[Asking], digests: Sequence[bytes], vectors: Sequence[bytes]) -> None:
        """Write ways of asking with digests of what was embedded and float32 vectors, in place of the earlier ones."""
        self._connection.execute("DELETE FROM askings")
        self._connection.executemany(
            "INSERT INTO askings (clause, start, end, text, digest, vector) "
            "SELECT key, ?, ?, ?, ?, ? FROM clauses WHERE id = ?",
            (
                (a.answer.start, a.answer.end, a.text, digest, vector, a.clause_id)
                for a, digest, vector in zip(askings, digests, vectors, strict=True)
            ),
        )

    def write_outside(
        self, questions: Sequence[OutsideQuestion], digests: Sequence[bytes], vectors: Sequence[bytes]
    ) -> None:
        """Write questions from outside as `write_askings` writes ways of asking."""
        self._connection.execute("DELETE FROM outside")
        rows = zip((q.source for q in questions), digests, vectors, strict=True)
        self._connection.executemany("INSERT INTO outside (source, digest, vector) VALUES (?, ?, ?)", rows)

    def _number(self, query: str) -> int:
        return int(self._connection.execute(query).fetchone()[0])


def _row(clause: Clause) -> tuple[object, ...]:
    """The values of `CLAUSE_COLUMNS`."""
    return (
        clause.id,
        clause.document_id,
        clause.position,
        clause.span.start,
        clause.span.end,
        clause.label,
        clause.parent_id,
        json.dumps(clause.headings, ensure_ascii=False),
        clause.heading,
        json.dumps([[span.start, span.end] for span in clause.paragraphs]),
        clause.has_children,
        clause.text,
    )


def _stream(cursor: sqlite3.Cursor) -> Iterator[Any]:
    while rows := cursor.fetchmany(_BLOCK):
        yield from rows
