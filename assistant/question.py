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

from assistant.citation import Lookup, look_up
from assistant.focus import asking_part
from assistant.glossary import Glossary, Translation, load_glossary
from assistant.mentions import Mention, find_mentions, fold, short_place
from assistant.script import fold_script
from assistant.spelling import Correction
from assistant.talk.resolve import MAX_TURNS, resolve
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

    `regions` are those whose local documents answer: the asker's own and those named（`places`）; `documents` are
    ids of documents that the question names; `citation` is set where it asks for clauses by their number.
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
    documents: frozenset[str] = frozenset()
    citation: Lookup | None = None
    corrections: tuple[Correction, ...] = ()
    translations: tuple[Translation, ...] = ()
    terms: tuple[str, ...] = ()
    asked_as: str | None = None

    def admits(self, document_id: str, region: str | None) -> bool:
        """Whether a document of that region may answer: national, of one of the regions, or named."""
        return region is None or region in self.regions or document_id in self.documents


def read_question(
    text: str, library: Library, *, region: str | None, as_of: date, history: Sequence[Turn] = ()
) -> Question:
    """Read a question; raises `QuestionError` where it is empty, too long or not text."""
    question = _readable(text, "问题", MAX_QUESTION)
    if not re.search(r"\w", question):
        raise QuestionError("没有读到问题。请输入要问的内容，如“联合会委员会每届任期几年”。")
    place = _readable(region, "地区", MAX_REGION) or None if region is not None else None
    glossary = load_glossary(library)
    typed, corrections = glossary.correct(fold_script(question))
    resolved = resolve(typed, _conversation(history, glossary), library)
    meant = resolved.full
    mentions = find_mentions(meant, library)
    asked = _without(meant, mentions)
    focus = asking_part(asked)
    terms = _terms(glossary, asked)
    places = _places(meant, library)
    return Question(
        text=question,
        meant=meant,
        asked=asked,
        search_text=" ".join([_without_places(asked, places), *terms]),
        focus=" ".join([_without_places(focus, places), *_translated(glossary, focus)]),
        region=place,
        as_of=as_of,
        regions=places | _own_regions(fold_script(place) if place else None, library),
        places=places,
        documents=frozenset(i for m in mentions for i in m.document_ids),
        citation=look_up(meant, library),
        corrections=corrections,
        translations=glossary.translations(meant),
        terms=terms,
        asked_as=meant if resolved.follows else None,
    )


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


def _places(question: str, library: Library) -> frozenset[str]:
    """Regions of the library that the question names."""
    return frozenset(r for r in library.local_regions.values() if short_place(r) in question)


def _without_places(asked: str, places: Iterable[str]) -> str:
    """What is asked without the names of places, which say where and not what: 安阳 stands in a letterhead too."""
    for place in places:
        for name in (place, short_place(place) + "市", short_place(place)):
            asked = asked.replace(name, " ")
    return asked


def _own_regions(region: str | None, library: Library) -> frozenset[str]:
    """Regions of the library that the asker belongs to."""
    return frozenset(r for r in library.local_regions.values() if region and _within(region, r))


def _within(place: str, region: str) -> bool:
    """Whether `place` (安阳, 安阳市, 河南省安阳市, 河南省安阳市林州市) lies in `region`."""
    return place.startswith((region, short_place(region))) or (len(place) > 1 and region.endswith(place))
