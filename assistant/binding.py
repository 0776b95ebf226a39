"""The parts of a quote that bind, give leave or forbid, with whom they speak of and what they hang on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.force import Force
from assistant.same_words import pairs_of, plain_words

_SENTENCE = re.compile(r"[^。；\n]+[。；\n]*")
_PART = re.compile(r"[^，；。：\n]+[，；。：\n]*")
_FORCES = (
    (Force.FREE, re.compile(r"可不再|可以不(?!再?能)|不必|无须|无需|不需要")),
    (
        Force.NOT,
        re.compile(r"不得|不能|不应|不可(?![缺分])|禁止|严禁|不许|不准|切实纠正|(?:保持|关系|渠道|对象|管理)不变"),
    ),
    (
        Force.MUST,
        re.compile(
            r"必须|只能|应当|应该|(?<![相适响反对供效回])应(?![用对急聘有届])|须(?!知)"
            r"|(?<![主重需必纪摘紧概首只])要(?![求素点闻件害领职务])"
        ),
    ),
    (Force.MAY, re.compile(r"可以|允许|准许|(?<!不)可(?![能行靠持见分考依])|推进|积极推动|鼓励")),
)
# What must hold first. What an officer finds at any rate（根据工作需要）leaves leave what it is.
_CONDITION = re.compile(
    r"[^，；。]*(?:(?<!列)的(?![指领]导下)(?:[^，；。]{0,3})?(?=[，；])|时(?=[，；])|前提下|情况下|基础上|较多|特殊情况|确需|具备条件|有条件|条件的|难以)[^，；。]*"
    r"|(?<![\u4e00-\u9fff])对[^，；。]{2,20}的[^，；。]*"
    r"|(?<![\u4e00-\u9fff])(?:独立管理|具备|具有|不具备|实际履行)[^，；。]*的[^，；。]*|经[^，；。]{2,24}?(?:批准|同意|程序)|确因[^，；。]*"
)
_SOFT = re.compile(r"(?:根据|结合|按照|从)[^，；。]{0,20}(?:需要|实际|情况|出发|要求|原则|特点)")
# A part that opens with somebody of its own.
_OTHERS = re.compile(r"(?![对向由给把与和按并制严建实])[^，。]{0,6}(?:工会|主席|委员会|职工|人员)")
_CASE = re.compile(r"的，$")
_DEED = re.compile(r"(?:依法)?(?:建立|成立|设立|取得|配备|选举|召开|实行)")
_AT_WILL = re.compile(r"(?:根据|结合)[^，；。]{0,20}(?:需要|实际|情况)")
_BARE = re.compile(r"建|特殊情况需?|或者?|和|区域性|行业性|工会|联合会|组织|乡镇（街道）|[，；。的时、]")
OPENING = 2  # characters before the word that binds, so few that who is spoken of stands further up
STATED = 4  # pairs of characters of a condition that the question must share, or
SHARE = 0.5  # the part of a short one


@dataclass(frozen=True, slots=True)
class Binding:
    """A part of a sentence that binds: `own`, with the parts `around` it, and the `head` that it shares with others."""

    force: Force
    own: str
    around: str
    head: str

    @property
    def at_will(self) -> bool:
        """Whether it is left to what is needed（根据工作需要）."""
        return bool(_AT_WILL.search(self.around))

    def hangs_on(self, text: str) -> bool:
        """Whether it holds on a condition that `text` does not say is so."""
        mine = pairs_of(plain_words(text))
        for condition in _CONDITION.finditer(_SOFT.sub("", self.around)):
            before = condition[0][: _first(condition[0])]
            words = before if _CONDITION.search(f"{before}，") else condition[0]
            pairs = pairs_of(_BARE.sub(" ", plain_words(words)))
            if len(pairs & mine) < min(STATED, SHARE * len(pairs)):
                return True
        return False


def bindings(quote: str) -> Iterator[Binding]:
    """Yield the parts of a quote that bind, each with the parts around it that say nothing of their own."""
    for sentence in _SENTENCE.findall(quote):
        parts = _PART.findall(sentence)
        for i, part in enumerate(parts):
            force = _force_in(parts, i)
            if force is None:
                continue
            first, end = _reach(parts, i)
            shared = i and _first(part) <= OPENING and _binds(parts[0])
            on = force is Force.MUST or bool(_AT_WILL.search(part))
            own = "".join(parts[i:end]) if on else part
            yield Binding(force, own, "".join(parts[first:end]), parts[0][: _first(parts[0])] if shared else "")


def _reach(parts: Sequence[str], at: int) -> tuple[int, int]:
    """From which to before which part nothing else binds, and nobody else is spoken of."""
    first, end = at, at + 1
    while first and not _binds(parts[first - 1]):
        first -= 1
    while end < len(parts) and not _binds(parts[end]) and not _OTHERS.match(parts[end]):
        end += 1
    return first, end


def _force_in(parts: Sequence[str], at: int) -> Force | None:
    """The one force of a part; `None` where it has none or several. After 女职工较多的， a deed is a duty."""
    found, rest = [], parts[at]
    for force, pattern in _FORCES:
        if pattern.search(rest):
            found.append(force)
            rest = pattern.sub("　", rest)
    if not found and at and _CASE.search(parts[at - 1]) and _DEED.match(parts[at]):
        return Force.MUST
    return found[0] if len(found) == 1 else None


def _binds(part: str) -> bool:
    return any(pattern.search(part) for _, pattern in _FORCES)


def _first(part: str) -> int:
    """Where the first word that binds stands."""
    return min((m.start() for _, pattern in _FORCES if (m := pattern.search(part))), default=len(part))
