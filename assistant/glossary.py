"""The glossary, `corpus/glossary.yaml`: what people say and type for the terms of the documents.

Slips are replaced; abbreviations, colloquial words and English phrases add the term to what is searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from assistant.english import words_of
from assistant.phrases import Phrases
from assistant.spelling import Correction, Speller, splits
from index.errors import CorpusError
from index.library import Library
from index.safe_yaml import load_yaml

GLOSSARY_NAME = "glossary.yaml"
MAX_ENTRIES = 5_000
SHORT = 2  # characters of a wording that chance may put together from the ends of two words（主义|工会）
MIN_ABBREVIATION = 3  # characters of an abbreviation that is recognised by its sound
_HAN_ONLY = re.compile(r"[\u3400-\u9fff]+")


class GlossaryError(CorpusError):
    """The glossary cannot be used; the message names entry and remedy."""

    code = "glossary_error"


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Trimmed = StringConstraints(strip_whitespace=True, min_length=2, max_length=100)
_Words = tuple[Annotated[str, _Trimmed], ...]
_Chinese = tuple[Annotated[str, _Trimmed, StringConstraints(pattern=r"[\u3400-\u9fff]")], ...]
_English = tuple[Annotated[str, _Trimmed, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 '&-]*$")], ...]


class Entry(BaseModel):
    """One term, or several where what people say may mean any of them, and what is said and typed for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: Annotated[_Words, BeforeValidator(_listed), Field(min_length=1)]
    abbreviations: _Words = ()
    colloquial: _Words = ()
    also: _Words = ()
    slips: _Chinese = ()
    english: _English = ()
    unless: _Words = ()
    spelling: bool = True

    @property
    def right(self) -> tuple[str, ...]:
        """Every right way to write it in Chinese."""
        return (*self.term, *self.abbreviations, *self.also, *self.colloquial)

    @property
    def name(self) -> str:
        """The terms as errors name them."""
        return "、".join(self.term)


class GlossaryFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entries: Annotated[tuple[Entry, ...], Field(max_length=MAX_ENTRIES)] = ()
    alike: _Chinese = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """An English phrase of a question, as the glossary writes it, and the terms it was read as."""

    phrase: str
    terms: tuple[str, ...]


