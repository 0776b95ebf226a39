"""Questions that set documents side by side: each is asked on its own, so that none is silently passed over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from assistant.mentions import find_mentions, fold
from assistant.question import Question
from assistant.retrieve import Evidence
from index.embedding import Vectors
from index.library import Library

MAX_SIDES = 3
SHORTEST = 2  # characters of what is compared
CANDIDATES = 4  # clauses of a side, of which one is taken
FRAMES = ("notice", "0")  # paths of covering letters and openings, alike in all documents and of no matter
KINSHIP = 6.0  # weight of two clauses' nearness of meaning beside their scores, which are log odds

# Words that set one thing beside another: without any, 按照甲文件，乙文件规定几年 asks the second alone.
_TOGETHER = re.compile(
    r"[和与跟同及、]|相?比|对照|分别|各(?:自|是|怎么|有)|不同|不一样|一样|区别|差别|差异|出入|一致|哪个|哪份|还是|怎么说"
)
_NATIONAL = re.compile(r"全国|国家|全总|中央")
_LOCAL = re.compile(r"市里|我市|本市|咱市|当地|本地|地方")
_KIND = r"[的那版说讲]|文件|意见|规定|要求|出台|印发|发的|两[份个]"
# 2014年的意见, 19年说的, （2020）, 2014和2019两份文件: the years of documents, not of what happened to the asker.
_YEAR = re.compile(
    rf"(?<!\d)(?:20)?(?P<year>[012]\d)"
    rf"(?:年(?={_KIND})|(?=\))|年?(?=版|两[份个]|[和与跟同及、比](?:20)?[012]\d年?(?:{_KIND})))"
)


_COMPARES = re.compile(
    r"(?:有(?:什么|啥|何|没有|多大)?|分别是?|各(?:自|是)?)?(?:不同|区别|不一样|差别|差异|出入|变化|一样|一致|相同|冲突|矛盾)(?:之处|的地方)?"
    r"|(?:对照|对比|比较|相比|比(?!例|率|重|赛))(?:一下|一比)?|对得上|各?(?:是)?怎么(?:说|写|规定)的?|规定|[吗么呢？?]"
)
_SAID_THEN = re.compile(r"(?:的|那[份个版]|这[份个])?(?:文件|意见|规定|通知|版本?)?")


def side_question(question: Question) -> Question:
    """The question as each side is asked it: without the years of documents and without the words that compare."""
    return replace(question, search_text=_matter(question.search_text), focus=_matter(question.focus))


def _matter(text: str) -> str:
    """What is compared; the text as it is where nothing else is left of it."""
    rest = text
    for match in reversed(list(_YEAR.finditer(text))):
        end = _SAID_THEN.match(text, match.end())
        rest = rest[: match.start()] + " " + rest[end.end() if end else match.end() :]
    rest = _COMPARES.sub(" ", rest).strip()
    return rest if len(rest) >= SHORTEST else text


def compared_documents(question: Question, library: Library) -> tuple[frozenset[str], ...]:
    """Return the sides of a comparison, as document ids; empty where the question does not name two.

    Each document named is a side; the documents of a year that is named make one, unless one of them is named, and so
    do the local documents of a place; a single local side is set beside the national documents where the question
    speaks of the nation or of 全总, and a single national one beside the local where it speaks of 当地.
    """
    sides = list(dict.fromkeys(frozenset(m.document_ids) for m in find_mentions(question.meant, library)))
    sides += [own for own in _of_years(question, library) if not any(own & side for side in sides)]
    local = library.local_regions
    places = question.places or (question.regions if _LOCAL.search(question.asked) else frozenset())
    for place in sorted(places):
        own = frozenset(i for i, region in local.items() if region == place and question.admits(i, region))
        if own and not any(own & side for side in sides):
            sides.append(own)
    if len(sides) == 1 and sides[0] <= local.keys() and _NATIONAL.search(question.asked):
        sides.append(frozenset(library.regions.keys() - local.keys() - question.barred))
    return tuple(sides[:MAX_SIDES]) if len(sides) > 1 and _TOGETHER.search(question.meant) else ()


def _of_years(question: Question, library: Library) -> list[frozenset[str]]:
    """The documents of every year that is named as that of a document, those that bind the asker."""
    years = dict.fromkeys(2000 + int(m["year"]) for m in _YEAR.finditer(fold(question.meant)))
    issued = [(c.issued_on.year, c) for c in library.cards.values() if c.issued_on and c.issued_on.year in years]
    sides = (frozenset(c.id for y, c in issued if y == year and question.admits(c.id, c.region)) for year in years)
    return [side for side in sides if side]


def alike(found: Sequence[Sequence[Evidence]], library: Library) -> list[Evidence]:
    """Return one clause a side, so chosen that each answers and that they speak of the same matter.

    `found` are the clauses of each side, ranked; every side has some.
    """
    sides = [[e for e in side if e.clause.path not in FRAMES][:CANDIDATES] or side[:1] for side in found]
    vectors: dict[str, list[Vectors]] = {e.clause.id: [] for side in sides for e in side}
    for passage, vector in library.clause_passages(list(vectors)):
        vectors[passage.clause_id].append(vector)

    def kinship(one: Evidence, other: Evidence) -> float:
        pairs = product(vectors[one.clause.id], vectors[other.clause.id])
        return max((float(a @ b) for a, b in pairs), default=0.0)

    def fitness(chosen: Sequence[Evidence]) -> float:
        kin = sum(kinship(chosen[0], other) for other in chosen[1:])
        return sum(e.score for e in chosen) + KINSHIP * kin

    return list(max(product(*sides), key=lambda chosen: fitness(tuple(chosen))))
