"""The answer object: the product's promise to scripts, pages and officers. Fields are only ever added."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

MAX_CITATIONS = 6


class AnswerStatus(StrEnum):
    """Whether the corpus answered, needs a fact of the asker's, or does not answer."""

    ANSWERED = "answered"
    NEEDS_INPUT = "needs_input"
    NOT_FOUND = "not_found"


class Verdict(StrEnum):
    """The answer to a yes/no question; `CONDITIONAL` where a condition is open or the text leaves it open."""

    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(_Model):
    """A clause that the answer stands on; `quote` is, character for character, the document's text[start:end]."""

    clause_id: str
    doc_no: str | None
    title: str
    issuer: str | None
    issued_on: date | None
    level: str
    region: str | None
    label: str
    quote: str
    start: int
    end: int
    url: str


class Check(_Model):
    """A rule applied to the asker's facts."""

    rule_id: str
    outcome: Literal["pass", "fail", "unknown", "computed"]
    requirement: str
    given: str | None
    working: str | None
    value: str | None
    clause_id: str
    quote: str


class Missing(_Model):
    """A fact that a rule needs and the question did not give."""

    name: str
    unit: str | None
    clause_id: str


class RelatedClause(_Model):
    """A clause that lies near the question without answering it."""

    clause_id: str
    label: str
    title: str
    url: str


class Notice(_Model):
    """What else the reader must know: words searched for, how documents stand to each other, where and until when."""

    kind: Literal["context", "correction", "conflict", "relation", "jurisdiction", "validity", "ambiguity", "degraded"]
    text: str
    clause_ids: tuple[str, ...] = ()


class Answer(_Model):
    """One answer; `text` is Markdown, conclusion first.

    `asked_as` is the full question that a follow-up was read as; none where the question stands alone.
    """

    question: str
    asked_as: str | None = None
    status: AnswerStatus
    verdict: Verdict | None = None
    text: str
    citations: tuple[Citation, ...] = ()
    checks: tuple[Check, ...] = ()
    missing: tuple[Missing, ...] = ()
    related: tuple[RelatedClause, ...] = ()
    notices: tuple[Notice, ...] = ()
    region: str | None = None
    as_of: date
    index: str
    elapsed_ms: float = 0.0


def clause_url(clause_id: str) -> str:
    """The reader page's address of a clause."""
    document, _, path = clause_id.partition(":")
    return f"/d/{document}#{path}"
