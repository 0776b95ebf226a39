"""The last stage: an answer whose quotes are not the documents' words, or that says more than they do, is not sent."""

from __future__ import annotations

import re

from assistant.answer import Answer, AnswerStatus, Citation, Verdict, clause_url
from assistant.citation import locate_reference
from assistant.complaint import Complaint, Reason
from assistant.compose import notice_line
from assistant.figures import read_figures
from assistant.grounds import MASK, Grounds, flat, markup, unescaped
from assistant.mentions import short_place
from assistant.modality import contradiction, misquoted, read_all
from assistant.question import Question
from assistant.rules.compose import RESULTS
from assistant.rules.intent import read_intent
from assistant.rules.load import RuleBook
from assistant.workings import wrong_working
from index.document import Card, Clause, Document, Span
from index.errors import PolicyError, UnknownClauseError, UnknownDocumentError
from index.library import Library
from index.marks import numeral

_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]*)\)")
_PLACE = re.compile(r"(?:第(?P<paragraph>[^第（）]{1,6})款)?(?:第（(?P<item>[^第（）]{1,6})）项)?")
# What composed answers say of themselves, whose modals need no clause.
_TEMPLATES = re.compile(
    r"要回答这一问题，还需要知道|请补充后再问|，(?:未达到|尚待确认)的是：|建议换一种说法再问，或向上一级工会核实|^另据|两种算法一并列出"
)
_SENTENCE = re.compile(r"[^。；！？]+[。；！？]*\**")
_RULE = re.compile(r"\|(?:---\|)+")


class VerificationError(PolicyError):
    """An answer failed verification; the message says in what, for the log, `reason` in a word, for the metrics."""

    code = "verification_failed"

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def verify(answer: Answer, question: Question, library: Library, rules: RuleBook | None = None) -> Answer:
    """Return the answer unchanged if it holds; raises `VerificationError` where

    a citation is not a clause's, word for word and with its document's data, or of a region that does not answer;
    a check is not its rule's and clause's; or the text quotes, names, counts, binds, permits or links what the cited
    clauses, the question and the checks do not. With `rules`, a verdict must be told in the words of a rule.
    """
    _Verification(answer, question, library, rules).run()
    return answer


