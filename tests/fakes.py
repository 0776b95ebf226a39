"""Stand-ins for what is slow or outside: one of each, shared by all tests."""

from __future__ import annotations

import zlib
from collections.abc import Generator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer import Answer, AnswerStatus
from assistant.pipeline import Assistant
from assistant.question import Turn
from index.embedding import Embedder, Vectors
from index.shelf import Shelf


class HashingEmbedder:
    """Deterministic unit vectors from hashed character pairs; remembers every text it was given to embed."""

    def __init__(self, name: str = "fake", dimension: int = 48) -> None:
        self.name = name
        self.fingerprint = f"{name}-{dimension}"
        self.dimension = dimension
        self.embedded: list[str] = []

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return np.stack([self.encode_query(text) for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for i in range(len(text) - 1):
            code = zlib.crc32(text[i : i + 2].encode())
            vector[code % self.dimension] += 1.0 if code & 1024 else -1.0
        length = float(np.linalg.norm(vector))
        return vector / length if length else vector


def save_tiny_model(folder: Path, *more: Any, **options: Any) -> Path:
    """Let sentence-transformers save a static embedding of five words in four dimensions, with `more` modules."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    words = ["[UNK]", "工", "会", "主", "席", "任"]
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split("", "isolated")
    weights = np.array([[0, 0, 0, 0], [3, 0, 0, 0], [0, 4, 0, 0], [0, 0, 5, 0], [0, 0, 0, 6], [1, 1, 1, 1]], np.float32)
    modules = [StaticEmbedding(tokenizer, torch.tensor(weights)), *more]
    SentenceTransformer(modules=modules, device="cpu", **options).save(str(folder))
    return folder


class ScriptedReranker:
    """Logits by words: those of `liked` that a text holds are summed up; remembers what it was given to read."""

    def __init__(self, **liked: float) -> None:
        self.liked = liked
        self.calls: list[tuple[str, list[str]]] = []

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        self.calls.append((question, list(texts)))
        return [sum(logit for word, logit in self.liked.items() if word in text) for text in texts]


class ScriptedGenerator:
    """A language model that says the same pieces every time, or raises; notes what it was asked and how it ended."""

    def __init__(self, *script: str | Exception) -> None:
        self.script = script
        self.asked: list[tuple[str, str]] = []
        self.closed = False

    def generate(self, instructions: str, request: str) -> str:
        return "".join(self.stream(instructions, request))

    def stream(self, instructions: str, request: str) -> Generator[str, None, None]:
        self.asked.append((instructions, request))
        try:
            for said in self.script:
                if isinstance(said, Exception):
                    raise said
                yield said
        finally:
            self.closed = True


class FailingEmbedder(HashingEmbedder):
    """An embedder that breaks down at its first batch."""

    def __init__(self, error: Exception) -> None:
        super().__init__("failing")
        self.error = error

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        raise self.error


class ScriptedAssistant(Assistant):
    """An assistant on a real library that answers what it is told to, and notes what it was asked."""

    def __init__(self, shelf: Shelf, embedder: Embedder, *script: Answer | Exception) -> None:
        super().__init__(shelf, embedder)
        self.script = list(script)
        self.asked: list[tuple[str, str | None, date | None, tuple[Turn, ...]]] = []

    def ask(
        self,
        question: str,
        *,
        region: str | None = None,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
        rephrased: bool = True,
    ) -> Answer:
        self.asked.append((question, region, as_of, tuple(history)))
        said = self.script.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


def answer(text: str = "答复。", **fields: Any) -> Answer:
    """An answer object with whatever a test cares about."""
    fixed: dict[str, Any] = {
        "question": "问",
        "status": AnswerStatus.ANSWERED,
        "as_of": date(2026, 11, 20),
        "index": "g",
    }
    return Answer(text=text, **{**fixed, **fields})
