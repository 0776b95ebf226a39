"""The light reader of static models: the vectors of sentence-transformers, for just the folders that it is sure of."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import save_tiny_model
from safetensors.numpy import load_file, save_file

from assistant.evaluation import read_gold
from index.corpus import default_corpus
from index.embedding import DEFAULT_MODEL, SentenceTransformerEmbedder
from index.errors import IndexBuildError
from index.library import Library
from index.static_embedding import StaticEmbedder, open_embedder

ODD = (
    "",
    "　",
    "\n\t",
    "。，！？《》",
    "😀👩‍👩‍👧工会",
    "工會委員會每屆任期幾年",
    "２０２０年９月１日，12.5%、1/3、〔2020〕2号",
    "ACFTU abc ＡＢＣ",
    "第十二条之一",
    "é́̂ ﷺ \ud7ff \U0010ffff",
    "工会" * 5000,
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sentence_transformers.sentence_transformer.modules import Normalize

    return save_tiny_model(tmp_path_factory.mktemp("models") / "tiny", Normalize())


@pytest.fixture
def copied(tiny: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model to spoil."""
    return Path(shutil.copytree(tiny, tmp_path / "copied"))


def assert_same_vectors(model: Path, texts: list[str]) -> None:
    light, general = open_embedder(model), SentenceTransformerEmbedder(model)
    assert isinstance(light, StaticEmbedder)
    vectors = light.encode_documents(texts)
    assert (vectors.dtype, vectors.shape[0]) == (np.float32, len(texts))
    np.testing.assert_allclose(vectors, general.encode_documents(texts), rtol=0, atol=1e-5)
    norms = np.linalg.norm(vectors, axis=1)
    np.testing.assert_allclose(norms[norms > 0], 1, atol=1e-6)
    for text, vector in zip(texts[::20], vectors[::20], strict=True):
        np.testing.assert_allclose(light.encode_query(text), vector, rtol=0, atol=1e-6)
        np.testing.assert_allclose(light.encode_query(text), general.encode_query(text), rtol=0, atol=1e-5)


def test_the_shipped_model_gives_the_vectors_of_sentence_transformers(library: Library) -> None:
    clauses = [c.text for i in library.document_ids for c in library.clauses(i)]
    questions = [q.q for q in read_gold(default_corpus() / "evaluation" / "questions.jsonl")]
    texts = [*ODD, *clauses, "\n".join(clauses), *questions]
    assert len(texts) > 250
    assert_same_vectors(DEFAULT_MODEL, texts)


def test_a_model_of_float32_gives_the_vectors_of_sentence_transformers(tiny: Path) -> None:
    assert_same_vectors(tiny, [*ODD, "工会", "主席任期", "工会主席任" * 300, "猫"])


def test_names_of_earlier_releases_are_known(copied: Path) -> None:
    change(copied / "modules.json", lambda modules: [m | {"type": old_name(m["type"])} for m in modules])
    assert_same_vectors(copied, ["工会", "主席"])


def old_name(name: str) -> str:
    return "sentence_transformers.models." + name.rpartition(".")[2]


@pytest.mark.parametrize("factors", [True, False])
@pytest.mark.parametrize("dtype", [np.int8, np.float32])
def test_other_layouts_of_the_weights(copied: Path, dtype: Any, factors: bool) -> None:
    file = copied / "model.safetensors"
    tensors = {"embeddings": load_file(file)["embedding.weight"].astype(dtype)}
    if factors:
        tensors["weights"] = np.linspace(0.5, 2, 6, dtype=np.float32)
    save_file(tensors, file)
    if factors or dtype is np.float32:
        assert_same_vectors(copied, ["工会", "主席任期", "猫"])
    else:
        assert isinstance(open_embedder(copied), SentenceTransformerEmbedder), "whole numbers alone have no meaning"


def test_the_light_embedder_bears_the_name_and_fingerprint_of_the_general_one(tiny: Path) -> None:
    for model in (tiny, DEFAULT_MODEL):
        light, general = open_embedder(model), SentenceTransformerEmbedder(model)
        assert (light.name, light.fingerprint) == (general.name, general.fingerprint)
    assert open_embedder().fingerprint == open_embedder(str(DEFAULT_MODEL)).fingerprint


