"""Yes or no where no rule settles it: by the force of the very words of the quote that speak of the act asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer import Citation, Verdict
from assistant.binding import Binding, bindings
from assistant.covering import Act, covers, read_act
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
    r"要不要|(?<![重主需])要(?![求是])(?=[^，。？]{1,16}(?:吗|么|不)[？?]*$)|必须|非得|非要|一定得|一定要|应不应该?|该不该|应该|应当|得不得|用不用|需不需要|需要"
    r"|是不是[都也就]?[得要]|(?<=[也都还])得(?=.{1,12}吗)|是否[要得应]"
)
_LEAVE = re.compile(
    r"能不能|可不可以|能否|可否|行不行|成不成|中不中|可以不可以|允不允许|准不准|许不许|可以|允许|准许|能|[行成]吗|[行成]不|[行成]吧|[行成]么"
    r"|合规|符合(?:规定|要求)|合不合(?:规|规定|要求)|符不符合"
)
_BREACH = re.compile(r"违规|违反|违法|违不违")
_OPENING = re.compile(r"^(?:(?:不说这个|换个[事话]题?|另外|还有|再问)了?，)+")
_ODD = re.compile(
    r"什么|哪|谁|怎|咋|为何|多少|几[个家名年]|有没有资格|还是|有没有|为什么|如何|[啥]|算不算|听说|不就|凭|够不够|是否属于|(?<!原)则|除非|但|虽|或者[^，]*呢"
)
_LOOSE = re.compile(r"一般|原则上|鼓励|力争|探索|逐步|尽量|可考虑|创造条件")
_AS_A_RULE = re.compile(r"一般|原则上")
_URGED = re.compile(r"推动|推进|鼓励|探索")
_WEAK = re.compile(r"(?:(?!必须|应|须).)*", re.DOTALL)  # 要 alone, which leaves open who else may


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A verdict, and the word that an answer opens with."""

    verdict: Verdict
    lead: str


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked of an act: leave or a duty; `breach` if doing it breaks the rules."""

    duty: bool
    breach: bool
    act: Act


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
    hangs = _hangs(stated, question.meant)
    return _turned(_answer(ask, stated, hangs=hangs), ask)


def concluded(question: Question, citation: Citation, library: Library) -> Conclusion | None:
    """Return what the words of a citation, its first of an answer, say to a question for yes or no."""
    clause = library.clause(citation.clause_id)
    return conclude(question, citation.quote, context_of(clause, citation.title))


def context_of(clause: Clause, title: str) -> str:
    """Return what names whose act a clause speaks of."""
    return "，".join((title, *clause.headings, clause.text))


@lru_cache(maxsize=64)
def _asked_of(text: str) -> tuple[bool, bool] | None:
    """Whether a duty is asked for, or else leave, and whether a breach; `None` where it is anything else."""
    if not 4 <= len(text) <= LONGEST or asked_apart(text) or _ODD.search(text):
        return None
    intent = read_intent(text)
    if not intent.yes_no or intent.choice or intent.amount or intent.conditions:
        return None
    duty, breach = bool(_DUTY.search(text)), bool(_BREACH.search(text))
    leave = bool(_LEAVE.search(_DUTY.sub("", text)))
    if duty + breach + leave != 1:
        return None
    return duty, breach


def _asked(question: Question) -> _Ask | None:
    text = _OPENING.sub("", question.meant)
    found = _asked_of(text)
    if found is None or any(q.text != "一" for q in read_quantities(text)):
        return None
    duty, breach = found
    return _Ask(duty, breach, read_act(text))


def _speaking_of(act: Act, quote: str, context: str) -> Binding | None:
    """The part that binds and speaks of all of the act; `None` where there is none, or they are of several minds."""
    found = [(missed, s) for s in bindings(quote) if (missed := covers(act, s, context)) is not None]
    if not found:
        return None
    best = min(missed for missed, _ in found)
    alike = [s for missed, s in found if missed == best]
    return alike[0] if len({s.force for s in alike}) == 1 else None


def _hangs(stated: Binding, text: str) -> bool:
    """Whether it holds on a condition that a question does not say is so, or is a duty but loosely."""
    loose = stated.at_will or bool(_LOOSE.search(stated.own))
    return stated.hangs_on(text) or (loose and stated.force is Force.MUST)


def _answer(ask: _Ask, stated: Binding, *, hangs: bool) -> Verdict | None:
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
