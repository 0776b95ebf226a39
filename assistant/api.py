"""The HTTP interface `/api/v1`, and the probes for whoever watches the site."""

from __future__ import annotations

import logging
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.responses import PlainTextResponse, Response

from assistant.answer import Answer
from assistant.api_models import (
    MAX_QUERY,
    AskRequest,
    ClauseModel,
    DocumentDetail,
    DocumentModel,
    ErrorResponse,
    ExportRequest,
    Health,
    LookupModel,
    RuleCheckRequest,
)
from assistant.citation import locate_reference
from assistant.event_stream import EventStream
from assistant.export.entry import Asked, ask_in_turn
from assistant.export.files import MEDIA_TYPES, Format, encode, file_name
from assistant.metrics import CONTENT_TYPE
from assistant.pipeline import Assistant
from assistant.question import Turn
from assistant.rules.describe import OutcomeModel, RuleModel
from assistant.rules.given import find_rule, read_given
from index.errors import IndexUnavailableError
from index.library import Library

PREFIX = "/api/v1"

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorResponse, "description": meaning}
    for status, meaning in {
        400: "问题或请求体无法读取",
        404: "没有所指的文件、条款或规则",
        413: "请求内容过大",
        422: "参数有误",
        500: "系统内部出错",
        503: "索引不可用",
    }.items()
}

_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "导出的文件",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()},
    }
}

log = logging.getLogger(__name__)


def api_router(assistant: Assistant) -> APIRouter:
    """Return the routes under `/api/v1`."""
    router = APIRouter(prefix=PREFIX, responses=_ERRORS)

    @router.post("/ask", summary="提问")
    def ask(request: AskRequest) -> Answer:
        """Answer a question."""
        turns = [Turn(role=t.role, content=t.content) for t in request.history]
        region = (request.region or "").strip() or None
        return assistant.ask(request.question, region=region, as_of=request.as_of, history=turns)

    @router.post("/export", summary="问答导出为文件", response_class=Response, responses=_FILE)
    def export(request: ExportRequest) -> Response:
        """Ask the questions of a conversation again and return them with their answers as a file."""
        kind = Format(request.format)
        entries = ask_in_turn(assistant, [Asked(t.question, t.region, t.as_of) for t in request.turns])
        names = f"filename=\"policy-answers.{kind}\"; filename*=UTF-8''{quote(file_name(entries, kind))}"
        headers = {"Content-Disposition": f"attachment; {names}"}  # RFC 6266, the name in Chinese by RFC 5987
        return Response(encode(entries, kind), media_type=MEDIA_TYPES[kind], headers=headers)

    @router.post("/ask/stream", summary="提问，边答边发", response_class=EventStream, responses=EventStream.described)
    def ask_stream(request: AskRequest) -> EventStream:
        """Answer a question in events: `citations`, `checks`, `delta` after `delta`, and `answer` with the whole."""
        turns = [Turn(role=t.role, content=t.content) for t in request.history]
        region = (request.region or "").strip() or None
        return EventStream(assistant.stream(request.question, region=region, as_of=request.as_of, history=turns))

    @router.get("/cite", summary="按引用查条款")
    def cite(
        q: Annotated[str, Query(max_length=MAX_QUERY, description="如：总工办发〔2020〕2号第九条")],
    ) -> LookupModel:
        """Look up what a citation points to."""
        return LookupModel.of(assistant.cite(q), assistant.shelf.current())

    @router.get("/clauses/{reference:path}", summary="条款原文")
    def clause(reference: str) -> ClauseModel:
        """Return a clause, or a paragraph of it（条款标识后加 %23 和款的序号）, with its neighbours."""
        library = assistant.shelf.current()
        return ClauseModel.of(locate_reference(library, reference), library)

    @router.get("/documents", summary="文件目录")
    def documents() -> list[DocumentModel]:
        """List the documents."""
        library = assistant.shelf.current()
        return [DocumentModel.of(card, library) for card in library.cards.values()]

    @router.get("/documents/{document_id}", summary="一份文件及其条款目录")
    def document(document_id: str) -> DocumentDetail:
        """Describe one document."""
        library = assistant.shelf.current()
        return DocumentDetail.of(library.document(document_id), library)

    @router.get("/documents/{document_id}/text", summary="文件全文", response_class=PlainTextResponse)
    def text(document_id: str) -> PlainTextResponse:
        """Return the served text, to which all offsets refer."""
        return PlainTextResponse(assistant.shelf.current().document(document_id).text)

    @router.get("/rules", summary="全部规则")
    def rules() -> list[RuleModel]:
        """List the rules."""
        return [RuleModel.of(rule) for rule in assistant.rules()]

    @router.get("/rules/{rule_id}", summary="一条规则")
    def rule(rule_id: str) -> RuleModel:
        """Return one rule."""
        return RuleModel.of(find_rule(assistant.rules(), rule_id))

    @router.post("/rules/{rule_id}/check", summary="用所给情况核对一条规则")
    def check(rule_id: str, request: RuleCheckRequest) -> OutcomeModel:
        """Apply one rule to facts given by name."""
        found = find_rule(assistant.rules(), rule_id)
        return OutcomeModel.of(found, read_given(found, request.facts))

    return router


def health_router(assistant: Assistant) -> APIRouter:
    """Return the liveness and readiness probes, and the metrics."""
    router = APIRouter(responses={503: _ERRORS[503]})

    @router.head("/healthz", include_in_schema=False)
    @router.get("/healthz", summary="进程是否在运行")
    def healthz() -> Health:
        """Say that the process is alive."""
        return Health()

    @router.head("/readyz", include_in_schema=False)
    @router.get("/readyz", summary="索引能否应答")
    def readyz() -> Health:
        """Say whether the index answers a probe query."""
        try:
            library = assistant.shelf.current()
            sound = answers_probe(library)
        except Exception as error:  # whatever the reason, a site that cannot search is not ready
            log.exception("索引自检失败")
            raise IndexUnavailableError("索引自检失败，详情见日志。请检查磁盘，或重新建立索引。") from error
        if not sound:
            raise IndexUnavailableError("索引自检未通过：查不到已收录的条款。请重新建立索引。")
        return Health(index=library.name)

    @router.get("/metrics", summary="运行指标（Prometheus 文本格式）", response_class=PlainTextResponse)
    def metrics() -> PlainTextResponse:
        """Return the counters; they hold no word of any question."""
        return PlainTextResponse(assistant.metrics.exposition(), media_type=CONTENT_TYPE)

    return router


def answers_probe(library: Library) -> bool:
    """Whether a clause of the library is found by its own words and by its own vector."""
    clause = next(c for c in library.clauses(library.document_ids[0]) if not c.is_heading)
    passage, vector = library.clause_passages([clause.id])[0]
    nearest = [hit for hit, _ in library.search_vector(vector, 5)]
    return passage.id in nearest and bool(library.search_words(clause.text, 1))
