"""Entries → what is written: headings, conclusion, working, sources, and what else the reader must know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, AnswerStatus, Check, Citation, Missing
from assistant.blocks import Block, squeeze, unrepeated, words_of
from assistant.export.entry import MAX_ENTRIES, Entry, ExportError, Passage
from assistant.export.markdown import parts_of, read_blocks
from assistant.export.sheet import Grid, Kind, Line, Part, Words, line, typed
from assistant.rules.compose import RESULTS
from assistant.templating import chinese_date
from index.labels import chinese

TITLE = "工会政策问答"
REMINDER = "以上内容依据所列文件原文整理，办理前请核对原文。"
COLUMNS = ("文件要求", "所给情况", "核对", "结果")
LONG = 120  # characters: a clause so long is not printed twice, as conclusion and as source


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    parts: Sequence[Part]


def sheet_of(entries: Sequence[Entry]) -> list[Part]:
    """Return all that is written about the entries; raises `ExportError` for none or more than `MAX_ENTRIES`."""
    if not 0 < len(entries) <= MAX_ENTRIES:
        raise ExportError(f"一份文件可写入 1 至 {MAX_ENTRIES} 个问题，所给为 {len(entries)} 个。请分次导出。")
    parts: list[Part] = [line(Kind.TITLE, TITLE)]
    held = [_held(entry.answer) for entry in entries]
    shared = len(set(held)) == 1
    for number, entry in enumerate(entries, 1):
        parts += _single(entry) if len(entries) == 1 else _numbered(entry, number)
        if not shared or number == len(entries):
            parts.append(line(Kind.NOTE, held[number - 1]))
    libraries = "、".join(dict.fromkeys(entry.answer.index for entry in entries))
    return [*parts, line(Kind.NOTE, f"文件库版本：{libraries}。"), line(Kind.NOTE, REMINDER)]


def _single(entry: Entry) -> Iterator[Part]:
    """The only entry: its sections are the headings."""
    for number, section in enumerate([_Section("问题", _question(entry)), *_sections(entry)], 1):
        yield line(Kind.HEADING, f"{chinese(number)}、{section.heading}")
        yield from section.parts


def _numbered(entry: Entry, number: int) -> Iterator[Part]:
    """One of several: the question is the heading's, its sections stand below it."""
    yield line(Kind.HEADING, f"问题{chinese(number)}")
    yield from _question(entry)
    for below, section in enumerate(_sections(entry), 1):
        yield line(Kind.SUBHEADING, f"（{chinese(below)}）{section.heading}")
        yield from section.parts


def _question(entry: Entry) -> list[Part]:
    """The question as typed, and what it was understood as where that is something else."""
    parts: list[Part] = [line(Kind.BODY, typed(entry.question))]
    asked_as = entry.answer.asked_as
    if asked_as and squeeze(asked_as) != squeeze(entry.question):
        parts.append(line(Kind.BODY, f"（按以下问题作答：{typed(asked_as)}）"))
    parts += [line(Kind.BODY, f"（{n.text.rstrip('。')}）") for n in entry.answer.notices if n.kind == "correction"]
    return parts


def _sections(entry: Entry) -> list[_Section]:
    answer = entry.answer
    said, working = _said(answer)
    alone = _clause_alone(said, entry)
    notices = [n.text for n in answer.notices if n.kind not in ("correction", "context")]
    sections = [
        _Section("结论", [] if alone else said),
        _Section("核对情况", working),
        _Section("需要补充的情况", _listed(_missing(m, answer.citations) for m in answer.missing)),
        _Section("条款原文" if alone else "依据", list(_sources(entry))),
        _Section("注意事项", _listed(notices)),
        _Section("同列条款" if answer.status is AnswerStatus.ANSWERED else "相近条款", _related(answer)),
    ]
    return [s for s in sections if s.parts]


def _said(answer: Answer) -> tuple[list[Part], list[Part]]:
    """What the text says beside what sections of their own do, and the tables in which a rule was checked."""
    blocks = _without_related(unrepeated(read_blocks(answer.text), answer), answer)
    parts = [part for block in blocks for part in parts_of(block)]
    if not answer.checks:
        return parts, []
    working: list[Part] = []
    said: list[Part] = []
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        leads = isinstance(part, Line) and part.text.endswith("：") and isinstance(following, Grid)
        (working if leads or isinstance(part, Grid) else said).append(part)
    return said, working or _checked(answer.checks)


