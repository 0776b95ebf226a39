"""The straight line: read → retrieve → check → compose → verify. This is the object that every way in calls."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from assistant.answer import MAX_CITATIONS, Answer, Notice
from assistant.citation import Located, Lookup, cite, locate
from assistant.comparison import compared_documents
from assistant.compose import compose, compose_not_found, finding_of, source_name
from assistant.enumeration import Enumeration, enumerated
from assistant.extract import citable, extract
from assistant.floor import Likeness, bears
from assistant.focus import asked_apart
from assistant.glossary import load_glossary
from assistant.question import Question, Turn, read_question
from assistant.rerank import Reranker, open_reranker
from assistant.retrieve import Evidence, retrieve, retrieve_sides
from assistant.rules.choose import apply_rules
from assistant.rules.compose import compose_checked
from assistant.rules.load import RuleBook, load_rules
from assistant.script import fold_script
from assistant.settings import Settings
from assistant.sought import sought_in, states
from assistant.verify import VerificationError, verify
from index.asked import Asked
from index.build import Report, silent
from index.document import Status
from index.embedding import Embedder
from index.errors import PolicyError
from index.library import Library
from index.shelf import Shelf, open_shelf
from index.static_embedding import open_embedder

EVIDENCE = 10  # clauses looked at
A_SIDE = 2  # clauses of a side of a comparison
MAX_PARTS = 4  # questions in one; a page of them is not answered in one go


class Hit(BaseModel):
    """A clause found by retrieval alone."""

    model_config = ConfigDict(frozen=True)

    clause_id: str
    title: str
    label: str
    score: float


def today() -> date:
    """The date where the asker is, which is where the site runs."""
    return datetime.now().astimezone().date()


log = logging.getLogger(__name__)


class Assistant:
    """Answers questions from the serving library; safe to share between threads."""

    def __init__(self, shelf: Shelf, embedder: Embedder, reranker: Reranker | None = None) -> None:
        self.shelf = shelf
        self.embedder = embedder
        self.reranker = reranker
        self._books: dict[str, RuleBook] = {}

    def ask(
        self,
        question: str,
        *,
        region: str | None = None,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
    ) -> Answer:
        """Answer one question; raises `QuestionError` where it cannot be read.

        `region` is the asker's place, `as_of` the day the answer is to hold on (today by default), `history` the
        conversation so far.
        """
        started = time.perf_counter()
        library = self.shelf.current()
        read = read_question(
            question,
            library,
            region=region,
            as_of=as_of or today(),
            history=history,
        )
        answer = self._verified(self._answer(read, library), read, library)
        return answer.model_copy(update={"elapsed_ms": round((time.perf_counter() - started) * 1000, 2)})

    def rules(self, library: Library | None = None) -> RuleBook:
        """Return the rules that came with the serving library, proved against its clauses."""
        library = library or self.shelf.current()
        if library.name not in self._books:
            self._books = {library.name: load_rules(library)}
        return self._books[library.name]

    def cite(self, text: str) -> Lookup:
        """Look a citation up, without any retrieval."""
        return replace(cite(fold_script(text), self.shelf.current()), query=text)

    def search(self, query: str, k: int, *, region: str | None = None) -> list[Hit]:
        """Return up to `k` clauses ranked by retrieval alone; without a region, of all documents."""
        library = self.shelf.current()
        read = read_question(query, library, region=region, as_of=today())
        if region is None:
            read = replace(read, regions=frozenset(filter(None, library.regions.values())))
        evidence, _ = retrieve(read, library, self.embedder, max(1, k), self.reranker)
        return [
            Hit(clause_id=e.clause.id, title=e.document.title, label=e.clause.label, score=round(e.score, 4))
            for e in evidence
        ]

    def _answer(self, question: Question, library: Library) -> Answer:
        if question.citation:
            return self._cited(question, question.citation, library)
        evidence, elsewhere = retrieve(question, library, self.embedder, EVIDENCE, self.reranker)
        outcomes = apply_rules(self.rules(library), question, library.regions, {e.clause.id for e in evidence})
        if outcomes:
            documents = [o.rule.document.id for o in outcomes]
            return compose_checked(question, outcomes, index=library.name, notices=_validity(documents, library))
        several = self._compared(question, library) or self._apart(question, library, evidence)
        cited = several or citable(evidence)
        likeness = self._likeness(question, library)
        notices = _jurisdiction([e for e in elsewhere if bears(e, likeness)])
        near = [(e.clause, e.document) for e in evidence]
        if not several and (listed := self._listed(question, evidence, library)):
            notices += _validity([listed.document.id], library)
            return compose(question, listed.findings, index=library.name, notices=notices, also=listed.rest)
        if not any(bears(e, likeness) for e in cited):
            return compose_not_found(question, near, index=library.name, notices=notices)
        if unstated := _unstated(question, cited):
            return compose_not_found(question, near, index=library.name, notices=notices, reason=unstated)
        findings = extract(question, cited, self.embedder, self._asked(library))
        notices += _validity([f.document.id for f in findings], library)
        return compose(question, findings, index=library.name, notices=notices)

    def _likeness(self, question: Question, library: Library) -> Likeness:
        """What the question is like; of one in English only how near the unrelated is, the others being Chinese."""
        if library.facts["embedder_fingerprint"] != self.embedder.fingerprint:
            return Likeness()  # no cosines, words alone
        background = float(library.facts["background_cosine"])
        if question.translations:
            return Likeness(background)
        vector = self.embedder.encode_query(question.focus)
        return Likeness(background, library.asked.likeness(vector), library.outside.likeness(vector))

    def _asked(self, library: Library) -> Asked | None:
        """The ways of asking; `None` where an older index serves, made by another model."""
        return library.asked if library.facts["embedder_fingerprint"] == self.embedder.fingerprint else None

    def _listed(self, question: Question, evidence: Sequence[Evidence], library: Library) -> Enumeration | None:
        """The clauses below the heading that is asked about; `None` where none is, or vectors are of another model."""
        return enumerated(question, evidence, library, self.embedder) if self._asked(library) else None

    def _compared(self, question: Question, library: Library) -> list[Evidence]:
        """The best clauses of each side of a comparison; empty where none is made, or a side has nothing to say."""
        sides = compared_documents(question, library)
        found = retrieve_sides(question, library, self.embedder, sides, A_SIDE) if sides else []
        cited = {e.clause.id: e for own in found for e in citable(own)}
        return list(cited.values()) if all(found) else []

    def _apart(self, question: Question, library: Library, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The best clause for each of several things asked at once, among those that the whole question found."""
        found = {e.clause.id: e for e in evidence}
        apart = {e.clause.id: e for e in evidence[:1]}
        for text in asked_apart(question.focus)[:MAX_PARTS]:
            part = replace(question, search_text=text, focus=text)
            likeness = self._likeness(part, library)
            for own in retrieve(part, library, self.embedder, 1)[0]:
                if own.clause.id in found and bears(own, likeness):
                    apart[own.clause.id] = found[own.clause.id]
        return list(apart.values()) if len(apart) > 1 else []

    def _cited(self, question: Question, citation: Lookup, library: Library) -> Answer:
        """Answer with the clauses that were asked for by number; a heading brings the clauses below it."""
        if not citation.matches:
            near = [(p.clause, p.document) for p in citation.near]
            return compose_not_found(question, near, index=library.name, reason=citation.message or "")
        places = [p for match in citation.matches for p in (_below(match, library) or [match])][:MAX_CITATIONS]
        findings = [finding_of(place) for place in places]
        notices = []
        if citation.message:
            notices.append(
                Notice(kind="ambiguity", text=citation.message, clause_ids=tuple(f.clause.id for f in findings))
            )
        notices += _validity([f.document.id for f in findings], library)
        return compose(question, findings, index=library.name, notices=notices)

    def _verified(self, answer: Answer, question: Question, library: Library) -> Answer:
        try:
            return verify(answer, library)
        except VerificationError as error:
            log.error("answer withheld: %s (question: %r)", error, question.text)
            notice = Notice(kind="degraded", text="拟出的答案未通过引文核对，未予发送。")
            return compose_not_found(
                question, [], index=library.name, reason="未能给出可核对的答案。", notices=[notice]
            )


