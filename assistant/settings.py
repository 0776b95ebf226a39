"""One settings object, from the environment and an optional file `policy.env` in the working directory."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.corpus import default_corpus
from index.errors import PolicyError


class SettingsError(PolicyError):
    """A setting's value cannot be used."""

    code = "bad_setting"


class Settings(BaseSettings):
    """Settings of the product; each is read from the environment as `POLICY_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="POLICY_", env_file="policy.env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    corpus: Path = Field(default_factory=default_corpus, description="政策文件所在的文件夹")
    home: Path = Field(
        default_factory=lambda: user_data_path("union-policy-assistant"), description="索引、反馈和日志存放的文件夹"
    )
    embedder: str | None = Field(
        default=None, description="sentence-transformers 模型的名称或本地路径，默认用随附的静态模型"
    )
    host: str = Field(default="127.0.0.1", description="网站监听的地址")
    port: int = Field(default=7860, ge=0, le=65535, description="网站监听的端口")


def load_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` that are not `None` win. Raises `SettingsError` naming the setting."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        names = "、".join(f"POLICY_{str(item['loc'][0]).upper()}" for item in error.errors())
        raise SettingsError(f"设置的取值不能用：{names}。请核对环境变量或 policy.env 文件。") from error
