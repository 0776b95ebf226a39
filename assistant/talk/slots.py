"""“副主席呢”, “那街道呢”: the noun takes the place of the one of its class in the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.talk.clauses import strip_lead, strip_tail, take_apart
from assistant.talk.frame import WILL_DO, asks_leave
from assistant.talk.matter import matter_of
from assistant.talk.nouns import BASE, Kind, Noun, nouns_in, runs, without
from assistant.talk.state import Reading, State
from assistant.talk.unlisted import alike, in_place_of_who, is_name

_INSTEAD = re.compile(
    r"^(?:要是|如果|假如|假设|若)?(?:是|换成|换作|改成|改为|换|至于|关于|对于|说的是|问的是|按照?|照)|^(?:要是|如果|假如)"
)
_ALIKE = re.compile(
    r"(?:是不是|能不能|要不要|可不可以)?(?:也|又|都|还)?(?:是|一样|这样|这么|如此|适用|需?要|可以|行|能|算|有|同样|合适)*"
    r"(?:吗|么|不|吧|行不行|可不可以|算不算|能不能|合适不合适|一样不一样)的?$|(?:也|都)(?:是|一样|这样|适用)的?$"
)
_SO_TOO = re.compile(r"呢[，,]?\s?(?:是不是|是否)?也?(?:一样|行|可以|能|是)?(?:吗|么|的)?[？?]?$")
_HOW_THERE = re.compile(
    r"(?:(?:又?是)?(?:怎么|如何|怎样)(?:规定|说|要求|写|定|办|讲)的?"
    r"|(?:有没有|有无|是否有|是不是有|有)(?:另外的?|别的|单独的?|专门的?|不同的?|这个|这种|这样的|同样的?|类似的?|相同的?)?(?:要求|规定|限制|说法|条款|提到)(?:吗|么|没有)?)[？?]?$"
)
_HOW = re.compile(r"怎么|怎样|如何|咋")
_TOO = re.compile(r"(?P<too>(?:也|还)(?:一定)?(?:需?要|可以|能|得|有|用|必须|应该))(?:吗|么|不|没有?)[？?]?$")
_EACH = re.compile(r"^(?:一年|每年|一个月|每个?月)")
_JUST_SO = re.compile(r"又是?(?:怎么|怎样|如何|咋)[^，。？?]{0,6}[？?]?$")  # 又 asks the same again
_OF_SOMETHING = (Kind.PERSONAL, Kind.MATTER, Kind.WAY)
_OF_ANYTHING = (*_OF_SOMETHING, Kind.RELATION)
_HOLD = re.compile(r"(?<=.{2})(?:来|能|可以)?(?:兼任|兼|当|担任|做|干)$")
MAX_NAME = 24  # characters
_BETWEEN = re.compile(r"[的、，和及与跟方面这那里上]*")
_DOCUMENT = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}[〔\[（(【]\d{4}[〕\]）)】]第?\d{1,4}号|\d{4}年的?(?:(?:那个|那份|这份)?(?:文件|意见|规定|通知|文)|那[个份])|\d{1,4}号文件?)"
)
_NATION = re.compile(r"(?:中华全国总工会|全总)(?=对)")
_MODES = re.compile(r"专职|兼职|挂职")
_OF = re.compile(r"(?:行业协会|企业家协会|协会|商会|公司|企业|单位|工厂|厂|学校|医院)(?:里)?的?$")
_HEADS = (
    ("会长", "副会长", "秘书长", "理事长"),
    (
        "老板",
        "老总",
        "副总",
        "总经理",
        "副总经理",
        "经理",
        "厂长",
        "副厂长",
        "董事长",
        "法人代表",
        "法定代表人",
        "一把手",
    ),
)


def follow_slot(question: str, state: State) -> Reading | None:
    """Read a turn that is nouns alone into the question before; `None` where it is more, or that has no such noun."""
    body = _body(_JUST_SO.sub("", question) if _HOW.search(state.last) else question)
    if not body or not state.last or len(body) > MAX_NAME or body in ("别", "其他", "其它", "别的"):
        return None
    if _DOCUMENT.fullmatch(body):
        return _reading(_with_document(state.last, body), state)
    nouns = nouns_in(body)
    if not nouns or not _BETWEEN.fullmatch(without(body, nouns)):
        return _reading(
            alike(body, state.last) or _as_one(body, nouns, state.last) or in_place_of_who(body, question, state), state
        )
    if len(nouns) > 1 and nouns[-1].kind is Kind.MODE and WILL_DO.search(question):
        return None  # 副主席兼职的行不行 asks for itself
    if any(n.kind in _OF_SOMETHING for n in nouns):
        return _with_matter(body, nouns, state)
    text: str | None = state.last
    for unit in _units(nouns):
        text = _put(text, unit, body) if text else None
    if not text and nouns[-1].kind is Kind.RELATION:
        return _with_matter(body, nouns, state)
    return _reading(_as_it_asks(text, body, question, state), state)


def _as_it_asks(text: str | None, body: str, question: str, state: State) -> str | None:
    """The question with the noun put in, asked as the turn asks: 行吗 and 也要吗 want a yes or a no."""
    if text and WILL_DO.search(strip_tail(question)) and not asks_leave(state.last):
        whole = state.spoken_of().whole
        return in_place_of_who(body, question, state) or (f"{whole}，{body}行吗" if whole else None)
    if text:
        return _asked_too(text, body, question, state)
    return in_place_of_who(body, question, state)


def _asked_too(text: str, body: str, question: str, state: State) -> str:
    """“副主席也要吗” asks yes or no, whatever was asked before（主席多久内要参加培训）."""
    found = _TOO.search(question)
    if not found or asks_leave(state.last):
        return text
    parts = take_apart(text)
    lead, name, rest = matter_of(parts.asking).partition(body)
    rest = _EACH.sub("", rest)
    return f"{parts.before}{lead}{name}{found['too']}{rest}吗？" if name and rest else text


def _as_one(body: str, nouns: Sequence[Noun], text: str) -> str | None:
    """A name that ends in a noun of a class, whatever stands before it（央企分公司）, in the place of its like."""
    if not nouns or nouns[-1].end != len(body) or not is_name(body):
        return None
    kind = nouns[-1].kind
    return None if kind in _OF_ANYTHING else _put(text, [Noun(kind, 0, len(body), body)], body)


def _body(question: str) -> str:
    body = strip_tail(_SO_TOO.sub("", strip_lead(question)))
    body = _INSTEAD.sub("", body, count=1)
    there = _HOW_THERE.sub("", body)
    if _DOCUMENT.fullmatch(there) or [n.text for n in nouns_in(there) if n.kind is Kind.PLACE] == [there]:
        return there
    return _HOLD.sub("", _ALIKE.sub("", body)).rstrip("的").strip("，, ")


def _reading(text: str | None, state: State) -> Reading | None:
    return Reading(text, (state.last,)) if text else None


def _units(nouns: Sequence[Noun]) -> list[list[Noun]]:
    """The nouns that are put in together: a body with what tells it apart, offices listed together."""
    units: list[list[Noun]] = []
    for noun in nouns:
        joins = units and (
            (noun.kind in BASE and units[-1][-1].kind in BASE and Kind.PLACE not in (noun.kind, units[-1][-1].kind))
            or noun.kind is units[-1][-1].kind
        )
        if joins:
            units[-1].append(noun)
        else:
            units.append([noun])
    return units


def _put(text: str, unit: Sequence[Noun], body: str) -> str | None:
    """Put one unit in the place of its like; `None` where there is none and nowhere to put it."""
    new = body[unit[0].start : unit[-1].end]
    kind = unit[-1].kind
    if kind is Kind.MODE:
        return _MODES.sub(new, text, count=1) if _MODES.search(text) else None
    start = take_apart(text).start
    nouns = [n for n in nouns_in(text) if n.start >= start] or nouns_in(text)
    span = _span(text, nouns, kind, new)
    if span:
        return text[: span[0]] + new + text[span[1] :]
    at = _room(nouns, kind, start)
    if at is None:
        return None
    if kind is Kind.PLACE:
        return None if new in ("全国", "国家") else f"{text[:at]}{new}的{text[at:]}"
    return text[:at] + new + text[at:]


def _span(text: str, nouns: Sequence[Noun], kind: Kind, new: str) -> tuple[int, int] | None:
    """What the new noun takes the place of."""
    groups = list(runs(text, nouns))
    if kind is Kind.PERSON:
        return _person(text, nouns, new) or _holder(text, nouns)
    if kind is Kind.ORG:
        group = next((g for g in groups if any(n.kind is Kind.ORG for n in g)), None)
        base = [n for n in group or [] if n.kind in BASE and n.kind is not Kind.PLACE]
        return (base[0].start, base[-1].end) if base else None
    if kind is Kind.PLACE and (named := _DOCUMENT.search(text) or _NATION.match(text)):
        return named.span()
    for wanted in _LIKE.get(kind, (kind,)):
        run = _last_run(text, nouns, wanted, first=kind in (Kind.TERRITORY, Kind.LEVEL, Kind.PLACE))
        if run:
            return run
    return None


# What else gives way where the question before has no noun of the class.
_LIKE = {
    Kind.OFFICE: (Kind.OFFICE, Kind.BODY, Kind.PERSON),
    Kind.BODY: (Kind.BODY, Kind.OFFICE),
    Kind.TERRITORY: (Kind.TERRITORY, Kind.RANK),
}


def _last_run(text: str, nouns: Sequence[Noun], kind: Kind, *, first: bool) -> tuple[int, int] | None:
    """The last (or first) nouns of a class, those listed together（主席、副主席）as one."""
    same = list(runs(text, [n for n in nouns if n.kind is kind]))
    if not same:
        return None
    run = same[0] if first else same[-1]
    return run[0].start, run[-1].end


def _person(text: str, nouns: Sequence[Noun], new: str) -> tuple[int, int] | None:
    """The first person named, with whose person it is unless the new one is of the same house（商会会长 → 副会长）."""
    person = next((n for n in nouns if n.kind is Kind.PERSON), None)
    if person is None:
        return None
    house = _OF.search(text[: person.start])
    same = any(new in heads and person.text in heads for heads in _HEADS)
    return (house.start() if house and not same else person.start), person.end


def _holder(text: str, nouns: Sequence[Noun]) -> tuple[int, int] | None:
    """The offices that a person stands in for."""
    return _last_run(text, nouns, Kind.OFFICE, first=True)


def _room(nouns: Sequence[Noun], kind: Kind, start: int) -> int | None:
    """Where a noun goes for which the question before has none of the class: beside the body."""
    body = next((n for n in nouns if n.kind is Kind.ORG), None)
    if kind is Kind.PLACE:
        return start
    if body is None:
        return None
    if kind in (Kind.OFFICE, Kind.BODY):
        return body.end
    return body.start if kind in (Kind.SCOPE, Kind.SECTOR, Kind.TERRITORY) else None


def _with_document(text: str, document: str) -> str:
    """The question asked of another document, in the place of the one that it names or of the place."""
    if found := _DOCUMENT.search(text):
        return text[: found.start()] + document + text[found.end() :]
    place = next((n for n in nouns_in(text) if n.kind is Kind.PLACE), None)
    if place:
        rest = text[place.end :].removeprefix("的")
        return f"{text[: place.start]}{document}对{rest}"
    return f"按{document}，{text}"


def _with_matter(body: str, nouns: Sequence[Noun], state: State) -> Reading | None:
    """“任期呢”, “联合会的经费呢”: what the texts say of it, of the body that was spoken of unless it names its own."""
    if any(n.kind is Kind.ORG for n in nouns):
        matter = next(n for n in nouns if n.kind in _OF_ANYTHING)
        if matter.text in state.last:
            text: str | None = state.last
            for unit in _units([n for n in nouns if n.kind not in _OF_ANYTHING]):
                text = _put(text, unit, body) if text else None
            return _reading(text, state)
        return Reading(f"{body}怎么规定")
    subject = state.spoken_of()
    if nouns[0].kind is Kind.WAY and (done := state.matter()):
        return Reading(f"{done}，{body}怎么规定", (done,), about=done)
    personal = nouns[0].kind is Kind.PERSONAL
    whole = (subject.whole if personal else subject.base) or subject.whole
    covered = "所覆盖基层工会的" if nouns[0].kind is Kind.RELATION and whole.endswith("联合会") else ""
    return Reading(f"{whole}{covered}{body}怎么规定", (whole,)) if whole else None
