"""Building an index: corpus → a new generation, probed and switched to; an unchanged corpus is not rebuilt."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from index.corpus import fingerprint
from index.earlier import Earlier
from index.embedding import Embedder
from index.errors import IndexBuildError
from index.generation import Generations, base_name
from index.generation_writer import write_generation
from index.library import Library
from index.probe import probe_in_child
from index.steps import Report, Step, silent

__all__ = ["Approve", "Report", "Step", "anything", "build_index", "generation_name", "silent"]

Approve = Callable[[Library], object]


def anything(library: Library) -> None:
    """Approve of every build."""


def generation_name(corpus: Path, embedder: Embedder) -> str:
    """Name the index of this corpus, embedder and code: equal names mean equal indexes."""
    parts = [fingerprint(corpus), embedder.fingerprint, _code_version()]
    return "g-" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:20]


def build_index(
    corpus: Path,
    generations: Generations,
    embedder: Embedder,
    *,
    rebuild: bool = False,
    report: Report = silent,
    approve: Approve = anything,
) -> str:
    """Make the index of `corpus` the serving one, building it where it is missing, and return its name.

    Of a generation that serves, all that did not change is taken over, unless `rebuild`. `approve` is shown a finished
    build before it serves and raises `CorpusError` where what the corpus holds beside its documents does not fit them.
    Raises `CorpusError` or `IndexBuildError`; then nothing is left behind and what served before goes on serving.
    """
    current = generations.current()
    if not rebuild and current and base_name(current) == generation_name(corpus, embedder):
        return current
    with generations.builder(), _failures_named(generations.root):
        name = generation_name(corpus, embedder)  # named under the lock: the corpus may have changed while waiting
        if not rebuild and (found := generations.find(name)):
            generations.switch(found)  # an earlier corpus came back, or another process was faster
            return found
        with generations.workspace() as folder:
            current = generations.current()
            earlier = Earlier.open(generations.path(current), embedder) if current and not rebuild else None
            write_generation(corpus, folder, embedder, _code_version(), earlier, generations.shelve, report)
            if generation_name(corpus, embedder) != name:
                raise IndexBuildError("建立索引期间语料文件有改动，新索引未启用。请在改动完成后重试。")
            report(Step.PROBE, 0, 1)
            probe_in_child(folder)
            _show(folder, approve)
            report(Step.PUBLISH, 0, 1)
            published = generations.publish(folder, name)
        report(Step.SWITCH, 0, 1)
        generations.switch(published)
        report(Step.SWITCH, 1, 1)
    return published


def _show(folder: Path, approve: Approve) -> None:
    if approve is not anything:
        library = Library(folder)
        try:
            approve(library)
        finally:
            library.close()


@contextmanager
def _failures_named(folder: Path) -> Iterator[None]:
    """Tell a full or read-only disk in words."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise IndexBuildError(f"无法在 {folder} 写入新索引（{error}）。请检查磁盘空间和写入权限。") from error


@cache
def _code_version() -> str:
    """Digest of this package's sources: code that reads a corpus in another way makes another index."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
