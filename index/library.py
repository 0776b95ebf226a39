"""The one object that the assistant opens: documents, clauses, and the searches over them, of one generation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from index.document import Clause, Document, Passage
from index.embedding import Vectors
from index.lexical import LexicalIndex, TantivyLexicalIndex
from index.store import FILE_NAME, ClauseStore
from index.tokens import tokenise
from index.vectors import ChromaVectorIndex, VectorIndex

CHROMA_FOLDER = "chroma"
LEXICAL_FOLDER = "lexical"


class Library:
    """A published generation, open for reading; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._store = ClauseStore(folder / FILE_NAME)
        self._lexical: LexicalIndex = TantivyLexicalIndex(folder / LEXICAL_FOLDER)
        self._chroma = ChromaVectorIndex(folder / CHROMA_FOLDER)
        self._vectors: VectorIndex = self._chroma

    def close(self) -> None:
        """Release the files."""
        self._store.close()
        self._chroma.close()

    @property
    def facts(self) -> dict[str, str]:
        """What the index says of itself: `embedder`, `embedder_fingerprint`, `background_cosine`."""
        return self._store.facts

    @property
    def attachments(self) -> dict[str, str]:
        """Files of the corpus that are not documents (rules among them), by their names in it."""
        return self._store.attachments

    @property
    def document_ids(self) -> tuple[str, ...]:
        """Ids of all documents in the order of the catalogue."""
        return self._store.document_ids

    @property
    def regions(self) -> dict[str, str | None]:
        """Region of each document, by id; `None` for national ones."""
        return self._store.regions

    @property
    def clause_counts(self) -> dict[str, int]:
        """Number of clauses of each document."""
        return self._store.clause_counts

    def documents(self) -> Iterator[Document]:
        """Yield all documents in the order of the catalogue."""
        return self._store.documents()

    def document(self, document_id: str) -> Document:
        """Return a document; raises `UnknownDocumentError`."""
        return self._store.document(document_id)

    def clauses(self, document_id: str) -> list[Clause]:
        """Return the clauses of a document in order; raises `UnknownDocumentError`."""
        return self._store.clauses(document_id)

    def clause(self, clause_id: str) -> Clause:
        """Return a clause by its id; raises `UnknownDocumentError` or `UnknownClauseError`."""
        return self._store.clause(clause_id)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return passages by their ids."""
        return self._store.passages(ids)

    def clause_passages(self, clause_ids: Sequence[str]) -> list[tuple[Passage, Vectors]]:
        """Return the passages of clauses with their unit vectors."""
        return self._store.clause_passages(clause_ids)

    def search_words(self, text: str, k: int, documents: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Return up to `k` (clause id, BM25 score) that share words with `text`, the best first."""
        return self._lexical.search(tokenise(text), k, documents)

    def holds_words(self, clause: Clause) -> bool:
        """Whether the lexical index finds the clause by every word of its text."""
        return self._lexical.holds(clause.id, tokenise(clause.text))

    def is_whole(self) -> bool:
        """Whether the store is sound and the vector index has as many passages as the store."""
        return self._store.is_whole() and self._chroma.count() == self._store.passage_count()

    def search_vector(
        self, vector: Vectors, k: int, documents: Collection[str] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, cosine) nearest to a unit vector, the nearest first."""
        return self._vectors.search(vector, k, documents)