class _Verification:
    def __init__(self, answer: Answer, question: Question, library: Library, rules: RuleBook | None) -> None:
        self._answer = answer
        self._question = question
        self._library = library
        self._rules = rules

    def run(self) -> None:
        """Everything in turn, the citations first, which all else stands on."""
        for citation in self._answer.citations:
            self._citation(citation)
        self._asked()
        self._pointers()
        self._checks()
        self._grounds = Grounds(self._answer, self._question, self._library)
        self._text()

    def _citation(self, citation: Citation) -> None:
        clause, document = self._clause(citation.clause_id)
        where = f"{citation.clause_id} [{citation.start}:{citation.end}]"
        if document.text[citation.start : citation.end] != citation.quote or not citation.quote.strip():
            raise VerificationError("altered_quote", f"引文与原文不符：{where}")
        if not clause.span.start <= citation.start < citation.end <= clause.span.end:
            raise VerificationError("outside_clause", f"引文超出所引条款：{where}")
        for name, said, true in _data(citation, document):
            if said != true:
                raise VerificationError("wrong_document", f"所引文件的{name}有误：{where} {said!r}，应为 {true!r}")
        if not self._is_place(citation, clause):
            raise VerificationError("wrong_label", f"所引条款的编号有误：{where} {citation.label}")
        self._region(document)

    def _is_place(self, citation: Citation, clause: Clause) -> bool:
        """Whether the label is the clause's, or that of a paragraph or item of it that holds the quote."""
        if citation.label == clause.label:
            return True
        inside = _PLACE.fullmatch(citation.label.removeprefix(clause.label))
        if inside is None or not citation.label.startswith(clause.label):
            return False
        paragraph, item = (numeral(n) if n else None for n in (inside["paragraph"], inside["item"]))
        reference = clause.id + (f"#{paragraph}" if paragraph else "") + (f".{item}" if item else "")
        try:
            place = locate_reference(self._library, reference)
        except (UnknownClauseError, UnknownDocumentError):
            return False
        return place.label == citation.label and _holds(place.span, citation)

    def _region(self, document: Document) -> None:
        """A local document answers for its place alone, or where it was asked for; and the answer says whose it is."""
        if document.region is None:
            return
        citation = self._question.citation
        asked_for = citation is not None and any(p.document.id == document.id for p in citation.matches)
        if not asked_for and not self._question.admits(document.id, document.region):
            raise VerificationError("foreign_region", f"所引文件只适用于{document.region}：{document.id}")
        if short_place(document.region) not in self._answer.text:
            raise VerificationError("foreign_region", f"没有写明所引文件只适用于{document.region}：{document.id}")

    def _asked(self) -> None:
        """The answer is to this question, for this place, on this day."""
        answer, question = self._answer, self._question
        if answer.question != question.text or answer.as_of != question.as_of:
            raise VerificationError("wrong_check", "答案与所问的问题或日期不符")
        if answer.region != question.region:
            raise VerificationError("foreign_region", f"答案的地区与提问不符：{answer.region}")
        if answer.status is AnswerStatus.NOT_FOUND and (answer.citations or answer.verdict):
            raise VerificationError("lost_verdict", "没有查到，却有引文或结论")

    def _pointers(self) -> None:
        """Whatever else names a clause names one that exists, by its own name."""
        for related in self._answer.related:
            clause, document = self._clause(related.clause_id)
            if (related.label, related.title, related.url) != (clause.label, document.title, clause_url(clause.id)):
                raise VerificationError("wrong_label", f"相近条款的名称有误：{related.clause_id} {related.label}")
        for missing in self._answer.missing:
            self._clause(missing.clause_id)
        for notice in self._answer.notices:
            for clause_id in notice.clause_ids:
                self._clause(clause_id)

    def _checks(self) -> None:
        """Every check is its rule's, quotes its clause, and reckons right with the question's figures."""
        for check in self._answer.checks:
            clause, _ = self._clause(check.clause_id)
            if not check.quote.strip() or check.quote not in clause.text:
                raise VerificationError("altered_quote", f"规则的引文与原文不符：{check.rule_id} {check.clause_id}")
            if self._rules is not None:
                rule = self._rules.rules.get(check.rule_id)
                if rule is None or (rule.clause.id, rule.rule.quote) != (check.clause_id, check.quote):
                    raise VerificationError("wrong_check", f"没有这样的规则：{check.rule_id} {check.clause_id}")
            readings = (self._question.text, self._question.meant, self._question.asked)
            if wrong := wrong_working(check, clause.text, readings):
                raise VerificationError("wrong_check", f"{wrong}：{check.rule_id}")

    def _clause(self, clause_id: str) -> tuple[Clause, Document]:
        try:
            clause = self._library.clause(clause_id)
        except (UnknownClauseError, UnknownDocumentError) as error:
            raise VerificationError("unknown_clause", f"所引条款不存在：{clause_id}") from error
        return clause, self._library.document(clause.document_id)

    def _text(self) -> None:
        """The text in blocks: quotes, tables, notices, links, and what is left, which is prose."""
        prose: list[str] = []
        for block in self._answer.text.split("\n\n"):
            if block.startswith(">"):
                prose.append(">" + block)
            else:
                prose += block.split("\n")
        quotes, lines = [p[1:] for p in prose if p.startswith(">")], [p for p in prose if not p.startswith(">")]
        for quote in _blocks(quotes):
            if not any(quote in clause.text for clause in self._grounds.clauses):
                raise VerificationError("altered_quote", f"引文与所引条款不符：{quote[:60]}")
        notices = {notice_line(n) for n in self._answer.notices}
        rows = self._rows()
        told = False
        for line in filter(None, lines):
            if line.startswith("注意："):
                self._notice(line, notices)
            elif line.startswith("|"):
                if line not in rows and not _RULE.fullmatch(line):
                    raise VerificationError("wrong_check", f"核对表与规则的核对不符：{line[:80]}")
            else:
                told = self._prose(line) or told
        if self._rules is not None and self._answer.verdict and self._answer.checks and not told:
            raise VerificationError("lost_verdict", "结论不是规则所定的话")

    def _rows(self) -> frozenset[str]:
        """The rows that a table of the checks may hold."""
        rows = {"| 文件要求 | 所给情况 | 核对 | 结果 |"}
        for c in self._answer.checks:
            cells = (c.requirement, c.given or "未说明", c.working or "—", RESULTS[c.outcome])
            rows.add("| " + " | ".join(_cell(text) for text in cells) + " |")
        return frozenset(rows)

    def _notice(self, line: str, notices: set[str]) -> None:
        """A notice is one of the answer's, and names and counts only what it is about and what the catalogue says."""
        if line not in notices:
            raise VerificationError("altered_quote", f"提示不在答案的提示之列：{line[:80]}")
        self._raise(markup(line))
        grounds, text = self._grounds, unescaped(line)
        cards = grounds.notice_names.cards
        remarks = "\n".join(remark for card in cards for remark in _remarks(card))
        rest, complaint = grounds.without_quotations(text, grounds.words + remarks)
        self._raise(complaint)
        for remark in remarks.split("\n"):
            rest = rest.replace(remark, MASK) if remark else rest
        rest, complaint = grounds.notice_names.strip(_TEMPLATES.sub(MASK, rest))
        self._raise(complaint)
        self._raise(grounds.unsourced(rest, grounds.known, grounds.words + remarks, sides=False))

    def _prose(self, line: str) -> bool:
        """Judge a line of the answer's own words; `True` where it tells the verdict in the words of a rule."""
        grounds = self._grounds
        rest = self._without_links(line)
        self._raise(markup(rest))
        rest = unescaped(rest).strip().removeprefix("- ")
        told = False
        for said in self._sayings():
            if said in rest:
                rest, told = rest.replace(said, MASK), True
        rest = self._without_sentences(rest)
        if not rest.strip(MASK + "* 。"):
            return told
        rest, complaint = grounds.without_quotations(rest, grounds.words)
        self._raise(complaint)
        rest, complaint = grounds.names.strip(_TEMPLATES.sub(MASK, rest))
        self._raise(complaint)
        self._raise(grounds.unsourced(rest, grounds.known, grounds.words))
        if self._answer.status is not AnswerStatus.NOT_FOUND:
            self._modal(rest)
        return told

    def _without_sentences(self, line: str) -> str:
        """The line without sentences that are a cited clause's, word for word: those are quotes without their marks."""
        texts = [flat(clause.text) for clause in self._grounds.clauses]
        kept = (s for s in _SENTENCE.findall(line) if not any(s.strip("* ") in text for text in texts))
        return "".join(kept)

    def _without_links(self, line: str) -> str:
        """The line with links to the reader's pages as their text alone; any other link is left for the complaint."""

        def text(link: re.Match[str]) -> str:
            path = link[2].removeprefix("/d/")
            document_id, _, place = path.partition("#")
            if path == link[2] or (not place and document_id not in self._library.cards):
                return link[0]
            if place:
                clause, document = self._clause(f"{document_id}:{place}")
                if unescaped(link[1]) not in (f"《{document.title}》{clause.label}", clause.label, clause.id):
                    raise VerificationError("wrong_label", f"链接的文字与所指条款不符：{link[0]}")
            return link[1]

        return _LINK.sub(text, line)

    def _sayings(self) -> list[str]:
        """What the rules of the checks say for the verdict, longest first."""
        if self._rules is None:
            return []
        found = [(v, said) for c in self._answer.checks for v, said in self._rules.rules[c.rule_id].rule.says.items()]
        intent = read_intent(self._question.meant) if found else None
        turned = intent is None or intent.breach or intent.must or self._answer.verdict is None
        verdicts = set(Verdict) if turned else {self._answer.verdict}
        return sorted({said.rstrip("。") for v, said in found if v in verdicts}, key=len, reverse=True)

    def _modal(self, prose: str) -> None:
        """Outside quotes nothing binds or denies but as clauses and checks do, and nothing is a clause's all but a word."""
        checks = [t for c in self._answer.checks for t in (c.requirement, c.given) if t]
        said = read_all([*(clause.text for clause in self._grounds.clauses), *checks])
        bare = prose.replace(MASK, "").replace("*", "")
        if strange := contradiction(bare, said, self._grounds.words):
            raise VerificationError("unsourced_modal", strange)
        if altered := misquoted(bare, said, self._grounds.words):
            raise VerificationError("altered_quote", f"与原文只差几字：{altered}")

    @staticmethod
    def _raise(complaint: Complaint | None) -> None:
        if complaint:
            raise VerificationError(complaint.reason, complaint.detail)


def _data(citation: Citation, document: Document) -> list[tuple[str, object, object]]:
    """What a citation says of its document beside what the catalogue says."""
    return [
        ("文号", citation.doc_no, document.number),
        ("标题", citation.title, document.title),
        ("发文机关", citation.issuer, document.issuer),
        ("日期", citation.issued_on, document.issued_on),
        ("层级", citation.level, document.level.value),
        ("地区", citation.region, document.region),
        ("链接", citation.url, clause_url(citation.clause_id)),
    ]


def _remarks(card: Card) -> list[str]:
    """What the catalogue says of a document in sentences."""
    return [*card.unstated.values(), *(e.note for e in card.errata), *([card.note] if card.note else [])]


def _holds(span: Span, citation: Citation) -> bool:
    return span.start <= citation.start < citation.end <= span.end


def _blocks(quotes: list[str]) -> list[str]:
    """Block quotes as the text that they quote."""
    found = []
    for quote in quotes:
        lines = [line[1:].removeprefix(" ") for line in quote.split("\n")]
        found.append(unescaped("\n".join(line for line in lines if line)))
    return found


def _cell(text: str) -> str:
    return "".join("\\" + c if c in "\\`*_[]<>#|" else c for c in text.replace("\n", " "))
