"""Which documents a text names: by 文号, by title, by issuer or place and year. No model, no search: reading only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.document import Card, Level
from index.library import Library

_OPEN, _CLOSE = "([{〔【〈《<「『", ")]}〕】〉》>」』"
_FOLD = str.maketrans(_OPEN + _CLOSE + "“”‘’", "(" * len(_OPEN) + ")" * len(_CLOSE) + "\"\"''")

_NUMBER = re.compile(r"(?P<agency>[\u4e00-\u9fff]{0,14}?)\((?P<year>\d{4})\)第?(?P<serial>\d{1,4})号(?:文件|文)?")
_PLAIN_NUMBER = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{0,14}?)(?:(?P<year>\d{4})年?(?:第|的)?)?(?P<serial>\d{1,4})号(?P<tail>文件|文|意见|通知)?"
)
_QUOTED_TITLE = re.compile(r"《(.{2,120}?)》(?!的通知》)")
_LEAD = re.compile(
    r"^(?:请问|请|查一?下|查|看看|看|把|根据|按照|依据|依照|按|照|据|在|对|和|与|跟|以及|及|或者?|关于|那个?|这个?|问|翻|找|的)+"
)
_KIND = "实施意见|若干意见|转发通知|意见|通知|文件|规定|办法"
_FILLER = r"(?:的|那份|那个|这份|这个|出台|印发|下发|发布|转发|市总|工会|总工会|市|办公室|办公厅|该|里|中)*"
_NATIONAL = "中华全国总工会|全国总工会|全总"
_STATE = "中华人民共和国"
MIN_ALIAS = 7  # characters of a title that are taken for one without 《》
MIN_BEFORE_ARTICLE = 3  # and right before 第十九条


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the folded text that names documents; no ids where the corpus holds none of that name."""

    start: int
    end: int
    name: str
    document_ids: tuple[str, ...]


