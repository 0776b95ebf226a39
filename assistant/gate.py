"""The gate before Gradio: lets through what the chat needs, closes the rest, and ties its page to this host.

Gradio mounted bare takes anonymous uploads, serves files and proxies, and names foreign hosts in its page. The gate is
an allow-list of routes; the page leaves it with a content policy under which a browser asks no other host for anything.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.faults import fault
from assistant.templating import STATIC_URL

_READ: Final = re.compile(
    r"/|/config/?|/theme\.css|/assets/[^/]+|/gradio_api/(heartbeat/\w+|queue/data|startup-events|app_id)"
)
_WRITE: Final = re.compile(r"/gradio_api/(queue/join|reset|cancel)/?")
_CLOSED: Final = re.compile(r"/(gradio_api|config|assets|login|logout|monitoring)(/.*)?")
_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'self'; "
    "frame-ancestors 'self'"
)
_STRIPPED: Final = (
    re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):.*?/>\s*', re.DOTALL),
    re.compile(r'<link rel="manifest"[^>]*>\s*'),
    re.compile(r'<link rel="(?:preconnect|dns-prefetch|preload)"[^>]*https?:[^>]*>\s*'),
    re.compile(r"<script>(?:(?!</script>).)*iframeResizer\.contentWindow.*?</script>\s*", re.DOTALL),
)
_HEAD: Final = (
    '<head><meta name="description" content="工会政策问答，条款逐字引用">'
    f'<link rel="icon" href="{STATIC_URL}/icon.svg" type="image/svg+xml">'
    f'<link rel="stylesheet" href="{STATIC_URL}/chat.css">'
    f'<script src="{STATIC_URL}/chat.js"></script>'
)


class ChatGate:
    """Sends the chat's own requests to Gradio and all others to the site."""

    def __init__(self, app: ASGIApp, chat: FastAPI) -> None:
        self._site = app
        self._chat = chat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self._site(scope, receive, send)
        path, method = scope["path"], scope["method"]
        readable = method in ("GET", "HEAD") and _READ.fullmatch(path)
        if readable and path == "/":
            return await self._page(scope, receive, send)
        if readable or (method == "POST" and _WRITE.fullmatch(path) and not _from_elsewhere(scope)):
            return await self._chat(scope, receive, send)
        if _CLOSED.fullmatch(path):
            closed = fault(Request(scope), 403, "forbidden", "本站不开放这一功能。")
            return await closed(scope, receive, send)
        return await self._site(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the chat's page, rewritten, under a policy of its own."""
        nonce = secrets.token_urlsafe(16)
        start: Message = {}
        body = b""
        headers = [(k, v) for k, v in scope["headers"] if k not in (b"accept-encoding", b"range")]

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            if message["type"] != "http.response.body":
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            if scope["method"] == "GET":
                body = local_page(body.decode(), nonce).encode()
                MutableHeaders(scope=start)["content-length"] = str(len(body))
            MutableHeaders(scope=start)["content-security-policy"] = _POLICY.format(nonce=nonce)
            MutableHeaders(scope=start)["cache-control"] = "no-store"
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self._chat({**scope, "headers": headers}, receive, rewrite)


def local_page(html: str, nonce: str) -> str:
    """Return Gradio's page in Chinese dress, without what names other hosts, its scripts bearing the nonce."""
    for pattern in _STRIPPED:
        html = pattern.sub("", html)
    html = re.sub(r'<html\s+lang="en"', '<html lang="zh-CN"', html, count=1)
    html = html.replace("<head>", _HEAD, 1)
    return re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', html)


def _from_elsewhere(scope: Scope) -> bool:
    """Whether a page of another site sent the request, as browsers say."""
    return Headers(scope=scope).get("sec-fetch-site") in ("cross-site", "same-site")
