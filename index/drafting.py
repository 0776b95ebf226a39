"""A catalogue for a folder that has none: number, title, issuer and date are read from the texts themselves."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from index.catalogue import CatalogueEntry
from index.document import Level, Status
from index.errors import CorpusError
from index.marks import NUMERAL, numeral
from index.paragraphs import DATE_LINE, Paragraph, Role, assemble, is_law
from index.reading import READABLE_SUFFIXES, clean_lines, read_source

NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}\s*[〔\[【（(]\s*\d{4}\s*[〕\]】）)]\s*第?\s*\d{1,4}\s*号")
_LETTERHEAD = re.compile(r"[^，。；：]{2,40}文件")
_DATE = re.compile(rf"([0-9０-９〇○零一二三四五六七八九]{{4}})\s*[年-]\s*({NUMERAL})\s*[月-]\s*({NUMERAL})")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_IN_FORCE = re.compile(r"自[^，。；]*起(?:施行|实施|执行)")
_MAX_ID = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read from the text of one document.

    `digest` is of its number, title, issuer, year and text, `base` the id that it has unless another claims it too.
    """

    begins: str | None
    number: str | None
    title: str
    issuer: str | None
    issued_on: date | None
    dated_by_name: bool
    digest: str = ""
    base: str = ""

    @property
    def year(self) -> int | None:
        """The year that the text itself states; that of a file's name goes when the file is renamed."""
        return self.issued_on.year if self.issued_on and not self.dated_by_name else None

    @property
    def named(self) -> str:
        """What tells it from others with the same id, before their texts do."""
        return f"{self.number}|{self.title}|{self.issuer}|{self.year}"


@dataclass(frozen=True, slots=True)
class FileDraft:
    """What was read from one file: the digest of its lines, and its documents in order."""

    lines: str
    documents: tuple[Draft, ...]


