"""Questions from outside（`outside.yaml`）: what people ask that the corpus does not answer, by what does answer it.

Without them, a question on a matter that the documents merely mention looks much like one that they answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from index.askings import MAX_LENGTH
from index.errors import CorpusError
from index.safe_yaml import load_yaml

FILE_NAME = "outside.yaml"

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, slots=True)
class OutsideQuestion:
    """A question that the corpus does not answer, and the source that does."""

    source: str
    text: str


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Entry(_Form):
    source: _Text
    questions: tuple[Annotated[_Text, StringConstraints(max_length=MAX_LENGTH)], ...] = Field(min_length=1)


class _File(_Form):
    outside: tuple[_Entry, ...]


def load_outside(corpus: Path) -> tuple[OutsideQuestion, ...]:
    """Read `outside.yaml` of a corpus folder, those of one source together; none where there is no such file.

    Raises `CorpusError`, naming file and place, where it has another form.
    """
    path = corpus / FILE_NAME
    if not path.exists():
        return ()
    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
        form = _File.model_validate(content)
    except UnicodeDecodeError as error:
        raise CorpusError(f"文件不是 UTF-8 编码：{path}。请另存为 UTF-8 后重试。") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "某处"
        raise CorpusError(f"文件 {path} {where}不是合法的 YAML。请检查缩进、冒号和引号。") from error
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "顶层"
        raise CorpusError(
            f"文件 {path} 的 {where} 不合要求。格式：outside 列表，每项有 source 和 questions。"
        ) from error
    return tuple(OutsideQuestion(entry.source, text) for entry in form.outside for text in entry.questions)
