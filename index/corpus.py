"""A corpus folder → its documents with their clauses, and the names of everything they were read from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.catalogue import CATALOGUE_NAME, CatalogueEntry, load_catalogue
from index.document import Clause, Document, Erratum, Relation
from index.drafting import draft_catalogue
from index.errors import CorpusError
from index.outline import outline
from index.reading import READABLE_SUFFIXES, clean_lines, read_source

Progress = Callable[[int, int], None]
"""Called with (done, total)."""


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """A document with its clauses in order."""

    document: Document
    clauses: tuple[Clause, ...]


def default_corpus() -> Path:
    """The shipped corpus: `corpus/` beside the package `index`, in a checkout and in an installed wheel alike."""
    return Path(__file__).resolve().parent.parent / "corpus"


def load_corpus(corpus: Path, progress: Progress | None = None) -> tuple[CorpusDocument, ...]:
    """Read every document of a corpus folder.

    Raises `CorpusError` at the first document that cannot be read, naming it and what to do.
    """
    if not corpus.is_dir():
        raise CorpusError(f"找不到语料文件夹：{corpus}。请核对设置 POLICY_CORPUS。")
    entries = load_catalogue(corpus) if (corpus / CATALOGUE_NAME).exists() else draft_catalogue(corpus)
    sources: dict[str, list[str]] = {}
    documents = []
    for done, entry in enumerate(entries):
        if entry.source not in sources:
            sources[entry.source] = clean_lines(read_source(corpus / entry.source))
        starts = {e.begins for e in entries if e.source == entry.source}
        documents.append(_document(entry, _section(entry, sources[entry.source], starts)))
        if progress:
            progress(done + 1, len(entries))
    return tuple(documents)


def fingerprint(corpus: Path) -> str:
    """SHA-256 over the names and bytes of all that `load_corpus` may read; cheap enough for every start."""
    if not corpus.is_dir():
        raise CorpusError(f"找不到语料文件夹：{corpus}。请核对设置 POLICY_CORPUS。")
    digest = hashlib.sha256()
    suffixes = (*READABLE_SUFFIXES, ".yaml")
    for path in sorted(p for p in corpus.rglob("*") if p.is_file() and p.suffix.lower() in suffixes):
        digest.update(path.relative_to(corpus).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def attachments(corpus: Path) -> dict[str, str]:
    """Return the other YAML files of a corpus by their names in it: kept with the index, read by whom they concern."""
    found = {}
    for path in sorted(corpus.rglob("*.yaml")):
        name = path.relative_to(corpus).as_posix()
        if name != CATALOGUE_NAME:
            try:
                found[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                raise CorpusError(f"文件不是 UTF-8 编码：{path}。请另存为 UTF-8 后重试。") from error
    return found


def _section(entry: CatalogueEntry, lines: Sequence[str], starts: set[str | None]) -> list[str]:
    """Cut the document's own lines out of a source that may hold several."""
    first = 0
    if entry.begins:
        at = [i for i, line in enumerate(lines) if line == entry.begins]
        if len(at) != 1:
            raise CorpusError(
                f"目录文件 {CATALOGUE_NAME} 中 {entry.id} 的 begins“{entry.begins}”"
                f"在来源文件 {entry.source} 中出现 {len(at)} 次，应恰好为一整行且只出现一次。"
            )
        first = at[0]
    ends = [i for i, line in enumerate(lines) if i > first and line in starts]
    return list(lines[first : ends[0] if ends else len(lines)])


def _document(entry: CatalogueEntry, lines: Sequence[str]) -> CorpusDocument:
    parsed = outline(entry.id, lines)
    if not parsed.clauses:
        raise CorpusError(
            f"来源文件 {entry.source} 中没有读出 {entry.id} 的任何条款。请确认文件内容是正文而非空白或图片。"
        )
    clauses = {c.id: c for c in parsed.clauses}
    for erratum in entry.errata:
        found = clauses[erratum.clause].text.count(erratum.quote) if erratum.clause in clauses else None
        if found != 1:
            where = "目录中没有这一条款" if found is None else f"该条款中出现 {found} 次，应恰好一次"
            raise CorpusError(
                f"目录文件 {CATALOGUE_NAME} 中 {entry.id} 的勘误“{erratum.quote}”（{erratum.clause}）对不上：{where}。"
                "请照来源文本订正。"
            )
    document = Document(
        **entry.model_dump(exclude={"begins", "relations", "errata"}),
        text=parsed.text,
        relations=tuple(Relation(r.kind, r.document) for r in entry.relations),
        errata=tuple(Erratum(e.clause, e.quote, e.note) for e in entry.errata),
    )
    return CorpusDocument(document, parsed.clauses)
