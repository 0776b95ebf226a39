"""Lists that clauses make: where the heading above is asked about（主要职责有哪些）, every clause below it answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer import MAX_CITATIONS
from assistant.question import Question
from assistant.retrieve import Evidence
from assistant.sources import Finding
from index.document import Clause, Document, Span
from index.embedding import Embedder, Vectors
from index.library import Library
from index.marks import read_mark

MAX_MEMBERS = 9  # clauses; more of them below one heading are a chapter and no list
LIKE = 0.5  # cosine of question and heading from which the heading is what is asked about
CLEARLY = 0.1  # how much nearer than all clauses below it the heading must be
HEADINGS = 512  # whose vectors are remembered


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The clauses below a heading, in the order of the document."""

    document: Document
    members: tuple[Clause, ...]

    @property
    def findings(self) -> list[Finding]:
        """The first clauses, as many as can be cited, each with its heading or, without one, all its words."""
        quoted = [(c, _quoted(c)) for c in self.members[:MAX_CITATIONS]]
        return [Finding(self.document, c, (span,), c.label, c.span, item=True) for c, span in quoted]

    @property
    def rest(self) -> list[tuple[Clause, Document]]:
        """The clauses that are too many to be cited."""
        return [(c, self.document) for c in self.members[MAX_CITATIONS:]]


def enumerated(
    question: Question, evidence: Sequence[Evidence], library: Library, embedder: Embedder
) -> Enumeration | None:
    """Return the clauses below the heading that a question asks about; `None` where it asks about one of them.

    The heading is one above the evidence or in it. It must be near to the question, and nearer than every clause below.
    """
    vector = embedder.encode_query(question.focus)
    nearest: dict[str, float] = {}
    for item in evidence:
        above = item.clause.id if item.clause.has_children else item.clause.parent_id
        if above:
            below = 0.0 if item.clause.has_children else item.cosine
            nearest[above] = max(nearest.get(above, 0.0), below)
    asked: list[tuple[float, Clause]] = []
    for parent in library.clauses_of(nearest).values():
        cosine = float(_embedded(parent.heading, embedder) @ vector) if parent.heading else 0.0
        if not _is_twofold(parent.heading or "") and cosine >= max(LIKE, nearest[parent.id] + CLEARLY):
            asked.append((cosine, parent))
    return _below(max(asked, key=lambda item: item[0])[1], library) if asked else None


def _is_twofold(heading: str) -> bool:
    """Whether a heading names two matters（重要意义和总体要求）, so that who asks about one is not told the other."""
    return bool(re.search("[、和及与]", heading.rpartition("的")[2]))


def _below(parent: Clause, library: Library) -> Enumeration | None:
    clauses = library.clauses(parent.document_id)
    members = tuple(c for c in clauses if c.parent_id == parent.id)
    if not 1 < len(members) <= MAX_MEMBERS or any(c.has_children for c in members):
        return None
    return Enumeration(library.document(parent.document_id), members)


def _quoted(clause: Clause) -> Span:
    """What a clause says in short: its run-in heading with its stop, without the number; without a heading, all."""
    mark = read_mark(clause.text)
    rest = clause.text[mark.length :] if mark else clause.text
    first = len(clause.text) - len(rest.lstrip())
    last = len(clause.text)
    if clause.heading:
        last = clause.text.index(clause.heading) + len(clause.heading)
        last += clause.text[last : last + 1] == "。"
    return Span(clause.span.start + first, clause.span.start + last)


@lru_cache(maxsize=HEADINGS)
def _embedded(heading: str, embedder: Embedder) -> Vectors:
    return embedder.encode_documents([heading]).reshape(-1)
