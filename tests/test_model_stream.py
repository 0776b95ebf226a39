"""Answers of a language model as they come: whole or an error, in time, without thoughts, and nothing left behind."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from misbehaving import FAULTS, KEY, PATIENT, SLOW, dripping, silent
from model_server import Behaviour, Exchange, ModelServer, model_server
from pydantic import SecretStr

from assistant.generator import LanguageModelError, Limits
from assistant.language_model import LanguageModel, open_generator
from assistant.model_stream import THREAD, Thoughts
from assistant.settings import load_settings


def model(server: ModelServer, limits: Limits = PATIENT) -> LanguageModel:
    return LanguageModel(server.url, "test", SecretStr(KEY), limits)


def said(server: ModelServer, limits: Limits = PATIENT) -> list[str]:
    return [piece for piece in model(server, limits).stream("指令", "问题{x}") if piece]


def test_the_pieces_come_as_they_were_sent() -> None:
    with model_server(lambda e: e.stream("每届任期", "三年至五年[1]。")) as server:
        assert said(server) == ["每届任期", "三年至五年[1]。"]
        ((path, headers, body),) = server.seen
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Accept"] == "text/event-stream, application/json"
    assert body["stream"] is True
    assert "stream_options" not in body, "not every endpoint takes them"
    assert [(m["role"], m["content"]) for m in body["messages"]] == [("system", "指令"), ("user", "问题{x}")]


def test_an_endpoint_that_does_not_stream_is_understood() -> None:
    with model_server(lambda e: e.say("<think>嗯</think>三年[1]。")) as server:
        assert said(server) == ["三年[1]。"]


def test_an_answer_is_whole_when_it_says_so_even_if_the_line_stays_open() -> None:
    def lingering(exchange: Exchange) -> None:
        exchange.stream("三年。", done=False)
        exchange.server.stopping.wait()

    with model_server(lingering) as server:
        assert said(server) == ["三年。"]


def thinking(exchange: Exchange) -> None:
    exchange.open_stream()
    exchange.event(role="assistant", reasoning_content="让我想想")
    for piece in ("<th", "ink>三", "年？</thi", "nk>\n\n五", "年。<", "完"):
        exchange.event(content=piece)
    exchange.event("stop")


def test_thoughts_are_left_out() -> None:
    with model_server(thinking) as server:
        assert "".join(said(server)) == "\n\n五年。<完"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("三年。", "三年。"),
        ("<think>a</think>三年。<think>b</think>五年。", "三年。五年。"),
        ("<think>没有完", ""),
        ("a<b</think>", "a<b</think>"),
        ("三<thin", "三<thin"),
        ("<<think>x</think>>", "<>"),
    ],
)
@pytest.mark.parametrize("width", [1, 3, 100])
def test_thoughts_are_found_wherever_the_text_is_cut(text: str, left: str, width: int) -> None:
    thoughts = Thoughts()
    pieces = [thoughts.taken_from(text[at : at + width]) for at in range(0, len(text), width)]
    assert "".join(pieces) + thoughts.rest() == left


@pytest.mark.parametrize(("behave", "reason", "lasting"), FAULTS)
def test_what_goes_wrong_is_an_error_with_its_reason(behave: Behaviour, reason: str, lasting: bool) -> None:
    with model_server(behave) as server, pytest.raises(LanguageModelError) as raised:
        said(server)
    assert (raised.value.reason, raised.value.lasting) == (reason, lasting)
    assert server.url in str(raised.value)
    assert "\n" not in str(raised.value)
    assert KEY not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


@pytest.mark.parametrize(("behave", "limits", "words"), SLOW)
def test_a_deadline_ends_what_would_not(behave: Behaviour, limits: Limits, words: str) -> None:
    with model_server(behave) as server, pytest.raises(LanguageModelError, match=words) as raised:
        said(server, limits)
    assert raised.value.reason == "slow"


def test_a_reader_who_has_enough_ends_thread_and_connection() -> None:
    gone = threading.Event()

    def until_gone(exchange: Exchange) -> None:
        try:
            dripping(exchange)
        except OSError:
            gone.set()

    with model_server(until_gone) as server:
        pieces = model(server, replace(PATIENT, size=10**9)).stream("指令", "问题")
        assert next(piece for piece in pieces if piece) == "三"
        assert THREAD in [thread.name for thread in threading.enumerate()]
        pieces.close()
        assert THREAD not in [thread.name for thread in threading.enumerate()]
        assert gone.wait(20), "the server saw the connection go"


def test_a_reader_gets_its_turn_while_the_model_is_silent() -> None:
    with model_server(silent) as server:
        pieces = model(server).stream("指令", "问题")
        assert next(pieces) == ""
        pieces.close()


def test_it_works_in_a_thread_of_a_running_event_loop() -> None:
    async def ask(server: ModelServer) -> list[str]:
        return await asyncio.to_thread(said, server)

    own = ThreadPoolExecutor(max_workers=1)  # that of the tests may run the browser's loop
    with own as thread, model_server(lambda e: e.stream("三年")) as server:
        assert thread.submit(lambda: asyncio.run(ask(server))).result() == ["三年"]


def test_the_deadlines_are_settings() -> None:
    given = {"llm_first_token_seconds": 1, "llm_idle_seconds": 2, "llm_total_seconds": 3}
    opened = open_generator(load_settings(llm_base_url="http://127.0.0.1/v1", llm_model="m", **given))
    assert isinstance(opened, LanguageModel)
    assert opened._limits == Limits(first_token=1, idle=2, total=3, retries=0)
