"""“要报谁批准”, “任期呢”, “要是不够呢”: a new question, or a new condition, about what was spoken of."""

from __future__ import annotations

import re

from assistant.talk.clauses import ASKS, asks, matter_of, own_subject, strip_lead, strip_tail, take_apart
from assistant.talk.figures import figures_in
from assistant.talk.nouns import Kind, nouns_in, without
from assistant.talk.state import Reading, State

# Nouns that are of something; with those of no other class a question hangs on what was spoken of.
_HANGING = (Kind.PERSONAL, Kind.MATTER, Kind.OFFICE, Kind.BODY, Kind.RELATION, Kind.MODE, Kind.SHIFT, Kind.LEVEL, Kind.WAY)
_AGENT = re.compile(
    r"(?:让|由|请|叫|给|向|找|经|报|跟|归)"
    r"(?:企业工会|基层工会|上级工会|上一级工会|企业|公司|单位|行政|党组织|党委|政府|协会|商会|机关)"
)
# Characters of words that say nothing of their own: to ask, to decide, to be, to have, to approve, to set up.
_PLAIN = frozenset(
    "要报批准审同意决定管理负责产生选举办领导依据根文件规条款例外特殊情况自己行直接可以应该当须必需得能会是有没不还也都就再又在到由让请给向找经过"
    "从按照跟和与的了着来去出上下个些一点儿呢吗么吧啊嘛呀够符合违法标体般最多少至谁哪什啥怎样如何咋为时候间年月几久长大高"
    "换开建设立成配担任兼做拨交收用花正别处分说法算数其他限制求注意求里先后同前备案连届期超位家位名人谈查看具算取消撤免罢补增退公示通知第二三步事项方"
    "式形解决落实处置拿讲说"
)  # fmt: skip
_BEGET = re.compile(r"产生|选出|选举|怎么选|怎样选|如何选|怎么来|谁选|谁当|谁担任|谁来当|罢免|撤换|连任|兼任|兼职|专职")
_CASE = re.compile(r"够|符合|达标|合格|具备|能不能?建|可以建|能成立|可以成立|行吗|可以吗|能不能|行不行")
_IF = re.compile(r"^(?:要是|如果|假如|假设|若是?|万一|倘若|碰到|遇到|赶上)")
_ABOUT_ANOTHER = (Kind.ORG, Kind.PERSON)


def ask_of_matter(question: str, state: State) -> Reading | None:
    """Read a question that names nothing of its own as one about the matter before; `None` where it does."""
    core = strip_lead(question)
    parts = take_apart(core)
    if not state.last or not asks(parts.asking) or not _hangs(parts.asking):
        return None
    if parts.told and not _tells_facts("，".join(parts.told)):
        return None
    if own_subject(core) and not parts.told:
        return None
    about = _about(parts.asking, state)
    if not about:
        return None
    told = parts.told or (state.told if _CASE.search(parts.asking) and state.told else ())
    if told and (case := own_subject("".join(told))) and about.startswith(case):
        about = about.removeprefix(case)
    return Reading("，".join([*told, _joined(about, core[parts.start :])]), (about, *(() if parts.told else told)))


def _tells_facts(told: str) -> bool:
    """Whether what stands before a question is the asker's figures, and not the matter that it asks about."""
    return bool(figures_in(told)) and (bool(own_subject(told)) or not own_org(told))


def _hangs(asking: str) -> bool:
    """Whether a part that asks names nothing of its own."""
    rest = _AGENT.sub("", asking)
    return is_plain(without(rest, [n for n in nouns_in(rest) if n.kind in _HANGING]))


def is_plain(text: str) -> bool:
    """Whether a text has no word of its own matter."""
    return all(c in _PLAIN or not c.isalnum() for c in text)


def _about(asking: str, state: State) -> str:
    """What the question hangs on: the body for its offices and means, whoever holds it for a term, else the matter."""
    subject = state.spoken_of()
    before = take_apart(state.last)
    kinds = [n.kind for n in nouns_in(_AGENT.sub("", asking))]
    own = {k for k in kinds if k not in (Kind.LEVEL, Kind.WAY)}
    if own & {Kind.OFFICE, Kind.BODY, Kind.RELATION, Kind.MATTER}:
        return subject.base or subject.whole
    if Kind.PERSONAL in own or _BEGET.search(asking):
        return subject.whole
    matter = matter_of(before.asking)
    case = own_subject(state.last) or (state.subject if state.told else "")
    return case + matter if matter and case and case not in matter else matter or subject.whole


def _joined(about: str, asking: str) -> str:
    """Both in one sentence: at once after a noun, else after a comma."""
    nouns = nouns_in(about)
    if not nouns or nouns[-1].end != len(about):
        return f"{about}，{asking}"
    first = nouns_in(asking)
    of = "的" if nouns[-1].kind is Kind.PERSON and first and first[0].start == 0 else ""
    return f"{about}{of}{asking}"


def follow_condition(question: str, state: State) -> Reading | None:
    """Read a case that is put（要是拖半年呢）as one of the matter before; `None` where the turn puts none."""
    core = strip_lead(question)
    body = strip_tail(core)
    puts = bool(_IF.match(core))
    open_ended = body != core and bool(re.search(r"[呢呐哩][？?。！!\s]*$", core)) and not ASKS.search(body)
    if not state.last or not body or not (open_ended or (puts and asks(core))):
        return None
    if not puts and is_plain(without(body, nouns_in(body))) and not any(n.kind in _HANGING for n in nouns_in(body)):
        return None  # nouns alone, with nothing to say of them
    if any(n.kind in _ABOUT_ANOTHER for n in nouns_in(body)) and own_org(body):
        return Reading(f"{body}怎么办") if open_ended and not asks(body) else None
    matter = matter_of(take_apart(state.last).asking) or state.spoken_of().whole
    if not matter:
        return None
    asked = f"{body}怎么办" if open_ended else core
    return Reading(f"{matter}，{asked}", (matter,), unsure=not puts)


def own_org(text: str) -> bool:
    """Whether a text names a body or firm of its own to speak of."""
    return any(n.kind is Kind.ORG and n.text != "工会" for n in nouns_in(_AGENT.sub("", text)))
