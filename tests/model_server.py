"""A language model's endpoint on 127.0.0.1 that behaves, or misbehaves, as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

EVENTS = "text/event-stream"


class Exchange(BaseHTTPRequestHandler):
    """One request; its `body` has been read when the server's `behave` is called."""

    protocol_version = "HTTP/1.1"
    server: ModelServer
    body: dict[str, Any]

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.path, dict(self.headers.items()), self.body))
        self.close_connection = True
        with suppress(BrokenPipeError, ConnectionResetError):  # the client had enough
            self.server.behave(self)

    def log_message(self, *_: object) -> None:
        pass

    def reply(self, status: int, content: bytes, kind: str = "application/json", **headers: str) -> None:
        """Send one whole answer; underscores in names of headers become hyphens."""
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def say(self, text: str) -> None:
        """Send `text` as the model's message."""
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        completion = {"id": "1", "object": "chat.completion", "created": 1, "model": "test", "choices": [choice]}
        self.reply(200, json.dumps(completion).encode())

    def open_stream(self, kind: str = EVENTS) -> None:
        """Begin an answer whose end is that of the connection."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def event(self, finish: str | None = None, **delta: Any) -> None:
        """Send one piece of a streamed message."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self.line(json.dumps({"id": "1", "object": "chat.completion.chunk", "created": 1, "choices": [choice]}))

    def line(self, data: str) -> None:
        """Send one event of a stream with whatever it holds."""
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def stream(self, *pieces: str, finish: str | None = "stop", done: bool = True) -> None:
        """Stream `pieces` as the model's message, with what ends it."""
        self.open_stream()
        self.event(role="assistant", content="")
        for piece in pieces:
            self.event(content=piece)
        if finish:
            self.event(finish)
        if done:
            self.line("[DONE]")

    def drip(self, content: bytes, kind: str = "application/json") -> None:
        """Send `content` again and again until the client goes or the server stops."""
        self.open_stream(kind)
        while not self.server.stopping.is_set():
            self.wfile.write(content)
            self.wfile.flush()


Behaviour = Callable[[Exchange], None]


class ModelServer(ThreadingHTTPServer):
    """The server; `behave` may be replaced at any time, `seen` has path, headers and body of every request."""

    def __init__(self, behave: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.behave = behave
        self.seen: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def model_server(behave: Behaviour) -> Iterator[ModelServer]:
    """Serve in a thread while the block runs."""
    server = ModelServer(behave)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
