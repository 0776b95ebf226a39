"""Nearest passages: what the volumes find, resolved in the clause store, so that nothing that is gone is ever a hit."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from index.document import Passage
from index.embedding import Vectors
from index.passages import embedded_text, embedding_digest
from index.store import ClauseStore, Hit
from index.volumes import Volumes

FEW = 4000  # clauses; in so few documents all passages are compared instead of searched for
MARGIN = 4  # vectors beyond those wanted, so that equally near ones are seen


class NearestPassages:
    """Passages by cosine, over all volumes of a generation."""

    def __init__(self, store: ClauseStore, volumes: Volumes) -> None:
        self._store = store
        self._volumes = volumes

    def search(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, cosine), the nearest first, of the given documents or of all.

        Equally near ones come in the order of their clauses' ids, so that the answer does not tell how the index grew.
        """
        return [(hit.passage, cosine) for hit, cosine in self._ranked(vector, k, documents)]

    def clauses(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[str]:
        """Return the ids of the clauses of the `k` nearest passages, the nearest first, each once."""
        return list(dict.fromkeys(hit.clause_id for hit, _ in self._ranked(vector, k, documents)))

    def _ranked(self, vector: Vectors, k: int, documents: Collection[str] | None) -> list[tuple[Hit, float]]:
        """Hits with their cosines, as `search` returns them."""
        if not vector.any() or k < 1 or (documents is not None and not documents):
            return []
        if documents is not None and self._are_few(documents):
            hits = self._store.hits_of_documents(sorted(documents))
            cosines = self._volumes.cosines([hit.vector for hit in hits], vector).tolist()
            found = list(zip(hits, cosines, strict=True))
        else:
            found = self._near(vector, k, None if documents is None else frozenset(documents))
        return sorted(found, key=lambda x: (-x[1], x[0].clause_id, x[0].start))[:k]

    def of_clauses(self, clause_ids: Sequence[str]) -> list[tuple[Passage, Vectors]]:
        """Return the passages of clauses with their unit vectors."""
        found = self._store.clause_passages(clause_ids)
        vectors = self._volumes.rows([number for _, number in found])
        return [(passage, vector) for (passage, _), vector in zip(found, vectors, strict=True)]

    def lost(self, clause_ids: Sequence[str], k: int) -> tuple[list[Passage], int]:
        """Return the passages of clauses that are not among the `k` nearest to themselves, and how many were tried."""
        found = self._store.clause_passages(clause_ids)
        return [passage for passage, number in found if not self._volumes.finds(number, k)], len(found)

    def strangers(self, clause_ids: Sequence[str], embedder_fingerprint: str) -> list[Passage]:
        """Return the passages of clauses whose vectors were made from something else than their words."""
        found = self._store.clause_passages(clause_ids)
        clauses, cards = self._store.clauses_of(clause_ids), self._store.cards
        digests = self._volumes.digests([number for _, number in found])
        return [
            passage
            for (passage, _), digest in zip(found, digests, strict=True)
            if digest
            != embedding_digest(
                embedder_fingerprint,
                embedded_text(passage.text, clause := clauses[passage.clause_id], cards[clause.document_id]),
            )
        ]

    def of_each(self, clause_ids: Sequence[str], vector: Vectors) -> dict[str, tuple[Hit, float]]:
        """Return the nearest passage of each clause, with its cosine."""
        hits = self._store.hits_of_clauses(clause_ids)
        best: dict[str, tuple[Hit, float]] = {}
        for hit, cosine in zip(hits, self._volumes.cosines([h.vector for h in hits], vector).tolist(), strict=True):
            if hit.clause_id not in best or cosine > best[hit.clause_id][1]:
                best[hit.clause_id] = hit, cosine
        return best

    def _are_few(self, documents: Collection[str]) -> bool:
        counts = self._store.clause_counts
        return sum(counts.get(document, 0) for document in documents) <= FEW

    def _near(self, vector: Vectors, k: int, documents: frozenset[str] | None) -> list[tuple[Hit, float]]:
        """Hits with their cosines, among which are the `k` nearest, and those as near as the last of them.

        A volume is asked for more where what it finds is gone, elsewhere, or as near as what it may have left out.
        """
        near: list[tuple[Hit, float]] = []
        for listed, volume in self._volumes:
            asked = k + MARGIN
            while True:
                numbers = [listed.first + row for row in volume.search(vector, asked)]
                cosines = dict(zip(numbers, self._volumes.cosines(numbers, vector).tolist(), strict=True))
                hits = self._store.hits_of_vectors(numbers)
                if documents is not None:
                    hits = [hit for hit in hits if hit.clause_id.partition(":")[0] in documents]
                if asked >= listed.count:
                    break
                best = sorted((cosines[hit.vector] for hit in hits), reverse=True)
                if len(best) >= k and best[k - 1] > min(cosines.values()):
                    break
                asked *= 2
            near += [(hit, cosines[hit.vector]) for hit in hits]
        return near
