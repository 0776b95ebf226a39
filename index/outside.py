"""Questions from outside（`outside.yaml`）: what people ask that the corpus does not answer, by what does answer it.

Without them, a question on a matter that the documents merely mention looks much like one that they answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from index.askings import MAX_LENGTH
from index.corpus import OUTSIDE_NAME
from index.safe_yaml import read_form

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
    path = corpus / OUTSIDE_NAME
    if not path.exists():
        return ()
    form = read_form(path, _File, "库外问题文件", "outside 列表，每项有 source 和 questions")
    return tuple(OutsideQuestion(entry.source, text) for entry in form.outside for text in entry.questions)