class Glossary:
    """A checked glossary, made ready for reading questions; `written` are the documents' own words."""

    def __init__(self, file: GlossaryFile, written: str = "") -> None:
        self.entries = file.entries
        self._speller = Speller(
            {slip: e.term[0] for e in file.entries for slip in e.slips},
            set(_recognised(file.entries)),
            known={w for e in file.entries for w in e.right},
            alike=file.alike,
            unless={u for e in file.entries if e.slips for u in e.unless},
            written=written,
        )
        said: dict[str, tuple[str, ...]] = {w: () for e in file.entries for w in (*e.unless, *e.right)}
        said |= {w: e.term for e in file.entries for w in (*e.abbreviations, *e.colloquial)}
        self._said = Phrases(said)
        self._english = Phrases(
            {words_of(p): Translation(p, e.term) for e in reversed(file.entries) for p in reversed(e.english)}
        )

    def correct(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """Return the text with typing errors in terms set right, and what was set right."""
        return self._speller.correct(text)

    def added_to(self, text: str) -> tuple[str, ...]:
        """Return the terms that the text means by abbreviations and colloquial words and does not itself hold."""
        terms = [
            term
            for found in self._said.find(text)
            if found.end - found.start > SHORT or not splits(text, found.start, found.end)
            for term in found.value
            if text[found.start : found.end] not in term  # 独立核算 finds 财务独立核算 by itself
        ]
        return tuple(t for t in dict.fromkeys(terms) if t not in text)

    def translations(self, text: str) -> tuple[Translation, ...]:
        """Return the English phrases in the text that the glossary knows, in order, the longest where they overlap."""
        found = (f.value for f in self._english.find(words_of(text)))
        return tuple({t.terms: t for t in found}.values())


def load_glossary(library: Library) -> Glossary:
    """Return the glossary that came with a library; a corpus without one has an empty one.

    Raises `GlossaryError` at the first entry whose form is wrong or that is at odds with another.
    """
    return _glossary_of(library)


@lru_cache(maxsize=2)  # the serving library and the one before it
def _glossary_of(library: Library) -> Glossary:
    content = library.attachments.get(GLOSSARY_NAME)
    file = read_glossary(content) if content is not None else GlossaryFile()
    return Glossary(file, "\n".join("".join(d.text.split()) for d in library.documents()) if content else "")


def read_glossary(content: str) -> GlossaryFile:
    """Read and check the file's text; see `load_glossary`."""
    try:
        raw = load_yaml(content)
    except yaml.YAMLError as error:
        raise GlossaryError(f"词汇表 {GLOSSARY_NAME} 不是合法的 YAML。请检查缩进、冒号和引号。") from error
    if not isinstance(raw, dict) or "entries" not in raw:
        raise GlossaryError(f"词汇表 {GLOSSARY_NAME} 的顶层应为 entries，可另有 alike。")
    try:
        file = GlossaryFile.model_validate(raw)
    except ValidationError as error:
        raise GlossaryError(_complaint(error.errors()[0], raw)) from error
    _check_claims(file)
    _check_slips(file)
    return file


_REASONS = {
    "missing": "缺少此项",
    "extra_forbidden": "没有此项，请核对拼写或删去",
    "string_too_short": "至少应有两个字",
    "string_too_long": "不得超过 100 字",
    "string_pattern_mismatch": "文字不合要求：slips、alike 须为汉字，english 须为英文",
    "string_type": "应为文字，请加引号",
    "tuple_type": "应为列表，请写在方括号内",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
}


def _complaint(error: Any, raw: dict[str, Any]) -> str:
    """Name the entry, the key and what is wrong with it."""
    where = f"词汇表 {GLOSSARY_NAME}"
    top, *rest = error["loc"]
    if top == "entries" and rest:
        number, *rest = rest
        entry = raw["entries"][number]
        name = entry.get("term") if isinstance(entry, dict) else None
        where += f" 第 {number + 1} 条（{name or '无 term'}）"
    key = ".".join(str(part) for part in (rest if top == "entries" and rest else [top]))
    return f"{where}有误：{key}：{_REASONS.get(error['type'], '不合要求，请照文件开头的说明填写')}。"


def _check_claims(file: GlossaryFile) -> None:
    """Every wording stands for the terms of one entry only."""
    claimed: dict[object, Entry] = {}
    for number, entry in enumerate(file.entries, 1):
        said: list[tuple[object, str]] = [
            (w, w) for w in (*entry.abbreviations, *entry.also, *entry.colloquial, *entry.slips)
        ]
        said += [(words_of(p), p) for p in entry.english]
        for key, wording in said:
            other = claimed.setdefault(key, entry)
            if other is not entry:
                raise GlossaryError(
                    f"词汇表 {GLOSSARY_NAME} 第 {number} 条（{entry.name}）的“{wording}”已用于“{other.name}”。"
                    "请只留一处；确可指多个词的，合为一条，term 写成列表。"
                )


def _check_slips(file: GlossaryFile) -> None:
    """A slip means one term, and replacing it damages no right wording."""
    right = {w for e in file.entries for w in e.right}
    for number, entry in enumerate(file.entries, 1):
        where = f"词汇表 {GLOSSARY_NAME} 第 {number} 条（{entry.name}）"
        if entry.slips and len(entry.term) > 1:
            raise GlossaryError(f"{where}的 slips 所指不止一个词。请为错字另立一条，term 只写一个。")
        for slip in entry.slips:
            if damaged := next((w for w in right if slip in w and w not in entry.unless), None):
                raise GlossaryError(f"{where}的错字“{slip}”见于正确的说法“{damaged}”，会把它改错。请删去或写得更长。")


def _recognised(entries: Iterable[Entry]) -> Iterator[str]:
    """What is recognised by its sound: terms, and abbreviations that are long enough to be told."""
    for entry in entries:
        if entry.spelling:
            long = (a for a in (*entry.abbreviations, *entry.also) if len(a) >= MIN_ABBREVIATION)
            yield from (w for w in (*entry.term, *long) if _HAN_ONLY.fullmatch(w))
