"""Entries as files: which format, under what name, written whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

from assistant.export.entry import Entry, ExportError
from assistant.export.wording import TITLE


class Format(StrEnum):
    """A format by the suffix of its files."""

    DOCX = "docx"
    TXT = "txt"


MEDIA_TYPES: Final = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.TXT: "text/plain; charset=utf-8",
}


def encode(entries: Sequence[Entry], kind: Format) -> bytes:
    """Return the entries in a format, text in UTF-8; raises `ExportError` for none or too many."""
    if kind is Format.TXT:
        from assistant.export.plain import plain_text

        return plain_text(entries).encode()
    from assistant.export.word import word_document  # imported here: python-docx is of no use to anything else

    return word_document(entries)


def file_name(entries: Sequence[Entry], kind: Format) -> str:
    """The name to save under: 工会政策问答-2026-11-20.docx, with the last day that an answer holds for."""
    return f"{TITLE}-{max(entry.answer.as_of for entry in entries)}.{kind}"


def check_output(path: Path, *, force: bool) -> Format:
    """Return the format that a file's suffix names; raises `ExportError` where the file cannot be written."""
    try:
        kind = Format(path.suffix.lower().removeprefix("."))
    except ValueError as error:
        raise ExportError(f"不能导出为“{path.name}”：文件名须以 .docx 或 .txt 结尾。") from error
    if not os.path.isdir(path.parent):  # which, unlike pathlib, takes names that no file can have
        raise ExportError(f"没有文件夹 {path.parent}。请先建立，或换一个位置。")
    if os.path.isdir(path):
        raise ExportError(f"{path} 是文件夹。请给出文件名。")
    if os.path.exists(path) and not force:
        raise ExportError(f"文件 {path} 已存在。要覆盖请加 --force，或换一个文件名。")
    return kind


def save(entries: Sequence[Entry], path: Path, *, force: bool = False) -> None:
    """Write the entries to a file, whole or not at all; raises `ExportError` where it cannot be written."""
    content = encode(entries, check_output(path, force=force))
    new = path.with_name(f".{secrets.token_hex(8)}.new")
    try:
        try:
            with new.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(new, path)
        finally:
            new.unlink(missing_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise ExportError(f"无法写入文件 {path}。请核对文件名、磁盘空间和写入权限。") from error
