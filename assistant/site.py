"""The site: the HTTP interface, the pages and the chat in one application, and the server that runs it."""

from __future__ import annotations

import errno
import logging
import socket
import sys
from contextlib import suppress

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from assistant.api import PREFIX, api_router, health_router
from assistant.chat import create_chat
from assistant.edge import BodyLimit, LastResort, SecurityHeaders
from assistant.faults import register_faults
from assistant.gate import ChatGate
from assistant.pages import pages_router
from assistant.pipeline import Assistant, open_assistant
from assistant.progress import progress_bar
from assistant.settings import Settings, SettingsError
from assistant.templating import STATIC, STATIC_URL

MAX_UPLOAD = "1kb"  # nothing is uploaded; should the gate ever open, this is what comes through
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


class _StaticFiles(StaticFiles):
    """Static files that browsers keep for a day, and ask again with their ETag after that."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response


def create_site(assistant: Assistant, settings: Settings) -> FastAPI:
    """Return the application that serves everything."""
    chat = _mounted_chat(assistant, settings)
    site = FastAPI(
        title="工会政策助手",
        description="只依据收录的政策文件作答，条款逐字引用。",
        version="1",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=chat.router.lifespan_context,
    )
    site.include_router(api_router(assistant))
    site.include_router(health_router(assistant))
    site.include_router(pages_router(assistant))
    site.mount(STATIC_URL, _StaticFiles(directory=STATIC))
    register_faults(site)
    site.add_middleware(ChatGate, chat=chat)  # the first added is the innermost
    site.add_middleware(LastResort)
    site.add_middleware(BodyLimit)
    site.add_middleware(SecurityHeaders)
    return site


def _mounted_chat(assistant: Assistant, settings: Settings) -> FastAPI:
    """Return Gradio in an application of its own, which stands behind the gate."""
    shell = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    shell.add_middleware(CORSMiddleware, allow_origins=[])  # or Gradio would admit any origin, with credentials
    theme = gr.themes.Base(
        primary_hue="red", neutral_hue="gray", radius_size="md", font=FONTS, font_mono=("monospace",)
    )
    gr.mount_gradio_app(
        shell,
        create_chat(assistant),
        "/",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=MAX_UPLOAD,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=theme,
    )
    return shell


def serve(settings: Settings, host: str | None = None, port: int | None = None) -> None:
    """Open the assistant and serve the site until it is stopped.

    Raises `SettingsError` where the address cannot be used, and the `PolicyError` of a corpus with no index to serve.
    """
    host, port = host or settings.host, settings.port if port is None else port
    with _listen(host, port) as listening, suppress(KeyboardInterrupt):
        with progress_bar() as report:
            assistant, complaint = open_assistant(settings, report)
        if complaint:
            _say(f"注意：{complaint} 现用此前建好的索引继续服务。")
        assistant.embedder.encode_query("工会")  # loads the model now, not while the first officer waits
        site = create_site(assistant, settings)
        _say(f"工会政策助手已启动：{_address(host, listening.getsockname()[1])}（按 Ctrl+C 停止）")
        _run(site, listening)


def _run(site: FastAPI, listening: socket.socket) -> None:
    """Serve until told to stop; chats that are open then are cut off, which is no error."""
    server = uvicorn.Server(
        uvicorn.Config(site, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1)
    )
    logging.getLogger("uvicorn.error").addFilter(lambda _: not server.should_exit)
    server.run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Bind before anything slow is done, so that a wrong address is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)  # two servers may bind one port under SO_REUSEADDR, but not listen on it
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "errno", None)
        if reason == errno.EADDRINUSE:
            message = f"端口 {port} 已被占用。请停止占用它的程序，或用 --port（或设置 POLICY_PORT）换一个端口。"
        elif reason == errno.EACCES:
            message = f"没有权限使用端口 {port}。请换一个 1024 以上的端口。"
        else:
            message = f"无法在 {host}:{port} 上提供服务。请核对 --host 和 --port（或设置 POLICY_HOST、POLICY_PORT）。"
        raise SettingsError(message) from error
    return listening


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - shown, not bound to
    return f"http://{shown}:{port}"


def _say(message: str) -> None:
    sys.stderr.write(message + "\n")
    sys.stderr.flush()