def fold(text: str) -> str:
    """Fold full-width forms, all kinds of brackets and white space, so that ways of writing a citation agree."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_FOLD)


def short_place(region: str) -> str:
    """The name by which people call a place: 河南省安阳市 → 安阳."""
    last = re.split(r"省|自治区", region)[-1]
    return re.sub(r"(?:市|区|县|自治州|盟)$", "", last) or region


def find_mentions(text: str, library: Library) -> list[Mention]:
    """Return the documents that `text` names, in order; `start` and `end` count characters of `fold(text)`."""
    return _names_of(library).find(text)


@lru_cache(maxsize=2)  # the serving library and the one before it
def _names_of(library: Library) -> DocumentNames:
    return DocumentNames(library.cards.values())


@dataclass(frozen=True, slots=True)
class _Name:
    """What one document is called: folded titles, (year, serial) and agency of its number, place and issuer."""

    document: Card
    titles: tuple[str, ...]
    serial: tuple[int, int] | None
    agency: str | None

    @classmethod
    def of(cls, document: Card) -> _Name:
        number = fold(document.number or "")
        match = re.search(r"(\d{4})\D{0,2}?(\d{1,4})号", number)
        return cls(
            document,
            tuple(fold(n) for n in (document.title, *document.aliases)),
            (int(match[1]), int(match[2])) if match else None,
            number.partition("(")[0] or None,
        )

    def called(self, before: str) -> str | None:
        """The end of `before` that calls the issuer by its code（总工办发）, name, 全总 or place; else `None`."""
        if self.agency and before.endswith(self.agency):
            return self.agency
        calls = [_NATIONAL] if self.document.level is Level.NATIONAL else []
        calls += [re.escape(fold(self.document.issuer))] if self.document.issuer else []
        calls += [re.escape(p) for p in self._places()]
        match = re.search(rf"(?:{'|'.join(calls)}){_FILLER}$", before) if calls else None
        return match[0] if match else None

    def _places(self) -> tuple[str, ...]:
        region = self.document.region
        return (region, short_place(region)) if region else ()


class _Titles:
    """Titles by how they begin, so that a text is compared with few of thousands."""

    def __init__(self, titles: Iterable[tuple[str, str]], shortest: int) -> None:
        """Take (title, document id); those shorter than `shortest` are left out."""
        self._shortest = shortest
        self._by_beginning: dict[str, list[tuple[int, str, str]]] = {}
        ordered = sorted((t for t in titles if len(t[0]) >= shortest), key=lambda t: -len(t[0]))
        for rank, (title, document_id) in enumerate(ordered):
            self._by_beginning.setdefault(title[:shortest], []).append((rank, title, document_id))

    def find(self, text: str, before: str = "") -> Iterator[Mention]:
        """Yield the first place of every title in `text` that stands right before `before`, longest titles first."""
        found: dict[int, Mention] = {}
        for at in range(len(text) - self._shortest + 1):
            for rank, title, document_id in self._by_beginning.get(text[at : at + self._shortest], ()):
                if rank not in found and text.startswith(title + before, at):
                    found[rank] = Mention(at, at + len(title), title, (document_id,))
        yield from (found[rank] for rank in sorted(found))


class DocumentNames:
    """The names of all documents of a library, made once, and the reading of them in texts."""

    def __init__(self, documents: Iterable[Card]) -> None:
        self._names = [_Name.of(d) for d in documents]
        titles = [(t, n.document.id) for n in self._names for t in n.titles]
        self._long = _Titles(titles, MIN_ALIAS)
        self._short = _Titles([(t.removeprefix(_STATE), i) for t, i in titles], MIN_BEFORE_ARTICLE)
        self._places = {short_place(r): r for n in self._names if (r := n.document.region)}
        issuers = "|".join([_NATIONAL, *map(re.escape, self._places)])
        self._issued = re.compile(rf"({issuers}){_FILLER}(?:(\d{{4}})年{_FILLER})?({_KIND})?")

    def find(self, text: str) -> list[Mention]:
        """See `find_mentions`."""
        found: list[Mention] = []
        for reader in (self._titles, self._numbers, self._plain_numbers, self._issuers):
            for mention in reader(text):
                if not any(m.start < mention.end and mention.start < m.end for m in found):
                    found.append(mention)
        return sorted(found, key=lambda m: m.start)

    def _titles(self, text: str) -> Iterator[Mention]:
        folded = fold(text)
        for match in _QUOTED_TITLE.finditer(text):
            name = fold(match[1])
            start = folded.find(f"({name})")
            ids = self._titled(name)
            if start >= 0 and (ids or len(name) > MIN_ALIAS):
                yield Mention(start, start + len(name) + 2, f"《{match[1]}》", ids)
        yield from self._long.find(folded)
        yield from self._short.find(folded, before="第")  # 劳动合同法第十九条: so short a name counts only there

    def _titled(self, name: str) -> tuple[str, ...]:
        """Documents of exactly that title or alias; else those whose title ends with it; else those that contain it."""
        for fits in (str.__eq__, str.endswith, str.__contains__):
            if ids := tuple(n.document.id for n in self._names if any(fits(t, name) for t in n.titles)):
                return ids
        return ()

    def _numbers(self, text: str) -> Iterator[Mention]:
        """``总工办发〔2020〕2号`` with any brackets."""
        for match in _NUMBER.finditer(fold(text)):
            key = (int(match["year"]), int(match["serial"]))
            same = [n for n in self._names if n.serial == key]
            yield from self._numbered(match, same, bare=not _LEAD.sub("", match["agency"]), named=True)

    def _plain_numbers(self, text: str) -> Iterator[Mention]:
        """``全总2020年2号文``, ``24号文``: a serial with something beside it that makes it a document."""
        for match in _PLAIN_NUMBER.finditer(fold(text)):
            year, serial = match["year"], int(match["serial"])
            same = [n for n in self._names if n.serial and n.serial[1] == serial and year in (None, str(n.serial[0]))]
            yield from self._numbered(match, same, bare=bool(year or match["tail"]), named=bool(year and match["tail"]))

    def _numbered(self, match: re.Match[str], same: list[_Name], *, bare: bool, named: bool) -> Iterator[Mention]:
        """The documents of that number whose issuer is called before it; without a call, all of them if `bare`."""
        called = [(n, c) for n in same if (c := n.called(match["agency"]))]
        if called:
            start = match.start() + len(match["agency"]) - max(len(c) for _, c in called)
            yield Mention(
                start, match.end(), fold(match[0])[start - match.start() :], tuple(n.document.id for n, _ in called)
            )
        elif bare and same:
            start = match.start() + len(match["agency"])
            yield Mention(start, match.end(), match[0][len(match["agency"]) :], tuple(n.document.id for n in same))
        elif named:
            kept = _LEAD.sub("", match["agency"])[-6:]
            start = match.start() + len(match["agency"]) - len(kept)
            yield Mention(start, match.end(), _unfold(match[0][start - match.start() :]), ())

    def _issuers(self, text: str) -> Iterator[Mention]:
        """``全总2020年那份意见``, ``广州的实施意见``: issuer or place with a year or a kind of document."""
        for match in self._issued.finditer(fold(text)):
            place, year, kind = match[1], match[2], match[3]
            if not (year or kind):
                continue
            here = [n.document for n in self._names if self._is_from(n.document, place)]
            here = [d for d in here if not year or (d.issued_on and d.issued_on.year == int(year))]
            if kind and len(kind) > len("意见"):
                here = [d for d in here if kind in d.title + "".join(d.aliases)] or here
            if here:
                yield Mention(match.start(), match.end(), match[0], tuple(d.id for d in here))

    def _is_from(self, document: Card, place: str) -> bool:
        return document.region == self._places[place] if place in self._places else document.level is Level.NATIONAL


def _unfold(number: str) -> str:
    """Write a folded number as official documents do: 国发(2020)2号 → 国发〔2020〕2号."""
    return re.sub(r"\((\d{4})\)", r"〔\1〕", number)
