"""Which document and which clause a conversation speaks of, so that 第十条呢 and 该文件 can be read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.mentions import find_mentions, fold
from assistant.talk.turn import Turn
from index.library import Library

_NUMERAL = r"[\d一二三四五六七八九十百零〇两]{1,6}"
_ARTICLE = re.compile(rf"(?:第{_NUMERAL}部分)?(?:第{_NUMERAL}条(?:之[一二三四五六七八九十])?|[（(]{_NUMERAL}[）)])")
_ANY = re.compile(rf"第[（(]?{_NUMERAL}[）)]?(?:条|款|项|部分|点|段)")
_BELOW = re.compile(rf"第[（(]?{_NUMERAL}[）)]?(?:款|项|段)")
_DOCUMENT = re.compile(
    r"(?:该|本|此|这个?|这份|那个?|那份|上述|上面的?|刚才的?)(?:文件|意见|通知|规定|文(?![化体明件]))(?!里?没)"
)
_CLAUSE = re.compile(r"(?:该|本|此|这|那|上述|上面那|刚才那)一?(?:条款|条规定|条|款|项规定)(?![件例路线])")


def document_of(history: Sequence[Turn], library: Library) -> str:
    """The document that the conversation spoke of last, as it is cited; empty where it spoke of none.

    What the asker names goes before what the answer to it cites, whose first document is the one that leads.
    """
    cited = ""
    for turn in reversed(history):
        named = [m for m in find_mentions(turn.content, library) if len(m.document_ids) == 1]
        if turn.role == "user":
            if named:
                return _folded(turn.content, named[-1].start, named[-1].end)
            if cited:
                return cited
        elif named:
            cited = _cited_as(named[0].document_ids[0], library)
    return cited


def _cited_as(document_id: str, library: Library) -> str:
    card = library.cards[document_id]
    return card.number or f"《{card.title}》"


def _folded(text: str, start: int, end: int) -> str:
    """The stretch of a text whose folded form is ``fold(text)[start:end]``, written as a citation is."""
    name = fold(text)[start:end]
    return re.sub(r"\((\d{4})\)", r"〔\1〕", name) if "号" in name else re.sub(r"^\((.*)\)$", r"《\1》", name)


def clause_of(history: Sequence[Turn], library: Library) -> tuple[str, str]:
    """The document and the clause that the conversation spoke of last; empty where there is none."""
    document = document_of(history, library)
    for turn in reversed(history):
        if document and turn.role == "user" and (named := _ARTICLE.findall(turn.content)):
            return document, named[-1]
        if document and turn.role != "user" and (at := turn.content.find(document)) >= 0:
            found = _ARTICLE.match(turn.content[at + len(document) :].lstrip("）)》 "))
            if found:
                return document, found[0]
    return "", ""


def names_clause(question: str) -> bool:
    """Whether a question names a clause by its number."""
    return bool(_ANY.search(question))


def follow_reference(question: str, history: Sequence[Turn], library: Library) -> str:
    """Name the document, and the clause of a bare 第二款, in a question that cites without; else return it as it is."""
    found = _ANY.search(question)
    if not (found or _DOCUMENT.search(question) or _CLAUSE.search(question)) or find_mentions(question, library):
        return question
    if found:
        document, clause = document_of(history, library), ""
        if _BELOW.match(found[0]) and not _ARTICLE.search(question):
            document, clause = clause_of(history, library)
        return _cite(question, found.start(), document + clause) if document else question
    if anaphor := _CLAUSE.search(question):
        place = "".join(clause_of(history, library))
        return question[: anaphor.start()] + place + question[anaphor.end() :] if place else question
    anaphor = _DOCUMENT.search(question)
    document = document_of(history, library)
    if not (anaphor and document):
        return question
    return question[: anaphor.start()] + document + question[anaphor.end() :]


def _cite(question: str, at: int, place: str) -> str:
    """Put the place before the reference; a bare reference is asked for its wording."""
    lead = re.sub(r"^(?:那么?|还有|然后)|(?:这|该|那|它的?)$", "", question[:at])
    rest = re.sub(r"(?:的?[呢呐])?[？?。\s]*$", "", question[at:])
    bare = not lead and bool(re.fullmatch(rf"(?:{_ANY.pattern}|[、和，])+", rest))
    return f"{lead}{place}{rest}" + ("怎么规定" if bare else question[at + len(rest) :])
