"""The straight line: read → retrieve → check → compose → verify. This is the object that every way in calls."""

from __future__ import annotations

import logging
import time
from collections import abc
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from pydantic import BaseModel, ConfigDict

from assistant.answer import MAX_CITATIONS, Answer, AnswerStatus, Notice
from assistant.citation import Located, Lookup, cite, locate
from assistant.comparison import CANDIDATES as A_SIDE
from assistant.comparison import alike, compared_documents, side_question
from assistant.compose import (
    NOT_FOUND,
    compose,
    compose_cited,
    compose_compared,
    compose_not_found,
    notice_line,
)
from assistant.contrast import Side
from assistant.enumeration import Enumeration, enumerated
from assistant.extract import MAX_FINDINGS, citable, extract
from assistant.floor import Likeness, bears, bears_as_side, bears_compared
from assistant.focus import asked_apart, asked_in_clauses
from assistant.generator import Generator
from assistant.glossary import load_glossary
from assistant.language_model import open_generator
from assistant.metrics import Metrics
from assistant.model_turns import in_turn
from assistant.notices import NoticesOf, elsewhere_notices, newest_first, source_notices, uncovered_notices
from assistant.outside import likely_source
from assistant.premise import bodies_in, find_contradiction, misstates, of_same_body
from assistant.question import Question, Turn, read_question
from assistant.register import compose_register, register_lines
from assistant.rerank import Reranker, open_reranker
from assistant.retrieve import Evidence, retrieve, retrieve_sides
from assistant.rules.choose import apply_rules
from assistant.rules.compose import compose_checked
from assistant.rules.load import RuleBook, load_rules
from assistant.script import fold_script
from assistant.settings import Settings
from assistant.sought import sought_in, states
from assistant.sources import finding_of
from assistant.streaming import Event, events
from assistant.verify import VerificationError, verify
from index.asked import Asked
from index.build import Report, silent
from index.embedding import Embedder
from index.errors import PolicyError
from index.library import Library
from index.shelf import Shelf, open_shelf
from index.static_embedding import open_embedder

