"""Building an index: corpus → a new generation, probed and switched to; an unchanged corpus is not rebuilt."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np

from index import store
from index.background import background_cosine
from index.corpus import CorpusDocument, attachments, fingerprint, load_corpus
from index.document import Clause, Document, Passage
from index.embedding import Embedder, Vectors
from index.errors import IndexBuildError
from index.generation import Generations, base_name
from index.lexical import TantivyLexicalIndex
from index.library import CHROMA_FOLDER, LEXICAL_FOLDER, Library
from index.passages import passages
from index.probe import probe_in_child
from index.vectors import ChromaVectorIndex

EMBED_BATCH = 512


class Step(StrEnum):
    """The steps of a build, in order; the names that a progress bar shows."""

    READ = "读取文件"
    STORE = "写入条款"
    EMBED = "计算向量"
    WORDS = "写入词语"
    VECTORS = "写入向量"
    PROBE = "自检"
    PUBLISH = "发布"
    SWITCH = "切换"


Report = Callable[[Step, int, int], None]
"""Called with the step, and how much of how much of it is done."""


def silent(step: Step, done: int, total: int) -> None:
    """Report to nobody."""


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

    `approve` is shown a finished build before it serves and raises `CorpusError` where what the corpus holds beside its
    documents does not fit them. Raises `CorpusError` or `IndexBuildError`; then nothing is left behind and what served
    before goes on serving.
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
            _write(corpus, folder, embedder, None if rebuild else _serving_store(generations), report)
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


def _write(corpus: Path, folder: Path, embedder: Embedder, old_store: Path | None, report: Report) -> None:
    """Write store, lexical index and vectors of the corpus into `folder`."""
    documents = load_corpus(corpus, lambda done, total: report(Step.READ, done, total))
    cut = passages(c for d in documents for c in d.clauses)
    report(Step.STORE, 0, 1)
    connection = store.create(folder / store.FILE_NAME)
    try:
        with connection:
            store.write_documents(connection, documents)
            store.write_attachments(connection, attachments(corpus))
        digests, vectors = _embed(cut, documents, embedder, old_store, report)
        facts = {
            "embedder": embedder.name,
            "embedder_fingerprint": embedder.fingerprint,
            "background_cosine": f"{background_cosine(embedder, vectors):.4f}",
        }
        with connection:
            store.write_passages(connection, cut, digests, vectors)
            store.write_facts(connection, facts)
    finally:
        connection.close()
    report(Step.WORDS, 0, 1)
    TantivyLexicalIndex.build(folder / LEXICAL_FOLDER, ((c, d.document) for d in documents for c in d.clauses))
    report(Step.VECTORS, 0, len(cut))
    ChromaVectorIndex.build(
        folder / CHROMA_FOLDER,
        [p.id for p in cut],
        vectors,
        [p.clause_id.partition(":")[0] for p in cut],
        lambda done: report(Step.VECTORS, done, len(cut)),
    )


def _embed(
    cut: Sequence[Passage],
    documents: Sequence[CorpusDocument],
    embedder: Embedder,
    old_store: Path | None,
    report: Report,
) -> tuple[list[bytes], Vectors]:
    """Return digests and vectors of the passages, embedding only those that the old store does not know."""
    clauses = {c.id: (c, d.document) for d in documents for c in d.clauses}
    texts = [embedded_text(p, *clauses[p.clause_id]) for p in cut]
    digests = [hashlib.sha256(f"{embedder.fingerprint}\0{t}".encode()).digest() for t in texts]
    known = store.known_vectors(old_store) if old_store else {}
    new = [i for i, digest in enumerate(digests) if digest not in known]
    for at in range(0, len(new), EMBED_BATCH):
        part = new[at : at + EMBED_BATCH]
        known.update(zip([digests[i] for i in part], embedder.encode_documents([texts[i] for i in part]), strict=True))
        report(Step.EMBED, at + len(part), len(new))
    return digests, np.stack([known[d] for d in digests])


def embedded_text(passage: Passage, clause: Clause, document: Document) -> str:
    """What is embedded for a passage: its text under the title of its document and the headings above it."""
    return "\n".join((document.title, *clause.headings, passage.text))


def _serving_store(generations: Generations) -> Path | None:
    current = generations.current()
    return generations.path(current) / store.FILE_NAME if current else None


@cache
def _code_version() -> str:
    """Digest of this package's sources: code that reads a corpus in another way makes another index."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
