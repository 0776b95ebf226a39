"""The probe refuses a damaged index and lets a sound one pass, as a child process under limits."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import HashingEmbedder

from index.build import build_index
from index.document import Clause, Document
from index.errors import IndexBuildError
from index.generation import Generations
from index.lexical import TantivyLexicalIndex
from index.library import LEXICAL_FOLDER, Library
from index.probe import probe_in_child
from index.store import FILE_NAME, ClauseStore

ROOT = Path(__file__).parent.parent
CLAUSES = 1100  # so many that Chroma writes its graph to files of its own
Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generation of more clauses than Chroma keeps in its log."""
    folder = tmp_path_factory.mktemp("probe")
    lines = [f"{n}、第{n}项工作由第{n * 7919 % 10007}号小组负责，经费{n * 104729 % 99991}元。" for n in range(1, 1000)]
    more = [f"（{n}）补充{n * 31337 % 65537}。" for n in range(1, CLAUSES - 998)]
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.txt").write_text("\n".join(["关于许多事的意见", *lines, *more]), encoding="utf-8")
    generations = Generations(folder / "home")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr("index.build.probe_in_child", lambda folder: None)
    with monkeypatch.context():
        name = build_index(folder / "corpus", generations, HashingEmbedder())
    monkeypatch.undo()
    return generations.path(name)


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound generation to be damaged."""
    shutil.copytree(sound.parent.parent, tmp_path / "index")
    return tmp_path / "index" / "generations" / sound.name


def sql(*statements: str) -> Damage:
    def damage(folder: Path) -> None:
        connection = sqlite3.connect(folder / FILE_NAME)
        with connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()

    return damage


def segment(name: str) -> Callable[[Path], Path]:
    return lambda folder: next((folder.parent.parent / "volumes").rglob(name))


chroma_file = segment("chroma.sqlite3")


def cut(path: Callable[[Path], Path], share: float) -> Damage:
    def damage(folder: Path) -> None:
        raw = path(folder).read_bytes()
        path(folder).write_bytes(raw[: int(len(raw) * share)])

    return damage


def delete(path: Callable[[Path], Path]) -> Damage:
    return lambda folder: path(folder).unlink()


def without_volumes(folder: Path) -> None:
    shutil.rmtree(folder.parent.parent / "volumes")


def words(change: Callable[[list[tuple[Clause, Document]]], list[tuple[Clause, Document]]]) -> Damage:
    """Index other words than the clause store's."""

    def damage(folder: Path) -> None:
        store = ClauseStore(folder / FILE_NAME)
        items = [(c, d) for d in store.documents() for c in store.clauses(d.id)]
        store.close()
        shutil.rmtree(folder / LEXICAL_FOLDER)
        TantivyLexicalIndex.build(folder / LEXICAL_FOLDER, change(items))

    return damage


