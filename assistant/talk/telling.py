"""Facts told in answer, set right, or kept for the next question about the same town or firm."""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from assistant.talk import figures
from assistant.talk.clauses import OTHERS, OWN, STOPS, asks, own_subject, strip_lead, take_apart
from assistant.talk.figures import MAX_FIGURES, figures_in, named, phrases_in, replaced
from assistant.talk.hanging import names_matter, own_org
from assistant.talk.nouns import Kind, nouns_in
from assistant.talk.slots import follow_slot
from assistant.talk.state import Reading, State

_WRONG = re.compile(
    r"^(?:不对|不是的|错了|(?:我|刚才|前面|上面)*(?:说|写|打|搞|记|弄|报|输)错了?|更正(?:一下)?|纠正(?:一下)?|改一下|改正|修正(?:一下)?|不好意思|抱歉|对不起"
    r"|(?:说|写|报|算|数|填)[少多漏反混]了|等一?下|啊不|哦不)[，,：:、。！!\s]*"
)
_RIGHT = re.compile(
    r"^(?:(?:应该|应当|其实|实际上?|准确地?说|确切地?说)(?:是|为|说)?|应为|是|我(?:是说|说的是|问的是|指的是|要问的是|想问的是)|(?:我的)?意思是|问的是)[，,：:]?"
)
_NOT_BUT = re.compile(
    r"^(?:我(?:说|问|指)的)?(?:并)?不是(?P<old>[^，,。？?]{1,20}?)(?:[，,、。]\s*(?:而)?是|而是|是)(?P<new>[^，,。？?]{1,30})[。！!]?$"
)
_STATES = re.compile(
    r"^(?:我们?|咱们?)?(?:这边|这儿|这里|镇上|街道)?(?:国家级|[省市县]级|是|有|没|无|不?能|已|还没|都|属于|也|不是|目前|现在|专职|配)"
)
_SAYS = re.compile(r"能|有|没|无|不|是|配|够|齐|在|属")
_YES = re.compile(
    r"^(?:是的?|对的?|有的?|能(?:够|配)?|可以|都有|都能|没问题|具备|满足|嗯|行|是啊|有啊)[，,。！!\s啊]*$"
)
_NO = re.compile(r"^(?:不是|没有?|不能|不行|不可以|都没有?|不具备|还没有?|配不了|没配)[，,。！!\s]*$")
# What an answer may leave open: how something is, without figures. The turns come from the page and may be forged.
_OPEN = re.compile(
    r"待确认的是[：:](?P<what>(?:能|已|具[有备]|符合|经|有|是)[^。；;，,：:？?！!\d\n]{3,58})(?=[。；;]|$)"
)
# What founds a body, so that the body is no other subject（能不能单独建工会）.
_FOUNDS = re.compile(
    r"^(?:我们|我|咱们?|俺们?)?(?:这边|这里)?(?:可以|能够|能不能|可不可以|能|要不要|要|该|够不够|够|是不是|必须|应该|应当|先|还|也|直接|非得|符合|具备){0,3}"
    r"(?:单独|自己|独立)?(?:组建|建立|成立|设立|建|设|挂|升|配)[^，。？]{0,6}(?:总工会|工会)"
)
_NOW = re.compile(r"今年|现在|目前|如今|眼下|(?:涨|增|升|降|减|发展|变)[^，。]{0,2}[到至成]")
_THEN = re.compile(r"(?:去年|前年|以前|原来|原先|之前|当时)(?:才|只|仅|还)?有?(?=[\d一二三四五六七八九十两])")
MAX_FOLLOWED = 120
MAX_STATEMENT = 40

_WE = re.compile(r"^(?:我们|我|咱们?|俺们?)(?:这边|这里|这儿)?")
_AMOUNT_OR_LEAVE = re.compile(
    r"几|多少|吗|(?<![什怎])么|吧|不$|不[？?]|没[？?]?$|时候|何时|多久|哪[年天]|能不能|可不可以|要不要|够不够|是否|行不行|需不需要|是不是|算不算|该不该"
)


def follow_facts(question: str, state: State) -> Reading | None:
    """Put facts that are told without a question into the question before; `None` where none are told."""
    core = strip_lead(question)
    if not state.last or asks(core) or re.search(r"[呢呐哩][？?。\s]*$", core):
        return None
    wanted = figures.asked_for(state.answer)
    if settled := _settled(core, state):
        return _merged([settled], state)
    told, count = _clauses(core), len(figures_in(core))
    asked_back = bool(wanted) or state.answer.rstrip().endswith(("？", "?"))
    stated = bool(told) and ((asked_back and all(map(_says, told))) or (bool(state.told) and all(map(_states, told))))
    if not told or count > MAX_FIGURES or not (count or stated):
        return None
    return _merged(named(told, wanted), state)


def _clauses(text: str) -> list[str]:
    found = (c.strip() for c in re.split(r"[，,。；;！!、\n]|(?<=\d)\s+(?=\d)", text))
    return [c for c in found if re.search(r"\w", c)]


def _states(clause: str) -> bool:
    return len(clause) <= MAX_STATEMENT and bool(_STATES.match(clause))


