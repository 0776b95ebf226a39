"""Embedders: text → unit vectors. The seam, and the implementation for any sentence-transformers model."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from index.errors import IndexBuildError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]
QUERY_CACHE = 256  # questions
DEFAULT_MODEL = Path(__file__).resolve().parent / "models" / "static-zh-law"


@runtime_checkable
class Embedder(Protocol):
    """What the index needs of an embedder."""

    def __hash__(self) -> int:
        """One embedder is one key: what it made of a text is remembered by it."""
        ...

    @property
    def name(self) -> str:
        """The model as a person knows it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Names the model and its content: vectors of different fingerprints are never compared."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension)."""
        ...

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, of shape (dimension,)."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of questions, of shape (len(texts), dimension)."""
        ...


def model_fingerprint(model: str) -> str:
    """SHA-256 over a local model's files, or over the name of a remote one."""
    path = Path(model)
    digest = hashlib.sha256(b"" if path.is_dir() else model.encode())
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file() and p.suffix != ".md"):
            digest.update(file.relative_to(path).as_posix().encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def unit_vectors(vectors: Any) -> Vectors:
    """Return rows at unit length; a text with no known piece has no direction and stays the zero vector."""
    array = np.nan_to_num(np.asarray(vectors, dtype=np.float32))
    norms = np.linalg.norm(array, axis=1, keepdims=True)
    unit: Vectors = np.divide(array, norms, out=np.zeros_like(array), where=norms > 0)
    return unit


def forbid_downloads() -> None:
    """Keep what loads models off the network; to be called before sentence-transformers is imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # else even a model at hand asks the network for a list of user agents
    from huggingface_hub import constants

    constants.HF_HUB_OFFLINE = True  # where another import was faster than the line above


def cannot_load(model: str) -> IndexBuildError:
    """The error of a model that is missing or damaged."""
    return IndexBuildError(
        f"无法载入向量模型 {model}。请核对设置 POLICY_EMBEDDER："
        "填本机上的模型文件夹，或先用 hf download 下载该模型；本程序不会自行联网下载。"
    )


class SentenceTransformerEmbedder:
    """Any sentence-transformers model on this machine, by path or by name; the shipped static model by default.

    The model is loaded at first use, never fetched: one given by name must stand in the cache of Hugging Face
    (`hf download NAME`). Raises `IndexBuildError` in Chinese where it cannot be loaded.
    """

    def __init__(self, model: str | Path | None = None) -> None:
        self.model_name = str(model or DEFAULT_MODEL)
        self._encode_query = lru_cache(maxsize=QUERY_CACHE)(self._encode_one)

    @property
    def name(self) -> str:
        """The name given, or the folder's for a local model."""
        return Path(self.model_name).name if Path(self.model_name).is_dir() else self.model_name

    @cached_property
    def fingerprint(self) -> str:
        """See `model_fingerprint`."""
        return model_fingerprint(self.model_name)

    @cached_property
    def _model(self) -> SentenceTransformer:
        forbid_downloads()
        from sentence_transformers import SentenceTransformer

        try:
            model = SentenceTransformer(self.model_name, device="cpu", local_files_only=True, trust_remote_code=False)
        except Exception as error:  # tokenizers and safetensors raise bare exceptions of their own
            raise cannot_load(self.model_name) from error
        return model

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.encode_documents`."""
        return unit_vectors(self._model.encode_document(list(texts), show_progress_bar=False, batch_size=64))

    def encode_query(self, text: str) -> Vectors:
        """See `Embedder.encode_query`; one question is encoded once, however many stages ask."""
        return self._encode_query(text)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.encode_queries`."""
        return unit_vectors(self._model.encode_query(list(texts), show_progress_bar=False, batch_size=64))

    def _encode_one(self, text: str) -> Vectors:
        return self.encode_queries([text]).reshape(-1)
