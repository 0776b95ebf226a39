"""Source file → lines of text: decoding, page furniture, Markdown marks. It changes no character of the text itself."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from index.errors import CorpusError

READABLE_SUFFIXES = (".txt", ".md")
MAX_SOURCE_BYTES = 20_000_000

_FURNITURE = re.compile(
    r"""(?:
        [-—–_=*＊~·.\s]{3,}                                        # rules: ---, ***, ____
      | [-—–－]\s*\d{1,4}\s*[-—–－]                                 # — 1 —
      | 第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?          # 第 1 页 共 9 页
      | PAGE(?:\s*\\\*\s*MERGEFORMAT)?(?:\s*\d+)?                   # a Word field left over
      | <!--.*?-->                                                  # comments
    )""",
    re.VERBOSE,
)
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+")
_MARKDOWN_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_BLANK = " \t　\xa0\u200b\ufeff"


def read_source(path: Path) -> str:
    """Decode a source file (UTF-8, with or without a BOM, UTF-16 with one, or GB 18030).

    Raises `CorpusError` naming the file when it is missing, too large, or not text in any of these encodings.
    """
    if not path.is_file():
        raise CorpusError(f"找不到来源文件：{path}。请核对目录中的 source 一项，或把文件放回原处。")
    if path.stat().st_size > MAX_SOURCE_BYTES:
        raise CorpusError(f"来源文件过大：{path}（上限 {MAX_SOURCE_BYTES // 1_000_000} MB）。请拆分后再放入。")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"来源文件读不出来：{path}（{error.strerror}）。请检查读取权限。") from error
    for encoding in _encodings(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text, strict=encoding == "gb18030"):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise CorpusError(f"来源文件无法按 UTF-8 或 GB 18030 解码：{path}。请另存为 UTF-8 编码的纯文本后重试。")


def _encodings(raw: bytes) -> tuple[str, ...]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")


def _is_text(text: str, *, strict: bool) -> bool:
    """Refuse what decodes by accident: control characters; in GB 18030 also unassigned or private code points."""
    refused = {"Cc", "Cn", "Co", "Cs"} if strict else {"Cc", "Cs"}
    return not any(unicodedata.category(c) in refused and c not in "\t\n\r\f\v" for c in set(text))


def clean_lines(text: str) -> list[str]:
    """Return the lines that carry text: trimmed, without page furniture and Markdown marks, in order."""
    lines = []
    for raw in re.split(r"[\n\f\v\u2028\u2029]", text):
        line = raw.strip(_BLANK)
        if not line or _FURNITURE.fullmatch(line):
            continue
        line = _MARKDOWN_HEADING.sub("", line)
        line = _MARKDOWN_STRONG.sub(r"\1", line).strip(_BLANK)
        if line:
            lines.append(line)
    return lines
