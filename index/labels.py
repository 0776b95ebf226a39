"""How people cite a clause: 第二部分（九）, 第三条, 第二部分（三）第2项, 第十条之一."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.marks import Mark, Style


def chinese(number: int) -> str:
    """Write a whole number in Chinese numerals（12 → 十二）."""
    import cn2an  # imported here: slow to load, and needed for building an index alone

    return str(cn2an.an2cn(number))


def label_of(path: str, marks: Sequence[Mark | None], parted: bool, text: str) -> str:
    """Return the label of the clause at `path`; `marks` are those from the outermost level in.

    `parted` says that the document's top level holds parts（第二部分）rather than single clauses（第二条）.
    """
    annex = re.match(r"annex(\d+)", path)
    lead = f"附件{annex[1]}" if annex else ""
    if path.split("~")[0] == "notice":
        return "转发通知" if "转发" in text else "印发通知"
    if not any(marks):
        return lead or "引言"
    parts = [lead]
    for depth, mark in enumerate(marks):
        if mark:
            parts.append(_part(mark, marks[depth - 1] if depth else None, parted))
    return "".join(parts)


def _part(mark: Mark, above: Mark | None, parted: bool) -> str:
    match mark.style:
        case Style.ARTICLE:
            return f"第{chinese(mark.number)}条" + (f"之{chinese(mark.inserted)}" if mark.inserted else "")
        case Style.CHINESE:
            return f"第{chinese(mark.number)}{'部分' if parted else '条'}"
        case Style.CHINESE_BRACKET:
            return f"（{chinese(mark.number)}）" if above else f"第（{chinese(mark.number)}）条"
        case Style.ARABIC:
            return f"第{mark.number}项" if above and above.style is Style.CHINESE_BRACKET else f"第{mark.number}条"
        case Style.ARABIC_BRACKET:
            return f"（{mark.number}）"
        case Style.CIRCLED:
            return f"第{mark.number}目"
