"""What the reader must know beside the answer: how it was read, where and until when it holds, what prevails."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.answer import Notice
from assistant.question import Question
from assistant.retrieve import Evidence
from assistant.rules.load import RuleBook
from assistant.sources import Finding, local_name, short_name, source_name
from index.document import Card, Span, Status
from index.library import Library

MAX_SHOWN = 8  # corrections of a question that are named
MAX_NAMED = 3  # documents of other places that are named
_MARKUP = re.compile(r"[<>\[\]`&*_\\|“”]|//")  # what an earlier turn may hold and a notice may not
_ENDED = {Status.REPEALED: "已经废止", Status.EXPIRED: "已经失效"}


def reading_notices(question: Question) -> list[Notice]:
    """Say what a question was read as where that is not what was typed: in full, without errors, in Chinese terms."""
    notices = []
    if question.region and not question.region_understood:
        text = f"未能确定所填地区“{question.region}”是哪里，未按地方文件作答，请写全省、市、县的名称。"
        notices.append(Notice(kind="jurisdiction", text=text))
    if question.asked_as:
        read = "结合上文作答。" if _MARKUP.search(question.asked_as) else f"结合上文，按“{question.asked_as}”作答。"
        notices.append(Notice(kind="context", text=read))
    if corrections := question.corrections[:MAX_SHOWN]:
        meant = "".join(f"“{c.meant}”" for c in corrections)
        typed = "".join(f"“{c.typed}”" for c in corrections)
        notices.append(Notice(kind="correction", text=f"已按{meant}检索（原文输入{typed}）。"))
    if terms := list(dict.fromkeys(term for t in question.translations for term in t.terms))[:MAX_SHOWN]:
        words = "".join(f"“{term.strip('“”')}”" for term in terms)
        notices.append(Notice(kind="correction", text=f"英文用语已按{words}检索。"))
    return notices


NoticesOf = Callable[[Sequence[Finding]], list[Notice]]
"""Returns what there is to say of findings."""


def source_notices(question: Question, library: Library, book: RuleBook, findings: Sequence[Finding]) -> list[Notice]:
    """Say of what an answer stands on whether it still holds, and how it stands to other documents."""
    return [
        *uncovered_notices(question, _documents(findings)),
        *_foreign(question, findings),
        *_validity(question, findings),
        *_slips(findings),
        *_stricter(findings, book),
        *_forwarded(question, findings, library),
        *_newer(findings),
    ]


def elsewhere_notices(elsewhere: Sequence[Evidence]) -> list[Notice]:
    """Say that another place has a rule on the matter, which does not bind here."""
    if not elsewhere:
        return []
    places = list(dict.fromkeys(e.document.region or "" for e in elsewhere))[:MAX_NAMED]
    names = "、".join(dict.fromkeys(source_name(e.document) for e in elsewhere if e.document.region in places))
    where = "、".join(map(local_name, places))
    text = f"{where}对类似事项另有规定，见{names}，仅适用于当地，本答复未引用。如属当地，请注明地区后再问。"
    return [Notice(kind="jurisdiction", text=text, clause_ids=tuple(e.clause.id for e in elsewhere))]


def uncovered_notices(question: Question, answered_by: Sequence[Card] | None) -> list[Notice]:
    """Say of which places that are asked about there is no local document; `answered_by` none where nothing answers."""
    if not question.uncovered or any(card.region for card in answered_by or ()):
        return []
    places = "、".join(question.uncovered[:MAX_NAMED])
    so = "以上依据全国文件作答；" if answered_by else ""
    text = f"没有收录{places}的地方文件，{so}当地如另有规定，请向当地总工会核实。"
    return [Notice(kind="jurisdiction", text=text)]


def _validity(question: Question, findings: Sequence[Finding]) -> list[Notice]:
    """Mark documents and words that no longer hold, do not hold yet, or of which that cannot be told."""
    notices = []
    for document in _documents(findings):
        name, day = source_name(document), question.as_of
        since = document.effective_from or document.issued_on
        if document.status in _ENDED or (document.effective_to and document.effective_to < day):
            text = f"{name}{_ENDED.get(document.status, '已经失效')}，仅供查考，不能作为现行依据。"
        elif since and since > day:
            text = f"{name}在所问日期尚未施行。"
        elif document.status is not Status.IN_FORCE and (remark := document.unstated.get("status")):
            text = f"{short_name(document)}：{remark}"
        else:
            continue
        notices.append(Notice(kind="validity", text=text))
    for finding in findings:
        for lapse in finding.document.lapses:
            if lapse.clause_id == finding.clause.id and lapse.until < question.as_of and _quotes(finding, lapse.quote):
                text = f"{short_name(finding.document)}{finding.label}中“{lapse.quote}”：{lapse.note}"
                notices.append(Notice(kind="validity", text=text, clause_ids=(finding.clause.id,)))
    return notices


def _slips(findings: Sequence[Finding]) -> list[Notice]:
    """Show what looks like a slip of the source beside the words that are quoted."""
    return [
        Notice(kind="ambiguity", text=erratum.note, clause_ids=(finding.clause.id,))
        for finding in findings
        for erratum in finding.document.errata
        if erratum.clause_id == finding.clause.id and _quotes(finding, erratum.quote)
    ]


def _stricter(findings: Sequence[Finding], book: RuleBook) -> list[Notice]:
    """Name a local rule that is stricter than the national one."""
    notices = []
    cited = {f.clause.id: f for f in findings if f.document.region}
    for anchored in book if cited else ():
        rule, finding = anchored.rule, cited.get(anchored.clause.id)
        if rule.stricter_than and finding and _quotes(finding, rule.quote):
            wider = book.rules[rule.stricter_than.rule]
            text = (
                f"{local_name(finding.document.region or '')}的规定严于全国规定（{short_name(wider.document)}"
                f"{wider.clause.label}）：{rule.stricter_than.by}。"
            )
            notices.append(Notice(kind="jurisdiction", text=text, clause_ids=(finding.clause.id, wider.clause.id)))
    return notices


def _forwarded(question: Question, findings: Sequence[Finding], library: Library) -> list[Notice]:
    """Say which document forwards which, where one of them answers and both bind the asker."""
    cited = {d.id for d in _documents(findings)}
    near = cited.union(*(library.relatives.get(i, frozenset()) for i in cited))
    notices = []
    for card in (library.cards[i] for i in sorted(near)):
        for original in (library.cards[r.document_id] for r in card.relations if r.kind == "forwards"):
            if {card.id, original.id} & cited and _binds(question, card):
                issuer = card.issuer or local_name(card.region or "")
                text = (
                    f"{short_name(card)}是{issuer}转发{short_name(original)}的文件，其中的要求在当地与原文件一并执行。"
                )
                notices.append(Notice(kind="relation", text=text))
    return notices


def _newer(findings: Sequence[Finding]) -> list[Notice]:
    """Say which prevails where an older and a newer document on the same matter both answer."""
    notices = []
    for older in _documents(findings):
        kin = {r.document_id for r in older.relations if r.kind == "same_matter"}
        for finding in findings:
            if finding.document.id in kin and _issued_before(older, finding.document):
                name = short_name(finding.document)
                text = f"{name}印发在后，与{short_name(older)}不一致的，以{name}为准。"
                notices.append(Notice(kind="relation", text=text, clause_ids=(finding.clause.id,)))
    return list({n.text: n for n in notices}.values())


def _foreign(question: Question, findings: Sequence[Finding]) -> list[Notice]:
    """Say of a document of another place, which was named, that it does not bind the asker's."""
    if not question.region:
        return []
    return [
        Notice(
            kind="jurisdiction",
            text=f"{short_name(d)}仅适用于{local_name(d.region)}，不适用于所选地区（{question.region}）。",
        )
        for d in _documents(findings)
        if d.region and d.region not in question.own
    ]


def newest_first(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with a document before the older ones on the same matter, as it prevails; else as they are."""
    ranked = list(findings)
    for i, later in enumerate(ranked):
        kin = {r.document_id for r in later.document.relations if r.kind == "same_matter"}
        for j in range(i):
            if ranked[j].document.id in kin and _issued_before(ranked[j].document, later.document):
                ranked.insert(j, ranked.pop(i))
                break
    return ranked


def _documents(findings: Sequence[Finding]) -> list[Card]:
    return list({f.document.id: f.document for f in findings}.values())


def _quotes(finding: Finding, words: str) -> bool:
    """Whether the sentences that answer share words with a stretch of the clause."""
    start = finding.clause.span.start + finding.clause.text.find(words)
    stretch = Span(start, start + len(words))
    return any(s.start < stretch.end and stretch.start < s.end for s in finding.sentences)


def _binds(question: Question, card: Card) -> bool:
    return question.admits(card.id, card.region)


def _issued_before(older: Card, newer: Card) -> bool:
    return bool(older.issued_on and newer.issued_on and older.issued_on < newer.issued_on)
