"""Written questions as vectors: which clauses are asked about in nearly these words, and how besieged a passage is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.document import Span
from index.embedding import Vectors

CROWD = 20  # nearest ways of asking that make the crowd around a passage
NEIGHBOURS = 3  # nearest questions that say what a question is like: one alone may be there by chance


class Asked:
    """Written questions by what they ask for; compared exactly, since there are thousands of them and not millions."""

    def __init__(self, names: Sequence[str], vectors: Vectors, answers: Sequence[Span] = ()) -> None:
        """Take what each question asks for（a clause id）, equal ones together, and unit vectors (n, dimension).

        `answers` are the spans of the words that answer, one a question, where they are known.
        """
        self._vectors = vectors
        self._answers = answers
        starts = [i for i, name in enumerate(names) if i == 0 or name != names[i - 1]]
        self._names = [names[i] for i in starts]
        self._starts = np.array(starts, dtype=np.int64)
        self._ends = [*starts[1:], len(names)]
        self._places = {name: i for i, name in enumerate(self._names)}

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

    def answers(self, name: str, vector: Vectors) -> list[tuple[Span, float]]:
        """Return the words that answer each question of a name, with the cosine of the question and a unit vector."""
        place = self._places.get(name)
        if place is None or not self._answers:
            return []
        first, last = self._starts[place], self._ends[place]
        cosines = self._vectors[first:last] @ vector
        return list(zip(self._answers[first:last], cosines.tolist(), strict=True))

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