EVIDENCE = 10  # clauses looked at
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

    def __init__(
        self,
        shelf: Shelf,
        embedder: Embedder,
        reranker: Reranker | None = None,
        generator: Generator | None = None,
    ) -> None:
        self.shelf = shelf
        self.embedder = embedder
        self.reranker = reranker
        self.generator = generator
        self._books: dict[str, RuleBook] = {}
        self.metrics = Metrics()

    def ask(
        self,
        question: str,
        *,
        region: str | None = None,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
        rephrased: bool = True,
    ) -> Answer:
        """Answer one question; raises `QuestionError` where it cannot be read.

        `region` is the asker's place, `as_of` the day the answer is to hold on (today by default), `history` the
        conversation so far. Without `rephrased` no language model is asked: the same question has the same answer.
        """
        started = time.perf_counter()
        answer, read, library = self._composed(question, region, as_of, history)
        if self.generator is not None and rephrased:
            from assistant.rephrase import rephrase

            answer = rephrase(answer, read, library, self.generator, self.metrics.degraded)
        return self._sent(answer, started)

    def stream(
        self,
        question: str,
        *,
        region: str | None = None,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
    ) -> abc.Generator[Event, None, None]:
        """Answer one question as `ask` does, and yield the answer as it comes; closing it ends the work."""
        started = time.perf_counter()
        answer, read, library = self._composed(question, region, as_of, history)
        rephrased = None
        if self.generator is not None:
            from assistant.rephrase import rephrasing

            rephrased = rephrasing(answer, read, library, self.generator, self.metrics.degraded)
        return events(answer, rephrased, lambda whole: self._sent(whole, started))

    def _composed(
        self, question: str, region: str | None, as_of: date | None, history: Sequence[Turn]
    ) -> tuple[Answer, Question, Library]:
        """The answer without any language model, verified; the question as read, and the library that it stands on."""
        library = self.shelf.current()
        read = read_question(
            question,
            library,
            region=region,
            as_of=as_of or today(),
            history=history,
        )
        answer = self._verified(self._answer(read, library), read, library)
        if self.generator is None or not history or answer.status is not AnswerStatus.NOT_FOUND:
            return answer, read, library
        return self._as_proposed(self.generator, read, history, library) or (answer, read, library)

    def _as_proposed(
        self, generator: Generator, read: Question, history: Sequence[Turn], library: Library
    ) -> tuple[Answer, Question, Library] | None:
        """A follow-up that found nothing, answered as the model understands it; `None` where that helps not."""
        from assistant.model_followup import propose

        full = propose(read.text, history, generator)
        if full is None or full == read.meant:
            return None
        again = read_question(read.text, library, region=read.region, as_of=read.as_of, full=full)
        answer = self._verified(self._answer(again, library), again, library)
        return None if answer.status is AnswerStatus.NOT_FOUND else (answer, again, library)

    def _sent(self, answer: Answer, started: float) -> Answer:
        """Count and return the answer, with the time that it took."""
        seconds = time.perf_counter() - started
        self.metrics.answered(answer, seconds)
        return answer.model_copy(update={"elapsed_ms": round(seconds * 1000, 2)})

    def rules(self, library: Library | None = None) -> RuleBook:
        """Return the rules that came with the serving library, proved against its clauses."""
        library = library or self.shelf.current()
        books = self._books
        if library.name not in books:
            self._books = books = {library.name: load_rules(library)}
        return books[library.name]

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
        if lines := register_lines(question, library):
            return compose_register(question, library, lines)
        evidence, elsewhere = retrieve(question, library, self.embedder, EVIDENCE, self.reranker)
        near = {e.clause.id for e in evidence}
        outcomes = [] if misstates(question) else apply_rules(self.rules(library), question, library.regions, near)
        if outcomes:
            return compose_checked(question, outcomes, index=library.name, notices=self._notices(question, library))
        if (compared := self._compared(question, library)) is not None:
            return compared
        likeness = self._likeness(question, library)
        bearing = [e for e in evidence if bears(e, likeness)]
        several = self._apart(question, library, evidence)
        others = elsewhere_notices([e for e in elsewhere if bears(e, likeness) and of_same_body(question.asked, e)])
        if not several and (listed := self._listed(question, evidence, library)):
            notices = [*self._notices(question, library)(listed.findings), *others]
            return compose(question, listed.findings, index=library.name, notices=notices, also=listed.rest)
        cited = _with_the_local(question, several or citable(evidence), bearing)
        reason = None if any(bears(e, likeness) for e in cited) else NOT_FOUND
        if reason := reason or _unstated(question, cited):
            if answer := self._in_part(question, library):
                return answer
            alike = [e for e in evidence if bears_as_side(e, likeness)]
            return self._not_found(question, alike, library, others, reason)
        findings = extract(question, cited, self.embedder, self._asked(library))
        premise = find_contradiction(question, findings)
        if premise:
            findings = [premise.finding]
        findings = newest_first(findings)
        notices = [*self._notices(question, library)(findings), *others]
        return compose(question, findings, index=library.name, notices=notices, premise=premise)

    def _in_part(self, question: Question, library: Library) -> Answer | None:
        """Answer the one of several things asked at once that the documents do answer, and say which they do not."""
        parts = asked_in_clauses(question.focus)
        for text in parts[:MAX_PARTS]:
            part = read_question(text, library, region=question.region, as_of=question.as_of)
            answer = self._answer(replace(part, text=question.text, asked_as=question.asked_as), library)
            if answer.status is not AnswerStatus.ANSWERED or answer.verdict or not answer.citations:
                continue
            rest = "".join(f"“{other}”" for other in parts if other != text)
            notice = Notice(kind="ambiguity", text=f"以上只答“{text}”；{rest}没有查到直接规定。")
            return answer.model_copy(
                update={"text": f"{answer.text}\n\n{notice_line(notice)}", "notices": (*answer.notices, notice)}
            )
        return None

    def _not_found(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        library: Library,
        notices: Sequence[Notice],
        reason: str,
    ) -> Answer:
        """Say that nothing answers, what was looked through, and what is near."""
        notices = [*uncovered_notices(question, None), *notices]
        searched = [c for c in library.cards.values() if question.admits(c.id, c.region)]
        near = [(e.clause, e.document) for e in evidence]
        return compose_not_found(
            question,
            near,
            index=library.name,
            notices=notices,
            reason=reason,
            searched=searched,
            elsewhere=self._answered_by(question, library) if reason == NOT_FOUND else None,
        )

    def _answered_by(self, question: Question, library: Library) -> str | None:
        """The text outside the corpus that answers questions like this one, where they are plainly alike."""
        if question.translations or library.facts["embedder_fingerprint"] != self.embedder.fingerprint:
            return None
        return likely_source(library.outside.nearest(self.embedder.encode_query(question.focus)), question.regions)

    def _notices(self, question: Question, library: Library) -> NoticesOf:
        """What there is to say of what an answer stands on, once that is known."""
        return partial(source_notices, question, library, self.rules(library))

    def _likeness(self, question: Question, library: Library) -> Likeness:
        """What the question is like; of one in English only how near the unrelated is, the others being Chinese."""
        if library.facts["embedder_fingerprint"] != self.embedder.fingerprint:
            return Likeness()  # no cosines, words alone
        background = float(library.facts["background_cosine"])
        if question.translations:
            return Likeness(background)
        vector = self.embedder.encode_query(question.focus)
        inside, outside = library.asked.likeness(vector), library.outside.likeness(vector)
        return Likeness(background, inside, outside, bodies_in(question.asked))

    def _asked(self, library: Library) -> Asked | None:
        """The ways of asking; `None` where an older index serves, made by another model."""
        return library.asked if library.facts["embedder_fingerprint"] == self.embedder.fingerprint else None

    def _listed(self, question: Question, evidence: Sequence[Evidence], library: Library) -> Enumeration | None:
        """The clauses below the heading that is asked about; `None` where none is, or vectors are of another model."""
        return enumerated(question, evidence, library, self.embedder) if self._asked(library) else None

    def _compared(self, question: Question, library: Library) -> Answer | None:
        """Set the sides of a comparison beside each other; `None` where none is made, or no side answers."""
        documents = compared_documents(question, library)
        asked = side_question(question)
        found = retrieve_sides(asked, library, self.embedder, documents, 2 * A_SIDE) if documents else []
        if not found or not all(found):
            return None
        likeness = self._likeness(asked, library)
        chosen = alike(found, library)
        if not any(bears_compared(e, likeness) for e in chosen):
            return None
        sides = [
            Side(
                tuple(library.cards[i] for i in sorted(own)),
                tuple(extract(asked, [e], self.embedder, self._asked(library))) if bears_as_side(e, likeness) else (),
            )
            for own, e in zip(documents, chosen, strict=True)
        ]
        notices = self._notices(question, library)([f for side in sides for f in side.findings])
        return compose_compared(question, sides, index=library.name, notices=notices)

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
        notices: list[Notice] = []
        if citation.message:
            notices.append(
                Notice(kind="ambiguity", text=citation.message, clause_ids=tuple(f.clause.id for f in findings))
            )
        notices += self._notices(question, library)(findings)
        return compose_cited(question, findings, index=library.name, notices=notices)

    def _verified(self, answer: Answer, question: Question, library: Library) -> Answer:
        try:
            return verify(answer, question, library, self.rules(library))
        except VerificationError as error:
            log.error("answer withheld (%s): %s (question: %r)", error.reason, error, question.text)
            self.metrics.withheld(error.reason)
            self.metrics.degraded("withheld")
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
    generator = in_turn(open_generator(settings))
    shelf, complaint = open_shelf(settings.corpus, settings.home, embedder, report, approve=approve)
    return Assistant(shelf, embedder, reranker, generator), complaint


def _below(place: Located, library: Library) -> list[Located]:
    """The clauses below one that is a heading alone."""
    if not place.clause.is_heading:
        return []
    clauses = library.clauses(place.document.id)
    return [locate(library, c.id) for c in clauses if c.path.startswith(f"{place.clause.path}.") and not c.is_heading]


def _with_the_local(question: Question, cited: list[Evidence], bearing: Sequence[Evidence]) -> list[Evidence]:
    """The clauses with the best of a place that the question names before them, where they are all of the nation."""
    local = next((e for e in bearing if e.document.region in question.places), None)
    if local is None or any(e.document.region for e in cited) or not of_same_body(question.asked, local):
        return cited
    return [local, *cited][:MAX_FINDINGS]


def _unstated(question: Question, cited: Sequence[Evidence]) -> str | None:
    """Say so where a quantity is asked for that none of the clauses to be cited states."""
    sought = sought_in(question.meant)
    if not sought or any(states(e.clause.text, kind) for e in cited for kind in sought):
        return None
    return f"收录的文件没有载明所问的{'、'.join(sought)}：内容相近的条款提到此事，但没有写明具体数值。"
