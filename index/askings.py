"""Ways of asking（`questions/<document>.yaml`）: what officers ask about a clause, by the words that answer.

They are a field of their clause: searched beside its text, never cited and never shown in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from index.corpus import ASKINGS_FOLDER, CorpusDocument
from index.document import Clause, Span
from index.errors import CorpusError
from index.safe_yaml import read_form

FOLDER = ASKINGS_FOLDER
MAX_LENGTH = 400  # characters; a way of asking is a question, not an essay

FindClause = Callable[[str], Clause | None]

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, slots=True)
class Asking:
    """One way of asking, and the span of the document's text that answers it."""

    clause_id: str
    answer: Span
    text: str


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FactEntry(_Form):
    """A statement of a clause（`quote`, once in it）with the ways of asking for it."""

    quote: _Text
    questions: tuple[Annotated[_Text, StringConstraints(max_length=MAX_LENGTH)], ...] = Field(min_length=1)


class ClauseEntry(_Form):
    """A clause by its path in the document."""

    clause: _Text
    facts: tuple[FactEntry, ...] = Field(min_length=1)


class AskingFile(_Form):
    """What one file holds."""

    document: _Text
    clauses: tuple[ClauseEntry, ...]


def load_askings(corpus: Path, documents: Sequence[CorpusDocument]) -> tuple[Asking, ...]:
    """Read `questions/*.yaml` of a corpus folder; none where there is no such folder.

    Raises `CorpusError`, naming file, clause and remedy, where a file has another form, names a clause that is not
    there, quotes what does not stand exactly once in it, or asks twice in the same words.
    """
    return resolve_askings(((p, read_askings(p)) for p in sorted((corpus / FOLDER).glob("*.yaml"))), documents)


def find_askings(corpus: Path, known: Collection[str], find_clause: FindClause) -> tuple[Asking, ...]:
    """Read as `load_askings` does, given the ids of the documents and a way to find a clause by its id."""
    files = ((p, read_askings(p)) for p in sorted((corpus / FOLDER).glob("*.yaml")))
    return _resolved(files, known, find_clause)


def resolve_askings(
    files: Iterable[tuple[Path, AskingFile]], documents: Sequence[CorpusDocument]
) -> tuple[Asking, ...]:
    """Resolve the content of files against the documents; raises as `load_askings`, naming the file."""
    clauses = {c.id: c for d in documents for c in d.clauses}
    return _resolved(files, {d.document.id for d in documents}, clauses.get)


def _resolved(
    files: Iterable[tuple[Path, AskingFile]], known: Collection[str], find_clause: FindClause
) -> tuple[Asking, ...]:
    askings: list[Asking] = []
    seen: dict[str, str] = {}
    for path, form in files:
        if form.document not in known:
            raise CorpusError(f"问法文件 {path} 的 document“{form.document}”不在目录中。请核对文件标识。")
        for asking in _askings(path, form, find_clause):
            if asking.text in seen:
                raise CorpusError(
                    f"问法文件 {path} 中 {asking.clause_id} 的问法“{asking.text}”与 {seen[asking.text]} 的重复。"
                    "请删去一处，或改写。"
                )
            seen[asking.text] = asking.clause_id
            askings.append(asking)
    return tuple(askings)


def _askings(path: Path, form: AskingFile, find_clause: FindClause) -> list[Asking]:
    found = []
    for entry in form.clauses:
        clause = find_clause(f"{form.document}:{entry.clause}")
        if clause is None:
            raise CorpusError(f"问法文件 {path} 中的条款“{entry.clause}”在 {form.document} 中不存在。请核对条款编号。")
        if clause.is_heading:
            raise CorpusError(f"问法文件 {path} 中的 {clause.id} 只有标题，没有可引用的内容。请改列到其下的条款。")
        for fact in entry.facts:
            times = clause.text.count(fact.quote)
            if times != 1:
                raise CorpusError(
                    f"问法文件 {path} 中 {clause.id} 的 quote“{fact.quote}”在该条款中出现 {times} 次，应恰好一次。"
                    "请照条款原文摘录。"
                )
            start = clause.span.start + clause.text.index(fact.quote)
            answer = Span(start, start + len(fact.quote))
            found += [Asking(clause.id, answer, text) for text in fact.questions]
    return found


def read_askings(path: Path) -> AskingFile:
    """Read one file; raises `CorpusError` where it cannot be read or has another form."""
    layout = "document，及 clauses 列表，每项有 clause 和 facts，facts 每项有 quote 和 questions"
    return read_form(path, AskingFile, "问法文件", layout)