DAMAGES: dict[str, Damage] = {
    "graph file deleted": delete(segment("data_level0.bin")),
    "graph file cut": cut(segment("data_level0.bin"), 0.3),
    "graph ids deleted": delete(segment("index_metadata.pickle")),
    "graph ids cut": cut(segment("index_metadata.pickle"), 0.5),
    "graph header deleted": delete(segment("header.bin")),
    "chroma database deleted": delete(chroma_file),
    "chroma database cut": cut(chroma_file, 0.5),
    "no vectors at all": without_volumes,
    "no list of volumes": lambda folder: (folder / "volumes.json").unlink(),
    "an empty list of volumes": lambda folder: (folder / "volumes.json").write_text("[]"),
    "vectors cut": cut(segment("vectors.npy"), 0.5),
    "digests deleted": delete(segment("digests.npy")),
    "store deleted": lambda folder: (folder / FILE_NAME).unlink(),
    "store cut": cut(lambda folder: folder / FILE_NAME, 0.5),
    "a clause missing": sql("DELETE FROM clauses WHERE id = (SELECT id FROM clauses LIMIT 1 OFFSET 500)"),
    "a clause's words missing": words(lambda items: items[1:]),
    "words of another clause": words(
        lambda items: [(replace(c, id=items[i - 1][0].id), d) for i, (c, d) in enumerate(items)]
    ),
    "lexical index emptied": words(lambda items: []),
    "lexical index deleted": lambda folder: shutil.rmtree(folder / LEXICAL_FOLDER),
    "lexical file deleted": delete(lambda folder: next((folder / LEXICAL_FOLDER).glob("*.store"))),
    "documents missing": sql("DELETE FROM documents"),
    "emptied": sql("DELETE FROM passages", "DELETE FROM clauses", "DELETE FROM texts", "DELETE FROM documents"),
    "a clause missing with its passages": sql(
        "DELETE FROM passages WHERE id = 8", "DELETE FROM clauses WHERE key NOT IN (SELECT clause FROM passages)"
    ),
    "vectors of other passages": sql("UPDATE passages SET vector = 0"),
    "passages without vectors": sql("UPDATE passages SET vector = NULL WHERE id = 9"),
    "a text missing": sql("DELETE FROM texts"),
}


# Damaged graph files can crash the process that opens them, as they would the site; so each probe has its own,
# forked from a process that has imported everything, and the exit status is what counts.
NURSERY = """
import os, sys
import chromadb
from index import library, probe

for line in sys.stdin:
    process = os.fork()
    if not process:
        sys.argv = ["probe", line.rstrip(), "100000000"]
        sys.stderr.close()
        status = 1
        try:
            status = probe.main()
        finally:
            os._exit(status)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", NURSERY]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def passes(nursery: subprocess.Popen[str], folder: Path) -> bool:
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    print(folder, file=nursery.stdin, flush=True)
    return nursery.stdout.readline() == "0\n"


def test_forked_probes_pass_a_sound_index(folder: Path, nursery: subprocess.Popen[str]) -> None:
    assert passes(nursery, folder)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_index_does_not_pass(folder: Path, damage: Damage, nursery: subprocess.Popen[str]) -> None:
    damage(folder)
    assert not passes(nursery, folder)


def test_a_sound_index_passes(folder: Path) -> None:
    probe_in_child(folder)


@pytest.mark.parametrize("damage", ["lexical index emptied", "graph ids deleted"])
def test_the_parent_refuses_what_the_child_refuses_and_says_why(folder: Path, damage: str) -> None:
    DAMAGES[damage](folder)
    words = {"lexical index emptied": "词语索引找不到条款", "graph ids deleted": "向量索引找不到条款"}
    with pytest.raises(IndexBuildError, match=f"新索引未通过自检，未启用：{words[damage]}"):
        probe_in_child(folder)


def test_a_child_that_takes_too_long_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*arguments: object, timeout: float, **options: object) -> None:
        assert timeout >= 60
        raise subprocess.TimeoutExpired("probe", timeout)

    monkeypatch.setattr(subprocess, "run", too_long)
    with pytest.raises(IndexBuildError, match=r"自检超过 6\d 秒，未启用"):
        probe_in_child(folder)


def test_the_child_may_not_write_files_without_bound(tmp_path: Path) -> None:
    code = f"""if True:
        import sys
        import index.probe as probe
        sys.argv = ["probe", "folder", "1000"]
        probe.probe = lambda folder: open({str(tmp_path / "big")!r}, "wb").write(b"0" * 10_000) and None
        sys.exit(probe.main())"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode != 0
    assert (tmp_path / "big").stat().st_size <= 1000


def test_a_sound_index_is_what_the_damages_were_done_to(sound: Path) -> None:
    library = Library(sound)
    assert sum(library.clause_counts.values()) == CLAUSES
    library.close()
    assert {p.name for p in sound.parent.parent.rglob("*.bin")} >= {"data_level0.bin", "header.bin"}
