"""Scoring answers against gold questions: what `eval` prints and a test holds to a floor."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answer import MAX_CITATIONS, Answer
from assistant.question import Turn
from index.errors import PolicyError
from index.library import Library

MEASURES = (
    "correct", "status", "verdict", "cited", "cited_first", "must", "must_not", "verbatim", "n_citations", "precision"
)  # fmt: skip


class GoldQuestion(BaseModel):
    """A question with what a right answer must hold; the form is described in `corpus/evaluation/README.md`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    q: str
    kind: str
    region: str | None = None
    history: tuple[dict[str, str], ...] = ()
    gold: tuple[tuple[str, ...], ...] = ()
    status: str
    verdict: str | None = None
    must: tuple[re.Pattern[str], ...] = ()
    must_not: tuple[re.Pattern[str], ...] = ()
    must_not_cite: tuple[str, ...] = ()
    style: str = ""
    near_miss: bool = False
    held_out: bool = False
    note: str = ""

    @property
    def turns(self) -> list[Turn]:
        """The conversation before the question."""
        return [Turn(t["role"], t["content"]) for t in self.history]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one answer fared, measure by measure (0 or 1, but for counts and shares)."""

    question: GoldQuestion
    values: dict[str, float] = field(default_factory=dict)

    @property
    def correct(self) -> bool:
        """Whether the answer is right in every respect."""
        return bool(self.values["correct"])


def read_gold(path: Path) -> list[GoldQuestion]:
    """Read gold questions, one JSON object a line; raises `PolicyError` naming file and line."""
    questions = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"无法读取评测题文件：{path}。请核对路径，文件须为 UTF-8 编码。") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.append(GoldQuestion.model_validate(json.loads(line)))
        except (ValidationError, json.JSONDecodeError) as error:
            raise PolicyError(
                f"评测题文件 {path} 第 {number} 行格式有误，请对照 corpus/evaluation/README.md。"
            ) from error
    return questions


def judge(question: GoldQuestion, answer: Answer, library: Library) -> Judgement:
    """Judge one answer by its gold question; quotes are looked up in the documents' served texts."""
    cited = [c.clause_id for c in answer.citations][:MAX_CITATIONS]
    not_found = question.status == "not_found"
    values: dict[str, float] = {
        "status": answer.status == question.status,
        "verdict": question.verdict is None or answer.verdict == question.verdict,
        "cited": not answer.citations if not_found else all(any(_in(c, g) for c in cited) for g in question.gold),
        "cited_first": not answer.citations if not_found else any(_in(c, g) for c in cited[:1] for g in question.gold),
        "must": all(p.search(answer.text) for p in question.must),
        "must_not": not any(p.search(answer.text) for p in question.must_not)
        and not any(c.clause_id.partition(":")[0] in question.must_not_cite for c in answer.citations),
        "verbatim": all(c.quote and _stands(c.quote, c.clause_id, c.start, c.end, library) for c in answer.citations),
    }
    values["correct"] = all(values[m] for m in ("status", "verdict", "cited", "must", "must_not", "verbatim"))
    values["n_citations"] = len(answer.citations)
    all_gold = [g for group in question.gold for g in group]
    right = sum(_in(c.clause_id, all_gold) for c in answer.citations)
    values["precision"] = 1.0 if not_found and not answer.citations else right / max(1, len(answer.citations))
    return Judgement(question, {m: float(v) for m, v in values.items()})


def evaluate(
    questions: Iterable[GoldQuestion], ask: Callable[[GoldQuestion], Answer], library: Library
) -> list[Judgement]:
    """Ask every question and judge the answers."""
    return [judge(q, ask(q), library) for q in questions]


def table(judgements: Sequence[Judgement]) -> Iterator[str]:
    """Yield the lines of the score table: all questions, then kind by kind."""
    yield f"{'kind':14}{'n':>5} " + " ".join(f"{m:>11}" for m in MEASURES)
    kinds = sorted({j.question.kind for j in judgements})
    for kind in ["ALL", *kinds]:
        own = [j for j in judgements if kind in ("ALL", j.question.kind)]
        means = (sum(j.values[m] for j in own) / max(1, len(own)) for m in MEASURES)
        yield f"{kind:14}{len(own):>5} " + " ".join(f"{m:>11.3f}" for m in means)


def failures(judgements: Sequence[Judgement], limit: int) -> Iterator[str]:
    """Yield a line for each of the first `limit` questions answered wrongly."""
    for j in [j for j in judgements if not j.correct][:limit]:
        wrong = "、".join(m for m in MEASURES[1:8] if m != "cited_first" and not j.values[m])
        yield f"- {j.question.id} [{j.question.kind}] {wrong}：{j.question.q}"


def _in(clause_id: str, group: Iterable[str]) -> bool:
    """A paragraph or item of a gold clause counts as that clause."""
    return any(clause_id == g or clause_id.startswith((f"{g}#", f"{g}.")) for g in group)


def _stands(quote: str, clause_id: str, start: int, end: int, library: Library) -> bool:
    document: Any = library.document(clause_id.partition(":")[0])
    return bool(document.text[start:end] == quote)
