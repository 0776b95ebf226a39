"""The language model's client against endpoints that behave and misbehave, all of them on 127.0.0.1."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from model_server import Behaviour, Exchange, model_server
from pydantic import SecretStr

from assistant.generator import LanguageModelError, Limits
from assistant.language_model import LanguageModel, open_generator
from assistant.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).resolve().parent.parent
KEY = "sk-very-secret-0123456789"
QUICK = Limits(connect=5, total=30, retries=0, size=20_000)
IMPATIENT = Limits(connect=0.3, total=0.3, retries=0, size=20_000)


def ask(url: str, limits: Limits = QUICK, key: str | None = KEY) -> str:
    return LanguageModel(url, "test", SecretStr(key) if key else None, limits).generate("指令", "问题{x}")


def test_it_sends_the_messages_and_returns_the_answer() -> None:
    with model_server(lambda e: e.say("答：三年")) as server:
        assert ask(server.url) == "答：三年"
        ((path, headers, body),) = server.seen
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert body["model"] == "test"
    assert [(m["role"], m["content"]) for m in body["messages"]] == [("system", "指令"), ("user", "问题{x}")]


def test_nothing_of_the_environment_goes_to_the_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {
        "HTTP_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
        "OPENAI_PROXY": "http://127.0.0.1:9",
        "OPENAI_API_KEY": "sk-of-another",
        "OPENAI_BASE_URL": "http://127.0.0.1:9",
        "OPENAI_ORG_ID": "org-of-another",
        "OPENAI_PROJECT_ID": "project-of-another",
        "OPENAI_CUSTOM_HEADERS": "X-Other: another\nAuthorization: Bearer another",
        "LANGSMITH_TRACING": "true",
        "LANGSMITH_ENDPOINT": "http://127.0.0.1:9",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with model_server(lambda e: e.say("好")) as server:
        assert ask(server.url, key=None) == "好"
        ((_, headers, body),) = server.seen
    assert "Authorization" not in headers
    assert "another" not in json.dumps([headers, body])


def redirect(exchange: Exchange) -> None:
    exchange.reply(307, b"{}", Location="http://127.0.0.1:9/v1/chat/completions")


def page(exchange: Exchange) -> None:
    exchange.reply(200, b"<html>sign in</html>", "text/html; charset=utf-8")


def squeezed(exchange: Exchange) -> None:
    exchange.reply(200, gzip.compress(b'{"a": "' + b"0" * 10_000_000), Content_Encoding="gzip")


def hung_up(exchange: Exchange) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Type", "application/json")
    exchange.send_header("Content-Length", "1000")
    exchange.end_headers()


def status(code: int) -> Behaviour:
    """Refuse with a message that repeats the key, as some services do."""
    return lambda e: e.reply(code, json.dumps({"error": {"message": f"bad key {KEY}"}}).encode())


def body(content: bytes) -> Behaviour:
    return lambda e: e.reply(200, content)


@pytest.mark.parametrize(
    ("behave", "words", "lasting"),
    [
        (status(401), "密钥（401）。请核对 POLICY_LLM_API_KEY", True),
        (status(403), "密钥（403）", True),
        (status(404), "（404）。请核对 POLICY_LLM_BASE_URL", True),
        (status(400), "不接受请求（400）", False),
        (status(429), "（429）", False),
        (status(500), "出错（500）", False),
        (redirect, "未予跟随", True),
        (page, "返回的不是 JSON", True),
        (squeezed, "经过压缩", True),
        (hung_up, "断开了连接", False),
        (body(b"0" * 30_000), "超过 20000 字节", False),
        (lambda e: e.drip(b"0" * 1000), "超过 20000 字节", False),
        (body(b"not json"), "不合 OpenAI 接口的格式", False),
        (body(b"[]"), "不合 OpenAI 接口的格式", False),
        (body(b'{"choices": null}'), "不合 OpenAI 接口的格式", False),
        (body(b'{"choices": []}'), "不合 OpenAI 接口的格式", False),
        (body(b'{"choices": [{"message": "x"}]}'), "不合 OpenAI 接口的格式", False),
        (body(b"[" * 15_000), "不合 OpenAI 接口的格式", False),
        (lambda e: e.say(" \n"), "没有给出内容", False),
    ],
)
def test_what_an_endpoint_does_wrong_is_said_in_chinese(behave: Behaviour, words: str, lasting: bool) -> None:
    with model_server(behave) as server, pytest.raises(LanguageModelError, match=words) as raised:
        ask(server.url)
    message = str(raised.value)
    assert raised.value.lasting is lasting
    assert server.url in message
    assert "\n" not in message
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    assert KEY not in message


def silent(exchange: Exchange) -> None:
    exchange.server.stopping.wait()


def trickle(exchange: Exchange) -> None:
    """Keep the client waiting with one byte after the other, in a header that never ends."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not exchange.server.stopping.wait(0.01):
        exchange.wfile.write(b"0")
        exchange.wfile.flush()


