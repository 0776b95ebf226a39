"""The one object that the assistant opens: documents, clauses, and the searches over them, of one generation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from index.asked import Asked
from index.document import Card, Clause, Document, Passage
from index.embedding import Vectors
from index.lexical import LexicalIndex, TantivyLexicalIndex
from index.nearest import NearestPassages
from index.store import FILE_NAME, ClauseStore
from index.tokens import tokenise
from index.volumes import Volumes

LEXICAL_FOLDER = "lexical"


class Library:
    """A published generation, open for reading; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._store = ClauseStore(folder / FILE_NAME)
        self._lexical: LexicalIndex = TantivyLexicalIndex(folder / LEXICAL_FOLDER)
        self._volumes = Volumes(folder)
        self._nearest = NearestPassages(self._store, self._volumes)
        self._crowds: dict[int, float] = {}

    def close(self) -> None:
        """Release the files."""
        self._store.close()
        self._volumes.close()

    @property
    def facts(self) -> dict[str, str]:
        """What the index says of itself: `embedder`, `embedder_fingerprint`, `background_cosine`, `left_out`."""
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
    def cards(self) -> dict[str, Card]:
        """All documents without their texts, by id, in the order of the catalogue."""
        return self._store.cards

    @property
    def regions(self) -> dict[str, str | None]:
        """Region of each document, by id; `None` for national ones."""
        return self._store.regions

    @property
    def local_regions(self) -> dict[str, str]:
        """Region of each document that has one, by id."""
        return self._store.local_regions

    @property
    def clause_counts(self) -> dict[str, int]:
        """Number of clauses of each document."""
        return self._store.clause_counts

    def documents(self) -> Iterator[Document]:
        """Yield all documents with their texts in the order of the catalogue; see `cards` where no text is needed."""
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

    def clauses_of(self, clause_ids: Iterable[str]) -> dict[str, Clause]:
        """Return clauses by their ids in one query; ids that are unknown are left out."""
        return self._store.clauses_of(clause_ids)

    def clause_ids(self, *, newest: bool) -> list[str]:
        """Return the ids of clauses in order, of the documents that the last build wrote or of the others."""
        return self._store.clause_ids(newest=newest)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return passages by their ids, in one query."""
        return self._store.passages(ids)

    def clause_passages(self, clause_ids: Sequence[str]) -> list[tuple[Passage, Vectors]]:
        """Return the passages of clauses with their unit vectors."""
        return self._nearest.of_clauses(clause_ids)

    def nearest_passages(self, clause_ids: Sequence[str], vector: Vectors) -> dict[str, tuple[float, float]]:
        """Return, for each clause, the cosine of its passage nearest to a unit vector, and the crowd around that."""
        nearest = self._nearest.of_each(clause_ids, vector)
        unknown = {hit.vector for hit, _ in nearest.values()} - self._crowds.keys()
        if unknown:
            numbers = sorted(unknown)
            crowds = self.asked.crowd(self._volumes.rows(numbers)).tolist()
            self._crowds.update(zip(numbers, crowds, strict=True))
        return {clause: (cosine, self._crowds[hit.vector]) for clause, (hit, cosine) in nearest.items()}

    @cached_property
    def relatives(self) -> dict[str, frozenset[str]]:
        """Document id → ids of the documents that it is related to, whichever of the two says so."""
        pairs = [(card.id, relation.document_id) for card in self.cards.values() for relation in card.relations]
        found: dict[str, set[str]] = {}
        for one, other in [*pairs, *((b, a) for a, b in pairs)]:
            found.setdefault(one, set()).add(other)
        return {document: frozenset(others) for document, others in found.items()}

    @cached_property
    def asked(self) -> Asked:
        """The ways of asking, as vectors by clause."""
        return Asked(*self._store.asking_vectors())

    @cached_property
    def outside(self) -> Asked:
        """The questions that the corpus does not answer, as vectors by what answers them."""
        return Asked(*self._store.outside_vectors())

    def search_words(self, text: str, k: int, documents: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Return up to `k` (clause id, BM25 score) that share words with `text`, the best first."""
        few = documents is None or len(documents) * 2 < len(self.document_ids)
        return self._lexical.search(tokenise(text), k, documents, few=few)

    def holds_words(self, clause: Clause) -> bool:
        """Whether the lexical index finds the clause by every word of its text."""
        return self._lexical.holds(clause.id, tokenise(clause.text))

    def lost(self, clause_ids: Sequence[str], k: int) -> tuple[list[Passage], int]:
        """Return the passages of clauses that are not among the `k` nearest to themselves, and how many were tried."""
        return self._nearest.lost(clause_ids, k)

    def strangers(self, clause_ids: Sequence[str]) -> list[Passage]:
        """Return the passages of clauses whose vectors were made from something else than their words."""
        return self._nearest.strangers(clause_ids, self.facts["embedder_fingerprint"])

    def is_whole(self) -> bool:
        """Whether the store is sound and the volumes hold what it needs."""
        return self._store.is_whole() and self._volumes.is_whole()

    def holds_its_volumes(self) -> bool:
        """Whether every volume has as many vectors as listed, in its graph too where that is open."""
        return self._volumes.is_whole()

    def search_vector(
        self, vector: Vectors, k: int, documents: Collection[str] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, cosine) nearest to a unit vector, the nearest first."""
        return self._nearest.search(vector, k, documents)

    def near_clauses(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[str]:
        """Return the ids of the clauses of the `k` passages nearest to a unit vector, the nearest first, each once."""
        return self._nearest.clauses(vector, k, documents)
