"""The generation that serves, as far as the next one can take it over."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embedding import Embedder, Vectors
from index.errors import PolicyError
from index.library import LEXICAL_FOLDER
from index.store import FILE_NAME, ClauseStore
from index.volumes import FOLDER, Listed, read_listing, read_volume


@dataclass(frozen=True, slots=True)
class EarlierVolume:
    """A volume that the next generation may list again or merge."""

    listed: Listed
    digests: npt.NDArray[np.uint8]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier generation holds; documents read by other code than today's are not taken over, vectors are."""

    folder: Path
    facts: dict[str, str]
    origins: dict[str, bytes]
    drafts: dict[bytes, str]
    volumes: tuple[EarlierVolume, ...]

    @property
    def store(self) -> Path:
        """Its clause store."""
        return self.folder / FILE_NAME

    @property
    def lexical(self) -> Path:
        """Its lexical index."""
        return self.folder / LEXICAL_FOLDER

    @classmethod
    def open(cls, folder: Path, embedder: Embedder) -> Earlier | None:
        """Read a published generation; `None` where it is damaged or of another embedder or layout."""
        try:
            store = ClauseStore(folder / FILE_NAME)
            try:
                if store.facts["embedder_fingerprint"] != embedder.fingerprint:
                    return None
                root = folder.parent.parent / FOLDER
                volumes = tuple(EarlierVolume(v, *read_volume(root / v.name)) for v in read_listing(folder))
                return cls(folder, store.facts, store.origins(), store.drafts(), volumes)
            finally:
                store.close()
        except (sqlite3.Error, OSError, KeyError, PolicyError):
            return None  # what cannot be read is made anew
