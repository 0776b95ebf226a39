"""A model's answer → the facts and questions in it that hold; everything else is dropped, and counted by reason."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

from index.askings import MAX_LENGTH, FactEntry
from index.document import Clause

MOST_FACTS = 12  # taken from one answer
MOST_QUESTIONS = 6  # taken for one fact
LEAST_QUOTE = 3  # characters
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"\A```(?:json)?\s*\n(.*)\n```\Z", re.DOTALL | re.IGNORECASE)


class Reason(StrEnum):
    """Why a fact or a question was dropped."""

    FORM = "格式不对"
    ABSENT = "引文不在条款原文中"
    REPEATED = "引文在条款中不止一处"
    SHORT = "引文过短"
    UNASKED = "引文没有问法"
    EMPTY = "问法没有文字"
    LONG = "问法过长"
    CONTROL = "问法含控制字符"
    VERBATIM = "问法照抄原文"
    DUPLICATE = "与已有问法重复"
    EXCESS = "超出所要的数量"


class AnswerError(ValueError):
    """The answer as a whole is not the JSON that was asked for."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """What held, and how much was dropped for what."""

    facts: tuple[FactEntry, ...]
    dropped: Counter[Reason]


def key(text: str) -> str:
    """Return the letters and digits of a text: what is the same but for punctuation and width is the same question."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def sift(answer: str, clause: Clause, seen: Iterable[str]) -> Sifted:
    """Take from `answer` what holds for `clause`; `seen` are the keys of the questions that there are already.

    Raises `AnswerError` where nothing can be read from it.
    """
    dropped: Counter[Reason] = Counter()
    taken = set(seen)
    facts: dict[str, list[str]] = {}
    for quote, questions in _entries(_parse(answer), dropped):
        if complaint := _quote_complaint(quote, clause):
            dropped[complaint] += 1
            continue
        if quote not in facts and len(facts) == MOST_FACTS:
            dropped[Reason.EXCESS] += 1
            continue
        if not questions:
            dropped[Reason.UNASKED] += 1
        held = facts.setdefault(quote, [])
        for text in questions:
            reason = Reason.EXCESS if len(held) == MOST_QUESTIONS else _question_complaint(text, clause, taken)
            if reason or not isinstance(text, str):
                dropped[reason or Reason.FORM] += 1
                continue
            held.append(text.strip())
            taken.add(key(text))
    return Sifted(tuple(FactEntry(quote=q, questions=tuple(h)) for q, h in facts.items() if h), dropped)


def _parse(answer: str) -> list[Any]:
    """Return the list of facts; a model's thoughts before it and one fence around it are let pass, nothing else."""
    text = _THOUGHTS.sub("", answer, count=1).strip()
    if fenced := _FENCED.match(text):
        text = fenced[1]
    try:
        content = json.loads(text, parse_constant=_refuse, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise AnswerError("not JSON") from error
    if not isinstance(content, dict) or not isinstance(content.get("facts"), list):
        raise AnswerError("not an object with facts")
    facts: list[Any] = content["facts"]
    return facts


def _refuse(name: str) -> NoReturn:
    raise AnswerError(f"{name} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise AnswerError("a key stands twice")
    return found


def _entries(facts: list[Any], dropped: Counter[Reason]) -> Iterator[tuple[str, list[Any]]]:
    for fact in facts:
        quote, questions = (fact.get("quote"), fact.get("questions")) if isinstance(fact, dict) else (None, None)
        if isinstance(quote, str) and isinstance(questions, list):
            yield quote.strip(), questions
        else:
            dropped[Reason.FORM] += 1


def _quote_complaint(quote: str, clause: Clause) -> Reason | None:
    if len(quote) < LEAST_QUOTE:
        return Reason.SHORT
    times = clause.text.count(quote)
    return None if times == 1 else Reason.REPEATED if times else Reason.ABSENT


def _question_complaint(text: Any, clause: Clause, taken: set[str]) -> Reason | None:
    if not isinstance(text, str):
        return Reason.FORM
    if len(text) > MAX_LENGTH:
        return Reason.LONG
    if not (words := key(text)):
        return Reason.EMPTY
    # C*: controls, bidirectional and invisible marks, surrogates; Zl, Zp: line breaks of their own.
    if any(unicodedata.category(c)[0] == "C" or unicodedata.category(c) in {"Zl", "Zp"} for c in text.strip()):
        return Reason.CONTROL
    if words in taken:
        return Reason.DUPLICATE
    return Reason.VERBATIM if words in key(clause.text) else None
