"""Which sentences of a clause are quoted: the best, those nearly as good, whole lists, and what a sentence hangs on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.sentences import Listing, Reading, Sentence

ALSO = 0.8  # how far below the best sentence's score a further one may lie to be quoted with it
STANDS_OUT = 1.0  # how far above all others of a list the score of a member lies that is meant alone
QUOTE_LIMIT = 180  # characters between the first and the last sentence of a quote, but for lists and what is needed

_HANGS = ("其", "该", "上述", "前款", "前项", "前述", "此", "这", "确需", "否则", "对此")


def choose(reading: Reading, scores: Sequence[float], *, listed: bool, needed: Collection[int] = ()) -> list[int]:
    """Return the places of the sentences that answer, in order.

    `listed` says that all of several things are asked for. Of the places `needed`（of sentences that state the quantity
    asked for）one at least is among them, where there are any.
    """
    best = max(range(len(scores)), key=scores.__getitem__)
    listing = reading.listing_of(best)
    if listing and _whole(listing, best, scores, listed):
        chosen = set(listing.places)
    else:
        chosen = _near_ties(reading.sentences, scores, best)
    if needed and chosen.isdisjoint(needed):
        chosen.add(max(needed, key=scores.__getitem__))
    return sorted(chosen | {i - 1 for i in chosen if i and hangs(reading.sentences[i])})


def hangs(sentence: Sentence) -> bool:
    """Whether a sentence cannot be understood without the one before it."""
    return sentence.text.startswith(_HANGS)


def _near_ties(sentences: Sequence[Sentence], scores: Sequence[float], best: int) -> set[int]:
    """The best sentence and those nearly as good, not too far apart."""
    chosen = {best}
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        first, last = sentences[min(*chosen, i)], sentences[max(*chosen, i)]
        if scores[i] >= scores[best] - ALSO and last.span.end - first.span.start <= QUOTE_LIMIT:
            chosen.add(i)
    return chosen


def _whole(listing: Listing, best: int, scores: Sequence[float], listed: bool) -> bool:
    """Whether a list is quoted with all its members: its lead promises them, or none of them stands out."""
    if best == listing.lead:
        return True
    others = max((scores[i] for i in listing.places if i != best), default=0.0)
    return listed and scores[best] - others < STANDS_OUT
