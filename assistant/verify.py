"""The last stage: an answer whose quotes are not the documents' words, or with a number of no source, is not sent."""

from __future__ import annotations

import re
import unicodedata

from assistant.answer import Answer
from index.errors import PolicyError, UnknownClauseError, UnknownDocumentError
from index.library import Library

_DIGITS = re.compile(r"\d+(?:\.\d+)?")


class VerificationError(PolicyError):
    """An answer failed verification; the message says in what, for the log."""

    code = "verification_failed"


def verify(answer: Answer, library: Library) -> Answer:
    """Return the answer unchanged if it holds; raises `VerificationError` where

    a citation's clause does not exist, a quote is not the document's text at its offsets or reaches beyond its clause,
    or the text holds a number that stands in no quoted clause, in the question, or in a check's working.
    """
    sources = [answer.question, answer.asked_as or ""]
    for citation in answer.citations:
        try:
            clause = library.clause(citation.clause_id)
        except (UnknownClauseError, UnknownDocumentError) as error:
            raise VerificationError(f"所引条款不存在：{citation.clause_id}") from error
        document = library.document(clause.document_id)
        if document.text[citation.start : citation.end] != citation.quote or not citation.quote.strip():
            raise VerificationError(f"引文与原文不符：{citation.clause_id} [{citation.start}:{citation.end}]")
        if not clause.span.start <= citation.start < citation.end <= clause.span.end:
            raise VerificationError(f"引文超出所引条款：{citation.clause_id} [{citation.start}:{citation.end}]")
        sources += [clause.text, document.title, citation.label, citation.doc_no or "", str(citation.issued_on)]
    for notice in answer.notices:
        sources.append(notice.text)
    for related in answer.related:
        sources += [related.label, related.title, related.clause_id]
    for check in answer.checks:
        sources += [check.requirement, check.given or "", check.working or "", check.value or "", check.quote]
    known = {n for s in sources for n in _numbers(s)}
    if unknown := _numbers(answer.text) - known:
        raise VerificationError(f"答案中的数字没有出处：{'、'.join(sorted(unknown))}")
    return answer


def _numbers(text: str) -> set[str]:
    return {n.lstrip("0") or "0" for n in _DIGITS.findall(unicodedata.normalize("NFKC", text))}
