"""False premises: what a question takes for granted although a cited clause says the opposite.

Only plain contradictions are told: a duty where the text gives leave, leave where it forbids, a release from what it
demands, an appointment where it has an election, another body, another number for the same thing. What is merely not in
the text contradicts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.focus import asks
from assistant.force import CLASHES, force_of
from assistant.quantities import Quantity, read_quantities
from assistant.question import Question
from assistant.retrieve import Evidence
from assistant.sources import Finding
from index.document import Span
from index.passages import sentences

SHARED = 4  # pairs of characters that a premise and what contradicts it must share
SHARE = 0.5  # and the part of the premise's that they make up
REMEMBERED = 512  # clauses
LONGEST = 200  # characters of a question beyond which nobody states one premise

_PART = re.compile(r"[^，。；？！,;?!\n]+[，。；？！,;?!\n]*")
_TAG = re.compile(
    r"^(?:这)?(?:对|是|没错|不错|是这样|是这样吗|对不对|是不是|是真的|真的)(?:吧|吗|么|嘛|的吧)?[？?。！!]*$"
)
_TAG_AT_THE_END = re.compile(
    r"(?:，|,)?(?:对吧|对吗|对不对|是吧|是吗|是不是|没错吧|不是吗|是这样吧|是这样吗|是真的吗|(?:就)?(?:行|可以)?了?吧)[？?。！!]*$"
)
_RHETORICAL = re.compile(r"不是.{2,40}(?:吗|嘛|么)[，,？?]*$|难道")
_ATTRIBUTED = re.compile(
    r"听说|据说|都说|有人说|说是|规定|要求|文件|政策|意见|通知|号文|既然|按说|必须|应当|应该|每届|标准|一律|都是|才[能行可]"
)
_ALONE = re.compile(r"一律|都是|必须|只能|只有|统一")
_OF_DOCUMENT = re.compile(r"(?:文件|规定|政策|意见|通知|号文?|全总|省总|市总)[^，。]{0,8}(?:要求|规定|说|定|写|给)")
_PLANNED = re.compile(r"确实|确需|想|打算|准备|如果|要是|万一|假如|若|的话")
_OWN = re.compile(r"我们|我[镇乡街县区市司厂]|本[镇乡街县区市司厂]|咱|俺")
_OPPOSITES = (
    (re.compile(r"任命|委派|指派|指定|委任"), re.compile(r"选举|推选")),
    (re.compile(r"(?<!不)(?:改[成为归到由交]|变[成为更]|转[到入给]|划[到转给归]|得改|要改)"), re.compile(r"不变")),
    (re.compile(r"比[^，。]{2,12}[长短多少]|不一样|不同"), re.compile(r"相同|一致")),
)
# Who does it: 在职业工会工作者中推荐, 经县级以上地方工会批准, 由委员选举.
_AGENT = (
    r"(?:(?:从|在|由|经|报|找|得到?)([^从在由经报找，。；]{2,40}?)|([乡镇街道县市]{0,2}(?:党委|政府)|行政|老板|企业|公司))"
    r"(?:里头|里面|里|当中|中|内)?(?:来)?"
)
_DEEDS = tuple(re.compile(_AGENT + deed) for deed in ("推荐", "(?:批准|审批|批)", "(?:选举|推选|选出|任命|委派|指派)"))
_PARTY = re.compile(r"党委|党工委|党支部|党总支")
_TIMES = ("月", "天")
_BODIES = ("联合会", "总工会", "产业工会", "乡镇", "街道", "基层工会", "工作委员会")
_SHORT_BRACKETS = re.compile(r"（[^（）]{1,4}）")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_EMPTY = re.compile(
    r"规定|要求|文件|政策|通知|意见|号文|听说|据说|我们|他们|这个|那个|现在|既然|难道|不是|\d|[的了吗呢吧嘛么就也还都要]|（[^（）]{1,4}）"
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What contradicts a premise; `asked` where the question asks whether the premise holds."""

    finding: Finding
    asked: bool


def find_contradiction(question: Question, findings: Sequence[Finding]) -> Contradiction | None:
    """Return the sentence of the cited clauses that most plainly contradicts what the question takes for granted."""
    if len(question.meant) > LONGEST:
        return None
    found = [
        (likeness, Contradiction(replace(finding, sentences=(span,)), asked))
        for premise, asked in _premises(question.meant)
        for likeness, finding, span in _contradicting(premise, findings)
    ]
    return max(found, key=lambda item: item[0])[1] if found else None


def misstates(question: Question) -> bool:
    """Whether a question says what a document demands in numbers, and asks or takes it that it does.

    Such a number is not the asker's, so that no rule is to be checked with it.
    """
    stated = (p for p, asked in _premises(question.meant) if asked and _OF_DOCUMENT.search(p) and not _OWN.search(p))
    return any(read_quantities(p) for p in stated)


