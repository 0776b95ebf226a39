"""What ways of asking a document's clauses have, and where they are few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.askings import FOLDER, AskingFile, FactEntry, read_askings, resolve_askings
from index.corpus import CorpusDocument, load_corpus
from index.document import Clause, Document
from index.errors import UnknownDocumentError

LEAST_QUESTIONS = 3  # for a fact
FACT_LENGTH = 100  # characters of a clause that hold one fact at least


@dataclass(frozen=True, slots=True)
class Survey:
    """A document with the facts of its askable clauses, and all files of ways of asking of the corpus."""

    document: Document
    clauses: tuple[Clause, ...]
    facts: dict[str, tuple[FactEntry, ...]]
    documents: tuple[CorpusDocument, ...]
    files: tuple[tuple[Path, AskingFile], ...]

    def of(self, clause: Clause) -> tuple[FactEntry, ...]:
        """Return the facts of a clause."""
        return self.facts.get(clause.path, ())

    @property
    def thin(self) -> tuple[Clause, ...]:
        """The clauses that have few ways of asking."""
        return tuple(c for c in self.clauses if is_thin(c, self.of(c)))


def is_thin(clause: Clause, facts: Sequence[FactEntry]) -> bool:
    """Whether a clause has fewer facts than its length asks for, or a fact fewer questions than it should."""
    return len(facts) * FACT_LENGTH < len(clause.body) or any(len(f.questions) < LEAST_QUESTIONS for f in facts)


def survey(corpus: Path, document_id: str) -> Survey:
    """Read the document and its ways of asking from the corpus folder, without any index.

    Raises `UnknownDocumentError`, or `CorpusError` where the corpus cannot be read.
    """
    documents = load_corpus(corpus)
    found = next((d for d in documents if d.document.id == document_id), None)
    if found is None:
        known = "、".join(d.document.id for d in documents)
        raise UnknownDocumentError(f"没有标识为“{document_id}”的文件。现有：{known}。")
    files = tuple((p, read_askings(p)) for p in sorted((corpus / FOLDER).glob("*.yaml")))
    resolve_askings(files, documents)
    facts: defaultdict[str, tuple[FactEntry, ...]] = defaultdict(tuple)
    for _, form in files:
        for entry in form.clauses if form.document == document_id else ():
            facts[entry.clause] += entry.facts
    askable = tuple(c for c in found.clauses if not c.is_heading)
    return Survey(found.document, askable, dict(facts), documents, files)


def survey_lines(found: Survey) -> Iterator[str]:
    """Yield a line a clause: id, label, facts, ways of asking, whether they are few; the last line sums up."""
    thin = {c.id for c in found.thin}
    for clause in found.clauses:
        facts = found.of(clause)
        asked = sum(len(f.questions) for f in facts)
        mark = "\t偏少" if clause.id in thin else ""
        yield f"{clause.id}\t{clause.label}\t事实 {len(facts)} 处\t问法 {asked} 种{mark}"
    yield f"{found.document.display_title}共 {len(found.clauses)} 条可问，偏少的 {len(thin)} 条。"
