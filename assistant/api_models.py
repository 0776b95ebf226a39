"""What the HTTP interface takes and returns, beside the answer object itself."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr

from assistant.answer import clause_url
from assistant.citation import Located, Lookup
from index.document import Card, Clause
from index.library import Library

MAX_HISTORY = 200  # turns
MAX_EXPORTED = 50  # turns
MAX_FACTS = 50
MAX_QUERY = 500  # characters of a citation or of words to find


def _iso_date(value: object) -> date | None:
    """Read 2026-11-20, and nothing else that pydantic would take for a date (such as a number of seconds)."""
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("应为真实存在的日期，写成 2026-11-20 的形式")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HistoryTurn(_Model):
    """An earlier turn of the conversation."""

    role: Literal["user", "assistant"]
    content: str


class AskRequest(_Model):
    """A question, with the region and the date that it is asked for."""

    question: str
    region: str | None = None
    as_of: Annotated[date | None, BeforeValidator(_iso_date)] = None
    history: Annotated[tuple[HistoryTurn, ...], Field(max_length=MAX_HISTORY)] = ()


class ExportTurn(_Model):
    """A question of a conversation, with the region and the date that it was asked for."""

    question: str
    region: str | None = None
    as_of: Annotated[date | None, BeforeValidator(_iso_date)] = None


class ExportRequest(_Model):
    """A conversation to be had as a file: its questions in order. They are asked again; answers are not taken."""

    format: Literal["docx", "txt"]
    turns: Annotated[tuple[ExportTurn, ...], Field(min_length=1, max_length=MAX_EXPORTED)]


class RuleCheckRequest(_Model):
    """The facts for a rule by the names of its inputs: {"企业": "120家", "职工": 4800, "专职人员": true}."""

    facts: Annotated[dict[str, StrictBool | StrictInt | StrictFloat | StrictStr], Field(max_length=MAX_FACTS)]


class ErrorBody(_Model):
    """What went wrong: a code for programs, a Chinese sentence for people."""

    code: str
    message: str


class ErrorResponse(_Model):
    """Every error has this form."""

    error: ErrorBody


class RelationModel(_Model):
    """A relation to another document."""

    kind: str
    document_id: str


class DocumentModel(_Model):
    """A document as catalogued; `unstated` says of each missing field why it is missing."""

    id: str
    doc_no: str | None
    title: str
    issuer: str | None
    issued_on: date | None
    effective_from: date | None
    effective_to: date | None
    level: str
    region: str | None
    status: str
    note: str | None
    unstated: dict[str, str]
    relations: list[RelationModel]
    clause_count: int
    url: str
    text_url: str

    @classmethod
    def of(cls, document: Card, library: Library) -> DocumentModel:
        """Describe a document of the library."""
        return cls(
            id=document.id,
            doc_no=document.number,
            title=document.title,
            issuer=document.issuer,
            issued_on=document.issued_on,
            effective_from=document.effective_from,
            effective_to=document.effective_to,
            level=document.level,
            region=document.region,
            status=document.status,
            note=document.note,
            unstated=document.unstated,
            relations=[RelationModel(kind=r.kind, document_id=r.document_id) for r in document.relations],
            clause_count=library.clause_counts.get(document.id, 0),
            url=f"/d/{document.id}",
            text_url=f"/api/v1/documents/{document.id}/text",
        )


class ClauseLink(_Model):
    """A clause by name."""

    clause_id: str
    label: str
    heading: str | None
    url: str

    @classmethod
    def of(cls, clause: Clause) -> ClauseLink:
        """Name a clause."""
        return cls(clause_id=clause.id, label=clause.label, heading=clause.heading, url=clause_url(clause.id))


class PlaceModel(_Model):
    """A clause, or a paragraph of it, with the words that stand there: the document's text from start to end."""

    reference: str
    clause_id: str
    label: str
    headings: list[str]
    heading: str | None
    text: str
    start: int
    end: int
    url: str
    document: DocumentModel

    @classmethod
    def of(cls, place: Located, library: Library) -> PlaceModel:
        """Describe a place of the library."""
        return cls(
            reference=place.reference,
            clause_id=place.clause.id,
            label=place.label,
            headings=list(place.clause.headings),
            heading=place.clause.heading,
            text=place.text,
            start=place.span.start,
            end=place.span.end,
            url=place_url(place),
            document=DocumentModel.of(place.document, library),
        )


class ClauseModel(PlaceModel):
    """A clause, or a paragraph of it, with the clause's neighbours in the order of the document."""

    parent: ClauseLink | None
    previous: ClauseLink | None
    next: ClauseLink | None

    @classmethod
    def of(cls, place: Located, library: Library) -> ClauseModel:
        """Describe a place of the library and what stands around it."""
        clauses = library.clauses(place.document.id)
        at = next(i for i, c in enumerate(clauses) if c.id == place.clause.id)
        parent = library.clause(place.clause.parent_id) if place.clause.parent_id else None
        return cls(
            **PlaceModel.of(place, library).model_dump(),
            parent=ClauseLink.of(parent) if parent else None,
            previous=ClauseLink.of(clauses[at - 1]) if at > 0 else None,
            next=ClauseLink.of(clauses[at + 1]) if at + 1 < len(clauses) else None,
        )


class DocumentDetail(DocumentModel):
    """A document with the names of its clauses."""

    clauses: list[ClauseLink]

    @classmethod
    def of(cls, document: Card, library: Library) -> DocumentDetail:
        """Describe a document of the library in full."""
        clauses = [ClauseLink.of(c) for c in library.clauses(document.id)]
        return cls(**DocumentModel.of(document, library).model_dump(), clauses=clauses)


class LookupModel(_Model):
    """What a citation points to; several matches mean that it is ambiguous, as `message` then says."""

    query: str
    matches: list[PlaceModel]
    message: str | None

    @classmethod
    def of(cls, lookup: Lookup, library: Library) -> LookupModel:
        """Describe a look-up."""
        matches = [PlaceModel.of(match, library) for match in lookup.matches]
        return cls(query=lookup.query, matches=matches, message=lookup.message)


class Health(_Model):
    """A sign of life."""

    status: Literal["ok"] = "ok"
    index: str | None = None


def place_url(place: Located) -> str:
    """The reader's address of a place; an item that has no anchor of its own leads to its clause."""
    anchored = place.reference.startswith(f"{place.clause.id}#")
    return clause_url(place.reference if anchored else place.clause.id)
