"""The shelf: opens the serving generation, and the next one when `CURRENT` changes under a running site."""

from __future__ import annotations

import threading
from pathlib import Path

from index.build import Approve, Report, anything, build_index, silent
from index.embedding import Embedder
from index.errors import IndexUnavailableError, PolicyError
from index.generation import Generations
from index.library import Library


class Shelf:
    """Hands out the library that serves now. A request takes it once and keeps it to its end."""

    def __init__(self, home: Path) -> None:
        self._generations = Generations(home)
        self._lock = threading.Lock()
        self._library: Library | None = None
        self._previous: Library | None = None

    def current(self) -> Library:
        """Return the serving library, opened anew where it changed; raises `IndexUnavailableError` before any."""
        name = self._generations.current()
        library = self._library
        if library and (name is None or library.name == name):
            return library
        if name is None:
            raise IndexUnavailableError("还没有可用的索引。请先运行 python -m assistant index 建立索引。")
        with self._lock:
            if self._library is None or self._library.name != name:
                opened = Library(self._generations.path(name))
                if self._previous:
                    self._previous.close()
                self._previous, self._library = self._library, opened
            return self._library

    def close(self) -> None:
        """Close what is open."""
        for library in (self._library, self._previous):
            if library:
                library.close()
        self._library = self._previous = None


def open_shelf(
    corpus: Path, home: Path, embedder: Embedder, report: Report = silent, approve: Approve = anything
) -> tuple[Shelf, PolicyError | None]:
    """Bring the index up to date and open it.

    Where the corpus cannot be read or built, an older index goes on serving and the error is returned beside the shelf;
    with no older index it is raised.
    """
    generations = Generations(home)
    complaint: PolicyError | None = None
    try:
        build_index(corpus, generations, embedder, report=report, approve=approve)
    except PolicyError as error:
        if generations.current() is None:
            raise
        complaint = error
    return Shelf(home), complaint
