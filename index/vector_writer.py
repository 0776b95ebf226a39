"""Vectors of a new generation: known ones are found again by what they were made from, new ones fill a new volume."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.earlier import EarlierVolume
from index.embedding import Embedder, Vectors
from index.passages import embedded_text, embedding_digest
from index.steps import Report, Step
from index.store_writer import StoreWriter
from index.vectors import ChromaVectorIndex
from index.volumes import BLOCK, GRAPH_FROM, Listed, read_volume, superseded, write_vectors

EMBED_BATCH = 2048

Shelve = Callable[[Path, str], str]
"""Publishes a finished volume under a name, and returns the name that was free."""

_Part = tuple[npt.NDArray[np.uint8], Vectors]


class VectorWriter:
    """Gives every passage of a store its vector: `embed` first, then `bind`."""

    def __init__(self, store: StoreWriter, volumes: Sequence[EarlierVolume], embedder: Embedder, folder: Path) -> None:
        """`folder` is where the new volume is written; it is made here if there is need of one."""
        self._store = store
        self._embedder = embedder
        self._folder = folder
        self._next = max((v.listed.first + v.listed.count for v in volumes), default=0)
        self._earlier = volumes
        self._kept: list[EarlierVolume] = []
        self._written = 0

    def embed(self, report: Report) -> None:
        """Number the passages' vectors; write those of new passages, and of the volumes merged, into a new volume."""
        new = self._find_known()
        usage = [(v, self._store.used_vectors(v.listed.first, v.listed.count)) for v in self._earlier]
        merged = superseded([(v.listed, len(used)) for v, used in usage])
        self._kept = [v for v in self._earlier if v.listed not in merged]
        moved = [(v, used) for v, used in usage if v.listed in merged and used]
        old = [number for _, used in moved for number in used]
        report(Step.EMBED, 0, len(new))
        self._written = len(old) + len(new)
        if self._written:
            write_vectors(self._folder, chain(self._moved(moved), self._embedded(new, report)), self._written)
            self._store.renumber_vectors(dict(zip(old, range(self._next, self._next + len(old)), strict=True)))
            numbered = enumerate(new.values(), self._next + len(old))
            self._store.set_vectors([(number, passage) for number, passages in numbered for passage in passages])

    def bind(self, shelve: Shelve, report: Report) -> list[Listed]:
        """Finish the new volume and publish it; return all volumes of the generation."""
        listed = [v.listed for v in self._kept]
        graph = self._written >= GRAPH_FROM or (self._written > 0 and not listed)
        report(Step.VECTORS, 0, self._written)
        if self._written:
            digests, vectors = read_volume(self._folder)
            if graph:
                ChromaVectorIndex.build(
                    self._folder / "chroma", vectors, lambda done: report(Step.VECTORS, done, self._written)
                )
            name = hashlib.sha256(self._embedder.fingerprint.encode() + digests.tobytes()).hexdigest()[:20]
            listed.append(Listed(shelve(self._folder, f"v-{name}"), self._next, self._written))
        report(Step.VECTORS, self._written, self._written)
        return listed

    def used(self) -> Iterator[Vectors]:
        """Yield all vectors in use, in blocks of shape (some, dimension); between `embed` and `bind`."""
        for volume in self._kept:
            numbers = self._store.used_vectors(volume.listed.first, volume.listed.count)
            rows = np.array(numbers, dtype=np.int64) - volume.listed.first
            for at in range(0, len(rows), BLOCK):
                yield volume.vectors[rows[at : at + BLOCK]]
        if self._written:
            vectors = read_volume(self._folder)[1]
            for at in range(0, len(vectors), BLOCK):
                yield vectors[at : at + BLOCK]

    def _find_known(self) -> dict[bytes, list[int]]:
        """Number the passages whose vectors earlier volumes hold; return digest → passages of the others."""
        known: dict[bytes, int] = {}
        for volume in self._earlier:
            raw = volume.digests.tobytes()
            known.update((raw[32 * i : 32 * i + 32], volume.listed.first + i) for i in range(volume.listed.count))
        new: dict[bytes, list[int]] = {}
        found: list[tuple[int, int]] = []
        for passage, clause, card, text in self._store.passages_without_vector():
            digest = embedding_digest(self._embedder.fingerprint, embedded_text(text, clause, card))
            if digest in known:
                found.append((known[digest], passage))
            else:
                new.setdefault(digest, []).append(passage)
        self._store.set_vectors(found)
        return new

    def _moved(self, usage: Sequence[tuple[EarlierVolume, list[int]]]) -> Iterator[_Part]:
        """Digests and vectors that merged volumes still have in use."""
        for volume, numbers in usage:
            rows = np.array(numbers, dtype=np.int64) - volume.listed.first
            for at in range(0, len(rows), BLOCK):
                part = rows[at : at + BLOCK]
                yield volume.digests[part], volume.vectors[part]

    def _embedded(self, new: dict[bytes, list[int]], report: Report) -> Iterator[_Part]:
        """Embed the first passage of each digest, in order."""
        digests = {passages[0]: digest for digest, passages in new.items()}
        batch: list[tuple[bytes, str]] = []
        done = 0
        for passage, clause, card, text in self._store.passages_without_vector():
            if digest := digests.get(passage):
                batch.append((digest, embedded_text(text, clause, card)))
                done += 1
            if batch and (len(batch) == EMBED_BATCH or done == len(digests)):
                vectors = self._embedder.encode_documents([text for _, text in batch])
                yield np.frombuffer(b"".join(d for d, _ in batch), dtype=np.uint8).reshape(-1, 32), vectors
                batch.clear()
                report(Step.EMBED, done, len(digests))
