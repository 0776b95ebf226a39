"""Number marks at the start of a line（第三条、一、（一）、1、）and the numerals in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

NUMERAL = r"[0-9０-９一二三四五六七八九十百千零〇两]+"


class Style(IntEnum):
    """Styles of numbering in the order in which official documents nest them（一、（一）1.（1）①）."""

    ARTICLE = 0  # 第三条, the unit of laws; stands outside the nesting of the others
    CHINESE = 1  # 一、
    CHINESE_BRACKET = 2  # （一）
    ARABIC = 3  # 1、
    ARABIC_BRACKET = 4  # （1）
    CIRCLED = 5  # ①


@dataclass(frozen=True, slots=True)
class Mark:
    """A number mark: style, number, suffix of an inserted article (第十条之一 → 1), length in the line."""

    style: Style
    number: int
    inserted: int
    length: int


_DIGITS = {"〇": 0, "零": 0, "两": 2, "十": 10} | {digit: i for i, digit in enumerate("一二三四五六七八九", 1)}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = r"[一二三四五六七八九十百零〇]+"
_PATTERNS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    (Style.ARTICLE, re.compile(rf"第\s*({NUMERAL})\s*条(?:\s*之\s*({NUMERAL}))?(?=[\s　：:]|、(?!第)|$)")),
    (Style.CHINESE, re.compile(rf"({_CHINESE})\s*[、．.]")),
    (Style.CHINESE_BRACKET, re.compile(rf"[（(]\s*({_CHINESE})\s*[)）]\s*[、．.]?")),
    (Style.ARABIC, re.compile(r"([0-9０-９]{1,3})\s*(?:[、．]|\.(?![0-9０-９]))")),
    (Style.ARABIC_BRACKET, re.compile(r"[（(]\s*([0-9０-９]{1,3})\s*[)）]\s*[、．.]?")),
    (Style.CIRCLED, re.compile(rf"([{_CIRCLED}])")),
)
# 第三条 may be followed by text with no space in sloppy sources: accept it where it plainly opens a sentence.
_TIGHT_ARTICLE = re.compile(rf"第({NUMERAL})条(?:之({NUMERAL}))?(?=[\u4e00-\u9fff“《])")
_TIGHT_EXCEPTIONS = re.compile(
    r"第[^条]+条(?:之[^，。]{1,3})?(?:第|规定|的|和|、|至|到|所|中|以|及|或|与|、|，|。|款|项|之(?![一二三四五六七八九十\d]))"
)

DIVISION = re.compile(rf"第\s*({NUMERAL})\s*(编|分编|章|节)(?:[\s　]+(.{{0,40}})|([^\s，。；：]{{0,30}}))$")
_DIVISION_RANK = {"编": 0, "分编": 1, "章": 2, "节": 3}


@lru_cache(maxsize=4096)
def numeral(text: str) -> int | None:
    """Read a whole number in Chinese, Arabic or full-width digits; `None` where it is none."""
    try:
        return int(text)
    except ValueError:
        pass
    if text in _DIGITS:
        return _DIGITS[text]
    import cn2an  # imported here: slow to load, and hardly a question needs more than the above

    try:
        return int(cn2an.cn2an(text.replace("〇", "零"), "smart"))
    except ValueError:
        return None


def read_mark(line: str) -> Mark | None:
    """Return the number mark that `line` opens with, or `None`."""
    for style, pattern in _PATTERNS:
        match = pattern.match(line)
        if match:
            return _mark(style, match)
    match = _TIGHT_ARTICLE.match(line)
    if match and not _TIGHT_EXCEPTIONS.match(line):
        return _mark(Style.ARTICLE, match)
    return None


def _mark(style: Style, match: re.Match[str]) -> Mark | None:
    if style is Style.CIRCLED:
        return Mark(style, _CIRCLED.index(match[1]) + 1, 0, match.end())
    number = numeral(match[1])
    inserted = (numeral(match[2]) or 0) if style is Style.ARTICLE and match[2] else 0
    return None if number is None else Mark(style, number, inserted, match.end())


def read_division(line: str) -> tuple[int, str] | None:
    """Return (rank, heading) of a line that is a 编、章 or 节 heading, or `None`."""
    match = DIVISION.match(line)
    return (_DIVISION_RANK[match[2]], line) if match else None
