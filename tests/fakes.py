"""Stand-ins for what is slow or outside: one of each, shared by all tests."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date
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

    def encode_query(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for i in range(len(text) - 1):
            code = zlib.crc32(text[i : i + 2].encode())
            vector[code % self.dimension] += 1.0 if code & 1024 else -1.0
        length = float(np.linalg.norm(vector))
        return vector / length if length else vector


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
