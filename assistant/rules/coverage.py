"""Coverage（数值覆盖）: every numeric expression of the corpus with its rules, or the waiver that says why it has none.

What is listed does not hang on the question reader: every numeral counts, 一 in 上一级 included, so that nothing is
left out because a reader of questions takes it for a set word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from assistant.quantities import read_quantities
from assistant.rules.load import AnchoredRule, RuleBook, RuleError, quoted_numbers
from index.document import Clause
from index.library import Library
from index.marks import read_mark

WAIVERS_FILE = "waivers.yaml"
EVERYWHERE = "*"
SHOWN = 12  # characters shown on either side of an expression

_NUMERAL = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?[%％]?|[零〇一二两三四五六七八九十百千万亿半]+")
_DOCUMENT_NUMBER = re.compile(r"〔\s*[0-9０-９]{4}\s*〕\s*第?\s*[0-9０-９]+\s*号")
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Waiver(BaseModel):
    """Why the numerals of `text` need no rule, in one clause or, with ``clause: "*"``, wherever it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clause: _Text
    text: _Text
    reason: _Text


@dataclass(frozen=True, slots=True)
class Expression:
    """A numeric expression of a clause, ``clause.text[start:end]``, with what settles it: rules, or a waiver."""

    clause: Clause
    start: int
    end: int
    rules: tuple[AnchoredRule, ...] = ()
    waiver: Waiver | None = None

    @property
    def text(self) -> str:
        """The expression as written."""
        return self.clause.text[self.start : self.end]

    @property
    def context(self) -> str:
        """The expression with a few characters around it, on one line."""
        return " ".join(self.clause.text[max(0, self.start - SHOWN) : self.end + SHOWN].split())


@dataclass(frozen=True, slots=True)
class Coverage:
    """All numeric expressions of a library in order, and the waivers that waive none of them."""

    expressions: tuple[Expression, ...]
    idle: tuple[Waiver, ...]

    @property
    def uncovered(self) -> tuple[Expression, ...]:
        """Expressions with neither rule nor waiver."""
        return tuple(e for e in self.expressions if not e.rules and not e.waiver)


def cover(library: Library, book: RuleBook) -> Coverage:
    """List every numeric expression with its rules or its waiver; raises `RuleError` where the waivers are malformed.

    A rule covers an expression that its quote contains and whose every number it uses; a waiver, one within its text.
    """
    waivers = read_waivers(library)
    clauses = [clause for document in library.document_ids for clause in library.clauses(document)]
    expressions = [
        _settled(clause, start, end, book, waivers) for clause in clauses for start, end in find_expressions(clause)
    ]
    used = {e.waiver for e in expressions}
    return Coverage(tuple(expressions), tuple(w for w in waivers if w not in used))


def find_expressions(clause: Clause) -> Iterator[tuple[int, int]]:
    """Yield the spans of all numeric expressions in order; the clause's own numbers and 文号 are names, not figures.

    A quantity（100家以上）is one expression with all its numerals; a numeral outside of any quantity is one by itself.
    """
    text = clause.text
    names = [m.span() for m in _DOCUMENT_NUMBER.finditer(text)]
    names += [(start, start + mark.length) for start, line in _lines(text) if (mark := read_mark(line))]
    spans = [(q.start, q.end) for q in read_quantities(text)]
    spans += [m.span() for m in _NUMERAL.finditer(text) if not any(s <= m.start() < e for s, e in spans)]
    for start, end in sorted(spans):
        if not any(s <= start < e for s, e in names):
            yield start, end


def read_waivers(library: Library) -> tuple[Waiver, ...]:
    """Return the waivers that came with a library, none where it has no such file."""
    content = library.attachments.get(WAIVERS_FILE, "[]")
    try:
        entries: Any = yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise RuleError(f"免列文件 {WAIVERS_FILE} 不是合法的 YAML。请检查缩进、冒号和引号。") from error
    if not isinstance(entries, list):
        raise RuleError(f"免列文件 {WAIVERS_FILE} 的顶层应为列表，每项含 clause、text、reason。")
    return tuple(_waiver(number, entry) for number, entry in enumerate(entries, 1))


def _waiver(number: int, entry: Any) -> Waiver:
    try:
        return Waiver.model_validate(entry)
    except ValidationError as error:
        keys = "、".join(sorted({str(e["loc"][0]) if e["loc"] else "本项" for e in error.errors()}))
        raise RuleError(
            f"免列文件 {WAIVERS_FILE} 第 {number} 项有误：{keys}。每项应恰有 clause、text、reason，均不得为空。"
        ) from error


def _settled(clause: Clause, start: int, end: int, book: RuleBook, waivers: Sequence[Waiver]) -> Expression:
    found = Expression(clause, start, end)
    rules = tuple(rule for rule in book if rule.clause.id == clause.id and _covers(rule, found))
    waiver = next((w for w in waivers if w.clause in (clause.id, EVERYWHERE) and _waives(w, found)), None)
    return Expression(clause, start, end, rules, None if rules else waiver)


def _covers(rule: AnchoredRule, expression: Expression) -> bool:
    begin = rule.clause.text.index(rule.rule.quote)
    inside = begin <= expression.start and expression.end <= begin + len(rule.rule.quote)
    return inside and quoted_numbers(expression.text) <= rule.rule.numbers


def _waives(waiver: Waiver, expression: Expression) -> bool:
    places = re.finditer(re.escape(waiver.text), expression.clause.text)
    return any(p.start() <= expression.start and expression.end <= p.end() for p in places)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        body = line.lstrip()
        yield start + len(line) - len(body), body
        start += len(line)
