"""Questions that are not about what the documents say: greetings, and what the catalogue knows of a document.

Whole questions alone are read, so that none about a clause is taken for one（“有效”也见于正文）.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.answer import Answer, AnswerStatus, Notice
from assistant.compose import notice_line, related_to
from assistant.mentions import find_mentions, fold
from assistant.notices import reading_notices
from assistant.question import Question
from assistant.sources import escaped, source_name, written_day
from index.document import Card, Status
from index.library import Library

MAX_LISTED = 20  # documents that an answer names
WELCOME = "不客气。还有要问的，请直接提问。"
WHAT = "本助手只依据收录的政策文件作答，请直接写明要问的事项。"
EXAMPLE = "如“联合会委员会每届任期几年”“总工办发〔2020〕2号第九条”。"
HELD = "收录的文件："
NOT_HELD = "没有收录所提到的文件，请核对文号或者标题。"
NOT_HELD_TOO = "所提到的其他文件没有收录，请核对文号或者标题。"
ENDED = "有效期已满。"
STATUS = {
    Status.IN_FORCE: "收录时登记为现行有效，此后有无修改、废止，请以发文机关公布的为准",
    Status.REPEALED: "登记为已经废止",
    Status.EXPIRED: "登记为已经失效",
    Status.UNKNOWN: "是否现行有效，来源文本未载",
}

_STOPS = re.compile(r"[\s，,。.！!？?~～、；;…]+")
_THANKS = re.compile(
    r"(?:(?:非常|十分|太|万分)?(?:感谢|谢谢|多谢|谢了)(?:你|您|啦|了|老师)*|辛苦了|再见|拜拜|好的?|收到|明白了?|知道了|ok"
    r"|[啊呀呢哦嗯])+",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:(?:你|您|大家)好|早上好|上午好|下午好|晚上好|嗨|哈喽|hello|hi|在吗|[啊呀呢])+", re.IGNORECASE
)
_HELP = re.compile(
    r"(?:请问)?(?:(?:你|您|这个?(?:助手|系统|机器人)?)(?:是谁|是什么|叫什么|是干什么的"
    r"|(?:能|可以|会)(?:帮我)?(?:回答|做|干|查|问|解答)(?:些)?(?:什么|啥|哪些)(?:问题|事|事情|文件)?)"
    r"|(?:这个)?(?:怎么|如何)(?:使?用|提问|问)|帮助|help|使用说明)[呢啊呀的]?",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"(?:请问)?(?:你|您|这里|系统|库里)?(?:这里|里面?)?(?:现在|目前)?(?:一共|总共)?(?:收录|收集|存|有|查|依据|根据)(?:了|的是?)?"
    r"(?:哪些|什么|几份|多少份?|哪几份)(?:政策)?(?:文件|政策|红头文件|文)(?:作答|回答)?[呢啊]?"
    r"|(?:收录的?)?(?:政策)?文件(?:目录|清单|列表)"
)
_OF_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?:的|那份|那个)*(?:意见|文件|通知|文)")
_THIS = (
    r"(?:和|与|跟|及|、|分别|各|各自)*(?:这|该|那)?(?:份|个)?(?:文件|文|意见|通知)?"
    r"(?:是|在|到底|现在|目前|如今|还|仍|是否|是不是|都)*"
)
_ISSUED = (
    r"于?(?:什么时候|什么时间|何时|哪一?年|哪一?天|哪年哪月|几月几[号日]|几[号日])"
    r"(?:印发|发布|下发|出台|发|出|公布|制定|生效|实施|施行)(?:的|下来的|出来的)?"
    r"|的?(?:印发|发文|发布|成文|落款)(?:日期|时间)(?:是?(?:什么时候|哪天|多少))?"
)
_ISSUER = (
    r"(?:谁|哪个?(?:单位|部门|机关)|哪里|哪儿)(?:印发|发布|下发|出台|发|出|制定)的?"
    r"|的?(?:发文|印发|发布)(?:机关|单位|部门)(?:是(?:谁|哪个|什么))?"
)
_HOLDS = r"(?:现行)?(?:有效|作废|废止|失效|过期|过时|管用|能用|适用|执行|生效)着?了?(?:没有|没|吗|么|嘛|不)?"
_CALLED = r"(?:(?:什么|哪个|哪份)(?:文件|文)?|叫什么(?:名字)?|的?(?:标题|全称|全名|题目|文号)(?:是(?:什么|多少))?)?"
_DETAIL = re.compile(rf"{_THIS}(?:{_ISSUED}|{_ISSUER}|{_HOLDS}|{_CALLED})[呢啊呀]?")


def register_lines(question: Question, library: Library) -> list[str] | None:
    """Return the paragraphs that answer from the catalogue alone; `None` where the question asks for anything else."""
    typed = _STOPS.sub("", question.text)
    if _THANKS.fullmatch(typed):
        return [f"**{WELCOME}**"]
    if _GREETING.fullmatch(typed):
        return [f"**{WHAT}**", EXAMPLE]
    if _HELP.fullmatch(typed):
        return [f"**{WHAT}**", EXAMPLE, *_held(library)]
    if _LIST.fullmatch(typed):
        return list(_held(library))
    cards = _asked_about(question, library)
    if cards is None:
        return None
    if not cards:
        return [f"**{NOT_HELD}**", *_held(library)]
    unheld = [NOT_HELD_TOO] if any(not m.document_ids for m in find_mentions(question.meant, library)) else []
    return [*(_detail(card, question.as_of) for card in cards), *unheld]


def compose_register(question: Question, library: Library, lines: Sequence[str]) -> Answer:
    """Compose the answer that `register_lines` gives: found only where it tells of documents that were asked about."""
    cards = _asked_about(question, library) or ()
    notices: list[Notice] = reading_notices(question)
    return Answer(
        question=question.text,
        asked_as=question.asked_as,
        status=AnswerStatus.ANSWERED if cards else AnswerStatus.NOT_FOUND,
        text="\n\n".join([*lines, *map(notice_line, notices)]),
        related=related_to([(library.clauses(card.id)[0], library.document(card.id)) for card in cards]),
        notices=tuple(notices),
        region=question.region,
        as_of=question.as_of,
        index=library.name,
    )


def _asked_about(question: Question, library: Library) -> tuple[Card, ...] | None:
    """The documents of which a question asks no more than the catalogue knows; none of them where none is held."""
    if question.citation:
        return None
    mentions = find_mentions(question.meant, library)
    rest = list(fold(question.meant))
    for mention in reversed(mentions):
        rest[mention.start : mention.end] = ""
    asked = re.sub(r"[()]", "", _STOPS.sub("", "".join(rest)))
    years = frozenset(int(m["year"]) for m in _OF_YEAR.finditer(asked))
    if not (mentions or years) or not _DETAIL.fullmatch(_OF_YEAR.sub("", asked)):
        return None
    cards = [
        card
        for card in library.cards.values()
        if card.id in question.documents
        or (
            card.issued_on and card.issued_on.year in years and (card.region is None or card.region in question.regions)
        )
    ]
    return tuple(cards[:MAX_LISTED])


def _held(library: Library) -> Iterator[str]:
    """The documents of the library, of each where it holds."""
    cards = list(library.cards.values())
    lines = [f"- {escaped(source_name(card))}" for card in cards[:MAX_LISTED]]
    yield HELD
    yield "\n".join([*lines, *(["- 其余见文件目录"] if len(cards) > MAX_LISTED else [])])


def _detail(card: Card, as_of: date) -> str:
    """What the catalogue says of a document: who issued it and when, where it applies, whether it holds."""
    unstated = [card.unstated[name] for name in ("number", "issuer", "issued_on") if name in card.unstated]
    by, day = f"由{card.issuer}印发" if card.issuer else "", written_day(card.issued_on)
    facts = [*([by] if by else []), *([f"日期为{day}"] if day else [])]
    facts.append(f"适用于{card.region}" if card.region else "全国适用")
    if (since := written_day(card.effective_from)) and card.effective_from != card.issued_on:
        facts.append(f"自{since}起施行")
    if until := written_day(card.effective_to):
        facts.append(f"有效期至{until}")
    ended = card.effective_to is not None and card.effective_to < as_of
    holds = ENDED if ended else card.unstated.get("status") or f"{STATUS[card.status]}。"
    return escaped(f"{source_name(card)}{'，'.join(facts)}。{''.join(unstated)}{holds}")