def _without_related(blocks: Iterable[Block], answer: Answer) -> list[Block]:
    """Leave out the list of related clauses and the line that leads to it."""
    names = {squeeze(_named(r.title, r.label)) for r in answer.related}
    kept: list[Block] = []
    for block in blocks:
        items = {words_of([token]) for token in block if token.type == "inline"}
        if block[0].type != "bullet_list_open" or not items <= names:
            kept.append(block)
        elif kept and words_of(kept[-1]).endswith("："):
            kept.pop()
    return kept


def _clause_alone(said: Sequence[Part], entry: Entry) -> bool:
    """Whether all that is said is a long clause, printed below in full: one that was asked for by its number."""
    text = squeeze("".join(part.text for part in said if isinstance(part, Line)))
    return len(text) > LONG and len(entry.passages) == 1 and text == squeeze(entry.passages[0].text)


def _checked(checks: Sequence[Check]) -> list[Part]:
    """The table of a rule that was checked; none where it has no facts to compare."""
    compared = [c for c in checks if c.given or c.working or c.outcome == "unknown"]
    rows = [(c.requirement, c.given or "未说明", c.working or "—", RESULTS[c.outcome]) for c in compared]
    return [Grid((COLUMNS, *rows))] if rows else []


def _missing(missing: Missing, citations: Sequence[Citation]) -> str:
    unit = f"（{missing.unit}）" if missing.unit else ""
    number = next((n for n, c in enumerate(citations, 1) if c.clause_id == missing.clause_id), None)
    return f"{missing.name}{unit}" + (f"，见依据〔{number}〕" if number else "")


def _sources(entry: Entry) -> Iterator[Part]:
    pairs = zip(entry.answer.citations, entry.passages, strict=True)
    for number, (citation, passage) in enumerate(pairs, 1):
        yield line(Kind.SOURCE, f"〔{number}〕{_source(citation, whole=passage.whole)}")
        yield from _quoted(passage, citation.quote)


def _source(citation: Citation, *, whole: bool) -> str:
    """Title, number, label; who issued it and when; where it holds."""
    place = f"（{citation.doc_no or '未载文号'}）{citation.label}{'' if whole else '（节录）'}"
    region = f"，适用于{citation.region}" if citation.region else ""
    return f"{_named(citation.title, place)}，{_issued(citation)}{region}。"


def _issued(citation: Citation) -> str:
    issuer, day = citation.issuer, citation.issued_on
    if issuer and day:
        return f"{issuer}{chinese_date(day)}印发"
    if day:
        return f"来源文本未载发文机关，{chinese_date(day)}印发"
    return f"{issuer}，来源文本未载日期" if issuer else "来源文本未载发文机关和日期"


def _quoted(passage: Passage, quote: str) -> list[Part]:
    """The passage's paragraphs, character for character; the quote is set off where more is printed."""
    before, found, after = passage.text.partition(quote)
    paragraphs: list[list[Words]] = [[]]
    for text, strong in ((before, False), (found, bool(before or after)), (after, False)):
        first, *more = text.split("\n")
        paragraphs[-1].append(Words(first, strong))
        paragraphs += [[Words(words, strong)] for words in more]
    return [Line(Kind.QUOTE, tuple(words)) for words in paragraphs]


def _related(answer: Answer) -> list[Part]:
    if not answer.related:
        return []
    listed = answer.status is AnswerStatus.ANSWERED  # what is related then answers too, and is more than can be cited
    lead = [] if listed else [line(Kind.BODY, "以下条款内容相近，供参考，但并未直接回答所问：")]
    return [*lead, *_listed((_named(r.title, r.label) for r in answer.related), always=True)]


def _listed(items: Iterable[str], *, always: bool = False) -> list[Part]:
    """The items, numbered where there are several of them."""
    texts = [f"{text.rstrip('。')}。" for text in items]
    numbered = always or len(texts) > 1
    return [line(Kind.BODY, f"{number}.{text}" if numbered else text) for number, text in enumerate(texts, 1)]


def _named(title: str, place: str) -> str:
    return f"《{title}》{place}"


def _held(answer: Answer) -> str:
    """What the answer holds for."""
    region = f"提问地区：{typed(answer.region)}" if answer.region else "未指定地区"
    return f"答复适用日期：{chinese_date(answer.as_of)}；{region}。"
