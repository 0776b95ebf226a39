"""What endpoints of language models do wrong, and what is to come of it; for `model_server`."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest
from model_server import EVENTS, Behaviour, Exchange

from assistant.generator import Limits

KEY = "sk-very-secret-0123456789"
PATIENT = Limits(connect=5, first_token=30, idle=30, total=30, retries=0, size=20_000)
SLOW_TO_START = replace(PATIENT, first_token=0.2, size=10**7)
SLOW_TO_GO_ON = replace(PATIENT, idle=0.2, size=10**7)
SLOW_TO_END = replace(PATIENT, total=0.3, size=10**7)


def status(code: int) -> Behaviour:
    return lambda e: e.reply(code, json.dumps({"error": {"message": f"bad key {KEY}"}}).encode())


def line(data: str) -> Behaviour:
    def send(exchange: Exchange) -> None:
        exchange.open_stream()
        exchange.event(content="三年")
        exchange.line(data)

    return send


def hung_up(exchange: Exchange) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Type", EVENTS)
    exchange.send_header("Content-Length", "1000")
    exchange.end_headers()
    exchange.event(content="三年")


def babble(exchange: Exchange) -> None:
    exchange.open_stream()
    while not exchange.server.stopping.is_set():
        exchange.event(content="三年" * 20)


def silent(exchange: Exchange) -> None:
    exchange.server.stopping.wait()


def mute(exchange: Exchange) -> None:
    """Send events without a word, as an endpoint does that only shows that it is alive, or thinks for ever."""
    exchange.open_stream()
    while not exchange.server.stopping.wait(0.01):
        exchange.event(role="assistant", content="")


def halting(exchange: Exchange) -> None:
    exchange.open_stream()
    exchange.event(content="三年")
    mute(exchange)


def dripping(exchange: Exchange) -> None:
    exchange.open_stream()
    while not exchange.server.stopping.wait(0.01):
        exchange.event(content="三")


FAULTS = [
    pytest.param(status(401), "refused", True, id="401"),
    pytest.param(status(403), "refused", True, id="403"),
    pytest.param(status(404), "refused", True, id="404"),
    pytest.param(status(429), "refused", False, id="429"),
    pytest.param(status(500), "refused", False, id="500"),
    pytest.param(
        lambda e: e.reply(307, b"{}", Location="http://127.0.0.1:9/v1/chat/completions"), "redirected", True, id="moved"
    ),
    pytest.param(lambda e: e.reply(200, b"<html>sign in</html>", "text/html"), "not_json", True, id="a page"),
    pytest.param(
        lambda e: e.reply(200, gzip.compress(b"0" * 10_000_000), EVENTS, Content_Encoding="gzip"),
        "not_json",
        True,
        id="a bomb",
    ),
    pytest.param(lambda e: e.reply(200, b"not json"), "not_json", False, id="no json"),
    pytest.param(lambda e: e.reply(200, b'{"error": "none"}'), "not_json", False, id="an error instead"),
    pytest.param(lambda e: e.reply(200, b'{"choices": [1]}'), "not_json", False, id="a choice that is none"),
    pytest.param(lambda e: e.reply(200, b'{"choices": []}'), "truncated", False, id="no choice"),
    pytest.param(lambda e: e.reply(200, b"[" * 15_000), "not_json", False, id="deep json"),
    pytest.param(line("{not json"), "not_json", False, id="an event of no json"),
    pytest.param(line("[]"), "not_json", False, id="an event of another kind"),
    pytest.param(
        line('{"choices": 5}'),
        "not_json",
        False,
        id="choices that are none",
        marks=pytest.mark.filterwarnings("ignore:Pydantic serializer"),
    ),
    pytest.param(line('{"error": {"message": "overloaded"}}'), "refused", False, id="an error as an event"),
    pytest.param(hung_up, "broken", False, id="hung up"),
    pytest.param(babble, "endless", False, id="babble"),
    pytest.param(lambda e: e.drip(b"0" * 1000, EVENTS), "endless", False, id="a line without end"),
    pytest.param(lambda e: e.drip(b": ping\n\n", EVENTS), "endless", False, id="pings"),
    pytest.param(lambda e: e.stream("三年", finish=None), "truncated", False, id="done without a reason"),
    pytest.param(lambda e: e.stream("三年", finish=None, done=False), "truncated", False, id="cut off"),
    pytest.param(lambda e: e.stream("三年", finish="length"), "truncated", False, id="too long"),
    pytest.param(lambda e: e.stream("三年", finish="content_filter"), "refused", False, id="filtered"),
    pytest.param(lambda e: e.stream("三年", finish="tool_calls"), "refused", False, id="a tool called"),
    pytest.param(lambda e: e.stream(), "empty", False, id="empty"),
    pytest.param(lambda e: e.stream("<think>三年</think>", " \n"), "empty", False, id="thoughts alone"),
    pytest.param(lambda e: e.stream("<think>三年"), "empty", False, id="a thought without end"),
]
SLOW = [
    pytest.param(silent, SLOW_TO_START, r"在 0\.2 秒内没有开始作答", id="silent"),
    pytest.param(mute, SLOW_TO_START, r"在 0\.2 秒内没有开始作答", id="mute"),
    pytest.param(halting, SLOW_TO_GO_ON, r"中途停顿超过 0\.2 秒", id="halting"),
    pytest.param(dripping, SLOW_TO_END, r"在 0\.3 秒内没有答完", id="dripping"),
]
