"""Generations: every build of an index is a new folder named by its content, and `CURRENT` says which one serves.

    <home>/index/CURRENT                 one line, the name of the serving generation
    <home>/index/generations/<name>/     library.sqlite, lexical/ and volumes.json, never changed once published
    <home>/index/volumes/<name>/         vectors that generations share, see `index.volumes`
    <home>/index/building-*/             a build under way, or what a killed one left
    <home>/index/build.lock              held by the one builder

A generation is published by two renames, each atomic: the finished folder into `generations`, then `CURRENT`. One that
is built again（--rebuild）gets the next free name `<name>.1`, `<name>.2`…, so that what serves is never touched.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBuildError, IndexUnavailableError
from index.volumes import FOLDER, read_listing

KEPT = 2  # generations: the serving one, and the one that readers may still have open
_NAME = re.compile(r"[\w-][\w.-]*")
LOCK_TIMEOUT = 600.0  # seconds to wait for another builder


class Generations:
    """The folder of generations below a home."""

    def __init__(self, home: Path) -> None:
        self.root = home / "index"
        self._published = self.root / "generations"
        self._volumes = self.root / FOLDER
        self._pointer = self.root / "CURRENT"

    def path(self, name: str) -> Path:
        """Where the generation of that name stands, or would stand."""
        return self._published / name

    def current(self) -> str | None:
        """Name of the serving generation; `None` before the first build."""
        try:
            name = self._pointer.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return name if _NAME.fullmatch(name) and self.path(name).is_dir() else None

    def find(self, name: str) -> str | None:
        """The finished generation of that name or of its rebuilds, the serving one first; `None` if there is none."""
        current = self.current()
        if current and base_name(current) == name:
            return current
        found = [p for p in self._published.glob("*") if p.is_dir() and base_name(p.name) == name]
        return max(found, key=lambda p: p.stat().st_mtime).name if found else None

    @contextmanager
    def builder(self) -> Iterator[None]:
        """Be the only builder; what a killed one left is removed. Raises `IndexBuildError` after a long wait."""
        self._make(self._published)
        try:
            with FileLock(self.root / "build.lock", timeout=LOCK_TIMEOUT):
                for leftover in self.root.glob("building-*"):
                    shutil.rmtree(leftover, ignore_errors=True)
                self._prune_volumes()
                try:
                    yield
                finally:
                    self._prune_volumes()
        except Timeout as error:
            raise IndexBuildError("另一个进程正在建立索引，等候超时。请稍后重试。") from error

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """An empty folder to build in, as deep below the root as a published one; removed if the build fails."""
        folder = Path(tempfile.mkdtemp(prefix="building-", dir=self.root))
        try:
            (folder / "generation").mkdir()
            yield folder / "generation"
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, folder: Path, name: str) -> str:
        """Make a finished, probed folder durable, and return the free name it got. It does not serve yet."""
        return _move(folder, self._published, name)

    def shelve(self, folder: Path, name: str) -> str:
        """Make a finished volume durable, and return the free name it got. It goes unless a generation lists it."""
        self._make(self._volumes)
        return _move(folder, self._volumes, name)

    def switch(self, name: str) -> None:
        """Let the generation `name` serve, and drop those that no reader needs any more."""
        draft = self._pointer.with_suffix(".new")
        draft.write_text(name + "\n", encoding="ascii")
        _sync(draft)
        previous = self.current()
        os.replace(draft, self._pointer)
        _sync(self.root)
        self._prune({name, previous})
        self._prune_volumes()

    def _prune(self, keep: set[str | None]) -> None:
        others = [p for p in self._published.iterdir() if p.name not in keep]
        others.sort(key=lambda p: p.stat().st_mtime, reverse=True)
        for folder in others[max(0, KEPT - len(keep - {None})) :]:
            shutil.rmtree(folder, ignore_errors=True)

    def _prune_volumes(self) -> None:
        """Drop the volumes that no generation lists; one with a list that cannot be read cannot be opened either."""
        listed: set[str] = set()
        for generation in self._published.iterdir():
            with suppress(IndexUnavailableError):
                listed |= {volume.name for volume in read_listing(generation)}
        for folder in self._volumes.glob("*"):
            if folder.name not in listed:
                shutil.rmtree(folder, ignore_errors=True)

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexBuildError(f"无法在 {folder} 写入索引。请核对设置 POLICY_HOME 及其写入权限。") from error


def base_name(name: str) -> str:
    """The name without the number of its rebuild."""
    return name.partition(".")[0]


def _move(folder: Path, into: Path, name: str) -> str:
    """Flush a finished folder and move it, under the name or the next free one（`<name>.1`…）."""
    sync_tree(folder)
    names = (name if n == 0 else f"{name}.{n}" for n in count())
    free = next(n for n in names if not (into / n).exists())
    folder.rename(into / free)
    _sync(into)
    return free


def sync_tree(folder: Path) -> None:
    """Flush every file and folder below `folder` to the disk."""
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
