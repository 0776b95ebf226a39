"""The pages beside the chat: the document reader, the list of documents, the rules, and the citation look-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from assistant.api_models import MAX_QUERY, place_url
from assistant.citation import Lookup
from assistant.pipeline import Assistant, today
from assistant.reader import contents, find, lay_out
from assistant.rules.describe import RuleModel
from assistant.templating import chinese_date, render
from index.document import Card, Document, Level, Status
from index.errors import QuestionError
from index.library import Library

CITE_EXAMPLES: Final = (
    "总工办发〔2020〕2号第九条",
    "全总2019年24号文第三条第二款",
    "《关于新形势下加强基层工会建设的意见》第五部分",
    "acftu-2020-2:2.9",
)
_RELATIONS: Final = {
    "forwards": ("转发", "由此件转发"),
    "attached_to": ("附于", "附有"),
    "same_matter": ("同一事项，另见", "同一事项，另见"),
    "amends": ("修改", "被此件修改"),
    "replaces": ("废止并代替", "被此件废止并代替"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a document's particulars; `stated` is false where the value says why there is none."""

    name: str
    value: str
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Kin:
    """A related document, and what it is to this one."""

    relation: str
    document: Card


def pages_router(assistant: Assistant) -> APIRouter:
    """Return the routes of the pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.api_route("/d/{document_id}", methods=["GET", "HEAD"])
    def reader(document_id: str, q: Annotated[str, Query()] = "") -> str:
        library = assistant.shelf.current()
        document = library.document(document_id)
        clauses = library.clauses(document_id)
        query = q.strip()[:MAX_QUERY]
        found = find(document.text, query)
        return render(
            "reader.html",
            document=document,
            layout=lay_out(document, clauses, found),
            contents=contents(clauses),
            facts=facts(document),
            validity=validity(document, today()),
            kin=kin(document, library),
            query=query,
            found=len(found),
        )

    @router.api_route("/documents", methods=["GET", "HEAD"])
    def documents() -> str:
        library = assistant.shelf.current()
        rows = [(d, facts(d), library.clause_counts.get(d.id, 0)) for d in library.cards.values()]
        return render("documents.html", rows=rows)

    @router.api_route("/rules", methods=["GET", "HEAD"])
    def rules() -> str:
        shown = [RuleModel.of(rule) for rule in assistant.rules()]
        topics = {topic: [r for r in shown if r.topic == topic] for topic in dict.fromkeys(r.topic for r in shown)}
        return render("rules.html", topics=topics)

    @router.api_route("/cite", methods=["GET", "HEAD"])
    def cite(q: Annotated[str, Query()] = "") -> str:
        query = q.strip()
        try:
            if len(query) > MAX_QUERY:
                raise QuestionError(f"引用过长，上限 {MAX_QUERY} 字。请只写文号或文件名称和条款编号。")
            lookup = assistant.cite(query) if query else Lookup("")
        except QuestionError as error:
            lookup = Lookup(query, message=str(error))
        return render(
            "cite.html",
            query=query[:MAX_QUERY],
            message=lookup.message,
            matches=lookup.matches,
            examples=CITE_EXAMPLES,
            place_url=place_url,
        )

    return router


def facts(document: Card) -> list[Fact]:
    """Return the particulars of a document; what the source does not state says so."""
    region = document.region or ("全国" if document.level is Level.NATIONAL else None)
    return [
        _fact("文号", document.number, document.unstated.get("number", "来源文本未载文号")),
        _fact("发文机关", document.issuer, document.unstated.get("issuer", "来源文本未署发文机关")),
        _fact("印发日期", document.issued_on, document.unstated.get("issued_on", "来源文本未载印发日期")),
        _fact("适用地区", region, document.unstated.get("region", "来源文本未载明适用地区")),
    ]


def _fact(name: str, value: str | date | None, otherwise: str) -> Fact:
    if value is None:
        return Fact(name, otherwise.rstrip("。"), stated=False)
    return Fact(name, chinese_date(value) if isinstance(value, date) else value)


def validity(document: Document, day: date) -> tuple[str, str]:
    """Return the kind of the status banner (`in_force`, `ended`, `unknown`) and its words."""
    since, until = document.effective_from, document.effective_to
    if document.status is Status.REPEALED:
        return "ended", "本文件已废止，仅供查考。"
    if document.status is Status.EXPIRED or (until and until < day):
        return "ended", f"本文件已失效{f'（有效期至{chinese_date(until)}）' if until else ''}，仅供查考。"
    if since and since > day:
        return "unknown", f"本文件自{chinese_date(since)}起施行，目前尚未施行。"
    if document.status is Status.IN_FORCE:
        return "in_force", f"现行有效{f'，有效期至{chinese_date(until)}' if until else ''}"
    return "unknown", document.unstated.get("status", "来源文本未载有效期，是否现行有效请向发文机关核实。")


def kin(document: Document, library: Library) -> list[Kin]:
    """Return the documents related to this one, in either direction, each once."""
    related = {
        r.document_id: Kin(_RELATIONS.get(r.kind, ("相关", ""))[0], library.document(r.document_id))
        for r in document.relations
    }
    for other in library.cards.values():
        for relation in other.relations:
            if relation.document_id == document.id and other.id not in related:
                related[other.id] = Kin(_RELATIONS.get(relation.kind, ("", "相关"))[1], other)
    return list(related.values())
