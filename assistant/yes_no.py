"""Yes or no where no rule settles it: by the force of the very words of the quote that speak of the act asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer import Citation, Verdict
from assistant.covering import Act, covers, pairs_of, plain_words, read_act
from assistant.focus import asked_apart
from assistant.force import Force
from assistant.quantities import read_quantities
from assistant.question import Question
from assistant.rules.intent import read_intent
from index.document import Clause
from index.library import Library

LONGEST = 70  # characters of a question beyond which it tells a case, which its quote's words do not settle
LEADS = ("可以：", "不可以：", "需要：", "不需要：", "视情况而定：", "违规：", "不违规：")

_DUTY = re.compile(
    r"要不要|(?<!重)要(?=[^，。？]{1,16}(?:吗|么|不)[？?]*$)|必须|非得|非要|一定得|一定要|应不应该?|该不该|应该|应当|得不得|用不用|需不需要|需要"
    r"|是不是[都也就]?[得要]|(?<=[也都还])得(?=.{1,12}吗)|是否[要得应]"
)
_LEAVE = re.compile(
    r"能不能|可不可以|能否|可否|行不行|成不成|中不中|可以不可以|允不允许|准不准|许不许|可以|允许|准许|能|[行成]吗|[行成]不|[行成]吧|[行成]么"
    r"|合规|符合(?:规定|要求)|合不合(?:规|规定|要求)|符不符合"
)
_BREACH = re.compile(r"违规|违反|违法|违不违")
_STRICT = re.compile(r"必须|非得|非要|一定得|一定要|只能|都得")
_OPENING = re.compile(r"^(?:(?:不说这个|换个[事话]题?|另外|还有|再问)了?，)+")
_ODD = re.compile(
    r"什么|哪|谁|怎|咋|为何|多少|几[个家名年]|有没有资格|还是|有没有|为什么|如何|[啥]|算不算|听说|不就|凭|够不够|是否属于|(?<!原)则|除非|但|虽|或者[^，]*呢"
)
_NEGATION = re.compile(r"不(?![同仅论管断过])|没(?!准)|未|别(?!的)|无(?!关)|免|省掉|跳过|拒绝|取消|绕")
_TAG = re.compile(r"[吗么不吧]|[？?。！!]")

_PART = re.compile(r"[^，；。：\n]+[，；。：\n]*")
_STATED = (
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
_LOOSE = re.compile(r"一般|原则上|鼓励|力争|探索|逐步|尽量|可考虑|创造条件")
_AS_A_RULE = re.compile(r"一般|原则上")
_URGED = re.compile(r"推动|推进|鼓励|探索")
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
_WEAK = re.compile(r"(?:(?!必须|应|须).)*", re.DOTALL)  # 要 alone, which leaves open who else may
_AT_WILL = re.compile(r"(?:根据|结合)[^，；。]{0,20}(?:需要|实际|情况)")
_BARE = re.compile(r"建|特殊情况需?|或者?|和|区域性|行业性|工会|联合会|组织|乡镇（街道）|[，；。的时、]")
STATED = 4  # pairs of characters of a condition that the question must share, or
SHARE = 0.5  # the part of a short one


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A verdict, and the word that an answer opens with."""

    verdict: Verdict
    lead: str


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked of an act: leave or a duty; `strict` in words like 必须; `breach` if doing it breaks the rules."""

    duty: bool
    strict: bool
    breach: bool
    act: Act


@dataclass(frozen=True, slots=True)
class _Stated:
    """A part of a sentence that binds, with what it hangs on."""

    force: Force
    own: str
    around: str
    head: str


def conclude(question: Question, quote: str, context: str) -> Conclusion | None:
    """Return what the quote of a clause says to a question for yes or no; `None` where that is not plain.

    `context` is what names whose act it is beside the quote: its clause, the headings over it, its document's title.
    """
    ask = _asked(question)
    stated = _speaking_of(ask.act, quote, context) if ask else None
    if not ask or not stated:
        return None
    if any(q.unit not in ("月", "天") or not ask.duty for q in read_quantities(stated.around)):
        return None
    hangs = _hangs(ask, stated, question.meant)
    return _turned(_answer(ask, stated, hangs=hangs), ask)


def concluded(question: Question, citation: Citation, library: Library) -> Conclusion | None:
    """Return what the words of a citation, its first of an answer, say to a question for yes or no."""
    clause = library.clause(citation.clause_id)
    return conclude(question, citation.quote, context_of(clause, citation.title))


def context_of(clause: Clause, title: str) -> str:
    """Return what names whose act a clause speaks of."""
    return "，".join((title, *clause.headings, clause.text))


@lru_cache(maxsize=64)
def _asked_of(text: str) -> tuple[bool, bool, bool, bool] | None:
    """Whether leave, a duty or a breach is asked for, and strictly."""
    if not 4 <= len(text) <= LONGEST or asked_apart(text) or _ODD.search(text):
        return None
    intent = read_intent(text)
    if not intent.yes_no or intent.choice or intent.amount or intent.conditions:
        return None
    scope = text
    duty, breach = bool(_DUTY.search(scope)), bool(_BREACH.search(scope))
    leave = bool(_LEAVE.search(_DUTY.sub("", scope)))
    if duty + breach + leave != 1:
        return None
    return duty, leave, breach, bool(_STRICT.search(scope))


def _asked(question: Question) -> _Ask | None:
    text = _OPENING.sub("", question.meant)
    found = _asked_of(text)
    if found is None or any(q.text != "一" for q in read_quantities(text)):
        return None
    duty, _, breach, strict = found
    return _Ask(duty, strict, breach, read_act(text))


def _speaking_of(act: Act, quote: str, context: str) -> _Stated | None:
    """The part that binds and speaks of all of the act; `None` where there is none, or they are of several minds."""
    found = [
        (missed, s) for s in _stated(quote) if (missed := covers(act, s.own, s.around, s.head, context)) is not None
    ]
    if not found:
        return None
    best = min(missed for missed, _ in found)
    alike = [s for missed, s in found if missed == best]
    return alike[0] if len({s.force for s in alike}) == 1 else None


def _stated(quote: str) -> Iterator[_Stated]:
    """The parts of a quote that bind, each with the parts around it that say nothing of their own."""
    for sentence in re.findall(r"[^。；\n]+[。；\n]*", quote):
        parts = _PART.findall(sentence)
        forces = [_force(p) for p in parts]
        for i, force in enumerate(forces):
            if force is None and i and _CASE.search(parts[i - 1]) and _DEED.match(parts[i]):
                force = Force.MUST
            if force is None:
                continue
            first, last = i, i
            while first and not _binds(parts[first - 1]):
                first -= 1
            while last + 1 < len(parts) and not _binds(parts[last + 1]) and not _OTHERS.match(parts[last + 1]):
                last += 1
            at = _first(parts[i])
            opens = at <= 2
            head = parts[0][: _first(parts[0])] if opens and _binds(parts[0]) and i else ""
            on = force is Force.MUST or bool(_AT_WILL.search(parts[i]))
            own = "".join(parts[i : last + 1]) if on else parts[i]
            yield _Stated(force, own, "".join(parts[first : last + 1]), head)


def _binds(part: str) -> bool:
    return any(pattern.search(part) for _, pattern in _STATED)


def _first(part: str) -> int:
    """Where the first word that binds stands."""
    return min((m.start() for _, pattern in _STATED if (m := pattern.search(part))), default=len(part))


def _force(part: str) -> Force | None:
    """The one force of a part; `None` where it has none or several."""
    found = []
    for force, pattern in _STATED:
        if pattern.search(part):
            found.append(force)
            part = pattern.sub("　", part)
    return found[0] if len(found) == 1 else None


def _hangs(ask: _Ask, stated: _Stated, text: str) -> bool:
    """Whether it hangs on something that the question does not say is so."""
    mine = pairs_of(plain_words(text))
    for condition in _CONDITION.finditer(_SOFT.sub("", stated.around)):
        before = condition[0][: _first(condition[0])]
        words = before if _CONDITION.search(f"{before}，") else condition[0]
        pairs = pairs_of(_BARE.sub(" ", plain_words(words)))
        if len(pairs & mine) < min(STATED, SHARE * len(pairs)):
            return True
    soft = _AT_WILL.search(stated.around) or _LOOSE.search(stated.own)
    return bool(soft) and stated.force is Force.MUST


def _answer(ask: _Ask, stated: _Stated, *, hangs: bool) -> Verdict | None:
    """The answer on the act as it stands in the text: whether it may, or must, be done."""
    force, negated, yes, no = stated.force, ask.act.negated, Verdict.YES, Verdict.NO
    if ask.duty:
        if negated:
            return None
        if force is Force.MAY and _URGED.search(stated.own):
            return None
        given = {Force.MUST: yes, Force.NOT: no, Force.MAY: no, Force.FREE: no}[force]
        return Verdict.CONDITIONAL if hangs and force is Force.MUST else given
    if negated:
        given_not = {Force.MUST: no, Force.NOT: None, Force.MAY: yes, Force.FREE: yes}[force]
        return Verdict.CONDITIONAL if hangs and given_not is not None else given_not
    strong = not _WEAK.fullmatch(stated.own)
    given_leave = {Force.MUST: yes if strong else None, Force.NOT: no, Force.MAY: yes, Force.FREE: None}[force]
    as_a_rule = force is Force.NOT and _AS_A_RULE.search(stated.own)
    return Verdict.CONDITIONAL if as_a_rule or (hangs and given_leave is yes) else given_leave


def _turned(verdict: Verdict | None, ask: _Ask) -> Conclusion | None:
    if verdict is None:
        return None
    if verdict is Verdict.CONDITIONAL:
        return Conclusion(verdict, "视情况而定：")
    yes = verdict is Verdict.YES
    if ask.breach:
        return Conclusion(Verdict.NO if yes else Verdict.YES, "不违规：" if yes else "违规：")
    if ask.duty:
        return Conclusion(verdict, "需要：" if yes else "不需要：")
    return Conclusion(verdict, "可以：" if yes else "不可以：")