def change(file: Path, changed: Callable[[Any], Any]) -> None:
    file.write_text(json.dumps(changed(json.loads(file.read_text(encoding="utf-8")))), encoding="utf-8")


CONFIG = "config_sentence_transformers.json"
UNSURE: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "a prompt": (CONFIG, lambda c: c | {"prompts": {"query": "问：", "document": ""}}),
    "a prompt by default": (CONFIG, lambda c: c | {"prompts": {"q": "问："}, "default_prompt_name": "q"}),
    "vectors cut short": (CONFIG, lambda c: c | {"truncate_dim": 2}),
    "a setting not known": (CONFIG, lambda c: c | {"whitening": True}),
    "a model of another kind": (CONFIG, lambda c: c | {"model_type": "SparseEncoder"}),
    "a module alone": ("modules.json", lambda m: m[:1]),
    "a module more": ("modules.json", lambda m: [*m, m[1] | {"idx": 2, "name": "2"}]),
    "modules in another order": ("modules.json", lambda m: m[::-1]),
    "a module of somebody's own": ("modules.json", lambda m: [m[0] | {"type": "own.StaticEmbedding"}, m[1]]),
    "a module with arguments": ("modules.json", lambda m: [m[0] | {"kwargs": ["task"]}, m[1]]),
    "a module outside the folder": ("modules.json", lambda m: [m[0], m[1] | {"path": "../elsewhere"}]),
    "pieces made unit vectors": ("1_Normalize/config.json", lambda c: {"module_input_name": "token_embeddings"}),
}


@pytest.mark.parametrize("case", UNSURE)
def test_what_bears_on_the_vectors_beside_is_left_to_sentence_transformers(copied: Path, case: str) -> None:
    assert isinstance(open_embedder(copied), StaticEmbedder)
    file, changed = UNSURE[case]
    change(copied / file, changed)
    assert isinstance(open_embedder(copied), SentenceTransformerEmbedder)


def test_a_model_with_another_module_goes_through_sentence_transformers(tmp_path: Path) -> None:
    import torch
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize

    dense = Dense(4, 2, bias=False, activation_function=torch.nn.Identity())
    dense.linear.weight.data = torch.tensor([[0.0, 1, 0, 0], [1, 0, 0, 0]])
    embedder = open_embedder(save_tiny_model(tmp_path / "dense", dense, Normalize()))
    np.testing.assert_allclose(embedder.encode_query("工会"), [0.8, 0.6], atol=1e-6)


@pytest.mark.parametrize("name", ["no-such/model", "/no/such/folder"])
def test_a_model_that_is_no_folder_is_left_to_sentence_transformers(name: str) -> None:
    embedder = open_embedder(name)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert embedder.name == name


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\x01broken"], ids=["empty", "braces", "bytes"])
def test_a_damaged_model_is_refused_in_chinese(copied: Path, name: str, content: bytes) -> None:
    (copied / name).write_bytes(content)
    with pytest.raises(IndexBuildError, match=r"无法载入向量模型 .*copied。.*POLICY_EMBEDDER"):
        open_embedder(copied).encode_query("工会")


def test_a_model_with_fewer_vectors_than_pieces_is_refused(copied: Path) -> None:
    save_file({"embedding.weight": np.ones((3, 4), np.float32)}, copied / "model.safetensors")
    with pytest.raises(IndexBuildError, match="无法载入向量模型"):
        open_embedder(copied).encode_query("工会")


def test_a_question_is_encoded_once(tiny: Path) -> None:
    embedder = open_embedder(tiny)
    assert embedder.encode_query("工会") is embedder.encode_query("工会")


def test_vectors_stored_as_int8_stay_so_in_memory() -> None:
    embedder = open_embedder()
    assert isinstance(embedder, StaticEmbedder)
    assert embedder._model[1].dtype == np.int8
