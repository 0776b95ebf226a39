"""A corpus folder → its documents with their clauses, and the names of everything they were read from."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.catalogue import CATALOGUE_NAME, CatalogueEntry, RemarkEntry, load_catalogue
from index.document import Clause, Document, Erratum, Lapse, Relation
from index.drafting import DraftFile, draft_catalogue
from index.errors import CorpusError
from index.outline import outline
from index.reading import READABLE_SUFFIXES, clean_lines, read_source

SETTLED = 2_000_000_000  # ns; a file changed twice within a tick of the clock may look the same after the second time
ASKINGS_FOLDER = "questions"  # ways of asking, see `index.askings`
OUTSIDE_NAME = "outside.yaml"  # questions from outside, see `index.outside`

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


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as the catalogue lists it. `origin` is a digest of all that it is read from.

    `starts` are the lines with which the documents of its source begin; `drafted` says that the entry was made from the
    text, so that a file without clauses is no mistake of a person's.
    """

    entry: CatalogueEntry
    starts: frozenset[str]
    origin: bytes
    drafted: bool


def load_corpus(corpus: Path, progress: Progress | None = None) -> tuple[CorpusDocument, ...]:
    """Read every document of a corpus folder.

    Raises `CorpusError` at the first document that cannot be read, naming it and what to do.
    """
    documents = list_documents(corpus, file_digests(corpus))
    return tuple(read_documents(corpus, documents, progress))


def file_digests(corpus: Path) -> dict[str, bytes]:
    """Return the SHA-256 of all files that may be read, by their names in the folder, in order; cheap at every start.

    Raises `CorpusError` where there is no such folder or a file cannot be read.
    """
    if not corpus.is_dir():
        raise CorpusError(f"找不到语料文件夹：{corpus}。请核对设置 POLICY_CORPUS。")
    digests = {}
    for name in _names(corpus):
        path = corpus / name
        try:
            digests[name] = _file_digest(path)
        except FileNotFoundError:
            continue  # taken away between the listing and the reading
        except OSError as error:
            raise CorpusError(f"来源文件读不出来：{path}（{error.strerror}）。请检查读取权限。") from error
    return digests


def _names(corpus: Path) -> list[str]:
    """The names of all files in the folder that may be read, in order; thousands take `Path.rglob` half a second."""
    suffixes = (*READABLE_SUFFIXES, ".yaml")
    names = []
    for folder, _, files in os.walk(corpus):
        inside = Path(folder).relative_to(corpus).parts
        for file in files:
            if os.path.splitext(file)[1].lower() in suffixes and os.path.isfile(os.path.join(folder, file)):
                names.append((*inside, file))
    return ["/".join(parts) for parts in sorted(names)]


def _file_digest(path: Path) -> bytes:
    """SHA-256 of a file; one that has not been touched for a while is not read again by the same process."""
    state = path.stat()
    digest = _read_digest if time.time_ns() - state.st_ctime_ns > SETTLED else _read_digest.__wrapped__
    return digest(str(path.absolute()), state.st_ino, state.st_size, state.st_ctime_ns)


@lru_cache(maxsize=16384)
def _read_digest(path: str, inode: int, size: int, changed: int) -> bytes:
    return hashlib.sha256(Path(path).read_bytes()).digest()


def fingerprint(corpus: Path) -> str:
    """SHA-256 over the names and bytes of all that may be read."""
    digest = hashlib.sha256()
    for name, content in file_digests(corpus).items():
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


def list_documents(corpus: Path, digests: Mapping[str, bytes], draft: DraftFile | None = None) -> list[Listed]:
    """List the documents of a corpus from its catalogue, or from one drafted off its files; raises `CorpusError`."""
    drafted = not (corpus / CATALOGUE_NAME).exists()
    entries = draft_catalogue(corpus, draft) if drafted else load_catalogue(corpus)
    starts: dict[str, set[str]] = {}
    for entry in entries:
        starts.setdefault(entry.source, set()).update([entry.begins] if entry.begins else [])
    listed = []
    for entry in entries:
        parts = (digests.get(entry.source, b"").hex(), entry.model_dump_json(), *sorted(starts[entry.source]))
        origin = hashlib.sha256("\0".join(parts).encode()).digest()
        listed.append(Listed(entry, frozenset(starts[entry.source]), origin, drafted))
    return listed


def read_documents(
    corpus: Path, documents: Sequence[Listed], progress: Progress | None = None
) -> Iterator[CorpusDocument]:
    """Yield the documents with their clauses; drafted ones without any clause are left out.

    Raises `CorpusError` at the first document that cannot be read, naming it and what to do.
    """
    source, lines = None, []
    for done, listed in enumerate(documents):
        entry = listed.entry
        if entry.source != source:
            source, lines = entry.source, clean_lines(read_source(corpus / entry.source))
        document = _document(entry, _section(entry, lines, listed.starts), drafted=listed.drafted)
        if document.clauses:
            yield document
        if progress:
            progress(done + 1, len(documents))


def attachments(corpus: Path) -> dict[str, str]:
    """Return the other YAML files of a corpus by their names in it: kept with the index, read by whom they concern.

    Ways of asking and questions from outside are not among them: the index itself reads those.
    """
    found = {}
    for path in sorted(corpus.rglob("*.yaml")):
        name = path.relative_to(corpus).as_posix()
        if name not in (CATALOGUE_NAME, OUTSIDE_NAME) and not name.startswith(f"{ASKINGS_FOLDER}/"):
            try:
                found[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                raise CorpusError(f"文件不是 UTF-8 编码：{path}。请另存为 UTF-8 后重试。") from error
    return found


def _section(entry: CatalogueEntry, lines: Sequence[str], starts: Collection[str]) -> list[str]:
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


def _document(entry: CatalogueEntry, lines: Sequence[str], *, drafted: bool) -> CorpusDocument:
    parsed = outline(entry.id, lines)
    if not parsed.clauses and not drafted:
        raise CorpusError(
            f"来源文件 {entry.source} 中没有读出 {entry.id} 的任何条款。请确认文件内容是正文而非空白或图片。"
        )
    clauses = {c.id: c for c in parsed.clauses}
    remarks: list[tuple[str, RemarkEntry]] = [("勘误", e) for e in entry.errata]
    remarks += [("时效", e) for e in entry.lapses]
    for what, remark in remarks:
        found = clauses[remark.clause].text.count(remark.quote) if remark.clause in clauses else None
        if found != 1:
            where = "目录中没有这一条款" if found is None else f"该条款中出现 {found} 次，应恰好一次"
            raise CorpusError(
                f"目录文件 {CATALOGUE_NAME} 中 {entry.id} 的{what}“{remark.quote}”（{remark.clause}）对不上：{where}。"
                "请照来源文本订正。"
            )
    document = Document(
        **entry.model_dump(exclude={"begins", "relations", "errata", "lapses"}),
        text=parsed.text,
        relations=tuple(Relation(r.kind, r.document) for r in entry.relations),
        errata=tuple(Erratum(e.clause, e.quote, e.note) for e in entry.errata),
        lapses=tuple(Lapse(e.clause, e.quote, e.until, e.note) for e in entry.lapses),
    )
    return CorpusDocument(document, parsed.clauses)
