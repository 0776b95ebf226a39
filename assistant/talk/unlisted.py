"""Names that no list holds: put in by how they end（分公司 for 公司）, or in the place of 谁."""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba

from assistant.talk.clauses import asks, strip_lead
from assistant.talk.nouns import Kind, nouns_in
from assistant.talk.state import State

_NOMINAL = ("n", "nr", "ns", "nt", "nz", "vn", "an", "b", "l", "j", "s", "nrt", "nrfg", "ng", "k", "h", "m", "q", "f")


def alike(body: str, text: str) -> str | None:
    """The question with a name of the same ending in the place of the old one（分公司 for 公司）."""
    if not (asks(text) and is_name(body)):
        return None
    at = text.rfind(body[-2:]) if len(body) > len(body[-2:]) else -1
    if at < 0 or body in text:
        return None
    start = at
    for token, tag, end in reversed(list(_tagged(text[:at]))):
        if end != start or tag not in _NOMINAL:
            break
        start -= len(token)
    return text[:start] + body + text[at + 2 :]


def _tagged(text: str) -> Iterator[tuple[str, str, int]]:
    """Words with their parts of speech and where they end."""
    end = 0
    for token, tag in rjieba.tag(text):
        end += len(token)
        yield token, tag, end


def is_name(body: str) -> bool:
    """Whether a text is a name: its last word is a noun, and no word is a verb or particle."""
    tags = [tag for _, tag in rjieba.tag(body)]
    return bool(tags) and all(tag in _NOMINAL for tag in tags)


MAX_PERSON = 14  # characters
_WILL_DO = re.compile(r"(?:行不行|可不可以|合适吗|合适不|行吗|可以吗|可以不)")
_WHO = re.compile(r"谁来?")


def in_place_of_who(body: str, question: str, state: State) -> str | None:
    """“老总行不行” after 由谁担任: the person in the place of 谁."""
    persons = [n for n in nouns_in(body) if n.kind is Kind.PERSON]
    if (
        not persons
        or persons[-1].end != len(body)
        or not _WHO.search(state.last)
        or "，" in body
        or len(body) > MAX_PERSON
    ):
        return None
    told = _WHO.sub(body, state.last, count=1).rstrip("？?。 呢")
    asked = strip_lead(question)
    rest = asked[asked.find(body) + len(body) :] if body in asked else ""
    return f"{told}，{rest if _WILL_DO.match(rest) else '可以吗'}"
