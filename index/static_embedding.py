"""The static model without torch: a sentence-transformers folder of piece vectors, read with tokenizers and numpy."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.embedding import (
    DEFAULT_MODEL,
    QUERY_CACHE,
    Embedder,
    SentenceTransformerEmbedder,
    Vectors,
    cannot_load,
    model_fingerprint,
    unit_vectors,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MODULES = (  # by the names that releases of sentence-transformers have saved them under
    {
        "sentence_transformers.models.StaticEmbedding",
        "sentence_transformers.models.StaticEmbedding.StaticEmbedding",
        "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding",
    },
    {
        "sentence_transformers.models.Normalize",
        "sentence_transformers.models.Normalize.Normalize",
        "sentence_transformers.base.modules.normalize.Normalize",
    },
)
MODULE_KEYS = {"idx", "name", "path", "type"}
CONFIG_KEYS = {"__version__", "model_type", "prompts", "default_prompt_name", "similarity_fn_name", "truncate_dim"}
LAYOUTS: tuple[Mapping[str, set[str]], ...] = (  # tensors of the weights file, and the types that they may have
    {"embedding.weight": {"F32"}},
    {"embeddings": {"F32"}},
    {"embeddings": {"F32", "I8"}, "weights": {"F32"}},
)


def open_embedder(model: str | Path | None = None) -> Embedder:
    """Return the embedder of a model: the light one where it is sure to give the same vectors, else the general one.

    Raises nothing for a model that is missing or damaged; its first use does.
    """
    folder = Path(model or DEFAULT_MODEL)
    return StaticEmbedder(folder) if is_static(folder) else SentenceTransformerEmbedder(model)


def is_static(folder: Path) -> bool:
    """Whether the folder holds a `StaticEmbedding` and a `Normalize`, and nothing else that bears on the vectors."""
    try:
        modules = _json(folder / "modules.json")
        if len(modules) != len(MODULES):
            return False
        for module, names in zip(modules, MODULES, strict=True):
            inside = (folder / module["path"]).resolve().is_relative_to(folder.resolve())
            if module.keys() != MODULE_KEYS or module["type"] not in names or not inside:
                return False
        return _takes_texts_as_they_are(folder) and _normalises(folder / modules[1]["path"]) and _has_layout(folder)
    except Exception:  # noqa: BLE001 - whatever is wrong with it is for sentence-transformers to say
        return False


def _takes_texts_as_they_are(folder: Path) -> bool:
    """Whether the model sets nothing before a text and cuts nothing off its vector."""
    config = _json(folder / "config_sentence_transformers.json")
    changes = [config.get("default_prompt_name"), config.get("truncate_dim"), *config.get("prompts", {}).values()]
    known = config.keys() <= CONFIG_KEYS and config.get("model_type", "SentenceTransformer") == "SentenceTransformer"
    return known and not any(changes)


def _normalises(folder: Path) -> bool:
    """Whether a `Normalize` of that folder works on the vector of the whole text, in place."""
    config = _json(folder / "config.json") if (folder / "config.json").exists() else {}
    return all(value in ("sentence_embedding", None) for value in config.values())


def _has_layout(folder: Path) -> bool:
    """Whether the weights are of one of `LAYOUTS`; only the head of the file is read."""
    from safetensors import safe_open

    with safe_open(_weights(folder), framework="numpy") as file:
        types = {name: file.get_slice(name).get_dtype() for name in file.keys()}  # noqa: SIM118 - not a mapping
    return any(types.keys() == known.keys() and all(types[n] in known[n] for n in known) for known in LAYOUTS)


def _weights(folder: Path) -> Path:
    return folder.joinpath(_json(folder / "modules.json")[0]["path"], "model.safetensors")


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


class StaticEmbedder:
    """The mean of the vectors of a text's pieces, at unit length; what sentence-transformers makes of the same folder.

    Vectors stored as int8 stay so in memory: only those of a text's pieces are multiplied out. The model is loaded at
    first use; raises `IndexBuildError` in Chinese where it is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._encode_query = lru_cache(maxsize=QUERY_CACHE)(self._encode_one)

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.folder.name

    @cached_property
    def fingerprint(self) -> str:
        """That of `SentenceTransformerEmbedder`: the vectors are the same."""
        return model_fingerprint(str(self.folder))

    @cached_property
    def _model(self) -> tuple[Tokenizer, npt.NDArray[Any], Vectors]:
        """The tokenizer, the vectors of its pieces, and a factor for each."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            weights = _weights(self.folder)
            tokenizer = Tokenizer.from_file(str(weights.with_name("tokenizer.json")))
            tokenizer.no_padding()
            tensors = load_file(weights)
            factors = tensors.pop("weights", None)
            (vectors,) = tensors.values()
            if factors is None:
                factors = np.ones(len(vectors), dtype=np.float32)
            if vectors.ndim != 2 or factors.shape != vectors.shape[:1] or tokenizer.get_vocab_size() > len(vectors):
                raise ValueError(f"{vectors.shape} vectors, {factors.shape} factors")
        except Exception as error:  # tokenizers and safetensors raise bare exceptions of their own
            raise cannot_load(str(self.folder)) from error
        return tokenizer, vectors, factors

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.encode_documents`."""
        tokenizer, vectors, factors = self._model
        means = np.zeros((len(texts), vectors.shape[1]), dtype=np.float32)
        for mean, encoding in zip(means, tokenizer.encode_batch(list(texts), add_special_tokens=False), strict=True):
            pieces, counts = np.unique(np.asarray(encoding.ids, dtype=np.intp), return_counts=True)
            shares = (counts / max(1, counts.sum())).astype(np.float32)
            mean[:] = (shares * factors[pieces]) @ vectors[pieces].astype(np.float32)
        return unit_vectors(means)

    def encode_query(self, text: str) -> Vectors:
        """See `Embedder.encode_query`; one question is encoded once, however many stages ask."""
        return self._encode_query(text)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.encode_queries`; a question is embedded as a text."""
        return self.encode_documents(texts)

    def _encode_one(self, text: str) -> Vectors:
        return self.encode_queries([text]).reshape(-1)
