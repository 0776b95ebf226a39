"""Where to look for what the corpus does not answer: the law outside it that answers questions like this one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

ALIKE = 0.55  # cosine from which a question is plainly like one that a law outside answers

# Of the sources in `corpus/outside.yaml` only those cited by article are texts of just that name.
_ARTICLE = re.compile(r"^(\S+?)第[一二三四五六七八九十百零〇]+条")
_PLACE = re.compile(r"^(\S{2,3}?)(?:省|市|自治区)")


def likely_source(nearest: Mapping[str, float], regions: Collection[str]) -> str | None:
    """Return the name of the law that answers the question nearest to one, `None` where unsure.

    `nearest` is source → cosine of its nearest question; a local regulation counts for its own place alone.
    """
    source = max(nearest, key=nearest.__getitem__, default="")
    article = _ARTICLE.match(source)
    if article is None or nearest[source] < ALIKE:
        return None
    place = _PLACE.match(article[1])
    return None if place and not any(region.startswith(place[1]) for region in regions) else article[1]