DraftFile = Callable[[Path], FileDraft]
"""Reads a file of a corpus, or remembers what was read from the same bytes under the same name."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """The draft of the document number `part` of a file."""

    path: Path
    part: int
    draft: Draft

    def text(self) -> str:
        """The lines of the document; reads its file again."""
        return "\n".join(list(_documents(clean_lines(read_source(self.path))))[self.part])


def draft_catalogue(corpus: Path, read: DraftFile | None = None) -> tuple[CatalogueEntry, ...]:
    """Make an entry for every document in the readable files of `corpus`, in order of their names.

    Ids are ASCII and follow from number or title and date, never from names or order of files, so that they stay when
    files are renamed or added. A file that repeats another word for word is left out. Raises `CorpusError` where the
    folder holds no readable file or a file cannot be decoded.
    """
    placed: list[_Placed] = []
    seen: set[str] = set()
    files = sorted(p for p in corpus.rglob("*") if p.suffix.lower() in READABLE_SUFFIXES and p.is_file())
    for path in files:
        file = (read or draft_file)(path)
        if file.lines not in seen:
            seen.add(file.lines)
            placed += [_Placed(path, part, draft) for part, draft in enumerate(file.documents)]
    if not placed:
        raise CorpusError(
            f"语料文件夹 {corpus} 中没有可读的文件（{'、'.join(READABLE_SUFFIXES)}）。请放入至少一份文件。"
        )
    ids = _identifiers(placed)
    return tuple(_entry(p.draft, p.path.relative_to(corpus).as_posix(), ids[i]) for i, p in enumerate(placed))


def draft_file(path: Path) -> FileDraft:
    """Read number, title, issuer and date of the documents in a file; raises `CorpusError`."""
    lines = clean_lines(read_source(path))
    drafts = (_draft(path, part, begins=part[0] if i else None) for i, part in enumerate(_documents(lines)))
    return FileDraft(_digest("\n".join(lines)), tuple(drafts))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _documents(lines: Sequence[str]) -> Iterator[list[str]]:
    """Split a file where a second letterhead with a number of its own begins."""
    starts = [
        i
        for i, line in enumerate(lines)
        if i
        and _LETTERHEAD.fullmatch(line)
        and lines.count(line) == 1
        and any(NUMBER.fullmatch(after) for after in lines[i + 1 : i + 3])
    ]
    for first, last in zip([0, *starts], [*starts, len(lines)], strict=True):
        if lines[first:last]:
            yield list(lines[first:last])


def _draft(path: Path, lines: Sequence[str], begins: str | None) -> Draft:
    frame = [p for p in assemble(lines) if p.role is Role.FRAME]
    number = next((re.sub(r"\s", "", p.text) for p in frame if NUMBER.fullmatch(p.text)), None)
    title = _title(frame) or path.stem
    dates = [d for p in frame if (d := read_date(_IN_FORCE.sub("", p.text)))]
    # A law lists its adoption and every amendment and goes by the last; other documents state their own date first.
    stated = (max(dates) if is_law(lines) else dates[0]) if dates else None
    issuer = next((p.text.removesuffix("文件") for p in frame if _LETTERHEAD.fullmatch(p.text)), None)
    issued_on = stated or read_date(path.stem)
    draft = Draft(begins, number, title, issuer, issued_on, stated is None)
    return replace(draft, digest=_digest(draft.named + "\n".join(lines)), base=_identifier(draft))


def _entry(draft: Draft, source: str, document_id: str) -> CatalogueEntry:
    fields = {"number": draft.number, "issuer": draft.issuer, "issued_on": draft.issued_on}
    words = {"number": "文号", "issuer": "发文机关", "issued_on": "印发日期"}
    return CatalogueEntry(
        id=document_id,
        title=draft.title,
        source=source,
        begins=draft.begins,
        number=draft.number,
        issuer=draft.issuer,
        issued_on=draft.issued_on,
        level=Level.UNKNOWN,
        status=Status.UNKNOWN,
        unstated={key: f"来源文本中未读出{words[key]}。" for key, value in fields.items() if value is None},
    )


def _title(frame: Sequence[Paragraph]) -> str | None:
    """The title of the document itself: that of the last block that has one, not of its covering letter."""
    blocks: dict[int, list[str]] = {}
    for p in frame:
        is_other = NUMBER.fullmatch(p.text) or _LETTERHEAD.fullmatch(p.text) or DATE_LINE.fullmatch(p.text)
        if is_other or p.text.endswith(("：", ":")) or len(p.text) > 100 or re.match(r"[（(]?\d{4}年", p.text):
            continue
        blocks.setdefault(p.block, []).append(p.text)
    titled = {b: t for b, t in blocks.items() if b == 0 or len("".join(t)) > 8}
    for lines in reversed(list(titled.values())):
        if any(
            re.search(r"(意见|通知|办法|条例|规定|决定|细则|法|方案|章程|规则|制度|解释|批复)(?:[（(].*[)）])?$", x)
            for x in lines
        ):
            return re.sub(r"\s+", "", "".join(lines[: _last_titled(lines) + 1]))
    return re.sub(r"\s+", "", blocks[0][0]) if blocks.get(0) else None


def _last_titled(lines: Sequence[str]) -> int:
    ends = (
        "意见",
        "通知",
        "办法",
        "条例",
        "规定",
        "决定",
        "细则",
        "法",
        "方案",
        "章程",
        "规则",
        "制度",
        "解释",
        "批复",
    )
    return next((i for i, line in enumerate(lines) if line.rstrip("）)（(试行暂").endswith(ends)), 0)


def read_date(text: str) -> date | None:
    """Read the first date（2020年1月15日, 2020-01-15, 二〇二〇年一月十五日）of a text; `None` where there is none."""
    match = _DATE.search(text)
    if not match:
        return None
    return _date(int(match[1].translate(_DIGITS)), numeral(match[2]) or 0, numeral(match[3]) or 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _identifiers(placed: Sequence[_Placed]) -> dict[int, str]:
    """Return position → id. Where several documents claim one id, the first by name, then by text, gets it."""
    ids: dict[int, str] = {}
    taken: set[str] = set()
    same = Counter(p.draft.named for p in placed)
    keys = [(p.draft.named, p.text() if same[p.draft.named] > 1 else "") for p in placed]
    for i in sorted(range(len(placed)), key=keys.__getitem__):
        draft = placed[i].draft
        base = draft.base
        digests = [_digest(draft.named)[:6], draft.digest[:6]]
        candidates = [base] * (len(base) > 2) + [f"{base}-{digest}".lstrip("-") for digest in digests]
        ids[i] = next(c for c in [*candidates, f"{candidates[-1]}-{len(taken)}"] if c not in taken)
        taken.add(ids[i])
    return ids


def _identifier(draft: Draft) -> str:
    """``zonggongbanfa-2020-2`` from a number, ``gonghuifa-2021`` from a title and year; a cut title gets a digest."""
    if draft.number:
        match = re.match(r"(.+?)\s*[〔\[【（(]\s*(\d{4})\s*[〕\]】）)]\s*第?\s*(\d+)", draft.number)
        assert match
        return f"{_ascii(match[1])[:_MAX_ID].strip('-')}-{int(match[2])}-{int(match[3])}"
    name = _ascii(draft.title.removeprefix("中华人民共和国"))
    if len(name) > _MAX_ID:
        name = f"{name[:_MAX_ID].strip('-')}-{hashlib.sha256(draft.title.encode()).hexdigest()[:6]}"
    return name + (f"-{draft.year}" if draft.year else "")


def _ascii(text: str) -> str:
    from pypinyin import lazy_pinyin  # imported here: its dictionaries are slow to load, and seldom needed

    return re.sub(r"[^a-z0-9]+", "-", "".join(lazy_pinyin(text)).lower()).strip("-")
