"""Findings → answer: the sentences that answer, then the clauses they stand in; nothing that no clause says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import (
    Answer,
    AnswerStatus,
    Notice,
    RelatedClause,
    Verdict,
    clause_url,
)
from assistant.contrast import Side, contrast
from assistant.notices import reading_notices
from assistant.premise import Contradiction
from assistant.question import Question
from assistant.sources import (
    DENIAL,
    TRAILING,
    Finding,
    citation_of,
    escaped,
    flat,
    local_name,
    said_by,
    short_name,
    source_name,
    source_of,
)
from assistant.yes_no import Conclusion, conclude, context_of
from index.document import Card, Clause, Document

MAX_RELATED = 3
MAX_SEARCHED = 8  # documents that a refusal names
SHORT_CLAUSE = 240  # characters; a further clause so short is given whole
LIST = 3  # sentences from which a list is told as one
BRIEF = 12  # characters; so short a lead（主要是：）says nothing by itself
LISTS = "列有以下各项："
NOT_FOUND = "收录的文件中没有查到能够回答这一问题的条款。"


def compose(
    question: Question,
    findings: Sequence[Finding],
    *,
    index: str,
    notices: Sequence[Notice] = (),
    premise: Contradiction | None = None,
    also: Sequence[tuple[Clause, Document]] = (),
) -> Answer:
    """Compose the answer that stands on `findings`, the best first; a premise that a clause contradicts is named first.

    `also` are clauses that answer too and are more than can be cited.

    A verdict is given on such a premise, and where the very words that are quoted settle it (`assistant.yes_no`): to
    take 可以 or 不得 in the nearest sentence for the answer is wrong too often.
    """
    related = related_to(also)
    conclusion = None if premise else _concluded(question, findings[0])
    body = [*_conclusions(findings, premise, conclusion), *_clauses(findings)]
    body += ["同列的还有：\n\n" + _links(related)] if related else []
    verdict = Verdict.NO if premise and premise.asked else conclusion.verdict if conclusion else None
    return _answered(question, findings, body, index=index, notices=notices, verdict=verdict, related=related)


def compose_compared(
    question: Question, sides: Sequence[Side], *, index: str, notices: Sequence[Notice] = ()
) -> Answer:
    """Compose the answer to a comparison: what differs, a table of both sides, the clauses."""
    findings = [f for side in sides for f in side.findings]
    return _answered(question, findings, [*contrast(sides), *_clauses(findings)], index=index, notices=notices)


def compose_cited(
    question: Question, findings: Sequence[Finding], *, index: str, notices: Sequence[Notice] = ()
) -> Answer:
    """Compose the answer to a question for clauses by their number: the clauses as they stand."""
    names = "、".join(f"{escaped(short_name(f.document))}{f.label}" for f in findings)
    body = [f"**{names}原文如下：**", *(source_of(f, whole=True, lead="出处") for f in findings)]
    return _answered(question, findings, body, index=index, notices=notices)


def compose_not_found(
    question: Question,
    near: Sequence[tuple[Clause, Document]],
    *,
    index: str,
    reason: str = NOT_FOUND,
    notices: Sequence[Notice] = (),
    searched: Sequence[Card] = (),
    elsewhere: str | None = None,
) -> Answer:
    """Compose the answer that says so where nothing in the corpus answers.

    `searched` are the documents that were looked through, `elsewhere` the name of a text, not in the corpus, that is
    known to answer questions of this kind.
    """
    related = related_to(near[:MAX_RELATED])
    notices = [*reading_notices(question), *notices]
    parts = [f"**{escaped(reason)}**"]
    if elsewhere:
        parts.append(f"这类问题通常见于《{escaped(elsewhere)}》，该文件不在收录范围内，请查阅其现行文本。")
    if related:
        parts.append("以下条款内容相近，供参考，但并未直接回答：\n\n" + _links(related))
    if searched:
        names = "、".join(escaped(source_name(card)) for card in searched[:MAX_SEARCHED])
        parts.append(f"已查阅：{names}{'等' if len(searched) > MAX_SEARCHED else ''}。")
    parts += map(notice_line, notices)
    parts.append("建议写明组织类型、事项和地区后再问，或向本级工会有关部门、上一级工会咨询。")
    return Answer(
        question=question.text,
        asked_as=question.asked_as,
        status=AnswerStatus.NOT_FOUND,
        text="\n\n".join(parts),
        related=related,
        notices=tuple(notices),
        region=question.region,
        as_of=question.as_of,
        index=index,
    )


def related_to(clauses: Sequence[tuple[Clause, Document]]) -> tuple[RelatedClause, ...]:
    """Clauses as an answer points to them."""
    return tuple(RelatedClause(clause_id=c.id, label=c.label, title=d.title, url=clause_url(c.id)) for c, d in clauses)


def _links(related: Sequence[RelatedClause]) -> str:
    return "\n".join(f"- [《{escaped(r.title)}》{r.label}]({r.url})" for r in related)


def notice_line(notice: Notice) -> str:
    """A notice as the answer's text says it."""
    return f"注意：{escaped(notice.text)}"


