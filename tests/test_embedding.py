"""The embedder: any sentence-transformers model on this machine, as unit vectors; the shipped one is whole."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from fakes import HashingEmbedder, save_tiny_model

from index.embedding import DEFAULT_MODEL, Embedder, SentenceTransformerEmbedder
from index.errors import IndexBuildError


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static embedding of six words in four dimensions, saved as any model is."""
    return save_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


def test_the_implementation_and_the_fake_fill_the_seam(tiny_model: Path) -> None:
    for one in (SentenceTransformerEmbedder(tiny_model), HashingEmbedder()):
        assert isinstance(one, Embedder)


def test_documents_become_unit_vectors(tiny_model: Path) -> None:
    vectors = SentenceTransformerEmbedder(tiny_model).encode_documents(["工会", "主席", "任", "工会主席任" * 50])
    assert vectors.shape == (4, 4)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(vectors[0], [0.6, 0.8, 0, 0], atol=1e-6)


def test_a_question_becomes_one_unit_vector_like_that_of_a_document(tiny_model: Path) -> None:
    embedder = SentenceTransformerEmbedder(tiny_model)
    np.testing.assert_allclose(embedder.encode_query("主席"), embedder.encode_documents(["主席"])[0], atol=1e-6)
    assert embedder.encode_query("主席").shape == (4,)


@pytest.mark.parametrize("text", ["", "猫", "　"])
def test_a_text_without_a_known_piece_is_the_zero_vector(tiny_model: Path, text: str) -> None:
    embedder = SentenceTransformerEmbedder(tiny_model)
    assert not embedder.encode_query(text).any()
    assert not embedder.encode_documents(["工", text])[1].any()


def test_what_a_model_cannot_place_is_the_zero_vector_too() -> None:
    embedder = SentenceTransformerEmbedder("a model that answers with no numbers")
    embedder.__dict__["_model"] = SimpleNamespace(encode_query=lambda texts, **options: np.full((1, 4), np.nan))
    assert embedder.encode_query("").tolist() == [0, 0, 0, 0]


def test_a_local_model_is_known_by_its_folder_and_its_content(tiny_model: Path, tmp_path: Path) -> None:
    copied = tmp_path / "elsewhere" / "tiny"
    shutil.copytree(tiny_model, copied)
    one, other = SentenceTransformerEmbedder(tiny_model), SentenceTransformerEmbedder(copied)
    assert (one.name, one.fingerprint) == (other.name, other.fingerprint)
    weights = next(copied.rglob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert SentenceTransformerEmbedder(copied).fingerprint != one.fingerprint


def test_a_model_by_name_is_known_by_its_name() -> None:
    one, other = SentenceTransformerEmbedder("BAAI/bge-m3"), SentenceTransformerEmbedder("BAAI/bge-large-zh")
    assert one.name == "BAAI/bge-m3"
    assert one.fingerprint != other.fingerprint


@pytest.mark.parametrize("model", ["/no/such/folder", "no-such/model", "nosuchmodel"])
def test_a_model_that_is_not_here_is_refused_in_chinese_and_never_fetched(
    monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", _no_network)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    with pytest.raises(IndexBuildError, match=f"无法载入向量模型 {model}.*POLICY_EMBEDDER.*本机"):
        SentenceTransformerEmbedder(model).encode_query("工会")


def _no_network(*arguments: object, **options: object) -> None:
    pytest.fail("the embedder asked for the network")


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\x01broken"], ids=["empty", "braces", "bytes"])
def test_a_damaged_model_is_refused_in_chinese(tiny_model: Path, tmp_path: Path, name: str, content: bytes) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(tiny_model, damaged)
    (next(damaged.rglob(name))).write_bytes(content)
    with pytest.raises(IndexBuildError, match="无法载入向量模型"):
        SentenceTransformerEmbedder(damaged).encode_query("工会")


def test_making_an_embedder_loads_nothing() -> None:
    code = (
        "import sys; from index.embedding import SentenceTransformerEmbedder as E; e = E(); e.fingerprint\n"
        "sys.exit(any(m in sys.modules for m in ('torch', 'sentence_transformers', 'transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=DEFAULT_MODEL.parents[2], check=False).returncode == 0


def test_the_shipped_model_is_the_one_its_checksums_name() -> None:
    lines = (DEFAULT_MODEL / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    sums = {name.lstrip("*"): digest for digest, name in (line.split() for line in lines)}
    assert "model.safetensors" in sums
    for name, digest in sums.items():
        assert hashlib.sha256((DEFAULT_MODEL / name).read_bytes()).hexdigest() == digest, name


def test_the_shipped_model_finds_nearer_what_means_the_same() -> None:
    embedder = SentenceTransformerEmbedder()
    near, far = embedder.encode_documents(["工会委员会每届任期三年至五年。", "工会经费应当专款专用，严格监督。"])
    question = embedder.encode_query("工会委员会几年换届一次")
    assert float(np.linalg.norm(question)) == pytest.approx(1, abs=1e-5)
    assert question @ near > question @ far
