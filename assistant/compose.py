"""Findings → answer: the sentences that answer, then the clauses they stand in; nothing that no clause says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answer import (
    Answer,
    AnswerStatus,
    Citation,
    Notice,
    RelatedClause,
    clause_url,
)
from assistant.citation import Located
from assistant.question import Question
from index.document import Clause, Document, Span

MAX_RELATED = 3
MAX_SHOWN = 8  # corrections of a question that are named
SHORT_CLAUSE = 240  # characters; a further clause so short is given whole
NOT_FOUND = "现有文件中没有查到能够回答这一问题的条款。"


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause that answers, the spans (in the document's text) of the sentences that do, and its label.

    `listed` says that the sentences are a whole list, `item` that the clause is one of several that make a list, all of
    which is asked for: its last heading then names the list.
    """

    document: Document
    clause: Clause
    sentences: tuple[Span, ...]
    label: str
    span: Span
    listed: bool = False
    item: bool = False

    @property
    def quote(self) -> Span:
        """From the first to the last of the sentences."""
        return Span(self.sentences[0].start, self.sentences[-1].end)


def finding_of(place: Located) -> Finding:
    """A place that was asked for by its number answers with all its words."""
    return Finding(place.document, place.clause, (place.span,), place.label, place.span)


def compose(
    question: Question,
    findings: Sequence[Finding],
    *,
    index: str,
    notices: Sequence[Notice] = (),
    also: Sequence[tuple[Clause, Document]] = (),
) -> Answer:
    """Compose the answer that stands on `findings`, the best first; `also` are clauses that answer and are not cited.

    It gives no verdict: to take 可以 or 不得 in the nearest sentence for the answer to a question is wrong too often.
    Verdicts are the rules'.
    """
    sources = [source_of(f, whole=i == 0 or len(f.clause.text) <= SHORT_CLAUSE) for i, f in enumerate(findings)]
    notices = [*reading_notices(question), *notices]
    related = _related(also)
    further = ["同列的还有：\n\n" + _links(related)] if related else []
    text = "\n\n".join([_conclusion(findings[0]), *sources, *further, *map(notice_line, notices)])
    return Answer(
        question=question.text,
        status=AnswerStatus.ANSWERED,
        text=text,
        citations=tuple(map(citation_of, findings)),
        related=related,
        notices=tuple(notices),
        region=question.region,
        as_of=question.as_of,
        index=index,
    )


def compose_not_found(
    question: Question,
    near: Sequence[tuple[Clause, Document]],
    *,
    index: str,
    reason: str = NOT_FOUND,
    notices: Sequence[Notice] = (),
    searched: Sequence[str] = (),
) -> Answer:
    """Compose the answer that says so where nothing in the corpus answers."""
    related = _related(near[:MAX_RELATED])
    parts = [reason]
    if searched:
        parts.append("已查阅：" + "、".join(searched) + "。")
    if related:
        parts.append("以下条款内容相近，供参考，但并未直接回答：\n\n" + _links(related))
    notices = [*reading_notices(question), *notices]
    parts += map(notice_line, notices)
    parts.append("建议换一种说法再问，或向上一级工会核实。")
    return Answer(
        question=question.text,
        status=AnswerStatus.NOT_FOUND,
        text="\n\n".join(parts),
        related=related,
        notices=tuple(notices),
        region=question.region,
        as_of=question.as_of,
        index=index,
    )


def _related(clauses: Sequence[tuple[Clause, Document]]) -> tuple[RelatedClause, ...]:
    return tuple(RelatedClause(clause_id=c.id, label=c.label, title=d.title, url=clause_url(c.id)) for c, d in clauses)


def _links(related: Sequence[RelatedClause]) -> str:
    return "\n".join(f"- [《{r.title}》{r.label}]({r.url})" for r in related)


def reading_notices(question: Question) -> list[Notice]:
    """Say what a question was read as where that is not what was typed: errors set right, English in Chinese terms."""
    notices = []
    if corrections := question.corrections[:MAX_SHOWN]:
        meant = "".join(f"“{c.meant}”" for c in corrections)
        typed = "".join(f"“{c.typed}”" for c in corrections)
        notices.append(Notice(kind="correction", text=f"已按{meant}检索（原文输入{typed}）。"))
    if terms := list(dict.fromkeys(term for t in question.translations for term in t.terms))[:MAX_SHOWN]:
        words = "".join(f"“{term.strip('“”')}”" for term in terms)
        notices.append(Notice(kind="correction", text=f"英文用语已按{words}检索。"))
    return notices


def notice_line(notice: Notice) -> str:
    """A notice as the answer's text says it."""
    return f"注意：{escaped(notice.text)}"


def source_name(document: Document) -> str:
    """How a document is named in an answer: title and number, or what stands in for a number that is not stated."""
    if document.number:
        return document.display_title
    origin = "，".join(filter(None, [document.region, _written(document.issued_on), "来源文本未载文号"]))
    return f"《{document.title}》（{origin}）"


def _written(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _conclusion(finding: Finding) -> str:
    """The sentences that answer; of a list of clauses the heading above them."""
    if finding.item:
        return f"**{escaped(finding.clause.headings[-1])}如下：**"
    return f"**{escaped(''.join(_flat(s.of(finding.document.text)) for s in finding.sentences))}**"


def source_of(finding: Finding, *, whole: bool) -> str:
    """The clause behind the conclusion, whole, or the words of it that are quoted."""
    quoted = (finding.span if whole else finding.quote).of(finding.document.text)
    lines = "\n>\n".join("> " + escaped(line) for line in quoted.split("\n"))
    return f"依据：{escaped(source_name(finding.document))}{finding.label}\n\n{lines}"


def citation_of(finding: Finding) -> Citation:
    """Return the citation of a finding."""
    document, quote = finding.document, finding.quote
    return Citation(
        clause_id=finding.clause.id,
        doc_no=document.number,
        title=document.title,
        issuer=document.issuer,
        issued_on=document.issued_on,
        level=document.level.value,
        region=document.region,
        label=finding.label,
        quote=quote.of(document.text),
        start=quote.start,
        end=quote.end,
        url=clause_url(finding.clause.id),
    )


def _flat(text: str) -> str:
    return text.replace("\n", "")


def escaped(text: str) -> str:
    """Keep a document's own characters from being read as Markdown."""
    return "".join("\\" + c if c in "\\`*_[]<>#|" else c for c in text)