@pytest.mark.parametrize("behave", [silent, trickle])
def test_a_deadline_ends_what_would_not(behave: Behaviour) -> None:
    with model_server(behave) as server, pytest.raises(LanguageModelError, match=r"0\.3 秒内没有答完"):
        ask(server.url, IMPATIENT)


def test_a_redirect_is_not_followed_even_where_it_would_succeed() -> None:
    with model_server(lambda e: e.say("好")) as other:
        target = f"{other.url}/chat/completions"
        with (
            model_server(lambda e: e.reply(302, b"", Location=target)) as server,
            pytest.raises(LanguageModelError, match="未予跟随"),
        ):
            ask(server.url)
        assert other.seen == []


def test_a_closed_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(LanguageModelError, match=r"连接不上。请核对 POLICY_LLM_BASE_URL") as raised:
            ask(url)
    assert raised.value.lasting


def test_a_fault_that_passes_is_tried_again_and_no_more_than_told() -> None:
    limits = Limits(connect=5, total=30, retries=1)

    def faulty(exchange: Exchange) -> None:
        if len(exchange.server.seen) == 1:
            exchange.reply(503, b"{}", Retry_After="0")
        else:
            exchange.say("好")

    with model_server(faulty) as server:
        assert ask(server.url, limits) == "好"
    with model_server(lambda e: e.reply(500, b"{}", Retry_After="0")) as server:
        with pytest.raises(LanguageModelError):
            ask(server.url, limits)
        assert len(server.seen) == 2


def test_settings_without_a_model_open_none() -> None:
    assert open_generator(Settings(_env_file=None)) is None  # type: ignore[call-arg]  # of pydantic-settings


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"llm_base_url": "http://127.0.0.1/v1"}, "没有设 POLICY_LLM_MODEL"),
        ({"llm_model": "qwen"}, "没有设 POLICY_LLM_BASE_URL"),
    ],
)
def test_half_a_configuration_is_named(given: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        open_generator(load_settings(**given))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a/v1",
        "127.0.0.1:80",
        "http://",
        "http://user:pass@a/v1",
        "http://a/v1?key=1",
        "http://a:x/v1",
        "http://a b",
    ],
)
def test_an_address_that_cannot_be_used_or_shown_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="POLICY_LLM_BASE_URL"):
        load_settings(llm_base_url=url)


def test_the_key_is_nowhere_to_be_read() -> None:
    settings = load_settings(llm_base_url="http://127.0.0.1/v1/", llm_model="qwen", llm_api_key=KEY)
    assert settings.llm_base_url == "http://127.0.0.1/v1"
    assert KEY not in repr(settings) + settings.model_dump_json()
    with pytest.raises(SettingsError) as raised:
        load_settings(llm_api_key=f"{KEY}\n密钥")
    assert KEY not in str(raised.value) + str(raised.value.__cause__)


def test_blank_settings_are_unset() -> None:
    assert open_generator(load_settings(llm_base_url=" ", llm_model="", llm_api_key="")) is None


def test_a_model_is_opened_without_loading_its_client() -> None:
    code = (
        "import sys; from assistant.language_model import open_generator; from assistant.settings import load_settings;"
        "assert open_generator(load_settings(llm_base_url='http://127.0.0.1/v1', llm_model='m'));"
        "import assistant.asking.command;"
        "sys.exit(sorted({'openai', 'langchain_openai', 'httpx2', 'langchain_core'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
