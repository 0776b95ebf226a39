"""An answer over HTTP as server-sent events（text/event-stream）, ended as soon as nobody listens."""

from __future__ import annotations

import json
import logging
from collections.abc import Generator, Iterator, Sequence
from typing import Any, ClassVar, Final

import anyio
from fastapi.sse import format_sse_event
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.faults import DEFECT, error_body
from assistant.streaming import Checks, Citations, Delta, Event, Whole
from index.errors import PolicyError

# A proxy that buffers would hold back what is sent early in order to be read early.
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
KEEP_ALIVE: Final = format_sse_event(comment="")

log = logging.getLogger(__name__)


class EventStream(StreamingResponse):
    """The events of an answer: `citations` and `checks`（lists）, `delta`（{"text"}）, and `answer`, or `error`."""

    media_type = "text/event-stream"
    described: ClassVar[dict[int | str, dict[str, Any]]] = {
        200: {
            "description": "事件流，依次为 citations、checks、若干 delta（其 text 接续成文）和 answer（完整的答案）。"
            "answer 的 text 与各段 delta 不同的，以 answer 为准。开始发送后出错的，以 error 事件结束。",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    }

    def __init__(self, events: Generator[Event, None, None], status_code: int = 200) -> None:
        super().__init__(_encoded(events), status_code, headers=_HEADERS)
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events; however that ends, the work on the answer ends with it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(self._events.close)


def _encoded(events: Iterator[Event]) -> Iterator[bytes]:
    try:
        for event in events:
            yield _frame(event)
    except PolicyError as error:
        yield _written("error", error_body(error.code, str(error)))
    except Exception:  # the edge of the process: the reader must get an end, the log the traceback
        log.exception("边答边发时出错")
        yield _written("error", error_body(*DEFECT))


def _frame(event: Event) -> bytes:
    match event:
        case Citations(citations):
            return _written("citations", _plain(citations))
        case Checks(checks):
            return _written("checks", _plain(checks))
        case Delta(""):
            return KEEP_ALIVE
        case Delta(text):
            return _written("delta", {"text": text})
        case Whole(answer):
            return _written("answer", answer.model_dump(mode="json"))


def _plain(models: Sequence[BaseModel]) -> list[dict[str, Any]]:
    return [model.model_dump(mode="json") for model in models]


def _written(name: str, data: object) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
