"""Conversations on disk: JSONL, a question a line in the order they were asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from assistant.export.entry import MAX_ENTRIES, Asked, ExportError


def read_conversation(path: Path) -> list[Asked]:
    """Read lines with `q` and, where given, `region` and `as_of`; raises `ExportError` naming the line.

    No more than one line beyond `MAX_ENTRIES` is read.
    """
    return list(islice(_lines(path), MAX_ENTRIES + 1))


def _lines(path: Path) -> Iterator[Asked]:
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _asked(line, f"{path} 第 {number} 行")
    except UnicodeDecodeError as error:
        raise ExportError(f"文件 {path} 不是 UTF-8 编码。请另存为 UTF-8 后重试。") from error
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise ExportError(f"无法读取文件：{path}。请核对路径。") from error


def _asked(line: str, where: str) -> Asked:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ExportError(f"{where}不是合法的 JSON。") from error
    if not isinstance(item, dict) or not isinstance(item.get("q"), str):
        raise ExportError(f"{where}须是含 q（问题）的对象。")
    region, as_of = item.get("region"), item.get("as_of")
    if not isinstance(region, str | None):
        raise ExportError(f"{where}的 region 须为地区名称。")
    try:
        day = date.fromisoformat(as_of) if as_of is not None else None
    except (ValueError, TypeError) as error:
        raise ExportError(f"{where}的 as_of 须为 2026-01-31 形式的日期。") from error
    return Asked(item["q"], region, day)
