"""A language model's endpoint on 127.0.0.1 that behaves, or misbehaves, as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


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

    def drip(self, content: bytes, kind: str = "application/json") -> None:
        """Send `content` again and again until the client goes or the server stops."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
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
