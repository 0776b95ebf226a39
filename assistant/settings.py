"""One settings object, from the environment and an optional file `policy.env` in the working directory."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.corpus import default_corpus
from index.errors import PolicyError


class SettingsError(PolicyError):
    """A setting's value cannot be used."""

    code = "bad_setting"


class Settings(BaseSettings):
    """Settings of the product; each is read from the environment as `POLICY_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="POLICY_",
        env_file="policy.env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    corpus: Path = Field(default_factory=default_corpus, description="政策文件所在的文件夹")
    home: Path = Field(
        default_factory=lambda: user_data_path("union-policy-assistant"), description="索引、反馈和日志存放的文件夹"
    )
    embedder: str | None = Field(
        default=None, description="sentence-transformers 模型的名称或本地路径，默认用随附的静态模型"
    )
    reranker: str | None = Field(default=None, description="重排用的 CrossEncoder 模型的名称或本地路径，默认不重排")
    host: str = Field(default="127.0.0.1", description="网站监听的地址")
    port: int = Field(default=7860, ge=0, le=65535, description="网站监听的端口")
    llm_base_url: str | None = Field(default=None, description="大语言模型接口的地址，须与 OpenAI 接口兼容")
    llm_model: str | None = Field(default=None, description="大语言模型的名称")
    llm_api_key: SecretStr | None = Field(default=None, description="大语言模型接口的密钥，接口不要密钥时不填")
    llm_first_token_seconds: float = Field(default=10, gt=0, le=600, description="等大语言模型说出第一个字的秒数")
    llm_idle_seconds: float = Field(default=5, gt=0, le=600, description="大语言模型中途停顿的秒数上限")
    llm_total_seconds: float = Field(default=30, gt=0, le=600, description="大语言模型答完一题的秒数上限")

    @field_validator("reranker", "llm_base_url", "llm_model", "llm_api_key", mode="before")
    @classmethod
    def _blank_is_unset(cls, value: object) -> object:
        return (value.strip() or None) if isinstance(value, str) else value

    @field_validator("llm_base_url")
    @classmethod
    def _plain_address(cls, value: str | None) -> str | None:
        """Take an address that can be shown in messages: one with a password in it cannot."""
        if value is None:
            return None
        parts = urlsplit(value)
        plain = parts.hostname and not (parts.username or parts.password or parts.query or parts.fragment)
        if parts.scheme not in {"http", "https"} or not plain or not re.fullmatch(r"[!-~]+", value):
            raise ValueError("not a plain http address")
        _ = parts.port  # raises where it is no number
        return value.rstrip("/")

    @field_validator("llm_api_key")
    @classmethod
    def _sendable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[!-~]+", value.get_secret_value()):
            raise ValueError("not what a header can carry")
        return value


def load_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` that are not `None` win. Raises `SettingsError` naming the setting."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        names = "、".join(f"POLICY_{str(item['loc'][0]).upper()}" for item in error.errors())
        raise SettingsError(f"设置的取值不能用：{names}。请核对环境变量或 policy.env 文件。") from error
