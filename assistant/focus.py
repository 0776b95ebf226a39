"""The part of a long question that asks: a story of three hundred characters has one question in it."""

from __future__ import annotations

import re

STORY = 80  # characters from which a question is a story
BRIEF = 14  # characters; so short an asking part（这样行吗）hangs on what stands before it
SUBSTANCE = 9  # characters of a sentence that asks for something of its own
CLAUSE = 60  # characters; of a longer sentence only the clauses that ask are taken

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_PART = re.compile(r"[^，,、：:\n]+[，,：:、\n]*")
_CLAUSES = re.compile(r"[，,。；;？?！!\n]+")
_ASKS = re.compile(
    r"[？?]|吗|呢|么(?=$|[，。；])|怎么|怎样|怎办|咋|如何|为什么|为啥|凭什么|多少|多久|多长|几(?![乎点经])|哪|谁|何时|何种|什么|[啥]"
    r"|能不能|可不可以|行不行|是不是|要不要|该不该|够不够|合不合|算不算|对不对|应不应|用不用|有没有|(.)不\1|能否|可否|是否|请问|想问|问一下"
    r"|请教|咨询|想知道|想了解|求解|有何"
)
_HANGS = re.compile(r"这|那|此|上述|它|他|她|^(?:请问)?(?:能|可以|行|合规|违规|对|要不要|该不该)")
_POLITE = re.compile(r"^(?:您好|你好|请问一下|谢谢|多谢|麻烦|盼复|急|在线等|望解答|请解答|求助)[，。！!~～]*$")


def asks(text: str) -> bool:
    """Whether a stretch of text asks something."""
    return bool(_ASKS.search(text))


def asking_part(text: str) -> str:
    """Return the sentences of a long text that ask, with what they hang on; a short text, or one without any, whole."""
    if len(text) <= STORY:
        return text
    sentences = [s for s in _SENTENCE.findall(text) if s.strip() and not _POLITE.match(s.strip())]
    asking = _asking(sentences)
    if not asking:
        return text
    parts = [_narrowed(sentences[i]) for i in asking]
    if asking[0] and sum(map(len, parts)) < BRIEF and _HANGS.search(parts[0]):
        parts.insert(0, sentences[asking[0] - 1])
    return "".join(parts).strip()


def _asking(parts: list[str]) -> list[int]:
    """The places of the parts that ask; those with a question mark, where any has one, else those with asking words."""
    marked = [i for i, part in enumerate(parts) if re.search(r"[？?]", part)]
    return marked or [i for i, part in enumerate(parts) if _ASKS.search(part)]


def _narrowed(sentence: str) -> str:
    """A long sentence from the clause before the first that asks."""
    if len(sentence) <= CLAUSE:
        return sentence
    parts = _PART.findall(sentence)
    asking = [i for i, part in enumerate(parts) if _ASKS.search(part)]
    first = max(0, asking[0] - 1) if asking else 0
    while first and len("".join(parts[first:])) < BRIEF:
        first -= 1
    return "".join(parts[first:])


def asked_apart(text: str) -> list[str]:
    """Return the sentences of a text that ask, where there are several of some substance; else none."""
    parts = [s.strip() for s in _SENTENCE.findall(text)]
    asking = [part for part in parts if _ASKS.search(part) and len(part) >= SUBSTANCE]
    return asking if len(asking) > 1 else []


def asked_in_clauses(text: str) -> list[str]:
    """Return the clauses of a short text, where there are several and each asks（一届几年，能连任吗）; else none."""
    clauses = [clause for c in _CLAUSES.split(text) if (clause := c.strip())]
    return clauses if len(clauses) > 1 and len(text) <= STORY and all(map(_ASKS.search, clauses)) else []
