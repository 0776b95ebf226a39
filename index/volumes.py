"""Volumes: immutable sets of vectors that generations share, so that a change writes only what is new.

    <home>/index/volumes/<name>/vectors.npy      unit vectors (n, dimension)
                               /digests.npy      SHA-256 of what each was embedded from (n, 32)
                               /chroma/          the graph over them, where there are many

A generation lists its volumes in `volumes.json`. Every vector of it has one number: the volume's `first` plus its row.
A text that occurs twice is embedded once. Vectors whose passages are gone stay in their volume, unused, until it is
merged with others into a new one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embedding import Vectors
from index.errors import IndexUnavailableError
from index.vectors import ChromaVectorIndex, ExactVectorIndex, VectorIndex

LISTING = "volumes.json"
DIGESTS, VECTORS = "digests.npy", "vectors.npy"
FOLDER = "volumes"
GRAPH_FROM = 2000  # vectors; fewer are compared one by one in less than a graph takes
MAX_VOLUMES = 6  # of a generation: each is searched for every question
MAX_UNUSED = 0.25  # of a volume's vectors
TOLERANCE = 1e-3  # of cosine, within which vectors count as equal
BLOCK = 8192  # rows copied or compared at a time

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Listed:
    """A volume as a generation lists it: it holds the vectors numbered from `first` to `first + count`."""

    name: str
    first: int
    count: int


def read_listing(generation: Path) -> tuple[Listed, ...]:
    """Return the volumes of a generation; raises `IndexUnavailableError` where it has no readable list."""
    try:
        return tuple(Listed(**item) for item in json.loads((generation / LISTING).read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError) as error:
        raise IndexUnavailableError(
            f"索引 {generation.name} 已损坏，打不开。请运行 python -m assistant index --rebuild 重建。"
        ) from error


def write_listing(generation: Path, volumes: Iterable[Listed]) -> None:
    """List the volumes of a generation in its folder."""
    content = json.dumps([asdict(v) for v in volumes], indent=1)
    (generation / LISTING).write_text(content + "\n", encoding="ascii")


class Volume:
    """A published volume, open for reading; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.digests, self.vectors = read_volume(folder)
        self._folder = folder
        self._lock = threading.Lock()
        self._opened: VectorIndex | None = None

    def search(self, vector: Vectors, k: int) -> list[int]:
        """Return up to `k` rows nearest to a unit vector, about in order."""
        return [row for row, _ in self.index.search(vector, min(k, len(self.vectors)))]

    @property
    def index(self) -> VectorIndex:
        """The graph, or the comparison with all; opened when it is first asked."""
        with self._lock:
            if self._opened is None:
                graph = self._folder / "chroma"
                self._opened = ChromaVectorIndex(graph) if graph.is_dir() else ExactVectorIndex(self.vectors)
            return self._opened

    def is_whole(self) -> bool:
        """Whether all its parts have the same number of vectors; a graph that was not opened is not looked at."""
        sizes = {len(self.vectors), len(self.digests)}
        return len(sizes) == 1 and (self._opened is None or self._opened.count() in sizes)

    def close(self) -> None:
        """Release the files."""
        if self._opened:
            self._opened.close()


