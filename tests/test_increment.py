"""A build that takes over what did not change answers exactly as one from scratch, and leaves the old one untouched."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import MakeCorpus
from fakes import HashingEmbedder

from index import corpus as reading
from index import generation_writer, lexical, volumes
from index.build import build_index
from index.corpus import default_corpus
from index.embedding import Vectors
from index.errors import CorpusError
from index.generation import Generations
from index.library import Library
from index.volumes import Listed, read_listing, superseded

pytestmark = pytest.mark.usefixtures("probe_here")

NAMES = "甲乙丙丁戊"
QUERIES = ("届满换届", "经费专款专用", "任期几年", "甲事的意见", "职工代表", "按什么拨缴")


def text(name: str, year: str = "三") -> str:
    return (
        f"关于{name}事的意见\n一、任期\n（一）{name}事每届任期{year}年。\n（二）届满换届，由职工代表选举。\n"
        f"二、{name}事经费专款专用。\n三、按工资总额拨缴。\n"
    )


@pytest.fixture
def folder(make_corpus: MakeCorpus) -> Path:
    return make_corpus({f"{name}.txt": text(name) for name in NAMES}, catalogue=None)


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "home")


def answers(generations: Generations) -> dict[str, Any]:
    """All that a library tells of itself and finds, without the numbers that are its own affair."""
    embedder = HashingEmbedder()
    library = Library(generations.path(generations.current() or ""))
    try:
        found: dict[str, Any] = {
            "documents": list(library.documents()),
            "clauses": [library.clauses(i) for i in library.document_ids],
            "counts": library.clause_counts,
            "attachments": library.attachments,
            "facts": {k: v for k, v in library.facts.items() if k != "removed_clauses"},
        }
        some = library.document_ids[::2]
        for query in QUERIES:
            for documents in (None, some, library.document_ids[:1]):
                hits = library.search_vector(embedder.encode_query(query), 8, documents)
                passages = library.passages([i for i, _ in hits])
                near = [(passages[i].clause_id, passages[i].span, passages[i].text, cosine) for i, cosine in hits]
                found[f"vectors {query} {documents}"] = near
                found[f"words {query} {documents}"] = sorted(
                    library.search_words(query, 50, documents), key=lambda hit: (-hit[1], hit[0])
                )
        ids = [c.id for clauses in found["clauses"] for c in clauses]
        found["cosines"] = library.nearest_passages(ids, embedder.encode_query(QUERIES[0]))
        found["asked"] = library.asked.nearest(embedder.encode_query(QUERIES[0]))
        own = ((p.clause_id, p.span, vector.tobytes()) for p, vector in library.clause_passages(ids))
        found["own vectors"] = sorted(own, key=lambda x: (x[0], x[1].start))
        return found
    finally:
        library.close()


def add(folder: Path) -> None:
    (folder / "己.txt").write_text(text("己"), encoding="utf-8")


def add_first(folder: Path) -> None:
    (folder / "0.txt").write_text(text("己"), encoding="utf-8")


def add_a_twin(folder: Path) -> None:
    """A document of the same words and name, dated otherwise: both get other ids and share vectors."""
    (folder / "己.txt").write_text(text("甲") + "四、附则。\n", encoding="utf-8")


def add_a_copy(folder: Path) -> None:
    (folder / "己.txt").write_text(text("甲"), encoding="utf-8")


def change(folder: Path) -> None:
    (folder / "乙.txt").write_text(text("乙", "五"), encoding="utf-8")


def retitle(folder: Path) -> None:
    (folder / "乙.txt").write_text(text("乙").replace("关于乙事", "关于乙方面", 1), encoding="utf-8")


def remove(folder: Path) -> None:
    (folder / "丙.txt").unlink()


def rename(folder: Path) -> None:
    (folder / "丙.txt").rename(folder / "一.txt")


def move(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "丙.txt").rename(folder / "sub" / "丙.txt")


def catalogue(folder: Path) -> None:
    gaps = "{number: 无。, issuer: 无。, issued_on: 无。}"
    entries = [
        f"- {{id: d{n}, title: 第{n}件, source: {name}.txt, unstated: {gaps}}}" for n, name in enumerate("乙甲丁")
    ]
    (folder / "catalogue.yaml").write_text("documents:\n" + "\n".join(entries), encoding="utf-8")


def attach(folder: Path) -> None:
    (folder / "rules.yaml").write_text("[]", encoding="utf-8")


def empty(folder: Path) -> None:
    (folder / "乙.txt").write_text("关于乙事的意见\n", encoding="utf-8")


def all_at_once(folder: Path) -> None:
    for step in (add, change, remove, attach):
        step(folder)


CHANGES = [add, add_first, add_a_twin, add_a_copy, change, retitle, remove, rename, move, catalogue, attach, empty]
CHANGES += [all_at_once]
Change = Callable[[Path], None]


@pytest.mark.parametrize("alter", CHANGES, ids=lambda alter: alter.__name__)
def test_a_change_gives_what_a_build_from_scratch_gives(
    folder: Path, generations: Generations, tmp_path: Path, alter: Change
) -> None:
    build_index(folder, generations, HashingEmbedder())
    alter(folder)
    name = build_index(folder, generations, HashingEmbedder())
    scratch = Generations(tmp_path / "scratch")
    assert build_index(folder, scratch, HashingEmbedder()) == name
    assert answers(generations) == answers(scratch)


def test_many_changes_one_after_the_other_give_what_a_build_from_scratch_gives(
    folder: Path, generations: Generations, tmp_path: Path
) -> None:
    build_index(folder, generations, HashingEmbedder())
    seen = set()
    for n, alter in enumerate([*CHANGES[:6], rename, attach, attach]):
        alter(folder)
        (folder / f"n{n}.txt").write_text(text(f"第{n}"), encoding="utf-8")
        build_index(folder, generations, HashingEmbedder())
        seen.add(len(read_listing(generations.path(generations.current() or ""))))
    assert 1 < max(seen) <= volumes.MAX_VOLUMES
    scratch = Generations(tmp_path / "scratch")
    build_index(folder, scratch, HashingEmbedder())
    assert answers(generations) == answers(scratch)


@pytest.fixture
def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat small corpora as large ones: removed words stay in the lexical index."""
    monkeypatch.setattr(generation_writer, "SMALL", 0)
    monkeypatch.setattr(generation_writer, "MAX_REMOVED", 0.5)


