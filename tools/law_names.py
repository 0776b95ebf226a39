"""Names of laws and articles in the data folder: 中华人民共和国民法典第五十四条, 民法典(2020-05-28).md."""

from __future__ import annotations

import re

_ARTICLE = re.compile(r"(.+?)(第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)")
_VERSION = re.compile(r"[（(]\d{4}(?:-\d{2}-\d{2}|年)[)）]$")


def law_and_label(name: str) -> tuple[str, str]:
    """Split the name of an article into the law's and its label; the label is empty where there is none."""
    match = _ARTICLE.fullmatch(name)
    return (match[1], match[2]) if match else (name, "")


def without_version(title: str) -> str:
    """The name of a law without the date of its edition."""
    return _VERSION.sub("", title.strip())


def plain_name(title: str) -> str:
    """A law's name by which its editions agree: no version, no 中华人民共和国, brackets and blanks folded."""
    name = without_version(title).removeprefix("中华人民共和国")
    return re.sub(r"[\s《》〈〉“”\"]+", "", name).replace("（", "(").replace("）", ")")
