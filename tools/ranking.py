"""Rank passages for questions and measure it: BM25 as the yardstick, recall and MRR as the scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import bm25s
import jieba
import numpy as np
from numpy.typing import NDArray

Rankings = NDArray[np.int64]
Groups = Sequence[Sequence[int]]
"""The right rows of one question: of every group one row suffices, and every group is needed."""


def bigrams(text: str) -> Iterator[str]:
    """Yield the pairs of neighbouring characters of every run of letters and digits."""
    runs = "".join(character if character.isalnum() else " " for character in text).split()
    for run in runs:
        yield from (run[i : i + 2] for i in range(len(run) - 1))


def words_and_bigrams(text: str) -> list[str]:
    """Return jieba's search words and the character bigrams of a text, in lower case."""
    lowered = text.lower()
    words = [word for word in jieba.cut_for_search(lowered) if word[0].isalnum()]
    return [*words, *bigrams(lowered)]


def rank_bm25(
    passages: Sequence[str],
    questions: Sequence[str],
    depth: int,
    tokens: Callable[[str], list[str]] = words_and_bigrams,
) -> Rankings:
    """Return the rows of the best passages by BM25, shape (questions, depth)."""
    retriever = bm25s.BM25()
    retriever.index([tokens(passage) for passage in passages], show_progress=False)
    asked = [tokens(question) for question in questions]
    found, _ = retriever.retrieve(asked, k=min(depth, len(passages)), show_progress=False)
    return np.asarray(found, dtype=np.int64)


def rank_cosine(passages: NDArray[np.float32], questions: NDArray[np.float32], depth: int) -> Rankings:
    """Return the rows of the nearest passages of unit vectors, shape (questions, depth)."""
    scores = questions @ passages.T
    return np.argsort(-scores, axis=1, kind="stable")[:, :depth]


def rank_fused(
    passages: Sequence[str], questions: Sequence[str], cosines: NDArray[np.float32], share: float, depth: int
) -> Rankings:
    """Return the best rows by ``share`` × BM25 over its best + (1 − ``share``) × cosine.

    ``cosines`` has the shape (questions, passages); meant for few passages, all of which are scored.
    """
    retriever = bm25s.BM25()
    retriever.index([words_and_bigrams(passage) for passage in passages], show_progress=False)
    lexical = np.stack([retriever.get_scores(words_and_bigrams(question)) for question in questions])
    lexical /= np.maximum(lexical.max(axis=1, keepdims=True), 1e-9)
    scores = share * lexical + (1 - share) * cosines
    return np.argsort(-scores, axis=1, kind="stable")[:, :depth]


def recall_at(rankings: Rankings, right: Groups, depth: int) -> float:
    """Return the mean share of a question's right rows among the first ``depth``."""
    shares = [
        len(set(ranking[:depth].tolist()) & set(rows)) / len(rows)
        for ranking, rows in zip(rankings, right, strict=True)
    ]
    return float(np.mean(shares))


def reciprocal_rank(rankings: Rankings, right: Groups, depth: int = 10) -> float:
    """Return the mean reciprocal rank of the first right row, 0 beyond ``depth``."""
    values = []
    for ranking, rows in zip(rankings, right, strict=True):
        places = np.flatnonzero(np.isin(ranking[:depth], list(rows)))
        values.append(1 / (places[0] + 1) if len(places) else 0.0)
    return float(np.mean(values))


def first_and_six(rankings: Rankings, groups: Sequence[Groups]) -> tuple[float, float]:
    """Return the shares of questions with a right row first, and with every group in the first six."""
    first, six = [], []
    for ranking, needed in zip(rankings.tolist(), groups, strict=True):
        first.append(any(ranking[0] in group for group in needed))
        six.append(all(set(ranking[:6]) & set(group) for group in needed))
    return float(np.mean(first)), float(np.mean(six))
