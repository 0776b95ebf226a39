"""What an answer may say: the words, numbers and names that its clauses, checks and question give it grounds for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from assistant.answer import Answer, Citation
from assistant.complaint import Complaint, VerificationError
from assistant.figures import Figure, read_figures
from assistant.markup import markup, unescaped
from assistant.modality import Said, alike, contradiction, read_all, read_said, taken_up, undenied
from assistant.named import MASK, Names, labels_of
from assistant.question import Question
from assistant.quotation import unquoted, without_quotations
from assistant.sources import flat
from index.document import Card, Clause, Document
from index.errors import UnknownClauseError, UnknownDocumentError
from index.library import Library

_MARK = re.compile(r"[\[〔【［]\^?\s*(\d{1,3})\s*[\]〕】］]")
_BREATH = re.compile(r"[。；！？;\n]")
_LATIN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]{2,}")
LONGEST = 4_000  # characters of a text to judge; no conclusion takes more
# Words with a numeral in them that count nothing, in whatever text.
_WORDS = """
一是 二是 三是 一并 一起 统一 同一 之一 一致 一旦 一经 一些 一方 一方面 另一 进一 一步 这一 该一 某一 上一 下一 两者
二者 三者 其一 其二 不一 万一
"""
WORDS = frozenset(_WORDS.split())


class Grounds:
    """What the clauses, checks and question behind a verified answer bear out; made once an answer.

    Citations of clauses that do not exist give no grounds; nothing here is raised.
    """

    def __init__(self, answer: Answer, question: Question, library: Library) -> None:
        self.answer = answer
        self.question = question
        self.library = library
        self.clauses = _clauses(answer.citations, library)

    def complaint(self, text: str) -> Complaint | None:
        """Say what in a sentence or a paragraph, written to take the place of composed prose, has no grounds.

        `None` where all of it has: quotations（“…”）are verbatim in a cited clause; numbers stand with their unit and
        side（以上, 不超过）in a cited clause, the question, a check or the composed answer; titles, 文号, laws, clause
        labels and places are those of the cited; marks（[1], 〔1〕）are no more than the citations; there is no link,
        image or HTML; no modal（可以, 应当, 不得, 一般）or denial says other than the words that the sentence takes up.
        """
        if len(text) > LONGEST:
            return Complaint("foreign_markup", f"过长：{len(text)} 字，上限 {LONGEST} 字")
        if found := markup(text) or self._marked(text):
            return found
        rest, found = without_quotations(text, self.words)
        if found:
            return found
        rest, found = self.names.strip(_MARK.sub(lambda m: MASK * len(m[0]), rest))
        found = found or self.foreign(rest) or self.names.nationwide(rest)
        if found or (found := self._latin(rest)):
            return found
        words = self.words + self._prose
        return (
            self.unsourced(rest, self._known_composed, words)
            or self._torn(rest)
            or self._misplaced(rest)
            or self._unsaid(rest)
        )

    def foreign(self, prose: str) -> Complaint | None:
        """Say which place or law `prose` names that neither what is cited nor the question names."""
        return self.names.foreign_place(prose, self.library, self._places) or self.names.unknown_law(prose)

    def unsourced(
        self, prose: str, known: Callable[[], frozenset[Figure]], words: str, *, sides: bool = True
    ) -> Complaint | None:
        """Say which number of `prose` is none of `known`, or which word with a numeral does not stand in `words`.

        Without `sides`, 不足3000 may be made of 每3000.
        """
        stated = read_figures(prose)
        if stated.figures:
            have = known() if sides else {replace(figure, side="") for figure in known()}
            for figure, written in stated.figures:
                if (figure if sides else replace(figure, side="")) not in have:
                    return Complaint("unsourced_number", f"数字没有出处：{written}（{figure.unit}{figure.side}）")
        for before, after in stated.words:
            open_end = not after[-1].isalnum() or len(after) == 1
            if not (WORDS & {before, after} or after in words or (open_end and before in words)):
                return Complaint("unsourced_number", f"数字没有出处：{after}")
        return None

    def known(self) -> frozenset[Figure]:
        """The figures of the clauses, the question, the checks, and the dates of the cited documents."""
        return self._known

    @cached_property
    def words(self) -> str:
        """All that may be quoted: cited clauses, the question in all its readings, checks; in one line each."""
        return "\n".join(flat(text) for text in (*self._texts, *self._readings))

    @cached_property
    def names(self) -> Names:
        """What the answer's own prose may name: what it cites, checks by, or lists as related."""
        return self._names(self._sources)

    @cached_property
    def notice_names(self) -> Names:
        """What a notice may name: also the documents that it is about, and those related to what is cited."""
        clauses = [i for n in self.answer.notices for i in n.clause_ids]
        cited = {c.clause_id.partition(":")[0] for c in self.answer.citations}
        kin = frozenset[str]().union(*(self.library.relatives.get(i, frozenset()) for i in cited))
        named = [self.library.cards[i] for i in (*self.question.documents, *kin) if i in self.library.cards]
        return self._names([*self._sources, *((i, "") for i in clauses)], named)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        """What the answer stands on, verbatim."""
        checks = [t for c in self.answer.checks for t in (c.requirement, c.given, c.working, c.value, c.quote) if t]
        return (*(clause.text for clause in self.clauses), *checks)

    @cached_property
    def _readings(self) -> tuple[str, ...]:
        question = self.question
        corrections = [word for c in question.corrections for word in (c.typed, c.meant)]
        missing = [t for m in self.answer.missing for t in (m.name, m.unit) if t]
        spoken = dict.fromkeys((question.text, question.meant, question.asked))
        return (*spoken, *corrections, *(t for tr in question.translations for t in tr.terms), *missing)

    @cached_property
    def _known(self) -> frozenset[Figure]:
        dates = [str(c.issued_on) for c in self.answer.citations if c.issued_on]
        return _figures((*self._texts, *self._readings, *dates))

    def _known_composed(self) -> frozenset[Figure]:
        return self._known | read_figures(self._prose).known

    @cached_property
    def _prose(self) -> str:
        """The composed answer's own words, without quotes of clauses."""
        lines = unescaped(self.answer.text).replace("**", "").split("\n")
        return "\n".join(line for line in lines if not line.startswith(">"))

    @cached_property
    def _said(self) -> tuple[Said, ...]:
        return read_all((*self._texts, self._prose, unquoted(self._prose)))

    def _torn(self, prose: str) -> Complaint | None:
        """Figures said in one breath stand in one sentence of the sources, unless the asker or a check gave them."""
        for sentence in filter(None, _BREATH.split(prose)):
            stated = [f for f, _ in read_figures(sentence).figures if f not in self._free]
            for pair in pairwise(stated):
                if not any(figures.issuperset(pair) for figures in self._breaths):
                    return Complaint("unsourced_number", f"原文没有把这些数字放在一句里：{sentence}")
        return None

    def _misplaced(self, prose: str) -> Complaint | None:
        """Figures stand where the stretch that is taken up has them, not where another has（25人以上, 25人以下）."""
        for said in read_said(prose.replace(MASK, "")):
            stated = {f for f, _ in read_figures(said.text).figures} - self._computed
            others = taken_up(said, self._said) if stated else []
            if not any(alike(said, other) for other in others):
                stated -= self._free
            have = [have for other in others if (have := read_figures(other.text).known)]
            if stated and have and not any(stated <= known for known in have):
                return Complaint("unsourced_number", f"原文这句话用的不是这些数字：{said.text}")
        return None

    @cached_property
    def _computed(self) -> frozenset[Figure]:
        """What the checks compare and work out."""
        return _figures(t for c in self.answer.checks for t in (c.given, c.working, c.value) if t)

    @cached_property
    def _free(self) -> frozenset[Figure]:
        """Figures that the asker or a check gave, which may be set beside any other."""
        return self._computed | _figures(self._readings)

    @cached_property
    def _breaths(self) -> list[frozenset[Figure]]:
        """The figures of each sentence of the sources."""
        texts = (*self._texts, self._prose)
        return [read_figures(s).known for text in texts for s in _BREATH.split(text) if s]

    def _unsaid(self, prose: str) -> Complaint | None:
        strange = contradiction(prose.replace(MASK, ""), self._said, self.words + self._prose)
        strange = strange or undenied(prose, self.words + self._prose)
        return Complaint("unsourced_modal", strange) if strange else None

    @cached_property
    def _sources(self) -> list[tuple[str, str]]:
        """Clause ids and labels of what is cited, checked by, or related."""
        answer = self.answer
        found = [(c.clause_id, c.label) for c in answer.citations]
        found += [(r.clause_id, r.label) for r in answer.related]
        found += [(clause.id, clause.label) for clause in self.clauses]
        return found + [(i, "") for i in dict.fromkeys([*(c.clause_id for c in answer.checks)])]

    def _names(self, sources: Iterable[tuple[str, str]], more: Iterable[Card] = ()) -> Names:
        cards, labels = {c.id: c for c in more}, []
        for clause_id, label in sources:
            clause = _clause(clause_id, self.library)
            if clause:
                cards[clause.document_id] = self.library.cards[clause.document_id]
                labels += [(clause_id, label), (clause_id, clause.label)]
        citation = self.question.citation
        for place in (*citation.matches, *citation.near) if citation else ():
            cards[place.document.id] = place.document
            labels.append((place.clause.id, place.label))
        return Names(tuple(cards.values()), labels_of(labels), self.words)

    @property
    def _places(self) -> str:
        asked = [self.question.text, self.question.region or "", *self.question.uncovered]
        return "".join([*(f"{c.region or ''}{c.title}{c.issuer or ''}" for c in self.answer.citations), *asked])

    def _marked(self, text: str) -> Complaint | None:
        for match in _MARK.finditer(text):
            if not 1 <= int(match[1]) <= len(self.answer.citations):
                return Complaint("foreign_mark", f"没有这一条引文：{match[0]}")
        return None

    def _latin(self, prose: str) -> Complaint | None:
        strange = next((m[0] for m in _LATIN.finditer(prose) if m[0] not in self.words), None)
        return Complaint("foreign_markup", f"外文在原文中没有：{strange}") if strange else None


def _figures(texts: Iterable[str]) -> frozenset[Figure]:
    return frozenset[Figure]().union(*(read_figures(text).known for text in texts))


def existing(clause_id: str, library: Library) -> tuple[Clause, Document]:
    """Return a clause and its document; raises `VerificationError` where there is none of that id."""
    try:
        clause = library.clause(clause_id)
    except (UnknownClauseError, UnknownDocumentError) as error:
        raise VerificationError("unknown_clause", f"所引条款不存在：{clause_id}") from error
    return clause, library.document(clause.document_id)


def _clause(clause_id: str, library: Library) -> Clause | None:
    try:
        return library.clause(clause_id)
    except (UnknownClauseError, UnknownDocumentError):
        return None


def _clauses(citations: Iterable[Citation], library: Library) -> tuple[Clause, ...]:
    return tuple(c for i in dict.fromkeys(c.clause_id for c in citations) if (c := _clause(i, library)))
