"""The background of an embedder: how near it puts what has nothing to do with the corpus."""

from __future__ import annotations

import numpy as np
import pytest
from fakes import HashingEmbedder

from index.background import UNRELATED, background_cosine
from index.embedding import Embedder


def test_it_is_the_mean_of_the_best_cosines() -> None:
    embedder = HashingEmbedder()
    vectors = embedder.encode_documents(["工会每届任期三年。", "工会经费专款专用。"])
    best = [max(float(embedder.encode_query(text) @ vector) for vector in vectors) for text in UNRELATED]
    assert background_cosine(embedder, vectors) == pytest.approx(sum(best) / len(best), abs=1e-6)


def test_a_corpus_of_the_unrelated_sentences_themselves_is_as_near_as_can_be() -> None:
    embedder = HashingEmbedder()
    assert background_cosine(embedder, embedder.encode_documents(UNRELATED)) == pytest.approx(1, abs=1e-6)


def test_the_default_embedder_keeps_the_unrelated_well_below_a_question_of_the_field(embedder: Embedder) -> None:
    vectors = embedder.encode_documents(["工会联合会委员会每届任期三年至五年，任期届满应按时换届。"])
    nearest = float(np.max(vectors @ embedder.encode_query("工会联合会委员会每届任期几年")))
    assert background_cosine(embedder, vectors) < nearest / 2