def _answered(
    question: Question,
    findings: Sequence[Finding],
    body: Sequence[str],
    *,
    index: str,
    notices: Sequence[Notice],
    verdict: Verdict | None = None,
    related: Sequence[RelatedClause] = (),
) -> Answer:
    notices = [*reading_notices(question), *notices]
    return Answer(
        question=question.text,
        asked_as=question.asked_as,
        status=AnswerStatus.ANSWERED,
        verdict=verdict,
        text="\n\n".join([*body, *map(notice_line, notices)]),
        citations=tuple(map(citation_of, findings)),
        related=tuple(related),
        notices=tuple(notices),
        region=question.region,
        as_of=question.as_of,
        index=index,
    )


def _concluded(question: Question, finding: Finding) -> Conclusion | None:
    """Yes or no, as the words say that are quoted first; a list says neither."""
    if finding.item or finding.listed:
        return None
    quote = finding.quote.of(finding.document.text)
    return conclude(question, quote, context_of(finding.clause, finding.document.title))


def _conclusions(
    findings: Sequence[Finding], premise: Contradiction | None, conclusion: Conclusion | None
) -> Iterator[str]:
    """What answers, a line a clause: the first is the conclusion, the others add to it. Lists are told as lists."""
    first, *others = findings
    if first.item:
        yield from _list_of_clauses(findings)
        return
    if premise:
        yield f"**{DENIAL}{said_by(first)}**"
    elif first.listed and len(first.sentences) >= LIST:
        yield from _list_in_clause(first)
    else:
        yield f"**{conclusion.lead if conclusion else ''}{said_by(first)}**"
    for finding in others:
        same = finding.document.id == first.document.id
        local = finding.document.region if first.document.region is None else None
        lead = "该文件" if same else f"{local_name(local)}另有规定，" if local else "另据"
        where = said_by(finding).removeprefix(escaped(short_name(finding.document))) if same else said_by(finding)
        yield f"{lead}{where}"


def _list_in_clause(finding: Finding) -> Iterator[str]:
    """The members of a list that a clause makes, with what leads to them where that says something."""
    words = [flat(span.of(finding.document.text)).strip() for span in finding.sentences]
    lead, members = (words[0], words[1:]) if words[0].endswith(("：", ":")) else ("", words)
    yield f"**{escaped(f'{short_name(finding.document)}{finding.label}')}{LISTS}**"
    if len(lead) > BRIEF:
        yield escaped(lead)
    yield "\n".join(f"- {escaped(member.rstrip(TRAILING))}" for member in members)


def _list_of_clauses(findings: Sequence[Finding]) -> Iterator[str]:
    """The heading over clauses that make a list, and what each says: its own heading, or all its words."""
    first = findings[0]
    yield f"**{escaped(f'{short_name(first.document)}“{first.clause.headings[-1]}”')}{LISTS}**"
    yield "\n".join(f"- {escaped(f.words)}" for f in findings)


def _clauses(findings: Sequence[Finding]) -> Iterator[str]:
    """The clauses behind the conclusion; a further one that is long with the words that are quoted alone.

    Of a list of clauses, which the conclusion quotes, only where they stand.
    """
    first, last = findings[0], findings[-1]
    if first.item:
        yield f"依据：{escaped(source_name(first.document))}{first.label}至{last.label}"
        return
    for i, finding in enumerate(findings):
        yield source_of(finding, whole=i == 0 or len(finding.clause.text) <= SHORT_CLAUSE)
