"""Lines of a composed answer that have a form of their own: 规定：“…”, a comparison's table, what was searched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from assistant.answer import Answer, AnswerStatus, Citation, Verdict
from assistant.complaint import VerificationError
from assistant.compose import LISTS
from assistant.contrast import SILENT
from assistant.markup import unescaped
from assistant.question import Question
from assistant.register import register_lines
from assistant.rules.compose import asked_back
from assistant.sources import DENIAL, OMITTED, TRAILING, flat, local_name, short_name, source_name
from assistant.yes_no import LEADS as VERDICTS
from assistant.yes_no import concluded
from index.library import Library

# What may stand before where it is said.
LEADS = (*VERDICTS, DENIAL, "另据", "该文件", "")
_LOCAL = re.compile(r"([^，“”]{2,12})另有规定，")
_SAID = re.compile(r"^(?P<where>[^“]{2,160}?)规定：(?P<words>.+)$")
_SEARCHED = re.compile(r"已查阅：(?P<names>.+?)等?。")
_ELSEWHERE = re.compile(
    r"这类问题通常见于《([^《》]+(?:《[^《》]+》[^《》]*)?)》，该文件不在收录范围内，请查阅其现行文本。"
)
_SILENT = re.compile(rf"(.+){SILENT}，其余如下。")
_ITEM = re.compile(r"“([^“”]+)”")
HEAD = 2  # rows of a table above its first
_ENDS = "。；！？："


class Told:
    """What the citations of one answer let such lines say; `verdict` is what they have said so far."""

    verdict: Verdict | None = None

    def __init__(self, answer: Answer, question: Question, library: Library) -> None:
        self._answer = answer
        self._question = question
        self._library = library
        self.forms = (
            self.asks,
            self.said,
            self.lists,
            self.member,
            self.searched,
            self.elsewhere,
            self.silent,
            self.registered,
        )

    def asks(self, line: str) -> bool:
        """Whether a line asks for the facts that are missing, no more and no less."""
        return bool(self._answer.missing) and line == asked_back(self._answer.missing)

    def said(self, line: str) -> bool:
        """Whether a line says where which words stand; raises `VerificationError` where it does and they do not."""
        found = _SAID.match(unescaped(line.strip("*")))
        if not found:
            return False
        local = _LOCAL.match(found["where"])
        lead = local[0] if local else next(lead for lead in LEADS if found["where"].startswith(lead))
        where = found["where"].removeprefix(lead)
        cited = [c for c in self._answer.citations if where in self._calls(c, same=lead == "该文件")]
        if not cited:
            return False
        if lead in VERDICTS:
            self._concludes(lead)
        if lead in (*VERDICTS, DENIAL):
            self.verdict = Verdict.NO if lead == DENIAL else self._answer.verdict
        if local and not any(c.region and local_name(c.region) == local[1] for c in cited):
            raise VerificationError("foreign_region", f"所引文件不是地方文件：{line[:80]}")
        if not any(_is_quote(found["words"], c.quote) for c in cited):
            raise VerificationError("altered_quote", f"结论所引的话与引文不符：{line[:80]}")
        return True

    def _concludes(self, lead: str) -> None:
        """Raise `VerificationError` where the words cited first do not come to what a line opens with."""
        found = concluded(self._question, self._answer.citations[0], self._library)
        if not found or (found.lead, found.verdict) != (lead, self._answer.verdict):
            raise VerificationError("lost_verdict", f"引文得不出这样的结论：{lead}{self._answer.verdict}")

    def lists(self, line: str) -> bool:
        """Whether a line names the clause, or the heading over the clauses cited, that lists what follows."""
        text = unescaped(line.strip("*"))
        if not text.endswith(LISTS):
            return False
        where = text.removesuffix(LISTS)
        headings = {f"{self._name(c)}“{heading}”" for c in self._answer.citations for heading in self._headings(c)}
        if where not in headings and not any(where in self._calls(c, same=False) for c in self._answer.citations):
            raise VerificationError("wrong_label", f"所列各项的出处不在所引之列：{where}")
        return True

    def member(self, line: str) -> bool:
        """Whether a line is a member of a list, or what leads to one, as a quote has it from stop to stop."""
        words = unescaped(line.removeprefix("- "))
        whole = line.startswith("- ") or words.endswith(("：", ":"))
        return whole and any(_from_stop_to_stop(words, flat(c.quote).strip()) for c in self._answer.citations)

    def contrasted(self, block: str) -> bool:
        """Whether a block is a comparison's table; raises `VerificationError` where a cell says other than it may."""
        rows = [[unescaped(cell.strip()) for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in block.split("\n")]
        if not rows or not rows[0] or rows[0][0] != "比较项":
            return False
        if len(rows) < HEAD or any(set(cell) != {"-"} for cell in rows[1]):
            raise VerificationError("wrong_check", f"对照表的格式不对：{block[:60]}")
        sides = [self._side(cell) for cell in rows[0][1:]]
        if not any(sides) or any(len(row) != len(rows[0]) for row in rows):
            raise VerificationError("wrong_document", f"对照表的文件不在所引之列：{rows[0][1:]}")
        for name_of, own in zip(rows[0][1:], sides, strict=True):
            if not own and _rest(name_of, _short_names_of(self._library)).strip("、"):
                raise VerificationError("unknown_document", f"对照表的文件没有收录：{name_of}")
        for name, *cells in rows[2:]:
            for cell, own in zip(cells, sides, strict=True):
                if not _is_cell(name, cell, own):
                    raise VerificationError("altered_quote", f"对照表“{name}”一栏与所引条款不符：{cell[:60]}")
        return True

    def registered(self, line: str) -> bool:
        """Whether a line is what the catalogue says, to a question that asks for that."""
        return line in self._register

    @cached_property
    def _register(self) -> frozenset[str]:
        if self._answer.citations or self._answer.verdict:
            return frozenset()
        return frozenset("\n".join(register_lines(self._question, self._library) or ()).split("\n"))

    def searched(self, line: str) -> bool:
        """Whether a line tells which documents were looked through, all of them the library's."""
        found = _SEARCHED.fullmatch(unescaped(line))
        return found is not None and not _rest(found["names"], _names_of(self._library)).strip("、")

    def elsewhere(self, line: str) -> bool:
        """Whether a line of an answer that found nothing names a law that is known to answer such questions."""
        found = _ELSEWHERE.fullmatch(unescaped(line))
        known = found and any(source.startswith(f"{found[1]}第") for source in self._library.outside.names)
        return bool(known) and self._answer.status is AnswerStatus.NOT_FOUND

    def silent(self, line: str) -> bool:
        """Whether a comparison's conclusion says which documents of the library say nothing of the matter."""
        found = _SILENT.fullmatch(unescaped(line.strip("*")))
        return found is not None and not _rest(found[1], _short_names_of(self._library)).strip("、")

    def _side(self, name: str) -> list[Citation]:
        """The citations of the documents that a column is headed with."""
        own = [c for c in self._answer.citations if self._name(c) in name]
        return own if "、".join(dict.fromkeys(map(self._name, own))) == name else []

    def _calls(self, citation: Citation, *, same: bool) -> Iterator[str]:
        """How the place of a citation may be named; in 该文件 by its label, where it is of the first's document."""
        first = self._answer.citations[0].clause_id.partition(":")[0]
        if not same:
            yield self._name(citation) + citation.label
        elif citation.clause_id.partition(":")[0] == first:
            yield citation.label

    def _headings(self, citation: Citation) -> tuple[str, ...]:
        """The heading right above the clause."""
        return self._library.clause(citation.clause_id).headings[-1:]

    def _name(self, citation: Citation) -> str:
        return short_name(self._library.cards[citation.clause_id.partition(":")[0]])


def _is_quote(words: str, quote: str) -> bool:
    """Whether `words` are a quote from its beginning to its end, but for whole sentences that …… stands for."""
    inner = words.removesuffix("。") if words.endswith("”。") else words
    inner = inner[1:-1] if inner.startswith("“") and inner.endswith("”") else inner
    pieces, whole = inner.split(OMITTED), flat(quote).strip()
    at = 0
    for i, piece in enumerate(pieces):
        at = whole.find(piece, at)
        if at < 0 or not piece or (i == 0 and at) or (i and whole[at - 1] not in _ENDS and not whole[at - 1].isspace()):
            return False
        at += len(piece)
        if i + 1 < len(pieces) and piece[-1] not in _ENDS:
            return False
    return not whole[at:].strip(TRAILING + "。")


def _from_stop_to_stop(words: str, quote: str) -> bool:
    """Whether words stand in a quote from the end of a sentence or member to the end of another."""
    at = quote.find(words) if words.strip() else -1
    end = at + len(words)
    begins = at == 0 or (at > 0 and (quote[at - 1] in _ENDS or quote[at - 1].isspace()))
    return begins and (end == len(quote) or quote[end] in _ENDS or words[-1] in _ENDS)


def _is_cell(name: str, cell: str, citations: Sequence[Citation]) -> bool:
    if not citations:
        return cell in ("—", SILENT)
    quotes = [flat(c.quote) for c in citations]
    match name:
        case "条款":
            return cell.split("；") == [c.label for c in citations]
        case "规定":
            return _rest(cell, [*quotes, *(q.strip().rstrip(TRAILING) for q in quotes)]).strip("“”") == "" or any(
                _is_quote(cell, q) for q in quotes
            )
        case "数量" | "约束用语":
            items = _ITEM.findall(cell)
            return cell == ("".join(f"“{i}”" for i in items) or "—") and all(any(i in q for q in quotes) for i in items)
    return False


def _rest(text: str, known: Sequence[str]) -> str:
    """What is left of a text when all that is known is taken out, the longest first."""
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "")
    return text


@lru_cache(maxsize=2)  # the serving library and the one before it
def _short_names_of(library: Library) -> tuple[str, ...]:
    return tuple(short_name(card) for card in library.cards.values())


@lru_cache(maxsize=2)
def _names_of(library: Library) -> tuple[str, ...]:
    return tuple(source_name(card) for card in library.cards.values())
