"""The language model at an endpoint; none is configured by default.

Any endpoint that speaks OpenAI's chat completions serves: vLLM, Ollama, DeepSeek, Qwen. It is reached through
LangChain's chat model over a transport of our own, which alone knows the key. LangChain and OpenAI's client are
imported where the model is asked, so that a product without one never loads them.
"""

from __future__ import annotations

import asyncio
from collections import abc
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from assistant.generator import Failure, Generator, LanguageModelError, Limits
from assistant.settings import Settings, SettingsError

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr


_NO_KEY: Final = "不接受所给的密钥（{}）。请核对 POLICY_LLM_API_KEY。"
_NO_MODEL: Final = "没有这个地址或模型（{}）。请核对 POLICY_LLM_BASE_URL（通常以 /v1 结尾）和 POLICY_LLM_MODEL。"
_REFUSALS: Final = {
    401: _NO_KEY,
    403: _NO_KEY,
    404: _NO_MODEL,
    405: _NO_MODEL,
    429: "请求过多或额度用尽（{}）。请稍后重试。",
}
_FAULT: Final = "出错（{}）。请稍后重试，或查看该服务的日志。"
_UNFIT: Final = "不接受请求（{}）。请核对 POLICY_LLM_MODEL，或换用上下文更长的模型。"


class LanguageModel:
    """A `Generator` at an OpenAI-compatible endpoint. Not for use inside a running event loop."""

    def __init__(self, base_url: str, name: str, key: SecretStr | None, limits: Limits) -> None:
        self._base_url = base_url
        self._name = name
        self._key = key
        self._limits = limits

    def generate(self, instructions: str, request: str) -> str:
        """Ask the endpoint once; see `Generator`."""
        # An event loop, because only a cancelled task keeps a deadline against a server that drips bytes; in a thread
        # of its own, because the caller may run one already.
        with self._told(), ThreadPoolExecutor(max_workers=1) as thread:
            answer = thread.submit(asyncio.run, self._ask(instructions, request)).result()
        if not answer.strip():
            raise self._silent()
        return answer

    def stream(self, instructions: str, request: str) -> abc.Generator[str, None, None]:
        """Ask the endpoint once and hand its words on; see `Generator`. What it only thinks is left out."""
        from assistant.model_stream import flow

        with self._told():
            yield from flow(partial(self._write, instructions, request))

    async def _ask(self, instructions: str, request: str) -> str:
        async with asyncio.timeout(self._limits.total), self._model() as model:
            message = await model.ainvoke(_messages(instructions, request))
        return str(message.text)

    async def _write(self, instructions: str, request: str, put: Callable[[str], None]) -> None:
        """Put the words of the answer as they come; raises unless all of them came in time."""
        from assistant.model_stream import Thoughts

        now = asyncio.get_running_loop().time
        limits, thoughts, spoken, finish = self._limits, Thoughts(), False, None
        try:
            async with (
                asyncio.timeout(limits.total),
                asyncio.timeout(limits.first_token) as patience,
                self._model(streaming=True) as model,
                aclosing(model.astream(_messages(instructions, request))) as chunks,
            ):
                async for chunk in chunks:
                    if said := thoughts.taken_from(str(chunk.text)):
                        put(said)
                        spoken = spoken or not said.isspace()
                        patience.reschedule(now() + limits.idle)
                    if finish := chunk.response_metadata.get("finish_reason"):
                        break  # what may follow are figures on the tokens used, if the endpoint does not fall silent
        except TimeoutError:
            if not patience.expired():
                raise
            what = f"中途停顿超过 {limits.idle:g} 秒" if spoken else f"在 {limits.first_token:g} 秒内没有开始作答"
            raise self._error(f"{what}。请稍后重试，或换用更快的模型。", "slow") from None
        rest = thoughts.rest()
        put(rest)
        self._complain(finish, spoken=spoken or bool(rest.strip()))

    def _complain(self, finish: str | None, *, spoken: bool) -> None:
        """Raise where an answer ended in any other way than by being complete."""
        if finish in {None, "length"}:
            raise self._error("没有答完就中断了。请稍后重试，或换用上下文更长的模型。", "truncated")
        if finish != "stop":
            raise self._error("拒绝作答。请换用其他模型。", "refused")
        if not spoken:
            raise self._silent()

    @asynccontextmanager
    async def _model(self, *, streaming: bool = False) -> AsyncIterator[ChatOpenAI]:
        """Open LangChain's chat model over the guarded transport, with nothing of the environment."""
        import httpx2
        from langchain_openai import ChatOpenAI
        from langsmith import tracing_context

        from assistant.model_transport import GuardedTransport

        transport = GuardedTransport(self._key, self._limits.size, self._error, streaming=streaming)
        timeout = httpx2.Timeout(self._limits.total, connect=self._limits.connect)
        async with httpx2.AsyncClient(
            transport=transport, timeout=timeout, trust_env=False, follow_redirects=False
        ) as client:
            model = ChatOpenAI(
                model=self._name,
                base_url=self._base_url,
                api_key=_no_key,
                http_async_client=client,
                openai_proxy="",
                http_socket_options=(),
                timeout=timeout,
                max_retries=self._limits.retries,
                use_responses_api=False,
                stream_usage=False,
                stream_chunk_timeout=None,
            )
            with tracing_context(enabled=False):
                yield model

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the clients raise into the error that says what to do."""
        import httpx2
        import openai

        try:
            yield
        except openai.APIStatusError as error:
            raise self._refusal(error.status_code) from None  # its own text may repeat the key
        except (TimeoutError, openai.APITimeoutError) as error:
            if _stems_from(error, httpx2.ConnectTimeout):
                raise self._unreachable() from None
            seconds = f"{self._limits.total:g}"
            raise self._error(f"在 {seconds} 秒内没有答完。请稍后重试，或换用更快的模型。", "slow") from None
        except (openai.APIConnectionError, httpx2.TransportError) as error:
            if _stems_from(error, httpx2.ConnectError):
                raise self._unreachable() from None
            raise self._error("中途断开了连接。请稍后重试。", "broken") from None
        except (openai.APIResponseValidationError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            # What a client raises that expects a chat completion and finds another thing.
            raise self._error("的回答不合 OpenAI 接口的格式。请核对 POLICY_LLM_BASE_URL。", "not_json") from None
        except openai.OpenAIError:  # an error that came as an event
            raise self._error("中途报错。请稍后重试，或查看该服务的日志。", "refused") from None

    def _error(self, what: str, reason: Failure, *, lasting: bool = False) -> LanguageModelError:
        return LanguageModelError(f"语言模型接口 {self._base_url} {what}", reason=reason, lasting=lasting)

    def _silent(self) -> LanguageModelError:
        return self._error("没有给出内容。请稍后重试，或换用其他模型。", "empty")

    def _unreachable(self) -> LanguageModelError:
        return self._error("连接不上。请核对 POLICY_LLM_BASE_URL，并确认服务已启动。", "unreachable", lasting=True)

    def _refusal(self, status: int) -> LanguageModelError:
        advice = _REFUSALS.get(status) or (_FAULT if status >= 500 else _UNFIT)
        return self._error(advice.format(status), "refused", lasting=status in _REFUSALS and status != 429)


def _stems_from(error: BaseException | None, kind: type[Exception]) -> bool:
    """Whether an error of that kind is at the bottom of it, however often it was wrapped on its way."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__
    return error is not None