def _says(clause: str) -> bool:
    """Whether a clause says how something is, as one that answers does."""
    return len(clause) <= MAX_STATEMENT and bool(_SAYS.search(clause))


def _settled(core: str, state: State) -> str:
    """What a bare yes or no settles: the condition that the assistant said was open."""
    found = _OPEN.search(state.answer)
    if not found or figures_in(found["what"]):
        return ""
    if _YES.match(core):
        return found["what"]
    return f"不{found['what']}" if _NO.match(core) and found["what"].startswith("能") else ""


def _merged(told: Sequence[str], state: State) -> Reading:
    """The question before with new figures for old, and what is new in front of its asking part."""
    text, added = state.last, []
    if any(_NOW.search(clause) for clause in told):
        text = _THEN.sub("", text)
    for clause in told:
        each = phrases_in(clause) if len(figures_in(clause)) > 1 else [clause]
        for piece in each or [clause]:
            if figures_in(piece):
                text, count = replaced(text, piece)
                if count:
                    continue
            added.append(piece)
    return Reading(told_in(text, added), (state.last,))


def told_in(text: str, added: Sequence[str]) -> str:
    """Tell what is new: after the subject of the part that asks, else in front of it."""
    if not added:
        return text
    parts = take_apart(text)
    asking = text[parts.start :]
    own = OWN.match(asking)
    lead = own[0] if own else ""
    if (
        not lead
        and (first := nouns_in(asking))
        and first[0].start == 0
        and first[0].kind in (Kind.FIRM, Kind.TERRITORY)
    ):
        lead = asking[: first[0].end] if not asking[first[0].end :].startswith(("总工会", "工会", "的")) else ""
    if lead and added[0].startswith(lead):
        added = [added[0].removeprefix(lead), *added[1:]]
    having = "有" if lead and re.match(r"[\d一二三四五六七八九十百千万两企职员工公单]", added[0]) else ""
    before = parts.before if not parts.before or parts.before[-1] in "，,。；;？?！!\n" else parts.before + "，"
    return f"{before}{lead}{having}{'，'.join(added)}，{asking[len(lead) :]}"


def correct(question: str, state: State) -> Reading | None:
    """Read a turn that takes back what was said; `None` where none is taken back."""
    core = strip_lead(question)
    if not state.last:
        return None
    if (swap := _NOT_BUT.match(core)) and swap["old"] in state.last:
        if figures_in(swap["new"]):
            return follow_facts(swap["new"], state)
        return Reading(state.last.replace(swap["old"], swap["new"].strip()), (state.last,))
    rest = core
    for _ in range(3):
        rest = _WRONG.sub("", rest, count=1)
    right = _RIGHT.sub("", rest, count=1) if rest != core or not asks(rest) else rest
    if right == core or not right:
        return None
    if asks(right):
        return Reading(right) if own_org(right) else None
    return follow_facts(right, state) or follow_slot(right, state)


def join_statement(question: str, state: State) -> Reading | None:
    """Put a question after the statement that it was asked on（联合会换届到期了｜能拖三个月吗）."""
    core = strip_lead(question)
    if not state.last or asks(state.last) or figures_in(state.last) or len(state.last) > MAX_FOLLOWED:
        return None
    if not asks(core) or own_org(core) or OTHERS.search(core) or own_subject(core) not in ("", own_subject(state.last)):
        return None
    if state.last.rstrip(STOPS) in core or len(core) > MAX_STATEMENT or names_matter(core.partition("，")[2] or core):
        return None
    return Reading(f"{state.last.rstrip(STOPS)}，{core}", (state.last,), about=state.about or state.last.rstrip(STOPS))


def keep_facts(question: str, state: State) -> Reading | None:
    """Tell the facts given before again in front of a question that needs them; `None` where it speaks of another."""
    core = strip_lead(question)
    own = own_subject(core)
    if not state.told or not asks(core) or take_apart(core).told or OTHERS.search(core):
        return None
    if own and own != state.subject:
        return None
    if own_org(core) and not _FOUNDS.match(core.removeprefix(own)):
        return None
    families = {f.family for clause in state.told for f in figures_in(clause)}
    others = any(n.kind in (Kind.PERSON, Kind.OFFICE) for n in nouns_in(core))  # 配两名社工 is no figure of the case
    if any((f.family in families and not others) or own for f in figures_in(core)):
        return None  # the question tells them itself
    asked = core.removeprefix(own) if own else _WE.sub("", core)
    if not _AMOUNT_OR_LEAVE.search(asked) or (not own and not _subjectless(asked)):
        return None
    return Reading("，".join([*state.told, asked]), state.told)


def _subjectless(asked: str) -> bool:
    """Whether a question begins with what is done or asked, and names nobody else of whom."""
    first = next(iter(nouns_in(asked)), None)
    if first and first.start == 0:
        return first.kind in (Kind.PERSONAL, Kind.SHIFT, Kind.WAY)
    return any(tag[:1] in "vdcprmf" for _, tag in rjieba.tag(asked[:6])[:1])
