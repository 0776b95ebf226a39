"""Markdown in answers: what may not stand in prose, and the escaping of what does."""

from __future__ import annotations

import re
import unicodedata

from assistant.complaint import Complaint

_LINK = re.compile(
    r"https?:|ftp:|file:|javascript:|vbscript:|data:\w|mailto:|www\.|//|(?<!\\)!\[|(?<!\\)\](?:\(|\[|:)"
    r"|(?<=\w)\.(?:com|cn|org|net|gov|top|io)\b|@[\w-]+\.|/d/",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"(?<!\\)<[a-zA-Z/!?]|&(?:#\w+|[a-zA-Z]{2,8});|`|^\s{0,3}(?:>|#{1,6}\s|\||[-=]{3,}\s*$)|\bon\w+\s*=", re.MULTILINE
)
_INVISIBLE = re.compile(
    r"[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|])")


def markup(text: str) -> Complaint | None:
    """Say what in a text is a link, an image, HTML, the mark of a block, or cannot be seen."""
    folded = unicodedata.normalize("NFKC", text)
    if found := _LINK.search(folded):
        return Complaint("foreign_link", f"不得有链接或图片：{folded[found.start() : found.end() + 20]}")
    if found := _MARKUP.search(folded) or _INVISIBLE.search(text):
        return Complaint("foreign_markup", f"不得有 HTML、版式标记或不可见字符：{found[0]!r}")
    return None


def unescaped(text: str) -> str:
    """Undo `assistant.compose.escaped`."""
    return _ESCAPED.sub(r"\1", text)
