"""The probe of a finished build: in a child process, under limits, every clause must find itself.

A damaged Chroma folder can still give its `count()`, answer with wrong neighbours, or grow a file without bound. So the
parent believes nothing but a child that opened the folder as a reader would, searched, and exited 0 in time.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from index.errors import IndexBuildError

MAX_PROBED = 2000  # clauses of the documents that the build wrote; of more, so many evenly spread ones
MAX_PROBED_OLD = 200  # of those that it took over
MAX_LOST = 0.005  # of the passages: a large graph leaves one in a thousand out of reach, a damaged one most
NEIGHBOURS = 10


def probe_in_child(folder: Path) -> None:
    """Probe the index in `folder`; raises `IndexBuildError` where it fails or takes too long."""
    size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    seconds = 60 + size // 2_000_000
    limit = max(64_000_000, 2 * size)
    command = [sys.executable, "-m", "index.probe", str(folder), str(limit)]
    root = str(Path(__file__).resolve().parent.parent)
    try:
        done = subprocess.run(command, cwd=root, timeout=seconds, capture_output=True, text=True, check=False)
    except subprocess.TimeoutExpired as error:
        raise IndexBuildError(f"新索引自检超过 {seconds} 秒，未启用。请重试；若仍失败，请检查磁盘。") from error
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or [f"退出状态 {done.returncode}"])[-1]
        raise IndexBuildError(f"新索引未通过自检，未启用：{reason}")


def probe(folder: Path) -> str | None:
    """Return what is wrong with the index in `folder`, or `None`."""
    from index.library import Library  # imported here: the parent needs none of it

    library = Library(folder)
    try:
        if not library.is_whole():
            return "条款库不完整"
        new = _spread(library.clause_ids(newest=True), MAX_PROBED)
        old = _spread(library.clause_ids(newest=False), MAX_PROBED_OLD)
        for clause in library.clauses_of([*new, *old]).values():
            if not library.holds_words(clause):
                return f"词语索引找不到条款 {clause.id}"
        for passage in library.strangers([*new, *old]):
            return f"条款 {passage.clause_id} 的第 {passage.id} 段配错了向量"
        lost, tried = library.lost(new, NEIGHBOURS)  # volumes taken over passed when they were made
        if len(lost) > MAX_LOST * tried:
            return f"向量索引找不到条款 {lost[0].clause_id} 的第 {lost[0].id} 段（共 {len(lost)} 段）"
        if not library.holds_its_volumes():  # now that graphs are open
            return "向量索引不完整"
    finally:
        library.close()
    return None


def _spread(ids: list[str], most: int) -> list[str]:
    return ids[:: -(-len(ids) // most) or 1]


def main() -> int:
    """Entry point of the child: `python -m index.probe FOLDER FILE_SIZE_LIMIT`."""
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    complaint = probe(Path(sys.argv[1]))
    if complaint:
        sys.stderr.write(complaint + "\n")
    return 1 if complaint else 0


if __name__ == "__main__":
    sys.exit(main())
