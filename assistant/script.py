"""How a text was typed: Traditional Chinese, full-width letters, stray spaces and signs, folded to what the texts use.

For reading alone: what is shown back to the asker stays as typed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# Full-width letters, digits and signs among them, and characters that only look like Han（⼯, 﨑）. Full-width
# punctuation stays: it is what Chinese is written with, and what the reading of questions goes by.
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ％＋．－／\u2e80-\u2fdf\uf900-\ufaff]+")
_INVISIBLE = re.compile(
    r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_EMOJI = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u20e3]+")
_GAP = r"[^\S\n]+"
_STRAY = re.compile(rf"(?<![{_HAN}])([{_HAN}]){_GAP}(?=[{_HAN}])|(?<=[{_HAN}]){_GAP}(?=[{_HAN}](?![{_HAN}]))")


def fold_script(text: str) -> str:
    """Return the text in Simplified Chinese and half-width letters and digits, without emoji and stray spaces.

    A space between Chinese characters goes only where one of them stands alone（工 会, 联合 会）: between words it
    separates what is asked for.
    """
    folded = _WIDE.sub(lambda m: unicodedata.normalize("NFKC", m[0]), _INVISIBLE.sub("", text))
    folded = _EMOJI.sub(" ", folded)
    folded = _STRAY.sub(lambda m: m[1] or "", folded)
    return simplified(folded).strip()


def simplified(text: str) -> str:
    """Return the text in Simplified Chinese; one that holds no Traditional character is returned as it is.

    What GB 2312 holds is no proof of Traditional writing: 乾 in 乾隆 and 於 in 樊於期 are Simplified Chinese too.
    """
    strange = {c for c in text if "\u3400" <= c <= "\u9fff" and not _in_gb2312(c)}
    if not strange or not any(_converter().convert(c) != c for c in strange):
        return text
    return str(_converter().convert(text))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
