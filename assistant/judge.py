"""A language model's text, sentence by sentence, and whether a sentence may go out: nothing unfounded is ever shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from assistant.answer import Answer
from assistant.grounds import Grounds
from assistant.question import Question
from index.library import Library

MAX_SENTENCE: Final = 300  # characters; what runs on is no sentence
SUPPORT: Final = 0.5  # of a sentence's pairs of characters that its clauses hold; the rest is a matter of style
PART: Final = 0.3  # the same of each of its parts, where one is long enough to say something of its own
LONG: Final = 4  # pairs
TOLERANCE: Final = 0.1  # by which another cited clause may hold more of them than the marked one

_END = re.compile(r"[。！？]+[”』」）]*(?:[ \t]*\[\d{1,3}\])*(?=\s*[^\s\[。！？”』」）])|\n")
_MARK = re.compile(r"\[(\d{1,3})\]")
_MARKUP = re.compile(r"[\[\]<>`*_#|\\{}]|//|www\.|&[#\w]{1,12};|^\s*(?:[-+=]|\d{1,3}[.)）、])", re.IGNORECASE)
_BEGIN = r"(?:^(?:（[^）]{1,3}）|[^、]{1,3}、)?|[。；！？])\s*"  # of a sentence, its number left aside
_PARTS = re.compile(r"[，；：]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
# Words that put what is said in relation and say nothing themselves.
_JOINING = re.compile(
    r"也就是说|根据|依据|按照|依照|规定|文件|要求|条件|达到|符合|满足|具备|属于|需要|应当|可以|因此|所以|此外|同时|其中|另外|另一|"
    r"如果|的话|已经|均已|都已|也已|以及|并且|或者|对于|关于|由于|即可|方可|情况|上述|该|此|你们|你|我们|贵|了|的|地|得|为|是|在|由|从|到"
)
# Who acts or decides, and at which level: put one in another's place, and a sentence says what no clause does.
_ACTOR = re.compile(
    r"主席|主任|书记|会长|秘书长|委员|会员|职工|代表|干部|行政|党委|党组织|政府|法院|仲裁|检察|公安|人社|民政|财政|税务|部门|协会|"
    r"总工会|联合会|企业|事业单位|机关|学校|社区|村|全国|中央|省|市|县|区|州|乡|镇|街道|上级|上一级|下级|下一级|同级|本级"
)


class EndlessSentenceError(ValueError):
    """A sentence, or a text, that does not end."""

    reason = "endless"


def sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of a text that comes in pieces, marks after the full stop included.

    Yields an empty string for every piece that ends none; raises `EndlessSentenceError`.
    """
    held = ""
    for piece in pieces:
        held += piece
        start = 0
        for end in _END.finditer(held):
            yield held[start : end.end()].strip()
            start = end.end()
        held = held[start:]
        if len(held) > MAX_SENTENCE:
            raise EndlessSentenceError
        yield ""
    yield held.strip()


class Judge:
    """Judges sentences that are to stand in a composed answer; made once an answer."""

    def __init__(self, answer: Answer, question: Question, library: Library) -> None:
        self._grounds = Grounds(answer, question, library)
        self._clauses = [_held_by(answer, at, library) for at in range(len(answer.citations))]
        self._question = question.meant

    def complaint(self, sentence: str) -> str | None:
        """Say in a word or two, for the log, why a sentence must not go out; `None` where it may."""
        marks = {int(n) for n in _MARK.findall(sentence)}
        prose = _MARK.sub("", sentence)
        if not marks or not all(1 <= n <= len(self._clauses) for n in marks):
            return "no_mark" if not marks else "foreign_mark"
        if _MARKUP.search(prose) or any(unicodedata.category(c)[0] == "C" for c in prose):
            return "markup"
        marked = [self._clauses[n - 1] for n in marks]
        if any(_is_sentence_of(prose, clause) for clause in marked):
            return None
        spoken_of = "\n".join([self._question, *marked])
        if strange := [word for word in _ACTOR.findall(prose) if word not in spoken_of]:
            return f"foreign_actor：{strange[0]}"
        supported = _supported(prose, marked)
        if supported < SUPPORT or any(_is_foreign(part, marked) for part in _PARTS.split(prose)):
            return "unsupported"
        if supported < max(_supported(prose, [clause]) for clause in self._clauses) - TOLERANCE:
            return "wrong_mark"
        found = self._grounds.complaint(sentence)
        return f"{found.reason}：{found.detail}" if found else None


def _held_by(answer: Answer, at: int, library: Library) -> str:
    """What a sentence with the mark of that citation may take up: the clause, its name, its checks and conclusion."""
    citation = answer.citations[at]
    clause = library.clause(citation.clause_id)
    checks = [check for check in answer.checks if check.clause_id == citation.clause_id]
    parts = [clause.text, *clause.headings, citation.title, citation.label, citation.doc_no or ""]
    for check in checks:
        parts += filter(None, [check.requirement, check.given, check.working, check.value])
    return "\n".join([*parts, conclusion(answer)] if checks or at == 0 else parts)


def conclusion(answer: Answer) -> str:
    """The first line of a composed answer, without its Markdown."""
    return re.sub(r"\\(.)", r"\1", answer.text.partition("\n\n")[0].strip("*"))


def _supported(prose: str, clauses: Iterable[str]) -> float:
    """The share of the pairs of neighbouring Chinese characters that the clauses hold."""
    pairs = _pairs(_JOINING.sub(" ", prose))
    return len(pairs & _pairs("\n".join(clauses))) / len(pairs) if pairs else 0.0


def _is_sentence_of(prose: str, clause: str) -> bool:
    """Whether it is a whole sentence of the clause: a piece of one may say the opposite（不|能以职业名称命名）."""
    words = re.escape(prose.strip("。；！？ "))
    return bool(words and re.search(_BEGIN + words + r"\s*(?:$|[。；！？])", clause, re.MULTILINE))


def _is_foreign(part: str, clauses: Iterable[str]) -> bool:
    """Whether a part of a sentence says something that the clauses do not."""
    return len(_pairs(_JOINING.sub(" ", part))) >= LONG and _supported(part, clauses) < PART


def _pairs(text: str) -> set[str]:
    return {run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)}
