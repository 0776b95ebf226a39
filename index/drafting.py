"""A catalogue for a folder that has none: number, title, issuer and date are read from the texts themselves."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from pypinyin import lazy_pinyin

from index.catalogue import CatalogueEntry
from index.document import Level, Status
from index.errors import CorpusError
from index.marks import numeral
from index.paragraphs import DATE_LINE, Paragraph, Role, assemble
from index.reading import READABLE_SUFFIXES, clean_lines, read_source

NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}\s*[〔\[【（(]\s*\d{4}\s*[〕\]】）)]\s*第?\s*\d{1,4}\s*号")
_LETTERHEAD = re.compile(r"[^，。；：]{2,40}文件")
_DATE = re.compile(r"(\d{4})\s*[年-]\s*(\d{1,2})\s*[月-]\s*(\d{1,2})")
_MAX_ID = 60


def draft_catalogue(corpus: Path) -> tuple[CatalogueEntry, ...]:
    """Make an entry for every document in the readable files of `corpus`, in order of their names.

    Ids are ASCII and follow from number or title alone, so that they stay when files are renamed or added. Raises
    `CorpusError` where the folder holds no readable file or a file cannot be decoded.
    """
    entries: list[CatalogueEntry] = []
    taken: set[str] = set()
    files = sorted(p for p in corpus.rglob("*") if p.suffix.lower() in READABLE_SUFFIXES and p.is_file())
    for path in files:
        for lines in _documents(clean_lines(read_source(path))):
            begins = lines[0] if entries and entries[-1].source == path.relative_to(corpus).as_posix() else None
            entry = _entry(path, path.relative_to(corpus).as_posix(), lines, begins, taken)
            taken.add(entry.id)
            entries.append(entry)
    if not entries:
        raise CorpusError(
            f"语料文件夹 {corpus} 中没有可读的文件（{'、'.join(READABLE_SUFFIXES)}）。请放入至少一份文件。"
        )
    return tuple(entries)


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


def _entry(path: Path, source: str, lines: Sequence[str], begins: str | None, taken: set[str]) -> CatalogueEntry:
    frame = [p for p in assemble(lines) if p.role is Role.FRAME]
    number = next((re.sub(r"\s", "", p.text) for p in frame if NUMBER.fullmatch(p.text)), None)
    title = _title(frame) or path.stem
    issued_on = next((d for p in frame if (d := read_date(p.text))), None) or read_date(path.stem)
    issuer = next((p.text.removesuffix("文件") for p in frame if _LETTERHEAD.fullmatch(p.text)), None)
    fields = {"number": number, "issuer": issuer, "issued_on": issued_on}
    words = {"number": "文号", "issuer": "发文机关", "issued_on": "印发日期"}
    return CatalogueEntry(
        id=_identifier(number, title, issued_on, taken),
        title=title,
        source=source,
        begins=begins,
        number=number,
        issuer=issuer,
        issued_on=issued_on,
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
    western = text.translate(str.maketrans("〇○零一二三四五六七八九", "000123456789")) if "年" in text else text
    match = _DATE.search(western)
    if not match and (
        spelled := re.search(r"(\d{4})年([一二三四五六七八九十\d]+)月([一二三四五六七八九十\d]+)日", text)
    ):
        month, day = numeral(spelled[2]), numeral(spelled[3])
        return _date(int(spelled[1]), month or 0, day or 0)
    return _date(int(match[1]), int(match[2]), int(match[3])) if match else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _identifier(number: str | None, title: str, issued_on: date | None, taken: set[str]) -> str:
    """``zonggongbanfa-2020-2`` from a number, ``gonghuifa-2021`` from a title and year; a collision gets a digest."""
    if number:
        match = re.match(r"(.+?)\s*[〔\[【（(]\s*(\d{4})\s*[〕\]】）)]\s*第?\s*(\d+)", number)
        assert match
        base = f"{_ascii(match[1])}-{match[2]}-{match[3]}"
    else:
        name = title.removeprefix("中华人民共和国")
        base = _ascii(name)[:_MAX_ID].strip("-") + (f"-{issued_on.year}" if issued_on else "")
    if base not in taken and len(base) > 2:
        return base
    return f"{base}-{hashlib.sha256(f'{title}{issued_on}'.encode()).hexdigest()[:6]}".lstrip("-")


def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", "".join(lazy_pinyin(text)).lower()).strip("-")
