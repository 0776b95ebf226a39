"""A question taken apart: the clauses that tell, the part that asks, what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.talk.nouns import BASE, HOLDERS, Kind, Noun, nouns_in, runs

_CLAUSE = re.compile(r"[^，,。；;？?！!\n]+[，,。；;？?！!\n]*|[，,。；;？?！!\n]+")
_PAUSES = "，,；; "
STOPS = "，,。；;？?！!、：:～~…. \t\n"
EITHER = (
    r"能不能|可不可以|可以不可以|行不行|是不是|要不要|该不该|够不够|合不合|算不算|对不对|用不用|需不需要|符不符合|允不允许|应不应该|会不会|得不得"
    r"|有没有|能否|可否|是否"
)
ASKS = re.compile(
    rf"{EITHER}|怎么|怎样|咋|如何|多少|多久|多长|多大|多高|几(?![乎点经])|谁|哪|什么|啥|为何|何时|何种|有何|凭什么"
    r"|^[^，。？?]{1,8}还是[^，。？?不]{1,8}$|(?P<x>[\u4e00-\u9fff])不(?P=x)|吗|(?:么|嘛)[？?。！]*$|(?<![还都])不[？?。！]*$"
    r"|[有了过能要][^，。？]{0,6}(?<!还)没有[？?。！]*$|(?<!还)没[？?。！]*$|[？?]|吧[。！]*$"
)
AGENT = re.compile(
    r"(?:让|由|请|叫|给|向|找|经|报|跟|归|问|与|和)"
    r"(?:企业工会|基层工会|上级工会|上一级工会|企业|公司|单位|行政|党组织|党委|党支部|党工委|政府|协会|商会|机关|村里|镇里|县里|区里|市里)"
)
_LEAD = re.compile(
    r"^(?:那么|那就是?说|那(?![些个种份条项里边类么])|哦+|噢|嗯+|好的?(?=[，,、 ])|对了|还有(?!没有)|另外"
    r"|再?(?:请问|问)一?下|请问|想问|顺便|继续问|接着问|话说|所以|然后|我想知道|想知道|麻烦问)[，,、 ]*"
)
_TAIL = re.compile(r"(?:的?(?:呢|呐|哩)|又?(?:怎么样|怎样|如何))?[？?。！!～~\s]*$")
OWN = re.compile(
    r"(?:我们|咱们?|俺们?|我|本)(?:这个?|那个?|所在的?)?"
    r"(?:乡镇|街道|镇街|镇|乡|开发区|工业园区?|园区|高新区|县|区|市|村|社区|行业联合会|联合会|总工会|公司|企业|单位|厂|工厂"
    r"|医院|学校|工会|商圈|楼宇)(?![长别])"
    r"(?:工会联合会|联合会|总工会|工会)?"
)

OTHERS = re.compile(r"别的|其他|其它|隔壁|邻(?!近)|另一?个|有的|某|一般的?(?:乡镇|街道)|人家|他们")


def strip_lead(text: str) -> str:
    """What is said without what only leads on（那么、对了、再问一下）."""
    text = text.strip()
    for _ in range(4):
        shorter = _LEAD.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text


def strip_tail(text: str) -> str:
    """What is said without 呢 and stops at its end."""
    return _TAIL.sub("", text).rstrip(STOPS)


def asks(text: str) -> bool:
    """Whether a text asks something; a bare 呢 does not."""
    return bool(ASKS.search(text))


@dataclass(frozen=True, slots=True)
class Parts:
    """A question: `told` are the clauses before and after, without stops; ``text[start:end]`` is the part that asks."""

    text: str
    told: tuple[str, ...]
    start: int
    end: int

    @property
    def asking(self) -> str:
        """The part that asks, without stops."""
        return self.text[self.start : self.end].strip(STOPS)

    @property
    def before(self) -> str:
        """The clauses before the part that asks, with their stops."""
        return self.text[: self.start]


def take_apart(text: str) -> Parts:
    """Return the parts of a question; where no clause asks, the last one is taken for the one that does."""
    clauses = list(_CLAUSE.finditer(text))
    asking = [i for i, c in enumerate(clauses) if asks(c[0].rstrip(_PAUSES))] or [len(clauses) - 1]
    told = [c[0].strip(STOPS) for i, c in enumerate(clauses) if not asking[0] <= i <= asking[-1]]
    if not clauses:
        return Parts(text, (), 0, len(text))
    return Parts(text, tuple(t for t in told if t), clauses[asking[0]].start(), clauses[asking[-1]].end())


def own_subject(text: str) -> str:
    """Whose case it is in the asker's words（我们镇, 本公司）; empty where none is named."""
    found = OWN.search(text)
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom a question speaks: the body（临沂的产业工会）and, as `whole`, with the office or part of it（…主席）."""

    base: str
    whole: str


_FOUND = re.compile(r"(?:建立|组建|成立|设立|建|设|挂)(?:一个|个|了)?$")


def subject_of(text: str) -> Subject:
    """Return the subject of the part that asks; empty where none is named."""
    nouns = nouns_in(text)
    groups = list(runs(text, nouns))
    group = _best(groups)
    if not group:
        return Subject("", "")
    start = next(n.start for n in group if n.kind in BASE + HOLDERS)
    own = next((m for m in OWN.finditer(text) if m.start() < start < m.end()), None)
    start = own.start() if own else start
    base = [n for n in group if n.kind in BASE]
    holders = [n for n in group if n.kind in HOLDERS]
    lead = _founder(text, start, groups)
    whole = text[start : (holders or base)[-1].end]
    before = text[start : base[-1].end] if base else ""
    return Subject(lead + before, lead + whole)


def _best(groups: list[list[Noun]]) -> list[Noun]:
    """The first run that names an organisation, else the last that names persons or bodies, else a place of one."""
    for wanted in ((Kind.ORG,), (Kind.BODY, Kind.OFFICE, Kind.PERSON), (Kind.TERRITORY, Kind.FIRM, Kind.LEVEL)):
        fitting = [g for g in groups if any(n.kind in wanted for n in g)]
        if fitting:
            return fitting[0] if Kind.ORG in wanted else fitting[-1]
    return []


def _founder(text: str, start: int, groups: list[list[Noun]]) -> str:
    """The territory that founds the body that is spoken of（乡镇成立｜总工会）."""
    if not _FOUND.search(text[:start]):
        return ""
    before = [g for g in groups if g[-1].end <= start and g[-1].kind is Kind.TERRITORY]
    if before and text.startswith(("以下", "以上"), before[-1][-1].end):
        return ""
    return text[before[-1][0].start : before[-1][-1].end] if before else ""
