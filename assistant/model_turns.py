"""Turns at the language model: few at once, and none for a while after it failed several times in a row.

Answers wait for a model in the threads that serve the site. Without this, a model that hangs would take them all.
"""

from __future__ import annotations

import time
from collections import abc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from assistant.generator import Generator, LanguageModelError

AT_ONCE: Final = 8
PATIENCE: Final = 3  # failures in a row
REST: Final = 30.0  # seconds


class Turns:
    """A `Generator` that refuses at once where it is busy or has just failed; safe to share between threads."""

    def __init__(self, generator: Generator) -> None:
        self.generator = generator
        self._free = BoundedSemaphore(AT_ONCE)
        self._failures = 0
        self._rested = 0.0

    def generate(self, instructions: str, request: str) -> str:
        """Return what the model answers; see `Generator`."""
        with self._turn():
            return self.generator.generate(instructions, request)

    def stream(self, instructions: str, request: str) -> abc.Generator[str, None, None]:
        """Yield what the model answers; see `Generator`."""
        with self._turn():
            yield from self.generator.stream(instructions, request)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if time.monotonic() < self._rested:
            raise LanguageModelError(f"语言模型接口连续出错，{REST:g} 秒内不再请求。", reason="resting")
        if not self._free.acquire(blocking=False):
            raise LanguageModelError("语言模型接口正忙。", reason="busy")
        try:
            yield
        except LanguageModelError:
            # a count that two threads spoil is only off by one
            self._failures += 1
            if self._failures >= PATIENCE:
                self._rested = time.monotonic() + REST
            raise
        else:
            self._failures = 0
        finally:
            self._free.release()


def in_turn(generator: Generator | None) -> Generator | None:
    """Return the generator behind turns; `None` where there is none."""
    return Turns(generator) if generator else None