def _messages(instructions: str, request: str) -> list[BaseMessage]:
    from langchain_core.messages import HumanMessage, SystemMessage

    return [SystemMessage(instructions), HumanMessage(request)]


async def _no_key() -> str:
    """Stand in for the key, which only the transport has; asynchronous, so that no second client is made."""
    return "none"


def open_generator(settings: Settings, limits: Limits | None = None) -> Generator | None:
    """Return the configured model, `None` where there is none; nothing is connected or loaded yet.

    Without `limits` it gets those of the settings, under which an officer waits for an answer: none is asked for twice.
    Raises `SettingsError` where an address has no model or a model no address.
    """
    address, name = settings.llm_base_url, settings.llm_model
    if address and name:
        return LanguageModel(address, name, settings.llm_api_key, limits or _limits(settings))
    if address or name:
        given, lacking = ("BASE_URL", "MODEL") if address else ("MODEL", "BASE_URL")
        raise SettingsError(f"设了 POLICY_LLM_{given} 而没有设 POLICY_LLM_{lacking}。两项须一并设置。")
    return None


def _limits(settings: Settings) -> Limits:
    return Limits(
        first_token=settings.llm_first_token_seconds,
        idle=settings.llm_idle_seconds,
        total=settings.llm_total_seconds,
        retries=0,
    )
