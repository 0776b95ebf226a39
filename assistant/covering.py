"""Whether words of a text speak of the very act that a question asks about: its nouns, and all but all of its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.binding import Binding
from assistant.premise import same_body
from assistant.same_words import LACKING, pairs_of, plain_words
from assistant.talk.nouns import BASE, Kind, nouns_in, runs, without

MISSED = 0.2  # share of the characters that tell which may be missing in the text
LEAST = 2  # characters, and
OWN = 0.4  # share of those that tell, that the part which binds must hold itself

_RUN = re.compile(r"[\u4e00-\u9fff]+")
# Ways of asking, and what says nothing of the act.
_EMPTY = re.compile(
    r"能不能|可不可以|可以不可以|能否|可否|行不行|成不成|中不中|允不允许|准不准|许不许|要不要|应不应该?|该不该|得不得|用不用|需不需要|是不是|是否|会不会"
    r"|必须|非得|非要|一定得|一定要|应该|应当|需要|可以|允许|准许|合不合规定?|符不符合|符合规定|符合要求|合规|违规|违反规定|违反|不可(?=[？?吗]?$)"
    r"|请问一下|请问|想问一下|想问|问一下|您好|你好|麻烦|公司|时候|过来|我们这[里儿边]?|我们|咱们?|我(?=[是想在当要准们家])|俺们?|你们|他们|自己|这里|这边|这样|这种|这么做?|那么|那个|这个"
    r"|文件[里中上]?|政策[上里]?|规定|按(?:照)?[^，。？]{0,6}(?:规定|要求|意见|精神)|根据规定|打算|准备|计划|现在|目前|还|也|都|就|吗|呢|吧|嘛|么|啊|的|了|得|那|其|把|给|让|去|来|在|里|为|和|与|及|或者?|想|有|是|能|可|要|成|行|应|须"
    r"|全总|省总|市总(?!工会)|当地|本地|有人|问题|情况|说|对|做法|一下|到底|究竟|确实|原则上|一成立|被|盖住了?|顺手|有笔|一?点|[一二]个|个|办|搞|弄|往|跟|向|从|对吗|对不对|这样做|一名|名(?![称义单额])|叫做|直接由"
)
# Nouns that only who acts is told by; a text may name them once, in its title.
_WHOSE = frozenset(BASE) - {Kind.FIRM, Kind.PLACE, Kind.LEVEL}
_SINGLE = "任建批发配变"  # what stands for a verb of which neighbours differ
_VERBS = "任建批发变"  # and, of these, what another does not stand for
_PARTS = frozenset({Kind.SHIFT, Kind.BODY, Kind.RELATION, Kind.MATTER})
_ITEM = re.compile(r"、|或者?|和|及|以及|，")
_GENERIC = ("工会", "工会组织", "城市")
_BROAD = "干部"  # texts say of what kind（工会干部）
_TOLD = frozenset(
    {
        Kind.OFFICE, Kind.PERSON, Kind.BODY, Kind.LEVEL, Kind.MODE, Kind.SHIFT, Kind.RELATION, Kind.PERSONAL,
        Kind.MATTER, Kind.RANK, Kind.SECTOR, Kind.TOPIC,
    }
)  # fmt: skip
_NOT = re.compile(r"不(?![同仅论管断过])|没有?(?!准)|未|别(?!的)|(?<![罢减豁任难避])免")
# Who or what is meant is another with one of these（总经理助理, 已卸任的会长）, and an act with others of them.
_OTHER = re.compile(
    r"助理|卸任|退休|前任|离任|秘书|家属|亲戚|分公司|以外|之外|临时|直接|一个人|单独|硬|强|随意|一律|全[部都用]|只|光|反复|永远|无限|连任|提前|延期|先(?=[不建搞设成])|后再|再(?!次)|代替|变相|口头|私下|私自|擅自|偷偷|另|统一|随时|长期|同时|两个|几个|多个|第二|跨|外地|外籍|免费|现金|全额|挪|借"
)
_EITHER = re.compile(r"([能可要应该用需许准行成中得会是])不\1|可不可以|需不需要|允不允许|符不符合|合不合|[能可是]否")
_ENDING = re.compile(r"(?:不|没有?|么|吗|吧)?[？?。！!\s]*$")


_FEDERATED = re.compile(r"乡镇（街道）工会联合会")
_TOWN = re.compile(r"乡镇（街道）(?:总?工会(?!联合会)|辖)")


@dataclass(frozen=True, slots=True)
class Act:
    """The act asked about in the texts' words, without asking words; `negated` where it is asked about not doing it."""

    words: str
    nouns: frozenset[str]
    whose: frozenset[tuple[Kind, str]]
    of: frozenset[tuple[str, str]]
    negated: bool
    odd: bool


