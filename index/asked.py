"""Written questions as vectors: which clauses are asked about in nearly these words, and how besieged a passage is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.embedding import Vectors

CROWD = 20  # nearest ways of asking that make the crowd around a passage
NEIGHBOURS = 3  # nearest questions that say what a question is like: one alone may be there by chance


class Asked:
    """Written questions by what they ask for; compared exactly, since there are thousands of them and not millions."""

    def __init__(self, names: Sequence[str], vectors: Vectors) -> None:
        """Take what each question asks for（a clause id）, equal ones together, and unit vectors (n, dimension)."""
        self._vectors = vectors
        starts = [i for i, name in enumerate(names) if i == 0 or name != names[i - 1]]
        self._names = [names[i] for i in starts]
        self._starts = np.array(starts, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def names(self) -> tuple[str, ...]:
        """What the questions ask for, each once."""
        return tuple(self._names)

    def nearest(self, vector: Vectors) -> dict[str, float]:
        """Return name → cosine of its nearest question with a unit vector, for every name."""
        if not len(self):
            return {}
        best = np.maximum.reduceat(self._vectors @ vector, self._starts)
        return dict(zip(self._names, best.tolist(), strict=True))

    def likeness(self, vector: Vectors) -> float:
        """Return the mean cosine of a unit vector with the questions nearest to it, 0 where there are none."""
        if not len(self):
            return 0.0
        cosines = self._vectors @ vector
        count = min(NEIGHBOURS, len(self))
        return float(np.partition(cosines, -count)[-count:].mean())

    def crowd(self, vectors: Vectors) -> npt.NDArray[np.float32]:
        """Return, for unit vectors (n, dimension) of passages, the mean cosine with their nearest questions.

        An embedder puts the passages that it was taught questions about nearer to all questions than the others; this
        is what to take off, so that a document whose questions nobody wrote is found as well.
        """
        if not len(self):
            return np.zeros(len(vectors), dtype=np.float32)
        cosines = vectors @ self._vectors.T
        count = min(CROWD, len(self))
        nearest = np.partition(cosines, -count, axis=1)[:, -count:]
        return np.asarray(nearest.mean(axis=1), dtype=np.float32)
