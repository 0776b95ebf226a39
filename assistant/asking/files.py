"""Files of ways of asking on the disk: read with their line ends, replaced whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from index.errors import CorpusError


def read_text(path: Path) -> str:
    """Return the text with its own line ends; raises `CorpusError`."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(f"问法文件不是 UTF-8 编码：{path}。请另存为 UTF-8 后重试。") from error
    except OSError as error:
        raise CorpusError(f"无法读取问法文件：{path}。请核对路径和权限。") from error


def replace_text(path: Path, text: str) -> None:
    """Put `text` in the place of the file, durably; a crash leaves the old text or the new. Raises `CorpusError`."""
    target = path.resolve()
    new = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, new)
        os.replace(new, target)
    except OSError as error:
        raise CorpusError(f"无法写入问法文件：{path}（{error.strerror}）。请核对路径、磁盘空间和写入权限。") from error