def read_act(text: str) -> Act:
    """Read what a question asks about."""
    bare = plain_words(_EITHER.sub(" ", _ENDING.sub("", text)))
    clauses = [c for c in re.split("[，,；;]", bare) if _RUN.search(_EMPTY.sub("", c))]
    negations = len(_NOT.findall(bare))
    last = bool(clauses and _NOT.search(clauses[-1]))
    plain = _NOT.sub(" ", bare)
    nouns = nouns_in(plain)
    told = frozenset(n.text for n in nouns if n.kind in _TOLD and n.text != _BROAD)
    whose = frozenset((n.kind, n.text) for n in nouns if n.kind in _WHOSE and n.text not in _GENERIC)
    of = frozenset(
        (firm.text, who.text)
        for run in runs(plain, nouns)
        for firm in run
        for who in run
        if firm.kind is Kind.FIRM and who.kind in (Kind.PERSON, Kind.OFFICE)
    )
    places = [n for n in nouns if n.kind is Kind.PLACE]
    return Act(
        _EMPTY.sub(" ", without(plain, places)),
        told,
        whose,
        of,
        negations == 1,
        negations > 1 or (negations == 1 and not last),
    )


def covers(act: Act, part: Binding, context: str) -> int | None:
    """Return how many characters of the act a part of a quote leaves out; `None` where it does not speak of it.

    `context` is what names whose act it is beside the quote.
    """
    text = plain_words(f"{part.head} {part.around}")
    if act.odd or not _speaks_of(act, text, plain_words(context)):
        return None
    own = plain_words(part.own)
    verbs = [char for run in _RUN.findall(act.words)[-1:] for char in run if char in _VERBS]
    if verbs and not re.search(f"{verbs[-1]}(?![的期何])", own):
        return None
    whose = "".join(word for _, word in act.whose) + "工会"
    missed = _missed(act.words, text, whose)
    every = sum(map(len, _RUN.findall(act.words)))
    if missed is None or missed > MISSED * every:
        return None
    elsewhere = whose + "".join(noun for noun in act.nouns if noun not in own)
    telling = sum(char not in elsewhere for run in _RUN.findall(act.words) for char in run)
    shared = sum(said and char not in whose for _, char, said in _said(act.words, own))
    return missed if shared >= max(LEAST, OWN * telling) else None


def _speaks_of(act: Act, text: str, title: str) -> bool:
    """Whether a text names all whom and what the act is about, and nobody else."""
    named = {n.text for n in nouns_in(text)}
    items = _ITEM.split(text)
    return (
        all(_named(noun, named) for noun in act.nouns)
        and _whose(act.whose, text, title)
        and same_body(act.words, text)
        and (LACKING not in text or LACKING in act.words)
        and all(any(of in item and who in item for item in items) for of, who in act.of)
        and all(m[0] in text for m in _OTHER.finditer(act.words))
    )


def _missed(words: str, text: str, whose: str) -> int | None:
    """How many characters a text leaves out; `None` where a word of two is among them."""
    missed, last = 0, ""
    for before, char, said in _said(words, text):
        if said or char in whose:
            last = ""
            continue
        if last and before:
            return None
        missed, last = missed + 1, char
    return missed


def _said(words: str, text: str) -> Iterator[tuple[str, str, bool]]:
    """The characters of words, each with the one before it and whether a text has it in a pair with a neighbour."""
    pairs = pairs_of(text)
    for run in _RUN.findall(words):
        for i, char in enumerate(run):
            lone = char in _SINGLE or len(run) == 1
            before = run[i - 1] if i else ""
            yield before, char, bool({before + char, run[i : i + 2]} & pairs) or (lone and char in text)


def _named(noun: str, named: set[str]) -> bool:
    """Whether a text names the noun, or all local unions where it is one."""
    parts = any(noun in name for name in named) and nouns_in(noun)[0].kind in _PARTS
    return parts or noun in named or ("总工会" in noun and "地方工会" in named)


def _whose(whose: frozenset[tuple[Kind, str]], text: str, title: str) -> bool:
    """Whether a text is of whose act it is: says so, or says nothing of that kind where its title does."""
    kinds = {n.kind for n in nouns_in(text) if n.text not in _GENERIC}
    bare = "乡镇（街道）" in (word for _, word in whose) and "联合会" not in "".join(word for _, word in whose)
    if bare and _FEDERATED.search(text) and not _TOWN.search(text):
        return False
    return all(word in text or (kind not in kinds and word in title) for kind, word in whose)
