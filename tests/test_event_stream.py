"""`POST /api/v1/ask/stream`: the answer as server-sent events, errors, and that nobody works for a reader who left."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from fakes import ScriptedGenerator
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_fixtures import MakeSite

from assistant.answer import Answer
from assistant.pipeline import Assistant
from assistant.streaming import Checks, Citations, Delta, Event
from index.errors import IndexUnavailableError

QUESTION = "区域性、行业性工会联合会委员会每届任期几年？"
HONEST = ("区域性、行业性工会联合会委员会", "每届任期为三年至五年[1]。")
URL = "/api/v1/ask/stream"


class Told(Assistant):
    """An assistant whose events are given."""

    def __init__(self, assistant: Assistant, *script: Event | Exception) -> None:
        super().__init__(assistant.shelf, assistant.embedder)
        self.script = script
        self.closed = threading.Event()

    def stream(self, question: str, **_: Any) -> Generator[Event, None, None]:
        return self._told()

    def _told(self) -> Generator[Event, None, None]:
        try:
            for event in self.script:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.closed.set()


def events_of(body: str) -> list[tuple[str, Any]]:
    """Names and data of the events; comments, which keep a line open, are no events."""
    frames = [frame.split("\n") for frame in body.split("\n\n") if frame.startswith("event: ")]
    assert all(len(frame) == 2 for frame in frames)
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in frames]


def test_the_events_come_in_order_and_the_last_is_the_answer(client: TestClient) -> None:
    response = client.post(URL, json={"question": QUESTION})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["x-accel-buffering"] == "no"
    assert response.headers["cache-control"] == "no-store"
    assert "任期" in response.text
    events = events_of(response.text)
    whole = Answer.model_validate(events[-1][1])
    plain = Answer.model_validate(client.post("/api/v1/ask", json={"question": QUESTION}).json())
    assert [name for name, _ in events] == ["citations", "checks", *["delta"] * (len(events) - 3), "answer"]
    assert whole.model_dump(exclude={"elapsed_ms"}) == plain.model_dump(exclude={"elapsed_ms"})
    assert events[0][1] == json.loads(plain.model_dump_json())["citations"]
    assert events[1][1] == json.loads(plain.model_dump_json())["checks"]
    assert "".join(data["text"] for name, data in events if name == "delta") == plain.text


def test_a_model_s_sentences_are_deltas(assistant: Assistant, make_site: MakeSite) -> None:
    generator = ScriptedGenerator("", *HONEST)
    site = make_site(Assistant(assistant.shelf, assistant.embedder, generator=generator))
    response = TestClient(site).post(URL, json={"question": QUESTION})
    assert ("delta", {"text": "\n\n" + "".join(HONEST)}) in events_of(response.text)
    assert "\n\n: \n\n" in response.text, "silence is kept alive"
    assert generator.closed


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"question": ""}, 400, "bad_question"),
        ({"question": "？" * 3000}, 400, "bad_question"),
        ({}, 422, "bad_request"),
        ({"question": QUESTION, "as_of": "明天"}, 422, "bad_request"),
    ],
)
def test_what_cannot_be_asked_is_an_http_error(client: TestClient, body: Any, status: int, code: str) -> None:
    response = client.post(URL, json=body)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert response.headers["content-type"] == "application/json"


def test_an_error_on_the_way_is_an_event(
    assistant: Assistant, make_site: MakeSite, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told(assistant, Citations(()), Checks(()), Delta("三年"), IndexUnavailableError("索引不可用。"))
    *_, last = events_of(TestClient(make_site(told)).post(URL, json={"question": "问"}).text)
    assert last == ("error", {"error": {"code": "index_unavailable", "message": "索引不可用。"}})
    broken = Told(assistant, Citations(()), ZeroDivisionError("secret"))
    response = TestClient(make_site(broken)).post(URL, json={"question": "问"})
    assert events_of(response.text)[-1][1]["error"]["code"] == "internal_error"
    assert "secret" not in response.text
    assert "ZeroDivisionError: secret" in caplog.text


@contextmanager
def listening(site: FastAPI) -> Iterator[int]:
    """The port of the site, served by uvicorn in a thread."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        server = uvicorn.Server(uvicorn.Config(site, log_level="error", lifespan="off", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


class Waiting(ScriptedGenerator):
    """A model that is silent for as long as it is listened to."""

    def __init__(self) -> None:
        super().__init__()
        self.left = threading.Event()

    def stream(self, instructions: str, request: str) -> Generator[str, None, None]:
        try:
            while not self.left.wait(0.01):
                yield ""
        finally:
            self.left.set()


def test_who_hangs_up_stops_the_work(assistant: Assistant, make_site: MakeSite) -> None:
    generator = Waiting()
    site = make_site(Assistant(assistant.shelf, assistant.embedder, generator=generator))
    body = json.dumps({"question": QUESTION}).encode()
    head = f"POST {URL} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with listening(site) as port:
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(head.encode() + body)
            received = b""
            while b"event: delta" not in received:
                received += line.recv(4096)
            assert not generator.left.is_set()
        assert generator.left.wait(20)


def test_it_is_described(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"][URL]["post"]
    assert list(described["responses"]["200"]["content"]) == ["text/event-stream"]
    assert "citations" in described["responses"]["200"]["description"]
    assert described["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("AskRequest")
