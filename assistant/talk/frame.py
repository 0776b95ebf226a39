"""A question of leave or duty as a frame（我们镇｜能｜建总工会｜吗）, in which another act can stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.talk.clauses import STOPS, strip_tail, take_apart
from assistant.talk.nouns import Kind, nouns_in

_EITHER = r"能不能|可不可以|可以不可以|要不要|该不该|能否|可否|用不用|需不需要|应不应该|允不允许"
_MODAL = (
    r"一定要|必须|可以|能够|(?<![不可功性职只才])能(?![力手源动])|应该|应当|(?<![一值])得(?!到)"
    r"|需要|(?<![主重必需只不还])要(?![求点是么素])"
)
_ALSO = re.compile(r"(?:也|又|都|还)$")
_BY_EITHER = re.compile(rf"^(?P<subject>.*?)(?P<modal>{_EITHER})(?P<act>.+)$")
_BY_MODAL = re.compile(rf"^(?P<subject>.*?)(?P<modal>{_MODAL})(?P<act>.+?)(?P<tail>吗|么|嘛|不)$")
WILL_DO = re.compile(
    r"(?:，|这样|也)?(?:行不行|可不可以|合不合规|合不合适|(?:可以|合规|合法|合适|允许|行|成|好)(?:吗|么|不|吧))$"
)
_YES_OR_NO = re.compile(r"(?P<x>[\u4e00-\u9fff])不(?P=x)|(?:吗|么|没有|不)$")
_TAKEN = re.compile(r"把(?P<what>[^，]{2,12}?)(?:给|都)?[撤并归交让转合拆划降升取停借租卖搬用]")
_WITH_OBJECT = re.compile(r"[把将跟和与用由让给设建]|直接")
_TO = re.compile(r"[\u4e00-\u9fff](?:到|成|给|为|出去|掉)")
_OWN = (Kind.ORG, Kind.BODY, Kind.LEVEL)


@dataclass(frozen=True, slots=True)
class Frame:
    """The last question: what stands `before` the part that asks, of whom, by what modal word, what act, its end."""

    before: str
    subject: str
    modal: str
    act: str
    tail: str

    def of(self, act: str) -> str:
        """The same asked of another act."""
        what = "" if _WITH_OBJECT.match(act) or not _TO.search(act) else self.object
        if "，" in act or not self.modal:
            comma = "，" if self.subject and self.modal else ""
            return f"{self.before}{self.subject}{comma}{what}{act}{'行吗' if self.modal else self.tail}？"
        act = f"把{what}{act}" if what else act
        modal = "可以" if act.startswith("不") else self.modal
        tail = "吗" if act.startswith("不") else self.tail
        return f"{self.before}{self.subject}{modal}{act}{tail}？"

    @property
    def object(self) -> str:
        """What the act is done to（把工会撤掉, 撤销工会）; empty where that cannot be told."""
        if found := _TAKEN.search(self.act):
            return found["what"]
        last = next(reversed(nouns_in(self.act)), None)
        return last.text if last and last.end == len(self.act) and last.start > 0 else ""

    def completed(self, act: str) -> str:
        """The act with the object that its verb has in the last question（单独建 → 单独建工会）."""
        if any(n.kind in _OWN for n in nouns_in(act)):
            return act
        at = self.act.find(act[-1:])
        rest = self.act[at + 1 :] if at >= 0 else ""
        nouns = nouns_in(rest)
        return act + rest if nouns and nouns[0].start == 0 and nouns[-1].end == len(rest) else act


def frame_of(text: str) -> Frame | None:
    """Return the frame of a question of leave or duty; `None` where it asks anything else."""
    parts = take_apart(text)
    asking = parts.asking
    before = parts.before
    if found := WILL_DO.search(asking):
        matter = asking[: found.start()]
        first = next(iter(nouns_in(matter)), None)
        subject = matter[: first.end] if first and first.start == 0 and first.kind in _OWN else ""
        return Frame(before, subject, "", matter[len(subject) :], found[0])
    if found := _BY_EITHER.match(asking):
        return Frame(before, found["subject"], found["modal"], found["act"].strip(STOPS), "")
    if found := _BY_MODAL.match(asking):
        subject = _ALSO.sub("", found["subject"])
        return Frame(before, subject, found["modal"], found["act"].strip(STOPS), "吗")
    return None


def asks_leave(text: str) -> bool:
    """Whether a question wants a yes or a no."""
    return bool(_YES_OR_NO.search(take_apart(text).asking)) or frame_of(text) is not None


def put_openly(core: str) -> str:
    """What a turn puts with 呢, without it; empty where it ends otherwise."""
    return strip_tail(core) if re.search(r"[呢呐哩][？?。！!\s]*$", core) else ""
