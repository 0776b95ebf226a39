"""Vector indexes: nearest rows by cosine, from a graph after a restart and by comparison with all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.embedding import Vectors
from index.errors import IndexUnavailableError
from index.vectors import BATCH, ChromaVectorIndex, ExactVectorIndex, VectorIndex

COUNT = BATCH + 50  # more than one batch, and enough for Chroma to write its graph


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    drawn = np.random.default_rng(7).normal(size=(COUNT, 12)).astype(np.float32)
    unit: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, vectors: Vectors) -> tuple[Path, list[int]]:
    folder = tmp_path_factory.mktemp("volume") / "chroma"
    progress: list[int] = []
    ChromaVectorIndex.build(folder, vectors, progress.append)
    return folder, progress


@pytest.fixture(scope="module", params=["chroma", "exact"])
def opened(request: pytest.FixtureRequest, built: tuple[Path, list[int]], vectors: Vectors) -> Iterator[VectorIndex]:
    found = ChromaVectorIndex(built[0]) if request.param == "chroma" else ExactVectorIndex(vectors)
    yield found
    found.close()


def test_progress_is_told_batch_by_batch(built: tuple[Path, list[int]]) -> None:
    assert built[1] == [BATCH, COUNT]


@pytest.mark.parametrize("at", [0, 1, BATCH - 1, BATCH, COUNT - 1])
def test_every_vector_finds_itself_first_with_cosine_one(opened: VectorIndex, vectors: Vectors, at: int) -> None:
    (best, cosine), *_ = opened.search(vectors[at], 5)
    assert best == at
    assert cosine == pytest.approx(1, abs=1e-5)


def test_neighbours_come_nearest_first_with_their_true_cosines(opened: VectorIndex, vectors: Vectors) -> None:
    found = opened.search(vectors[3], 20)
    cosines = [cosine for _, cosine in found]
    assert cosines == sorted(cosines, reverse=True)
    np.testing.assert_allclose(cosines, [vectors[3] @ vectors[i] for i, _ in found], atol=1e-5)


def test_the_zero_vector_finds_nothing(opened: VectorIndex) -> None:
    assert opened.search(np.zeros(12, np.float32), 5) == []


def test_asking_for_more_than_there_is_gives_all_there_is(tmp_path: Path, vectors: Vectors) -> None:
    ChromaVectorIndex.build(tmp_path / "c", vectors[:3])
    small = ChromaVectorIndex(tmp_path / "c")
    try:
        assert sorted(i for i, _ in small.search(vectors[0], 100)) == [0, 1, 2]
    finally:
        small.close()


def test_a_folder_without_the_collection_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailableError, match=r"索引 g-1 已损坏.*--rebuild"):
        ChromaVectorIndex(tmp_path / "g-1" / "chroma")
