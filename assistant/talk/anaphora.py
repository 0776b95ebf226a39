"""“这些人”, “它”, “这种情况”: the last fitting words of the conversation stand in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.talk.clauses import asks, strip_lead, take_apart
from assistant.talk.nouns import BASE, HOLDERS, Kind, Noun, nouns_in, runs
from assistant.talk.state import Reading, State

_PERSONS = re.compile(
    r"(?:这些|那些|这几个|那几个|这批|这部分|上述|该类?|这类|那类|这样的|这种)(?:人员|人|干部|同志|工作者|职务)(?![数才])|他们|她们|(?<![其吉])他(?=的|要|能|可以|由|谁|兼|当|做|来|担)|她(?=的|要|能|可以)"
)
_BODIES = re.compile(
    r"它们?|(?<![我你咱俺])(?:这个|该|这类|那个|这种|此类|那种|这样的|此)(?:工会组织|工会|组织|机构|团体|联合会|总工会|会(?![议员籍计长])|组织形式)(?!主席(?:才|都|等))"
)
_COMMITTEES = re.compile(r"(?<!的)(?:这个|该|那个|这两个|这些)(?:委员会|小组|筹备组|组(?!织))")
_THEIRS = re.compile(r"(?<![尤极与何])其(?=任期|经费|主席|副主席|委员|职责|名称|待遇|工资|人员|负责人|成员)")
MAX_BEFORE = 14  # characters; a pronoun further on means what the turn itself names
_HANDED = ("让", "由", "请", "叫", "给")  # who is handed something is not the one just named
_MATTERS = re.compile(
    r"(?:碰到|遇到|对于|针对|像)?(?:(?:这|那|此|该|上述|前述)(?:种|类|样|个)?(?:的)?(?:情况|情形|做法|事情|事|问题|条件|要求)(?:下)?"
    r"|(?:上面|前面|刚才|刚刚|之前|上头)(?:你|您)?(?:说|提|讲|问)(?:到|过)?的?(?:那个|那种|这个|那些)?(?:情况|问题|事|内容)?"
    r"|这样(?:做|办|子|弄)?(?!的)|这么(?:做|办|弄|干)|那样(?:做|办)?(?!的))"
)


def follow_anaphor(question: str, state: State) -> Reading | None:
    """Put what is meant in the place of the word that points to it; `None` where none does, or nothing is meant."""
    core = strip_lead(question)
    for pattern, kinds in (
        (_PERSONS, (Kind.PERSON, Kind.OFFICE)),
        (_COMMITTEES, (Kind.BODY, Kind.ORG)),
        (_BODIES, (Kind.ORG, Kind.BODY)),
        (_THEIRS, (Kind.ORG, Kind.OFFICE, Kind.BODY, Kind.PERSON)),
    ):
        found = pattern.search(core[:MAX_BEFORE])
        if found and (core[: found.start()].endswith(_HANDED) or not _named(nouns_in(core[: found.start()]), kinds)):
            meant = _meant(state, kinds, office=kinds[0] is Kind.PERSON)
            return _put(core, found, meant) if meant else None
    return _follow_matter(core, state)


def _put(core: str, found: re.Match[str], meant: str) -> Reading:
    link = "的" if found[0] == "其" else ""
    return Reading(core[: found.start()] + meant + link + core[found.end() :], (meant,))


def _named(nouns: Iterable[Noun], kinds: tuple[Kind, ...]) -> bool:
    return any(n.kind in kinds for n in nouns)


def _meant(state: State, kinds: tuple[Kind, ...], *, office: bool) -> str:
    """The last noun phrase of one of the classes, in order of fitness; bodies keep what tells them apart."""
    for question in reversed(state.past):
        groups = list(runs(question, nouns_in(question)))
        for kind in kinds:
            fitting = [g for g in groups if any(n.kind is kind for n in g)]
            if fitting:
                return _phrase(question, fitting[-1], kind, office=office)
    return ""


def _phrase(text: str, group: list[Noun], kind: Kind, *, office: bool) -> str:
    last = max(n.end for n in group if n.kind is kind)
    if kind in (Kind.BODY, Kind.PERSON):
        start = next(n.start for n in group if n.kind is kind)
    else:
        kept = [n for n in group if n.kind in (BASE + HOLDERS if office else BASE)]
        start = kept[0].start if kept else group[0].start
    return text[start:last]


def _follow_matter(core: str, state: State) -> Reading | None:
    """“这种情况要报谁” after the matter; a case that is put in the same turn is what it means."""
    found = _MATTERS.search(core)
    if not found or not state.last or take_apart(core).told or core[: found.start()].strip("，, "):
        return None
    before = take_apart(state.last)
    if not asks(before.asking):
        return Reading(f"{state.last.rstrip('，。？！?! ')}，{core}", (state.last,))
    matter = state.matter()
    rest = core[found.end() :].lstrip("的，, ")
    if not matter or not rest:
        return None
    return Reading(f"{matter}，{rest}", (matter,), about=matter)
