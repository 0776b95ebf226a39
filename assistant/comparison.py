"""Questions that compare documents: which documents stand on which side."""

from __future__ import annotations

import re

from assistant.mentions import find_mentions, short_place
from assistant.question import Question
from index.library import Library

_COMPARES = re.compile(
    r"一样|不同|有别|区别|差别|差异|异同|差在|对得上|对不上|相比|比起来|对比|比较一下|分别|有出入|矛盾|冲突|打架|一致|相同|哪个更|谁更|各是|各自|怎么各"
)


_MANNER = re.compile(r"的?(?:规定|要求|说法|写法|口径|文件|意见)|跟|和|与|同|有什么|有啥|哪里|吗|呢|[？?]")


def matter(text: str) -> str:
    """What is compared: the text without the words that compare and those for any document."""
    return _MANNER.sub(" ", _COMPARES.sub(" ", text)).strip() or text


def compared_documents(question: Question, library: Library) -> tuple[frozenset[str], ...]:
    """Return the sides of a comparison, as document ids; empty where the question compares no documents.

    Each document named is a side; the local documents of a place that is named make one, unless one of them is named;
    a single local side is compared with the national documents.
    """
    if not _COMPARES.search(question.meant):
        return ()
    sides = list(dict.fromkeys(frozenset(m.document_ids) for m in find_mentions(question.meant, library)))
    named = frozenset[str]().union(*sides)
    places: dict[str, set[str]] = {}
    for document, region in library.local_regions.items():
        if region and short_place(region) in question.meant:
            places.setdefault(region, set()).add(document)
    sides += [frozenset(own) for own in places.values() if not own & named]
    if len(sides) == 1 and sides[0] <= library.local_regions.keys():
        sides.append(frozenset(library.regions.keys() - library.local_regions.keys()))
    return tuple(sides) if len(sides) > 1 else ()
