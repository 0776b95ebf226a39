"""The steps of a build, and whom to tell how far it is."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """The steps of a build, in order; the names that a progress bar shows."""

    READ = "读取文件"
    STORE = "写入条款"
    EMBED = "计算向量"
    WORDS = "写入词语"
    VECTORS = "写入向量"
    PROBE = "自检"
    PUBLISH = "发布"
    SWITCH = "切换"


Report = Callable[[Step, int, int], None]
"""Called with the step, and how much of how much of it is done."""


def silent(step: Step, done: int, total: int) -> None:
    """Report to nobody."""
