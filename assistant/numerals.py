"""Numerals as people write them（１２０, 5,000, 两千, 1万2千, 五千六, 三四十）.

Whole Chinese numerals below 万 go through cn2an; 万 and 亿, decimals and mixtures are put together here, because cn2an
reads those through floats. Everything is exact: `Decimal`.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

DIGITS = "零一二两三四五六七八九"
PLACES = "十百千廿卅"
CHINESE = DIGITS + PLACES + "万亿俩仨"
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
# Arabic digits go on after a place only（1万2千）; 点 makes a decimal where digits follow, otherwise a time of day.
_GOES_ON = rf"(?<=[十百千万亿])\d+(?![\d.,]*[%年])|[{CHINESE}]"
NUMERAL = rf"(?:{ARABIC}|[{CHINESE}])(?:{_GOES_ON})*(?:(?<=[{CHINESE}])点[{DIGITS}]+[万亿]*)?"
_MAX_LENGTH = 40  # no one writes longer ones; pasted pages of digits are not worth reading

_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千")
_FORMAL_RUN = re.compile(r"[壹贰貳叁參肆伍陆陸柒捌玖拾佰仟零万亿]{2,}")  # one alone may be part of a word（队伍, 大陆）
_TRADITIONAL = dict(
    zip(
        "〇○萬億兩倆個幾餘約號員歲點塊錢來數級滿夠過達總職業間廠單會幹師鎮鄉縣區聯開辦費補貼",
        "零零万亿两俩个几余约号员岁点块钱来数级满够过达总职业间厂单会干师镇乡县区联开办费补贴",
        strict=True,
    )
)


def _folding() -> dict[int, str]:
    """Characters to their plain forms, one for one, so that offsets stay: full-width, radicals, traditional."""
    ranges = (range(0xFF01, 0xFF5F), range(0xFE50, 0xFE6C), range(0x2F00, 0x2FD6), range(0xF900, 0xFB00), (0x3000,))
    folds = {code: unicodedata.normalize("NFKC", chr(code)) for codes in ranges for code in codes}
    folds |= {ord(written): plain for written, plain in _TRADITIONAL.items()}
    return {code: plain for code, plain in folds.items() if len(plain) == 1}


_FOLDS = _folding()
# A full-width comma joins full-width digits（５，０００）; between others it parts two figures（企业120，500人）.
_CLAUSE_COMMA = re.compile(r"(?<![０-９])，|，(?![０-９]{3}(?![０-９]))")


def plain(text: str) -> str:
    """Fold `text` to plain digits and signs, character for character: ``len(plain(t)) == len(t)``."""
    folded = _CLAUSE_COMMA.sub("。", text).translate(_FOLDS)
    return _FORMAL_RUN.sub(lambda run: run[0].translate(_FORMAL), folded)


_MIXED = re.compile(rf"({ARABIC})([十百千])?$")
_PAIR = re.compile(rf"(|.*[{PLACES}万亿])([一二两三四五六七八九])([两二三四五六七八九])([十百千]?[万亿]*)$")
_VALUE = {digit: Decimal(value) for value, digit in enumerate("零一二三四五六七八九")} | {
    "两": Decimal(2), "俩": Decimal(2), "仨": Decimal(3)
}  # fmt: skip
_PLACE = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


@lru_cache(maxsize=4096)
def read_numeral(text: str) -> Decimal | None:
    """Read one folded numeral exactly; `None` where it is not well formed.

    >>> read_numeral("1万2千"), read_numeral("五千六"), read_numeral("八点五")
    (Decimal('12000'), Decimal('5600'), Decimal('8.5'))
    """
    if not text or len(text) > _MAX_LENGTH:
        return None
    for name in "亿万":
        head, found, tail = text.rpartition(name) if name == "亿" else text.partition(name)
        if found:
            return _joined(head, name, tail)
    whole, point, decimals = text.partition("点")
    if point:
        value = read_numeral(whole)
        return None if value is None else value + Decimal("0." + "".join(str(_VALUE[d]) for d in decimals))
    return _section(text)


def _joined(head: str, name: str, tail: str) -> Decimal | None:
    """The value of ``head 万 tail``; a lone digit in the tail stands for the next place（一万二 is 12000）."""
    place = _PLACE[name]
    many = read_numeral(head) if head else Decimal(1)
    if many is None or not tail:
        return None if many is None else many * place
    if len(tail) == 1 and tail in "一二两三四五六七八九123456789":
        rest: Decimal | None = (_VALUE.get(tail) or Decimal(tail)) * (place // 10)
    else:
        rest = read_numeral(tail)
    return None if rest is None or rest >= place else many * place + rest


def _section(text: str) -> Decimal | None:
    """A numeral with neither 万 nor 亿 nor a Chinese decimal point."""
    mixed = _MIXED.match(text)
    if mixed:
        return Decimal(mixed[1].replace(",", "")) * _PLACE[mixed[2] or ""]
    if text in _VALUE:
        return _VALUE[text]
    if "," in text or "." in text or "俩" in text or "仨" in text:
        return None
    chinese = re.sub(r"\d", lambda digit: "零一二三四五六七八九"[int(digit[0])], text)
    if all(
        c in _VALUE for c in chinese
    ):  # digit after digit（一二零家）; with a place, leading zeros say nothing（零三）
        return Decimal("".join(str(_VALUE[c]) for c in chinese))
    chinese = chinese.lstrip("零").replace("廿", "二十").replace("卅", "三十")
    if chinese[:1] in ("百", "千"):
        chinese = "一" + chinese
    import cn2an  # imported here: slow to load, and most questions have no such numeral

    try:
        return Decimal(cn2an.cn2an(chinese, "normal"))
    except (ValueError, KeyError):  # KeyError: cn2an on 一十零 and its like
        return None


def read_bounds(text: str) -> tuple[Decimal, Decimal] | None:
    """Read a folded numeral as (low, high): equal, or apart where two digits name a span（三四十, 十七八, 三五）."""
    pair = _PAIR.match(text)
    if pair and _spans(pair[2], pair[3]):
        head, first, second, tail = pair.groups()
        low, high = read_numeral(head + first + tail), read_numeral(head + second + tail)
        if low is not None and high is not None:
            return min(low, high), max(low, high)
    loose = re.fullmatch(r"([百千万])([一八])?([十百千])", text)
    if loose:  # 百十家, 百八十人, 千八百, 万八千: somewhat around the larger place
        low = _VALUE[loose[2] or "一"] * _PLACE[loose[3]]
        top = Decimal(_PLACE[loose[1]])
        return (top, top + low) if (loose[2] or "一") == "一" else (low, top)
    value = read_numeral(text)
    return None if value is None else (value, value)


def _spans(first: str, second: str) -> bool:
    """Whether two neighbouring digits name a span（一两, 七八, 三五, 三两）rather than a row of digits."""
    return _VALUE[second] - _VALUE[first] == 1 or first + second in ("三五", "三两")
