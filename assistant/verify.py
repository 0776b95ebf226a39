"""The last stage: an answer whose quotes are not the documents' words, or that says more than they do, is not sent."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.answer import Answer, AnswerStatus, Check, Citation, clause_url
from assistant.citation import locate_reference
from assistant.complaint import VerificationError
from assistant.grounds import Grounds, existing
from assistant.mentions import short_place
from assistant.question import Question
from assistant.rules.check import check as apply
from assistant.rules.load import AnchoredRule, RuleBook, load_rules
from assistant.wording import Wording
from assistant.workings import wrong_working
from index.document import Clause, Document
from index.errors import UnknownClauseError, UnknownDocumentError
from index.library import Library
from index.marks import numeral

__all__ = ["VerificationError", "verify"]

_PLACE = re.compile(r"(?:第(?P<paragraph>[^第（）]{1,6})款)?(?:第（(?P<item>[^第（）]{1,6})）项)?")


def verify(
    answer: Answer,
    question: Question,
    library: Library,
    rules: RuleBook | None = None,
    outside: Collection[str] = (),
) -> Answer:
    """Return the answer unchanged if it holds; raises `VerificationError` where

    a citation is not a clause's, word for word and with its document's data, or of a region that does not answer;
    a check is not its rule's and clause's; or the text quotes, names, counts, binds, permits or links what the cited
    clauses, the question and the checks do not. `rules` are the library's, read anew where not given. `outside`
    are names of laws（《中华人民共和国工会法》, 第七条）that an answer which found nothing may point to.
    """
    if rules is None:
        rules = load_rules(library) if answer.checks else RuleBook({})
    _Facts(answer, question, library, rules).judge()
    Wording(Grounds(answer, question, library), rules, outside).judge()
    return answer


class _Facts:
    """All of an answer but its text."""

    def __init__(self, answer: Answer, question: Question, library: Library, rules: RuleBook) -> None:
        self._answer = answer
        self._question = question
        self._library = library
        self._rules = rules

    def judge(self) -> None:
        """Raise `VerificationError` at the first that is not so, citations first, which all else stands on."""
        for citation in self._answer.citations:
            self._citation(citation)
        self._asked()
        self._pointers()
        self._checks()

    def _citation(self, citation: Citation) -> None:
        clause, document = existing(citation.clause_id, self._library)
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
        return place.label == citation.label and place.span.start <= citation.start < citation.end <= place.span.end

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
            clause, document = existing(related.clause_id, self._library)
            if (related.label, related.title, related.url) != (clause.label, document.title, clause_url(clause.id)):
                raise VerificationError("wrong_label", f"相近条款的名称有误：{related.clause_id} {related.label}")
        for missing in self._answer.missing:
            existing(missing.clause_id, self._library)
        for notice in self._answer.notices:
            for clause_id in notice.clause_ids:
                existing(clause_id, self._library)

    def _checks(self) -> None:
        """Every check is its rule's, quotes its clause, and reckons right with the question's figures."""
        for check in self._answer.checks:
            clause, _ = existing(check.clause_id, self._library)
            if not check.quote.strip() or check.quote not in clause.text:
                raise VerificationError("altered_quote", f"规则的引文与原文不符：{check.rule_id} {check.clause_id}")
            rule = self._rules.rules.get(check.rule_id)
            if rule is None or not _is_by(check, rule):
                raise VerificationError("wrong_check", f"没有这样的规则：{check.rule_id} {check.clause_id}")
            readings = (self._question.text, self._question.meant, self._question.asked)
            if wrong := wrong_working(check, clause.text, readings):
                raise VerificationError("wrong_check", f"{wrong}：{check.rule_id}")


def _is_by(check: Check, rule: AnchoredRule) -> bool:
    """Whether the check quotes what the rule quotes and requires what it requires."""
    required = {blank.requirement for blank in apply(rule, {}).checks}
    return (rule.clause.id, rule.rule.quote) == (check.clause_id, check.quote) and check.requirement in required


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
