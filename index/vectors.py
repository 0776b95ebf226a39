"""The vector index: passage vectors in Chroma, one collection in the folder of a generation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from index.embedding import Vectors
from index.errors import IndexUnavailableError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

COLLECTION = "passages"
BATCH = 2000


class VectorIndex(Protocol):
    """Nearest passages by cosine."""

    def search(self, vector: Vectors, k: int, documents: Collection[str] | None) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, cosine), the nearest first, of the given documents or of all."""
        ...


class ChromaVectorIndex:
    """Chroma on the local disk. It writes nothing after `build`; what it answers is resolved in the clause store."""

    def __init__(self, folder: Path) -> None:
        from chromadb.errors import ChromaError

        try:
            self._client = _client(folder)
            self._collection: Any = self._client.get_collection(COLLECTION, embedding_function=None)
        except ChromaError as error:
            raise IndexUnavailableError(
                f"索引 {folder.parent.name} 已损坏，打不开。请运行 python -m assistant index --rebuild 重建。"
            ) from error

    @classmethod
    def build(
        cls,
        folder: Path,
        ids: Sequence[int],
        vectors: Vectors,
        documents: Sequence[str],
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Write a new index of passage `ids` with their `vectors` (n, dimension) and document ids, and close it."""
        client = _client(folder)
        try:
            collection: Any = client.create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
            for at in range(0, len(ids), BATCH):
                part = slice(at, at + BATCH)
                collection.add(
                    ids=[str(i) for i in ids[part]],
                    embeddings=vectors[part],
                    metadatas=[{"document_id": d} for d in documents[part]],
                )
                progress(min(at + BATCH, len(ids)))
        finally:
            client.close()

    def count(self) -> int:
        """Number of vectors."""
        return int(self._collection.count())

    def search(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[tuple[int, float]]:
        """See `VectorIndex.search`."""
        if not vector.any() or (documents is not None and not documents):
            return []
        where = {"document_id": {"$in": sorted(documents)}} if documents is not None else None
        found = self._collection.query(query_embeddings=[vector], n_results=k, where=where, include=["distances"])
        return [(int(i), 1.0 - float(d)) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def close(self) -> None:
        """Release the files."""
        self._client.close()


def _client(folder: Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