def approve(library: Library) -> None:
    """Raise `CorpusError` where what the corpus holds beside its documents, rules and glossary, cannot be used."""
    load_rules(library)
    load_glossary(library)


def open_assistant(settings: Settings, report: Report = silent) -> tuple[Assistant, PolicyError | None]:
    """Bring the index up to date and open the assistant on it.

    The error is that of a corpus that cannot be used while an older index goes on serving; without one it is raised.
    """
    embedder = open_embedder(settings.embedder)
    reranker = open_reranker(settings.reranker)
    shelf, complaint = open_shelf(settings.corpus, settings.home, embedder, report, approve=approve)
    return Assistant(shelf, embedder, reranker), complaint


def _below(place: Located, library: Library) -> list[Located]:
    """The clauses below one that is a heading alone."""
    if not place.clause.is_heading:
        return []
    clauses = library.clauses(place.document.id)
    return [locate(library, c.id) for c in clauses if c.path.startswith(f"{place.clause.path}.") and not c.is_heading]


def _unstated(question: Question, cited: Sequence[Evidence]) -> str | None:
    """Say so where a quantity is asked for that none of the clauses to be cited states."""
    sought = sought_in(question.meant)
    if not sought or any(states(e.clause.text, kind) for e in cited for kind in sought):
        return None
    return f"现行文件中没有找到所问的{'、'.join(sought)}：内容相近的条款提到此事，但没有载明具体数值。"


def _jurisdiction(elsewhere: Sequence[Evidence]) -> list[Notice]:
    """Say that another place has a rule on the matter, which does not bind here."""
    if not elsewhere:
        return []
    names = "、".join(dict.fromkeys(f"{e.document.region}{source_name(e.document)}" for e in elsewhere))
    text = f"{names}对类似事项另有规定，仅适用于当地，未作为本答案的依据。如属当地，请选择地区后再问。"
    return [Notice(kind="jurisdiction", text=text, clause_ids=tuple(e.clause.id for e in elsewhere))]


def _validity(document_ids: Sequence[str], library: Library) -> list[Notice]:
    """Mark documents whose date or validity the source does not let one tell."""
    notices = []
    for document_id in dict.fromkeys(document_ids):
        document = library.document(document_id)
        if document.status is not Status.IN_FORCE and (remark := document.unstated.get("status")):
            notices.append(Notice(kind="validity", text=f"{source_name(document)}：{remark}"))
    return notices