def _premises(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a question that state something, and whether it is asked if that is so."""
    parts = _PART.findall(text)
    for i, part in enumerate(parts):
        tagged = i + 1 < len(parts) and bool(_TAG.match(parts[i + 1].strip()))
        stated = _TAG_AT_THE_END.sub("", part)
        rhetorical = bool(_RHETORICAL.search(part)) or stated != part
        if (rhetorical or not asks(part)) and not _PLANNED.search(part) and len(part.split()) == 1:
            yield stated, tagged or rhetorical


def _contradicting(premise: str, findings: Sequence[Finding]) -> Iterator[tuple[float, Finding, Span]]:
    """The sentences that contradict a premise, with how much of it they share: no less than those that do not."""
    mine, numbers = _pairs(premise), read_quantities(premise)
    laid_down = bool(_ATTRIBUTED.search(premise) or _RHETORICAL.search(premise)) and not _OWN.search(premise)
    alone = bool(_ALONE.search(premise))
    near = [
        (shared, finding, part)
        for finding in findings
        for part in _parts(finding.clause.text)
        if (shared := len(mine & part.pairs)) >= max(SHARED, SHARE * len(mine)) and same_body(premise, part.sentence)
    ]
    clashes = [_clash(premise, part) for _, _, part in near]
    borne_out = max((shared for (shared, _, _), clash in zip(near, clashes, strict=True) if not clash), default=0)
    for (shared, finding, part), clash in zip(near, clashes, strict=True):
        told = read_quantities(finding.clause.text) if numbers and laid_down else []
        others = [n for n in numbers if not _stands(n, told, alone=alone)] if told else []
        theirs = read_quantities(part.words) if numbers else []
        if (clash and shared >= borne_out) or any(_of_same(n, t) for n in others for t in theirs):
            start = finding.clause.span.start
            span = Span(start + part.span.start, start + part.span.end)
            yield shared / len(mine) + sum(_stands(n, theirs) for n in numbers), finding, span


@dataclass(frozen=True, slots=True)
class _Part:
    """A comma-part of a sentence of a clause, or the whole of it; `span` is the sentence's, in the clause."""

    span: Span
    sentence: str
    words: str
    pairs: frozenset[str]


@lru_cache(maxsize=REMEMBERED)
def _parts(clause: str) -> tuple[_Part, ...]:
    """The parts of a clause's text."""
    found = []
    for span in sentences(clause):
        said = span.of(clause)
        found += [_Part(span, said, words, _pairs(words)) for words in dict.fromkeys((*_PART.findall(said), said))]
    return tuple(found)


def _clash(premise: str, part: _Part) -> bool:
    return (
        (force_of(premise), force_of(part.words)) in CLASHES
        or any(mine.search(premise) and theirs.search(part.words) for mine, theirs in _OPPOSITES)
        or (_other_agent(premise, part.words) and _other_agent(premise, part.sentence))
    )


def _other_agent(premise: str, part: str) -> bool:
    """Whether the premise has it done by, or out of, others than the text."""
    for deed in _DEEDS:
        mine, theirs = ([_pairs(_PARTY.sub("党组织", m[1] or m[2])) for m in deed.finditer(t)] for t in (premise, part))
        if mine and theirs and not any(a & b for a in mine for b in theirs):
            return True
    return False


def _stands(stated: Quantity, text: Sequence[Quantity], *, alone: bool = False) -> bool:
    """Whether a number that is stated lies within what the text says of the same thing; `alone`, is all it says."""
    same = [own for own in text if _of_same(stated, own)]
    return any(_overlap(stated, own) and not (alone and own.low < own.high) for own in same)


def _of_same(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities may be of the same thing: of one unit, and their nouns, where told, alike.

    Lengths of time are told by what is around them: 一届是六年 and 每届任期三年.
    """
    alike = (
        one.unit in _TIMES or not one.counted or not other.counted or bool(_pairs(one.counted) & _pairs(other.counted))
    )
    return one.unit == other.unit and alike


def _overlap(stated: Quantity, text: Quantity) -> bool:
    """Whether a figure lies within what the text says; two bounds（以上）must be the same."""
    if bool(stated.approximate) == bool(text.approximate):
        return stated.low <= text.high and text.low <= stated.high
    match text.approximate:
        case "over":
            return stated.high >= text.low
        case "under":
            return stated.low <= text.high
        case _:
            return True


def of_same_body(asked: str, evidence: Evidence) -> bool:
    """Whether a clause is of a kind of union that is asked about, where the question and its document name one."""
    return same_body(asked, f"{evidence.document.title}{evidence.clause.text}")


def same_body(premise: str, sentence: str) -> bool:
    """Return whether two texts speak of the same kind of union, where both name one."""
    mine, theirs = bodies_in(premise), bodies_in(sentence)
    return not mine or not theirs or bool(mine & theirs)


def bodies_in(text: str) -> frozenset[str]:
    """The kinds of unions that a text names."""
    bare = _SHORT_BRACKETS.sub("", text)
    return frozenset(body for body in _BODIES if body in bare)


def _pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring Chinese characters, without short brackets and words that say nothing of the matter."""
    rest = _EMPTY.sub(lambda m: "" if m[0].startswith("（") else " ", text)
    return frozenset(pair for i in range(len(rest) - 1) if _HAN.fullmatch(pair := rest[i : i + 2]))
