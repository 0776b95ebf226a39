"""Questions that name several documents: each is asked on its own, so that none is silently passed over."""

from __future__ import annotations

import re

from assistant.mentions import find_mentions
from assistant.question import Question
from index.library import Library

MAX_SIDES = 3

_NATIONAL = re.compile(r"全国|国家|全总|中央")


def compared_documents(question: Question, library: Library) -> tuple[frozenset[str], ...]:
    """Return the sides of a comparison, as document ids; empty where the question does not name two.

    Each document named is a side; the local documents of a place that is named make one, unless one of them is named;
    a single local side is set beside the national documents where the question speaks of the nation or of 全总.
    """
    sides = list(dict.fromkeys(frozenset(m.document_ids) for m in find_mentions(question.meant, library)))
    named = frozenset[str]().union(*sides)
    for place in sorted(question.places):
        own = frozenset(i for i, region in library.local_regions.items() if region == place)
        if not own & named:
            sides.append(own)
    if len(sides) == 1 and sides[0] <= library.local_regions.keys() and _NATIONAL.search(question.meant):
        sides.append(frozenset(library.regions.keys() - library.local_regions.keys()))
    return tuple(sides[:MAX_SIDES]) if len(sides) > 1 else ()