@pytest.mark.usefixtures("as_if_large")
@pytest.mark.parametrize("alter", [change, retitle, remove, rename, all_at_once], ids=lambda alter: alter.__name__)
def test_a_large_index_finds_the_same_clauses_by_words_until_they_are_indexed_anew(
    folder: Path, generations: Generations, tmp_path: Path, alter: Change
) -> None:
    build_index(folder, generations, HashingEmbedder())
    alter(folder)
    build_index(folder, generations, HashingEmbedder())
    scratch = Generations(tmp_path / "scratch")
    build_index(folder, scratch, HashingEmbedder())
    grown, whole = answers(generations), answers(scratch)
    for key, value in whole.items():
        if key.startswith("words"):
            assert {clause for clause, _ in grown[key]} == {clause for clause, _ in value}
        else:
            assert grown[key] == value


@pytest.mark.usefixtures("as_if_large")
def test_when_much_was_removed_words_are_indexed_anew(
    folder: Path, generations: Generations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation_writer, "MAX_REMOVED", 0.3)
    build_index(folder, generations, HashingEmbedder())
    kept = []
    for name in "甲乙丙":
        (folder / f"{name}.txt").write_text(text(name, "四"), encoding="utf-8")
        build_index(folder, generations, HashingEmbedder())
        library = Library(generations.path(generations.current() or ""))
        kept.append(int(library.facts["removed_clauses"]))
        library.close()
    assert kept == [5, 0, 5]


# What is taken over


