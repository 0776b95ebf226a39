"""Reading a question: as typed, as meant, as searched for; region, date, documents and clauses that it names.

`text` ─ script, typing errors, what went before ─▶ `meant` ─ names of documents out ─▶ `asked` ─ terms added ─▶
`search_text`
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from assistant.citation import Lookup, look_up
from assistant.focus import asking_part
from assistant.glossary import Glossary, Translation, load_glossary
from assistant.mentions import Mention, find_mentions, fold
from assistant.regions import read_regions
from assistant.script import fold_script
from assistant.spelling import Correction
from assistant.talk.resolve import MAX_TURNS, Resolved, resolve
from assistant.talk.turn import Turn as Turn
from index.errors import QuestionError
from index.library import Library

MAX_QUESTION = 2_000  # characters; longer texts are pasted by mistake or to do harm
MAX_REGION = 60
MIN_SEARCH = 6  # characters that must stay of a question when the names of documents are taken out


@dataclass(frozen=True, slots=True)
class Question:
    """A question as read.

    `text` is what was typed, to be shown back. `meant` is what it says, in Simplified Chinese, with typing errors in
    the field's terms set right and, where it follows up on what went before, as the full question that it stands for,
    which is then `asked_as` too: what rules, numbers and citations are read from. `asked` is that without the names of
    documents. `terms` are those that its abbreviations, colloquial words and
    English stand for, and `search_text` is both: what is searched for by words. `focus` is the part of `asked` that
    asks, where a story is told, and all of it for a short question, with the terms for English alone: what is searched
    for by meaning, which added terms would blur.

    `regions` are those whose local documents answer: the asker's own and those named（`places`）; `uncovered` are
    places, named or else the asker's, for which the library has no local document（河南省郑州市）; `documents` are ids
    of documents that the question names; `citation` is set where it asks for clauses by their number.
    `corrections` and `translations` are what the asker is to be told of how the question was read.
    """

    text: str
    meant: str
    asked: str
    search_text: str
    focus: str
    region: str | None
    as_of: date
    regions: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    uncovered: tuple[str, ...] = ()
    region_understood: bool = True
    documents: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    citation: Lookup | None = None
    corrections: tuple[Correction, ...] = ()
    translations: tuple[Translation, ...] = ()
    terms: tuple[str, ...] = ()
    asked_as: str | None = None

    def admits(self, document_id: str, region: str | None) -> bool:
        """Whether a document of that region may answer: named; or in force, and national or of one of the regions."""
        here = region is None or region in self.regions
        return document_id in self.documents or (here and document_id not in self.barred)


def read_question(
    text: str,
    library: Library,
    *,
    region: str | None,
    as_of: date,
    history: Sequence[Turn] = (),
    full: str | None = None,
) -> Question:
    """Read a question; raises `QuestionError` where it is empty, too long or not text.

    `full` is what a follow-up stands for where that is known; else it is resolved from `history`.
    """
    question = _readable(text, "问题", MAX_QUESTION)
    if not re.search(r"\w", question):
        raise QuestionError("没有读到问题。请输入要问的内容，如“联合会委员会每届任期几年”。")
    place = _readable(region, "地区", MAX_REGION) or None if region is not None else None
    glossary = load_glossary(library)
    typed, corrections = glossary.correct(fold_script(_visible(question)))
    resolved = Resolved(full, follows=True) if full else resolve(typed, _conversation(history, glossary), library)
    meant = resolved.full
    mentions = find_mentions(meant, library)
    asked = _without(meant, mentions)
    focus = asking_part(asked)
    terms = _terms(glossary, asked)
    places = read_regions(meant, fold_script(place) if place else None, library)
    return Question(
        text=question,
        meant=meant,
        asked=asked,
        search_text=" ".join([_without_places(asked, places.words), *terms]),
        focus=" ".join([_without_places(focus, places.words), *_translated(glossary, focus)]),
        region=place,
        as_of=as_of,
        regions=places.named | places.own,
        places=places.named,
        own=places.own,
        uncovered=places.uncovered,
        region_understood=places.understood,
        documents=frozenset(i for m in mentions for i in m.document_ids),
        barred=_not_in_force(library, as_of),
        citation=look_up(meant, library),
        corrections=corrections,
        translations=glossary.translations(meant),
        terms=terms,
        asked_as=meant if resolved.follows else None,
    )


@lru_cache(maxsize=16)
def _not_in_force(library: Library, day: date) -> frozenset[str]:
    """The documents that do not hold on a day: repealed, not yet issued or in effect, or no longer."""
    return frozenset(card.id for card in library.cards.values() if not card.holds_on(day))


def _conversation(history: Sequence[Turn], glossary: Glossary) -> list[Turn]:
    """The last turns, what the asker typed in them as it was meant."""
    turns = []
    for turn in history[-MAX_TURNS:]:
        if turn.role == "user":
            content = glossary.correct(fold_script(_readable(turn.content, "对话记录", None)[:MAX_QUESTION]))[0]
        else:
            content = fold_script(turn.content[:MAX_QUESTION])
        turns.append(replace(turn, content=content))
    return turns


def _visible(text: str) -> str:
    """The text without the characters of no width that pasted text brings."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def _readable(text: str, what: str, limit: int | None) -> str:
    """Trim; refuse what is too long, and characters that are no text."""
    if limit is not None and len(text) > limit:
        raise QuestionError(f"{what}过长：{len(text)} 字，上限 {limit} 字。请删减后重试。")
    for at, character in enumerate(text, 1):
        if (
            (character < " " and character not in "\t\n\r\f\v")
            or "\ud800" <= character <= "\udfff"
            or character == "\x7f"
        ):
            raise QuestionError(f"{what}的第 {at} 个字符无法识别（U+{ord(character):04X}）。请删去后重试。")
    return unicodedata.normalize("NFC", text).strip()


def _without(question: str, mentions: Sequence[Mention]) -> str:
    """The question without the names of documents, which say where to look and not what for."""
    folded = list(fold(question))
    for mention in reversed(mentions):
        folded[mention.start : mention.end] = " "
    rest = "".join(folded).strip()
    return rest if mentions and len(rest) >= MIN_SEARCH else question


def _terms(glossary: Glossary, asked: str) -> tuple[str, ...]:
    """The terms of the documents for what is asked in other words or in English."""
    return tuple(dict.fromkeys([*glossary.added_to(asked), *_translated(glossary, asked)]))


def _translated(glossary: Glossary, asked: str) -> list[str]:
    return list(dict.fromkeys(term for t in glossary.translations(asked) for term in t.terms))


def _without_places(asked: str, words: Iterable[str]) -> str:
    """What is asked without the names of places, which say where and not what: 安阳 stands in a letterhead too."""
    for word in words:
        asked = asked.replace(word, " ")
    return asked
