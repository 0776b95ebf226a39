"""The language model: a guest behind one small seam; none is configured by default.

Any endpoint that speaks OpenAI's chat completions serves: vLLM, Ollama, DeepSeek, Qwen. It is reached through
LangChain's chat model over a transport of our own, which alone knows the key. LangChain and OpenAI's client are
imported where the model is asked, so that a product without one never loads them.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.settings import Settings, SettingsError
from index.errors import PolicyError

if TYPE_CHECKING:
    from pydantic import SecretStr


class LanguageModelError(PolicyError):
    """The model gave no usable answer; `lasting` where asking again, or anything else, would meet the same."""

    code = "language_model_error"

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting


class Generator(Protocol):
    """What writes text on request."""

    def generate(self, instructions: str, request: str) -> str:
        """Return what the model answers to `request` under `instructions`; raises `LanguageModelError`.

        The answer is anybody's text: the caller checks whatever it takes from it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much a model may answer."""

    connect: float = 5.0  # seconds
    total: float = 60.0  # seconds for one answer, connecting and retries included
    retries: int = 1
    size: int = 1_000_000  # bytes of one HTTP answer, thoughts included


class LanguageModel:
    """A `Generator` at an OpenAI-compatible endpoint. Not for use inside a running event loop."""

    def __init__(self, base_url: str, name: str, key: SecretStr | None, limits: Limits) -> None:
        self._base_url = base_url
        self._name = name
        self._key = key
        self._limits = limits

    def generate(self, instructions: str, request: str) -> str:
        """Ask the endpoint once; see `Generator`."""
        import httpx2
        import openai

        try:
            # An event loop, because only a cancelled task keeps a deadline against a server that drips bytes; in a
            # thread of its own, because the caller may run one already.
            with ThreadPoolExecutor(max_workers=1) as thread:
                answer = thread.submit(asyncio.run, self._ask(instructions, request)).result()
        except openai.APIStatusError as error:
            raise self._refusal(error.status_code) from None  # its own text may repeat the key
        except (TimeoutError, openai.APITimeoutError) as error:
            if _stems_from(error, httpx2.ConnectTimeout):
                raise self._unreachable() from None
            seconds = f"{self._limits.total:g}"
            raise self._error(f"在 {seconds} 秒内没有答完。请稍后重试，或换用更快的模型。") from None
        except openai.APIConnectionError as error:
            if _stems_from(error, httpx2.ConnectError):
                raise self._unreachable() from None
            raise self._error("中途断开了连接。请稍后重试。") from None
        except (openai.OpenAIError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            # What a client raises that expects a chat completion and finds another thing.
            raise self._error("的回答不合 OpenAI 接口的格式。请核对 POLICY_LLM_BASE_URL。") from None
        if not answer.strip():
            raise self._error("没有给出内容。请稍后重试，或换用其他模型。")
        return answer

    async def _ask(self, instructions: str, request: str) -> str:
        import httpx2
        from langchain_core.messages import HumanMessage, SystemMessage
        from langchain_openai import ChatOpenAI
        from langsmith import tracing_context

        from assistant.model_transport import GuardedTransport

        transport = GuardedTransport(self._key, self._limits.size, self._error)
        timeout = httpx2.Timeout(self._limits.total, connect=self._limits.connect)
        async with (
            asyncio.timeout(self._limits.total),
            httpx2.AsyncClient(transport=transport, timeout=timeout, trust_env=False, follow_redirects=False) as client,
        ):
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
            )
            with tracing_context(enabled=False):
                message = await model.ainvoke([SystemMessage(instructions), HumanMessage(request)])
        return str(message.text)

    def _error(self, what: str, *, lasting: bool = False) -> LanguageModelError:
        return LanguageModelError(f"语言模型接口 {self._base_url} {what}", lasting=lasting)

    def _unreachable(self) -> LanguageModelError:
        return self._error("连接不上。请核对 POLICY_LLM_BASE_URL，并确认服务已启动。", lasting=True)

    def _refusal(self, status: int) -> LanguageModelError:
        if status in {401, 403}:
            return self._error(f"不接受所给的密钥（{status}）。请核对 POLICY_LLM_API_KEY。", lasting=True)
        if status in {404, 405}:
            return self._error(
                f"没有这个地址或模型（{status}）。请核对 POLICY_LLM_BASE_URL（通常以 /v1 结尾）和 POLICY_LLM_MODEL。",
                lasting=True,
            )
        if status == 429:
            return self._error("请求过多或额度用尽（429）。请稍后重试。")
        if status >= 500:
            return self._error(f"出错（{status}）。请稍后重试，或查看该服务的日志。")
        return self._error(f"不接受请求（{status}）。请核对 POLICY_LLM_MODEL，或换用上下文更长的模型。")


def _stems_from(error: BaseException | None, kind: type[Exception]) -> bool:
    """Whether an error of that kind is at the bottom of it, however often it was wrapped on its way."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__
    return error is not None


async def _no_key() -> str:
    """Stand in for the key, which only the transport has; asynchronous, so that no second client is made."""
    return "none"


def open_generator(settings: Settings, limits: Limits | None = None) -> Generator | None:
    """Return the configured model, `None` where there is none; nothing is connected or loaded yet.

    Raises `SettingsError` where an address has no model or a model no address.
    """
    address, name = settings.llm_base_url, settings.llm_model
    if address and name:
        return LanguageModel(address, name, settings.llm_api_key, limits or Limits())
    if address or name:
        given, lacking = ("BASE_URL", "MODEL") if address else ("MODEL", "BASE_URL")
        raise SettingsError(f"设了 POLICY_LLM_{given} 而没有设 POLICY_LLM_{lacking}。两项须一并设置。")
    return None
