"""Where to look for what the corpus does not answer: the text outside it that answers questions like this one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from heapq import nlargest

ALIKE = 0.62  # cosine from which a question is plainly like one that a text outside answers
AGREEING = 2  # of the nearest three must be answered by the same text

_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]+条.*$|（[^）]*）$")
_TEXT = re.compile(r"(?:法|条例|规定|办法|章程|办法〉)$")
_PLACE = re.compile(r"^(\S{2,3}?)(?:省|市|自治区)")


def likely_source(nearest: Mapping[str, float], regions: Collection[str]) -> str | None:
    """Return the name of the law or regulation that answers the questions nearest to one, `None` where unsure.

    `nearest` is source → cosine of its nearest question; a local regulation counts for its own place alone.
    """
    best = nlargest(AGREEING + 1, nearest.items(), key=lambda item: item[1])
    names = [_ARTICLE.sub("", source) for source, cosine in best if cosine >= ALIKE]
    likely = next((n for n in names if names.count(n) >= AGREEING and _TEXT.search(n)), None)
    place = likely and _PLACE.match(likely)
    return None if place and not any(r.startswith(place[1]) for r in regions) else likely
