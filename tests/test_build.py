"""Builds: nothing needless is done, a failed build leaves no trace, and what served goes on serving."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import MakeCorpus
from fakes import FailingEmbedder, HashingEmbedder

from index import build, generation, store, vector_writer
from index.build import Step, build_index, generation_name
from index.corpus import load_corpus
from index.embedding import Embedder
from index.errors import CorpusError, IndexBuildError, IndexUnavailableError
from index.generation import KEPT, Generations
from index.library import Library
from index.passages import passages
from index.shelf import Shelf, open_shelf
from index.store_writer import StoreWriter

JIA = "关于甲事的意见\n一、任期\n（一）每届任期三年。\n（二）届满换届。\n"
YI = "关于乙事的意见\n一、经费专款专用。\n二、按工资总额拨缴。\n"
TEXTS = {"jia.txt": JIA, "yi.txt": YI}

pytestmark = pytest.mark.usefixtures("probe_here")


@pytest.fixture
def corpus(make_corpus: MakeCorpus) -> Path:
    return make_corpus(TEXTS)


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "home")


def rewrite(corpus: Path, name: str, old: str, new: str) -> None:
    path = corpus / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def finished(generations: Generations) -> set[str]:
    return {p.name for p in generations.root.glob("generations/*")}


def under_way(generations: Generations) -> list[Path]:
    return list(generations.root.glob("building-*"))


def clause_text(generations: Generations, clause_id: str) -> str:
    """What a site that starts now answers with, found by words and by vector."""
    shelf = Shelf(generations.root.parent)
    try:
        library = shelf.current()
        text = library.clause(clause_id).text
        assert clause_id in [hit for hit, _ in library.search_words(text, 3)]
        (passage, vector), *_ = library.clause_passages([clause_id])
        assert passage.id in [hit for hit, _ in library.search_vector(vector, 3)]
        return text
    finally:
        shelf.close()


def test_a_build_embeds_every_passage_once_and_serves(corpus: Path, generations: Generations) -> None:
    embedder = HashingEmbedder()
    name = build_index(corpus, generations, embedder)
    assert generations.current() == name == generation_name(corpus, embedder)
    assert len(embedder.embedded) == len(passages(c for d in load_corpus(corpus) for c in d.clauses)) == 5
    assert "关于jia的意见\n任期\n（一）每届任期三年。" in embedder.embedded
    assert clause_text(generations, "jia:1.1") == "（一）每届任期三年。"


def test_the_steps_are_reported_in_order(corpus: Path, generations: Generations) -> None:
    seen: list[tuple[Step, int, int]] = []
    build_index(corpus, generations, HashingEmbedder(), report=lambda *told: seen.append(told))
    assert list(dict.fromkeys(step for step, _, _ in seen)) == list(Step)
    assert all(0 <= done <= total for _, done, total in seen)
    assert (Step.READ, 2, 2) in seen
    assert (Step.EMBED, 5, 5) in seen


def test_an_unchanged_corpus_is_not_built_again(corpus: Path, generations: Generations) -> None:
    name = build_index(corpus, generations, HashingEmbedder())
    again = HashingEmbedder()
    assert build_index(corpus, generations, again, report=_no_step) == name
    assert again.embedded == []


def _no_step(step: Step, done: int, total: int) -> None:
    pytest.fail(f"{step} though nothing changed")


def test_a_changed_file_has_only_its_changed_passages_embedded(corpus: Path, generations: Generations) -> None:
    old = build_index(corpus, generations, HashingEmbedder())
    rewrite(corpus, "jia.txt", "三年", "五年")
    embedder = HashingEmbedder()
    assert build_index(corpus, generations, embedder) != old
    assert [text.splitlines()[-1] for text in embedder.embedded] == ["（一）每届任期五年。"]
    assert clause_text(generations, "jia:1.1") == "（一）每届任期五年。"
    assert clause_text(generations, "yi:1") == "一、经费专款专用。"


def test_an_added_file_has_only_its_own_passages_embedded(corpus: Path, generations: Generations) -> None:
    build_index(corpus, generations, HashingEmbedder())
    (corpus / "bing.txt").write_text("关于丙事的意见\n一、丙的条款。\n", encoding="utf-8")
    with (corpus / "catalogue.yaml").open("a", encoding="utf-8") as catalogue:
        gaps = "{number: 无。, issuer: 无。, issued_on: 无。}"
        catalogue.write(f"- {{id: bing, title: 丙, source: bing.txt, unstated: {gaps}}}\n")
    embedder = HashingEmbedder()
    build_index(corpus, generations, embedder)
    assert embedder.embedded == ["丙\n一、丙的条款。"]


def test_a_removed_file_is_gone_and_nothing_is_embedded(make_corpus: MakeCorpus, generations: Generations) -> None:
    build_index(make_corpus(TEXTS), generations, HashingEmbedder())
    embedder = HashingEmbedder()
    build_index(make_corpus({"jia.txt": JIA}, folder="less"), generations, embedder)
    assert embedder.embedded == []
    library = Library(generations.path(generations.current() or ""))
    assert library.document_ids == ("jia",)
    library.close()


def test_a_corpus_that_comes_back_finds_its_index_still_there(corpus: Path, generations: Generations) -> None:
    first = build_index(corpus, generations, HashingEmbedder())
    rewrite(corpus, "jia.txt", "三年", "五年")
    build_index(corpus, generations, HashingEmbedder())
    rewrite(corpus, "jia.txt", "五年", "三年")
    assert build_index(corpus, generations, HashingEmbedder(), report=_no_step) == first
    assert clause_text(generations, "jia:1.1") == "（一）每届任期三年。"


def test_another_embedder_makes_another_index(corpus: Path, generations: Generations) -> None:
    old = build_index(corpus, generations, HashingEmbedder("old"))
    embedder = HashingEmbedder("new", dimension=20)
    new = build_index(corpus, generations, embedder)
    assert len(embedder.embedded) == 5
    assert finished(generations) == {old, new}
    library = Library(generations.path(new))
    assert library.facts.items() >= {"embedder": "new", "embedder_fingerprint": "new-20"}.items()
    library.close()
    assert clause_text(generations, "jia:1.1") == "（一）每届任期三年。"


def test_a_change_of_the_reading_code_makes_another_index(
    corpus: Path, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = build_index(corpus, generations, HashingEmbedder())
    monkeypatch.setattr(build, "_code_version", lambda: "newer")
    assert build_index(corpus, generations, HashingEmbedder()) != old


def test_a_rebuild_embeds_everything_anew_beside_what_serves(corpus: Path, generations: Generations) -> None:
    old = build_index(corpus, generations, HashingEmbedder())
    embedder = HashingEmbedder()
    new = build_index(corpus, generations, embedder, rebuild=True)
    assert (len(embedder.embedded), generations.current()) == (5, new)
    assert finished(generations) == {old, new}
    assert build_index(corpus, generations, HashingEmbedder(), report=_no_step) == new


def test_a_rebuild_mends_a_damaged_index(corpus: Path, generations: Generations) -> None:
    old = generations.path(build_index(corpus, generations, HashingEmbedder()))
    (old / store.FILE_NAME).write_bytes(b"damaged")
    shutil.rmtree(generations.root / "volumes")
    with pytest.raises(IndexUnavailableError, match=r"已损坏.*--rebuild"):
        Shelf(generations.root.parent).current()
    build_index(corpus, generations, HashingEmbedder(), rebuild=True)
    assert clause_text(generations, "jia:1.1") == "（一）每届任期三年。"


def test_a_damaged_old_index_does_not_hinder_the_next(corpus: Path, generations: Generations) -> None:
    old = generations.path(build_index(corpus, generations, HashingEmbedder()))
    (old / store.FILE_NAME).write_bytes(b"damaged")
    rewrite(corpus, "jia.txt", "三年", "五年")
    build_index(corpus, generations, HashingEmbedder())
    assert clause_text(generations, "jia:1.1") == "（一）每届任期五年。"


def test_old_generations_are_dropped(corpus: Path, generations: Generations) -> None:
    names = []
    for year in "三四五六":
        rewrite(corpus, "jia.txt", "年。", "年。又" + year + "年。")
        names.append(build_index(corpus, generations, HashingEmbedder()))
    assert finished(generations) == set(names[-KEPT:])


# Failures: (what breaks, the error that is told)


def _bad_catalogue(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    (corpus / "catalogue.yaml").write_text("documents: []", encoding="utf-8")
    return HashingEmbedder()


def _source_missing(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    (corpus / "yi.txt").unlink()
    return HashingEmbedder()


def _source_garbled(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    (corpus / "yi.txt").write_bytes(b"\0\0\0")
    return HashingEmbedder()


def _embedder_missing(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    return FailingEmbedder(IndexBuildError("无法载入向量模型。"))


def _embedder_crashing(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    return FailingEmbedder(ZeroDivisionError("model"))


def _raise(error: Exception) -> Callable[..., None]:
    def fail(*arguments: object, **options: object) -> None:
        raise error

    return fail


def _disk_full_in_store(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    monkeypatch.setattr(StoreWriter, "add_document", _raise(sqlite3.OperationalError("database or disk is full")))
    return HashingEmbedder()


def _disk_full_in_vectors(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    monkeypatch.setattr(vector_writer, "write_vectors", _raise(OSError(28, "No space left on device")))
    return HashingEmbedder()


def _probe_failing(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    monkeypatch.setattr(build, "probe_in_child", _raise(IndexBuildError("新索引未通过自检，未启用：词语索引")))
    return HashingEmbedder()


def _disk_full_in_publishing(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    monkeypatch.setattr(generation, "sync_tree", _raise(OSError(28, "No space left on device")))
    return HashingEmbedder()


def _corpus_edited_meanwhile(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    class Editing(HashingEmbedder):
        def encode_query(self, text: str):  # type: ignore[no-untyped-def]
            (corpus / "yi.txt").write_text(YI + "三、新。", encoding="utf-8")
            return super().encode_query(text)

    return Editing()


FAILURES = [
    (_bad_catalogue, CorpusError, "没有列出任何文件"),
    (_source_missing, CorpusError, "来源文件不存在"),
    (_source_garbled, CorpusError, "无法按 UTF-8"),
    (_embedder_missing, IndexBuildError, "无法载入向量模型"),
    (_embedder_crashing, ZeroDivisionError, "model"),
    (_disk_full_in_store, IndexBuildError, "无法在 .* 写入新索引.*磁盘空间"),
    (_disk_full_in_vectors, IndexBuildError, "无法在 .* 写入新索引.*磁盘空间"),
    (_probe_failing, IndexBuildError, "新索引未通过自检"),
    (_disk_full_in_publishing, IndexBuildError, "无法在 .* 写入新索引.*磁盘空间"),
    (_corpus_edited_meanwhile, IndexBuildError, "建立索引期间语料文件有改动"),
]
IDS = [failure.__name__[1:] for failure, _, _ in FAILURES]
Failure = Callable[[Path, pytest.MonkeyPatch], Embedder]


@pytest.mark.parametrize(("fail", "error", "words"), FAILURES, ids=IDS)
def test_a_failed_build_leaves_nothing_and_the_old_index_serves(
    corpus: Path,
    generations: Generations,
    monkeypatch: pytest.MonkeyPatch,
    fail: Failure,
    error: type[Exception],
    words: str,
) -> None:
    old = build_index(corpus, generations, HashingEmbedder())
    rewrite(corpus, "jia.txt", "三年", "五年")
    with monkeypatch.context() as broken:
        embedder = fail(corpus, broken)
        with pytest.raises(error, match=words):
            build_index(corpus, generations, embedder)
    assert (under_way(generations), finished(generations), generations.current()) == ([], {old}, old)
    assert clause_text(generations, "jia:1.1") == "（一）每届任期三年。"


@pytest.mark.parametrize(("fail", "error", "words"), FAILURES, ids=IDS)
def test_a_failed_first_build_leaves_nothing(
    corpus: Path,
    generations: Generations,
    monkeypatch: pytest.MonkeyPatch,
    fail: Failure,
    error: type[Exception],
    words: str,
) -> None:
    with monkeypatch.context() as broken:
        embedder = fail(corpus, broken)
        with pytest.raises(error, match=words):
            build_index(corpus, generations, embedder)
    assert (under_way(generations), finished(generations), generations.current()) == ([], set(), None)
    with pytest.raises(IndexUnavailableError, match=r"还没有可用的索引.*assistant index"):
        Shelf(generations.root.parent).current()


def test_a_switch_that_fails_leaves_the_old_index_and_is_made_up_for_next_time(
    corpus: Path, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = build_index(corpus, generations, HashingEmbedder())
    rewrite(corpus, "jia.txt", "三年", "五年")
    with monkeypatch.context() as broken:
        broken.setattr(generation.os, "replace", _raise(OSError(28, "No space left on device")))
        with pytest.raises(IndexBuildError, match="磁盘空间"):
            build_index(corpus, generations, HashingEmbedder())
    assert (under_way(generations), generations.current()) == ([], old)
    build_index(corpus, generations, HashingEmbedder(), report=_no_step)
    assert clause_text(generations, "jia:1.1") == "（一）每届任期五年。"


def test_a_home_that_cannot_be_written_is_named_with_its_setting(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(IndexBuildError, match=r"无法在 .*file.* 写入索引.*POLICY_HOME"):
        build_index(corpus, Generations(tmp_path / "file"), HashingEmbedder())


@pytest.mark.parametrize("content", [b"", b"\n", b"g-nothing\n", b"..\n", b"../..\n", b"\xff\xfe", b"/\n"])
def test_a_pointer_to_nothing_is_no_index(generations: Generations, content: bytes) -> None:
    (generations.root / "generations").mkdir(parents=True)
    (generations.root / "CURRENT").write_bytes(content)
    assert generations.current() is None


def test_a_builder_that_waits_too_long_for_another_gives_up(
    corpus: Path, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "LOCK_TIMEOUT", 0.05)
    with generations.builder(), pytest.raises(IndexBuildError, match="另一个进程正在建立索引"):
        build_index(corpus, generations, HashingEmbedder())


def test_what_a_killed_builder_left_is_removed_by_the_next(corpus: Path, generations: Generations) -> None:
    leftover = generations.root / "building-killed" / "chroma"
    leftover.mkdir(parents=True)
    build_index(corpus, generations, HashingEmbedder())
    assert under_way(generations) == []


# The shelf of a running site


def test_a_running_shelf_switches_to_the_new_index(corpus: Path, generations: Generations) -> None:
    build_index(corpus, generations, HashingEmbedder())
    shelf = Shelf(generations.root.parent)
    before = shelf.current()
    assert shelf.current() is before
    rewrite(corpus, "jia.txt", "三年", "五年")
    build_index(corpus, generations, HashingEmbedder())
    assert shelf.current().clause("jia:1.1").text == "（一）每届任期五年。"
    assert before.clause("jia:1.2").text == "（二）届满换届。"  # a request under way reads on in the old one
    assert before.search_words("届满换届", 1)[0][0] == "jia:1.2"
    shelf.close()


def test_a_shelf_closes_an_index_two_switches_after_it_served(corpus: Path, generations: Generations) -> None:
    shelf = Shelf(generations.root.parent)
    opened = []
    for year in "三四五":
        rewrite(corpus, "jia.txt", "年。", "年。又" + year + "年。")
        build_index(corpus, generations, HashingEmbedder())
        opened.append(shelf.current())
        assert opened[-1].document_ids == ("jia", "yi")
    first, second, third = opened
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        first.clauses("yi")
    assert len(second.clauses("yi")) == len(third.clauses("yi")) == 2
    shelf.close()


def test_a_shelf_opens_an_index_that_is_up_to_date(corpus: Path, tmp_path: Path) -> None:
    shelf, complaint = open_shelf(corpus, tmp_path / "home", HashingEmbedder())
    assert complaint is None
    assert shelf.current().document_ids == ("jia", "yi")
    shelf.close()


def test_a_shelf_over_a_spoilt_corpus_serves_the_old_index_and_says_so(corpus: Path, tmp_path: Path) -> None:
    open_shelf(corpus, tmp_path / "home", HashingEmbedder())[0].close()
    (corpus / "yi.txt").unlink()
    shelf, complaint = open_shelf(corpus, tmp_path / "home", HashingEmbedder())
    assert isinstance(complaint, CorpusError)
    assert shelf.current().clause("yi:1").text == "一、经费专款专用。"
    shelf.close()


def test_a_shelf_over_a_spoilt_corpus_without_an_old_index_does_not_open(corpus: Path, tmp_path: Path) -> None:
    (corpus / "yi.txt").unlink()
    with pytest.raises(CorpusError, match="来源文件不存在"):
        open_shelf(corpus, tmp_path / "home", HashingEmbedder())


# Two processes

BUILDER = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
from fakes import HashingEmbedder
from index import build
from index.generation import Generations
from index.probe import probe
build.probe_in_child = probe
embedder = HashingEmbedder()
print(build.build_index(Path(sys.argv[1]), Generations(Path(sys.argv[2])), embedder), len(embedder.embedded))
"""


def test_two_builders_at_once_make_one_index(corpus: Path, generations: Generations) -> None:
    command = [sys.executable, "-c", BUILDER, str(corpus), str(generations.root.parent)]
    root = Path(__file__).parent.parent
    builders = [subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = sorted(builder.communicate()[0].split() for builder in builders)
    name = generation_name(corpus, HashingEmbedder())
    assert [builder.returncode for builder in builders] == [0, 0]
    assert told == [[name, "0"], [name, "5"]]
    assert (finished(generations), under_way(generations)) == ({name}, [])
    assert clause_text(generations, "jia:1.1") == "（一）每届任期三年。"
