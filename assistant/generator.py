"""The seam to a language model: a guest that writes text, fails for a reason, and is never believed."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass
from typing import Literal, Protocol

from index.errors import PolicyError

Failure = Literal[
    "unreachable",
    "refused",
    "redirected",
    "slow",
    "broken",
    "truncated",
    "endless",
    "not_json",
    "empty",
    "busy",
    "resting",
]


class LanguageModelError(PolicyError):
    """The model gave no usable answer, for a `reason`; `lasting` where asking again would meet the same."""

    code = "language_model_error"

    def __init__(self, message: str, *, reason: Failure, lasting: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.lasting = lasting


class Generator(Protocol):
    """What writes text on request. What it writes is anybody's text: the caller checks whatever it takes from it."""

    def generate(self, instructions: str, request: str) -> str:
        """Return what the model answers to `request` under `instructions`; raises `LanguageModelError`."""
        ...

    def stream(self, instructions: str, request: str) -> abc.Generator[str, None, None]:
        """Yield the answer as it comes, and empty strings while nothing does; raises `LanguageModelError`.

        Closing it ends the request. An answer that does not come to its end is an error, so none is whole before the
        last piece was taken.
        """
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much a model may answer."""

    connect: float = 5.0  # seconds
    first_token: float = 10.0  # seconds until a stream says something, connecting and thinking included
    idle: float = 5.0  # seconds that a stream may pause
    total: float = 60.0  # seconds for one answer, connecting and retries included
    retries: int = 1
    size: int = 1_000_000  # bytes of one HTTP answer, thoughts included
