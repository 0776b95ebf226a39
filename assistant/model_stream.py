"""A language model's answer as it comes: from an event loop of its own to whoever reads, and without its thoughts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from queue import Empty, SimpleQueue
from typing import Final

from anyio.from_thread import start_blocking_portal

BEAT: Final = 0.25  # seconds of silence after which the reader gets its turn
THREAD: Final = "language-model"
_OPEN: Final = "<think>"
_CLOSE: Final = "</think>"

Put = Callable[[str], None]


def flow(write: Callable[[Put], Awaitable[None]]) -> Generator[str, None, None]:
    """Yield here what `write` puts in an event loop in a thread of its own, and raise what it raises.

    Yields an empty string at every `BEAT` of silence, so that a reader who wants no more is never kept waiting: when
    the iterator is closed, `write` is cancelled, and its thread has ended before `close` returns.
    """
    pieces: SimpleQueue[str | None] = SimpleQueue()
    with start_blocking_portal(name=THREAD) as portal:
        task = portal.start_task_soon(write, pieces.put)
        task.add_done_callback(lambda _: pieces.put(None))
        while (piece := _next(pieces)) is not None:
            yield piece
    task.result()


def _next(pieces: SimpleQueue[str | None]) -> str | None:
    try:
        return pieces.get(timeout=BEAT)
    except Empty:
        return ""


class Thoughts:
    """Takes what a reasoning model thinks（<think>…</think>）out of its text, wherever the pieces are cut."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False

    def taken_from(self, piece: str) -> str:
        """Return what is said in the text so far and was not returned before."""
        self._held += piece
        said = ""
        while (at := self._held.find(self._mark)) >= 0:
            said += "" if self._thinking else self._held[:at]
            self._held = self._held[at + len(self._mark) :]
            self._thinking = not self._thinking
        cut = len(self._held) - self._begun()
        said += "" if self._thinking else self._held[:cut]
        self._held = self._held[cut:]
        return said

    def rest(self) -> str:
        """Return what was held back as the beginning of a mark that did not come."""
        return "" if self._thinking else self._held

    @property
    def _mark(self) -> str:
        return _CLOSE if self._thinking else _OPEN

    def _begun(self) -> int:
        """The characters at the end that may be the beginning of the mark."""
        return next((n for n in range(len(self._mark) - 1, 0, -1) if self._held.endswith(self._mark[:n])), 0)
