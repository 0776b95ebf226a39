"""Which sentences of a clause are quoted: the best, those nearly as good, whole lists, and what a sentence hangs on."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.sentences import Listing, Reading, Sentence

ALSO = 0.8  # how far below the best sentence's score a further one may lie to be quoted with it
STANDS_OUT = 1.0  # how far above all others of a list the score of a member lies that is meant alone
QUOTE_LIMIT = 180  # characters between the first and the last sentence of a quote, but for lists and what is needed

_HANGS = ("其", "该", "上述", "前款", "前项", "前述", "此", "这", "确需", "否则", "对此")


def choose(reading: Reading, scores: Sequence[float], *, listed: bool = False) -> set[int]:
    """Return the places of the sentences that answer; `listed` says that all of several things are asked for.

    A sentence with a score of minus infinity is none of them.
    """
    best = max(range(len(scores)), key=scores.__getitem__)
    listing = reading.listing_of(best)
    whole = listing and _whole(listing, best, scores, listed)
    chosen = set(listing.places) if listing and whole else _near_ties(reading, scores, best)
    return chosen | {i - 1 for i in chosen if i and hangs(reading.sentences[i])}


def hangs(sentence: Sentence) -> bool:
    """Whether a sentence cannot be understood without the one before it."""
    return sentence.text.startswith(_HANGS)


def _near_ties(reading: Reading, scores: Sequence[float], best: int) -> set[int]:
    """The best sentence and those nearly as good, not too far apart; what only leads to a list is none of them."""
    leads = {listing.lead for listing in reading.listings}
    chosen = {best}
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        first, last = reading.sentences[min(*chosen, i)], reading.sentences[max(*chosen, i)]
        near = scores[i] >= scores[best] - ALSO and i not in leads
        if near and last.span.end - first.span.start <= QUOTE_LIMIT:
            chosen.add(i)
    return chosen


def _whole(listing: Listing, best: int, scores: Sequence[float], listed: bool) -> bool:
    """Whether a list is quoted with all its members: its lead is what answers, or none of them stands out."""
    members = sorted((scores[i] for i in listing.members), reverse=True)
    if len(members) > 1 and members[0] - members[1] >= STANDS_OUT:
        return best == listing.lead and scores[best] - members[0] >= STANDS_OUT
    return listed or best == listing.lead
