"""YAML from outside, read safely: plain values only, by libyaml where PyYAML was built with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from index.errors import CorpusError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Form = TypeVar("_Form", bound=BaseModel)


def load_yaml(text: str) -> Any:
    """Return the value that a YAML text holds; raises `yaml.YAMLError`."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader


def read_form(path: Path, form: type[_Form], what: str, layout: str) -> _Form:
    """Read a file of a corpus that is `what`（问法文件）and has the form laid out as `layout` says.

    Raises `CorpusError` naming the file and what is wrong: it cannot be read, is no UTF-8, no YAML, or of another form.
    """
    try:
        return form.model_validate(load_yaml(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CorpusError(f"无法读取{what}：{path}。请核对路径和权限。") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{what}不是 UTF-8 编码：{path}。请另存为 UTF-8 后重试。") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "某处"
        raise CorpusError(f"{what} {path} {where}不是合法的 YAML。请检查缩进、冒号和引号。") from error
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "顶层"
        raise CorpusError(f"{what} {path} 的 {where} 不合要求。格式：{layout}。") from error