def test_unchanged_files_are_neither_decoded_nor_outlined_again(
    folder: Path, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(folder, generations, HashingEmbedder())
    read: list[str] = []
    for module in (reading, reading.draft_catalogue.__globals__):
        wrapped = module["read_source"] if isinstance(module, dict) else module.read_source

        def note(path: Path, wrapped: Any = wrapped) -> str:
            read.append(path.name)
            return str(wrapped(path))

        if isinstance(module, dict):
            monkeypatch.setitem(module, "read_source", note)
        else:
            monkeypatch.setattr(module, "read_source", note)
    add(folder)
    embedder = HashingEmbedder()
    build_index(folder, generations, embedder)
    assert read == ["己.txt", "己.txt"]  # once for the catalogue, once for its clauses
    assert len(embedder.embedded) == 5


def test_a_text_that_occurs_twice_is_embedded_once(make_corpus: MakeCorpus, generations: Generations) -> None:
    twice = "关于某事的意见\n一、专款专用。\n二、届满换届。\n"
    corpus = make_corpus({"aa.txt": twice, "bb.txt": twice}, entries={i: {"title": "某事"} for i in ("aa", "bb")})
    embedder = HashingEmbedder()
    build_index(corpus, generations, embedder)
    assert len(embedder.embedded) == 2
    library = Library(generations.path(generations.current() or ""))
    hits = library.search_vector(embedder.encode_query("某事\n一、专款专用。"), 2)
    assert [library.passages([i])[i].clause_id for i, _ in hits] == ["aa:1", "bb:1"]
    assert hits[0][1] == hits[1][1]
    library.close()


def digests(root: Path) -> dict[str, str]:
    """Content of every file but Chroma's own, which it arranges anew whenever it is opened."""
    files = (p for p in root.rglob("*") if p.is_file() and "chroma" not in p.parts)
    return {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.mark.usefixtures("as_if_large")
@pytest.mark.parametrize("alter", [add, change, remove, all_at_once], ids=lambda alter: alter.__name__)
def test_the_old_generation_stays_as_it_was_to_the_byte(folder: Path, generations: Generations, alter: Change) -> None:
    old = generations.path(build_index(folder, generations, HashingEmbedder()))
    (volume,) = read_listing(old)
    places = [old, generations.root / "volumes" / volume.name]
    before = [digests(place) for place in places]
    alter(folder)
    new = generations.path(build_index(folder, generations, HashingEmbedder()))
    assert [digests(place) for place in places] == before
    shared = {p.name for p in (old / "lexical").iterdir()} & {p.name for p in (new / "lexical").iterdir()}
    assert any(os.path.samefile(old / "lexical" / name, new / "lexical" / name) for name in shared)


def test_where_files_cannot_be_linked_they_are_copied(
    folder: Path, generations: Generations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*paths: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(lexical.os, "link", refuse)
    build_index(folder, generations, HashingEmbedder())
    add(folder)
    build_index(folder, generations, HashingEmbedder())
    scratch = Generations(tmp_path / "scratch")
    build_index(folder, scratch, HashingEmbedder())
    assert answers(generations) == answers(scratch)


def test_volumes_that_no_generation_lists_are_dropped(folder: Path, generations: Generations) -> None:
    for year in "四五六七":
        for name in NAMES:
            (folder / f"{name}.txt").write_text(text(name, year).replace("事", f"{year}事"), encoding="utf-8")
        build_index(folder, generations, HashingEmbedder())
    listed = {v.name for g in (generations.root / "generations").iterdir() for v in read_listing(g)}
    assert {p.name for p in (generations.root / "volumes").iterdir()} == listed
    assert len(listed) == 2


def test_a_document_that_leaves_and_comes_back_is_found_again(
    folder: Path, generations: Generations, tmp_path: Path
) -> None:
    build_index(folder, generations, HashingEmbedder())
    before = answers(generations)
    kept = (folder / "丙.txt").read_bytes()
    for other in "壬癸":
        (folder / "丙.txt").unlink(missing_ok=True)
        (folder / "n.txt").write_text(text(other), encoding="utf-8")
        build_index(folder, generations, HashingEmbedder())
    (folder / "n.txt").unlink()
    (folder / "丙.txt").write_bytes(kept)
    embedder = HashingEmbedder()
    build_index(folder, generations, embedder)
    assert answers(generations) == before


def test_the_shipped_corpus_grown_by_a_document_answers_as_one_built_whole(
    generations: Generations, tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    sources = sorted((default_corpus() / "policies").glob("*"))
    for n, source in enumerate(sources):
        (folder / source.name).write_bytes(source.read_bytes())
        if n >= len(sources) - 2:
            build_index(folder, generations, HashingEmbedder())
    scratch = Generations(tmp_path / "scratch")
    build_index(folder, scratch, HashingEmbedder())
    assert answers(generations) == answers(scratch)


# Ways of asking

TERM, MONEY = "每届任期三年", "经费专款专用"
WAYS = "关于{0}事的意见\n一、任期\n{0}事每届任期三年。届满应当换届。\n二、经费\n{0}事经费专款专用。\n"


class ListeningEmbedder(HashingEmbedder):
    """Remembers the questions too."""

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.questions += texts
        return super().encode_queries(texts)


def ask_ways(corpus: Path, document: str, clause: str, quote: str, *questions: str) -> None:
    """Write the file of a document's ways of asking: of one fact."""
    (corpus / "questions").mkdir(exist_ok=True)
    facts = [{"quote": quote, "questions": list(questions)}]
    content = {"document": document, "clauses": [{"clause": clause, "facts": facts}]}
    (corpus / "questions" / f"{document}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


@pytest.fixture
def with_ways(make_corpus: MakeCorpus) -> Path:
    corpus = make_corpus({"aa.txt": WAYS.format("甲"), "bb.txt": WAYS.format("乙")})
    ask_ways(corpus, "aa", "1", TERM, "甲事几年一届", "甲事干几年")
    ask_ways(corpus, "bb", "2", MONEY, "乙事的钱怎么花")
    return corpus


def ask_more(corpus: Path) -> None:
    ask_ways(corpus, "aa", "1", TERM, "甲事几年一届", "甲事多久换一次人")


def ask_of_another_clause(corpus: Path) -> None:
    ask_ways(corpus, "aa", "2", MONEY, "甲事几年一届", "甲事的钱怎么花")


def ask_in_another_order(corpus: Path) -> None:
    ask_ways(corpus, "aa", "1", TERM, "甲事干几年", "甲事几年一届")


def ask_no_more(corpus: Path) -> None:
    (corpus / "questions" / "aa.yaml").unlink()


@pytest.mark.parametrize(
    ("alter", "new"),
    [
        (ask_more, ["甲事多久换一次人"]),
        (ask_of_another_clause, ["甲事的钱怎么花"]),
        (ask_in_another_order, []),
        (ask_no_more, []),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_a_change_of_ways_of_asking_alone_embeds_only_the_new_ones(
    with_ways: Path, generations: Generations, tmp_path: Path, alter: Change, new: list[str]
) -> None:
    build_index(with_ways, generations, HashingEmbedder())
    before = generations.current()
    alter(with_ways)
    embedder = ListeningEmbedder()
    name = build_index(with_ways, generations, embedder)
    assert name != before
    assert embedder.embedded == []
    assert [q for q in embedder.questions if q.startswith(tuple(NAMES))] == new
    scratch = Generations(tmp_path / "scratch")
    assert build_index(with_ways, scratch, HashingEmbedder()) == name
    assert answers(generations) == answers(scratch)
    rebuilt = ListeningEmbedder()
    build_index(with_ways, generations, rebuilt, rebuild=True)
    assert len([q for q in rebuilt.questions if q.startswith(tuple(NAMES))]) == (1 if alter is ask_no_more else 3)
    assert answers(generations) == answers(scratch)


def test_ways_of_asking_stay_with_their_clause_when_its_document_changes(
    with_ways: Path, generations: Generations, tmp_path: Path
) -> None:
    build_index(with_ways, generations, HashingEmbedder())
    (with_ways / "aa.txt").write_text(WAYS.format("甲") + "三、附则\n由甲事解释。\n", encoding="utf-8")
    embedder = ListeningEmbedder()
    build_index(with_ways, generations, embedder)
    assert not [q for q in embedder.questions if q.startswith(tuple(NAMES))]
    scratch = Generations(tmp_path / "scratch")
    build_index(with_ways, scratch, HashingEmbedder())
    found = answers(generations)
    assert found == answers(scratch)
    assert found["asked"].keys() == {"aa:1", "bb:2"}


def test_ways_of_asking_left_behind_by_a_document_are_an_error_and_the_old_index_serves(
    with_ways: Path, generations: Generations
) -> None:
    serving = build_index(with_ways, generations, HashingEmbedder())
    before = answers(generations)
    catalogue = with_ways / "catalogue.yaml"
    entries = yaml.safe_load(catalogue.read_text(encoding="utf-8"))
    entries["documents"] = [entry for entry in entries["documents"] if entry["id"] != "bb"]
    catalogue.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    (with_ways / "bb.txt").unlink()
    with pytest.raises(CorpusError, match=r"bb\.yaml 的 document“bb”不在目录中"):
        build_index(with_ways, generations, HashingEmbedder())
    assert generations.current() == serving
    assert answers(generations) == before
    (with_ways / "questions" / "bb.yaml").unlink()
    build_index(with_ways, generations, HashingEmbedder())
    assert answers(generations)["asked"].keys() == {"aa:1"}


def test_a_clause_that_goes_and_leaves_its_ways_of_asking_is_an_error(
    with_ways: Path, generations: Generations
) -> None:
    serving = build_index(with_ways, generations, HashingEmbedder())
    (with_ways / "aa.txt").write_text(WAYS.format("甲").replace(TERM, "每届任期五年"), encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"aa:1 的 quote“{TERM}”在该条款中出现 0 次"):
        build_index(with_ways, generations, HashingEmbedder())
    assert generations.current() == serving


# Which volumes are merged


@pytest.mark.parametrize(
    ("sizes", "used", "merged"),
    [
        ([], [], []),
        ([100], [100], []),
        ([100, 3], [75, 3], []),
        ([100, 3], [74, 3], [100]),
        ([100, 3], [100, 0], [3]),
        ([100, 5, 4, 3, 2], [100, 5, 4, 3, 2], []),
        ([100, 5, 4, 3, 2, 1], [100, 5, 4, 3, 2, 1], [1, 2, 3]),
        ([1, 2, 3, 4, 5, 100], [0, 2, 3, 4, 5, 100], [1]),
    ],
)
def test_small_volumes_and_those_of_which_much_is_unused_are_merged(
    sizes: list[int], used: list[int], merged: list[int]
) -> None:
    listed = [Listed(f"v{n}", 0, size) for n, size in enumerate(sizes)]
    assert sorted(v.count for v in superseded(list(zip(listed, used, strict=True)))) == sorted(merged)
    assert replace(Listed("v", 0, 1), count=2).count == 2
