"""The verdict on a yes/no question, where the quoted words say plainly that something is allowed or is not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Verdict

_ASKS_LEAVE = re.compile(
    r"(?:能不能|可不可以|行不行|允不允许|可否|能否|是否可以|是否允许|许不许|准不准|合不合规)"
    r"|(?:可以|可|行|允许|能|行得通|合规|通|违规|合适)(?:吗|不|么|嘛)[？?。！!]*$"
    r"|(?:可以|能|允许|准许)[^，。；？?]{0,40}(?:吗|么|嘛|不)[？?]*$"
)
_UNIT = r"(?:家|人|名|位|年|个月|岁|次|%|％|亿|万)"
_QUANTITY = re.compile(
    rf"[0-9０-９]+\s*(?:余|多|来)?\s*(?:{_UNIT}|个)|[一二两三四五六七八九十百千万]+(?:余|多|来)?{_UNIT}(?!旦)"
)
_FORBIDS = re.compile(r"不得|不能|不可|不应|不宜|不准|禁止|严禁|切实纠正|防止|杜绝")
_ALLOWS = re.compile(r"(?<!不)可(?!能|靠|持续)|鼓励|允许|支持|(?<!不)能够")


def read_verdict(question: str, quotes: Sequence[str]) -> Verdict | None:
    """Return `YES` or `NO` where the question asks for leave and the best quote says one and not the other.

    Where question or quote holds a quantity there is no verdict here: no reading of modal verbs settles a threshold.
    """
    if not quotes or not _ASKS_LEAVE.search(question) or _QUANTITY.search(question) or _QUANTITY.search(quotes[0]):
        return None
    forbids, allows = bool(_FORBIDS.search(quotes[0])), bool(_ALLOWS.search(quotes[0]))
    if forbids == allows:
        return None
    return Verdict.NO if forbids else Verdict.YES
