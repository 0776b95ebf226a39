"""The wire to a language model: sends what is needed and the key, takes JSON or events in bounds, goes no further.

Environment variables reach far into the clients above it（OPENAI_CUSTOM_HEADERS, OPENAI_ORG_ID, proxies）; here is
where that ends.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Protocol

import httpx2

from assistant.generator import Failure

if TYPE_CHECKING:
    from pydantic import SecretStr

JSON = "application/json"
EVENTS = "text/event-stream"
SENT = ("Host", "Content-Type", "Content-Length", "Transfer-Encoding", "Connection", "User-Agent")


class MakeError(Protocol):
    """Makes the error that names the endpoint."""

    def __call__(self, what: str, reason: Failure, *, lasting: bool = False) -> Exception:
        """Return the error that says `what`."""
        ...


class GuardedTransport(httpx2.AsyncBaseTransport):
    """A transport that raises `error` for redirects, for success of the wrong type, and for more than `size` bytes.

    Asked for events（`streaming`）, an endpoint may answer with one JSON document, which is handed on as one event.
    """

    def __init__(self, key: SecretStr | None, size: int, error: MakeError, *, streaming: bool = False) -> None:
        self._inner = httpx2.AsyncHTTPTransport()
        self._key = key
        self._size = size
        self._error = error
        self._kinds = (EVENTS, JSON) if streaming else (JSON,)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request with our headers alone, and check what comes back before anybody reads it."""
        headers = {name: request.headers[name] for name in SENT if name in request.headers}
        headers |= {"Accept": ", ".join(self._kinds), "Accept-Encoding": "identity"}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key.get_secret_value()}"
        # Another request, for the client above reads the headers of its own again.
        sent = httpx2.Request(
            request.method, request.url, headers=headers, stream=request.stream, extensions=request.extensions
        )
        response = await self._inner.handle_async_request(sent)
        if complaint := self._complaint(response):
            await response.aclose()
            raise complaint
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Bounded(response.stream, self._size, self._error)
        if response.is_success and EVENTS in self._kinds and _kind(response) == JSON:
            response.stream = _AsEvent(response.stream)
        return response

    def _complaint(self, response: httpx2.Response) -> Exception | None:
        if 300 <= response.status_code < 400:
            return self._error(
                "要求转到别的地址，未予跟随。请把 POLICY_LLM_BASE_URL 改为最终地址。", "redirected", lasting=True
            )
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            return self._error("的回答经过压缩，未予接收。请在该服务上关闭压缩。", "not_json", lasting=True)
        if response.is_success and _kind(response) not in self._kinds:
            return self._error(
                "返回的不是 JSON，恐怕不是 OpenAI 兼容接口。请核对 POLICY_LLM_BASE_URL（通常以 /v1 结尾）。",
                "not_json",
                lasting=True,
            )
        return None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def _kind(response: httpx2.Response) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, size: int, error: MakeError) -> None:
        self._stream = stream
        self._size = size
        self._error = error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for chunk in self._stream:
            read += len(chunk)
            if read > self._size:
                raise self._error(f"的回答超过 {self._size} 字节，未予接收。请换用其他模型。", "endless")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


class _AsEvent(httpx2.AsyncByteStream):
    """A whole chat completion as the one event of a stream; raises what reading a thing that is none raises."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        completion = json.loads(b"".join([chunk async for chunk in self._stream]))
        for choice in completion["choices"]:
            choice["delta"] = choice.pop("message")
        yield b"data: " + json.dumps(completion).encode() + b"\n\n"

    async def aclose(self) -> None:
        await self._stream.aclose()
