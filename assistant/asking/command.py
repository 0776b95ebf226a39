"""The command `questions`: what it prints, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.asking.accept import accept
from assistant.asking.draft import draft, draft_lines, draft_path
from assistant.asking.survey import survey, survey_lines
from assistant.generator import Limits
from assistant.language_model import open_generator
from assistant.settings import Settings, SettingsError
from index.errors import QuestionError

LIMITS = Limits(total=300)  # a small machine thinks long about a long clause


def question_lines(
    settings: Settings,
    document_id: str,
    *,
    listing: bool = False,
    everything: bool = False,
    accepted: Path | None = None,
    output: Path | None = None,
    limits: Limits = LIMITS,
) -> Iterator[str]:
    """Yield what the command prints: the list of clauses, what was accepted, or what was drafted.

    Raises `PolicyError` where that cannot be done, after the last line where it was done in part.
    """
    if output is not None and (listing or accepted):
        raise QuestionError("--output 只用于起草，不能与 --list 或 --accept 一起给出。")
    found = survey(settings.corpus, document_id)
    if listing:
        yield from survey_lines(found)
        return
    if accepted is not None:
        yield from accept(found, accepted, settings.corpus)
        return
    generator = open_generator(settings, limits)
    if generator is None:
        raise SettingsError(
            "起草问法要用大语言模型，尚未配置。请设置 POLICY_LLM_BASE_URL（如 http://127.0.0.1:11434/v1）和 "
            "POLICY_LLM_MODEL，接口要密钥的另设 POLICY_LLM_API_KEY；只看现有问法请用 --list。"
        )
    path = draft_path(document_id, output, settings.corpus)
    if everything or found.thin:
        yield f"逐条起草，写入 {path}。可以随时中止，再次运行时接着起草。"
    yield from draft_lines(draft(found, generator, path, everything=everything), found)