class Volumes:
    """The volumes of one generation as one set of numbered vectors.

    Volumes are opened once in a process, however many generations list them.
    """

    def __init__(self, generation: Path) -> None:
        root = generation.parent.parent / FOLDER
        self._listed = read_listing(generation)
        self._folders = [root / listed.name for listed in self._listed]
        self._opened: list[Volume] = []
        try:
            for folder in self._folders:
                self._opened.append(_OPEN.take(folder))
        except BaseException:
            self.close()
            raise
        self._firsts = np.array([listed.first for listed in self._listed], dtype=np.int64)

    def __iter__(self) -> Iterator[tuple[Listed, Volume]]:
        """Yield the volumes as listed and as opened."""
        return iter(zip(self._listed, self._opened, strict=True))

    def finds(self, number: int, k: int) -> bool:
        """Whether a vector is among the `k` nearest to itself in its own volume, or as many others equal it."""
        ((_, volume, (row,)),) = self._placed(np.array([number]))
        own = np.array(volume.vectors[row])
        near = volume.search(own, k)
        equal = sum(float(volume.vectors[i] @ own) >= 1 - TOLERANCE for i in near)
        return row in near or equal == k or not own.any()

    def rows(self, numbers: Sequence[int] | Numbers) -> Vectors:
        """Return the vectors of the given numbers, of shape (len(numbers), dimension)."""
        wanted = np.asarray(numbers, dtype=np.int64)
        found: Vectors = np.empty((len(wanted), self._dimension), dtype=np.float32)
        for mine, volume, rows in self._placed(wanted):
            found[mine] = volume.vectors[rows]
        return found

    def digests(self, numbers: Sequence[int]) -> list[bytes]:
        """Return the digests of what the vectors of the given numbers were embedded from."""
        found = np.empty((len(numbers), 32), dtype=np.uint8)
        for mine, volume, rows in self._placed(np.asarray(numbers, dtype=np.int64)):
            found[mine] = volume.digests[rows]
        return [row.tobytes() for row in found]

    def _placed(self, numbers: Numbers) -> Iterator[tuple[npt.NDArray[np.bool_], Volume, Numbers]]:
        """Yield for each volume which of the numbers are its own, and their rows; `IndexError` for nobody's."""
        which = np.searchsorted(self._firsts, numbers, side="right") - 1
        if (which < 0).any():
            raise IndexError("a vector's number is below those of all volumes")
        for i, (listed, volume) in enumerate(self):
            mine = which == i
            if mine.any():
                yield mine, volume, numbers[mine] - listed.first

    def cosines(self, numbers: Sequence[int] | Numbers, vector: Vectors) -> npt.NDArray[np.float64]:
        """Return the cosines of numbered vectors with a unit vector; equal vectors have exactly equal ones."""
        exact: npt.NDArray[np.float64] = self.rows(numbers).astype(np.float64) @ vector.astype(np.float64)
        return exact.round(7)

    def is_whole(self) -> bool:
        """Whether every volume is as large as listed and whole."""
        return bool(self._opened) and all(
            volume.is_whole() and len(volume.vectors) == listed.count for listed, volume in self
        )

    def count(self) -> int:
        """Number of vectors, those no longer used included."""
        return sum(listed.count for listed in self._listed)

    def close(self) -> None:
        """Release what no other generation has open."""
        for folder, _ in zip(self._folders, self._opened, strict=False):
            _OPEN.give_back(folder)
        self._opened = []

    @property
    def _dimension(self) -> int:
        return int(self._opened[0].vectors.shape[1]) if self._opened else 0


class _OpenVolumes:
    """The volumes that this process has open, each with the number of its readers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[Path, tuple[Volume, int]] = {}

    def take(self, folder: Path) -> Volume:
        with self._lock:
            volume, readers = self._open.get(folder, (None, 0))
            volume = volume or Volume(folder)
            self._open[folder] = (volume, readers + 1)
            return volume

    def give_back(self, folder: Path) -> None:
        with self._lock:
            volume, readers = self._open[folder]
            if readers > 1:
                self._open[folder] = (volume, readers - 1)
            else:
                del self._open[folder]
                volume.close()


_OPEN = _OpenVolumes()


def superseded(volumes: Sequence[tuple[Listed, int]]) -> list[Listed]:
    """Choose the volumes to merge into the next one, given each with the number of its vectors still in use.

    Those are merged of which much is unused, and the smaller half where there are too many: a vector is copied a few
    times in its life, and most changes copy none.
    """
    chosen = [listed for listed, used in volumes if used < (1 - MAX_UNUSED) * listed.count]
    kept = sorted((listed for listed, _ in volumes if listed not in chosen), key=lambda listed: listed.count)
    if len(kept) >= MAX_VOLUMES:
        chosen += kept[: len(kept) - MAX_VOLUMES // 2]
    return chosen


def write_vectors(folder: Path, parts: Iterable[tuple[npt.NDArray[np.uint8], Vectors]], count: int) -> None:
    """Write `count` vectors into a new folder, from parts of digests (some, 32) and unit vectors (some, dimension)."""
    folder.mkdir(parents=True)
    digests = np.lib.format.open_memmap(folder / DIGESTS, "w+", np.uint8, (count, 32))
    vectors, at = None, 0
    for some, own in parts:
        if vectors is None:
            vectors = np.lib.format.open_memmap(folder / VECTORS, "w+", np.float32, (count, own.shape[1]))
        digests[at : at + len(some)], vectors[at : at + len(some)] = some, own
        at += len(some)
    assert vectors is not None
    assert at == count
    for written in (digests, vectors):
        written.flush()


def read_volume(folder: Path) -> tuple[npt.NDArray[np.uint8], Vectors]:
    """Map the digests (n, 32) and unit vectors (n, dimension) of a volume; raises `IndexUnavailableError`."""
    try:
        digests, vectors = (np.load(folder / name, mmap_mode="r") for name in (DIGESTS, VECTORS))
    except (OSError, ValueError, EOFError) as error:
        raise IndexUnavailableError(
            f"索引的向量卷 {folder.name} 已损坏，打不开。请运行 python -m assistant index --rebuild 重建。"
        ) from error
    return digests.view(np.ndarray), vectors.view(np.ndarray)  # rows of a memmap are twice as dear as an array's
