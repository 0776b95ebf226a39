"""What a citation points to: the clause, paragraph or item that a text asks for, found without any retrieval."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.mentions import Mention, find_mentions, fold
from index.document import Clause, Document, Span
from index.errors import UnknownClauseError, UnknownDocumentError
from index.labels import chinese
from index.library import Library
from index.marks import NUMERAL, Style, numeral, read_mark

MAX_MATCHES = 6

_CLAUSE_ID = re.compile(
    r"(?P<clause>[a-z0-9][a-z0-9-]{1,99}:[a-z0-9][a-z0-9.~-]*)(?:#(?P<paragraph>\d{1,3}(?:\.\d{1,3})?))?"
)
_REFERENCE = re.compile(
    rf"""
      第\(?(?P<part>{NUMERAL})\)?(?:大)?部分
    | 第\(?(?P<article>{NUMERAL})\)?条(?:之(?P<inserted>[一二三四五六七八九十]{{1,2}}))?
    | 第\(?(?P<paragraph>{NUMERAL})\)?(?:款|自然段|段)
    | 第\(?(?P<item>{NUMERAL})\)?(?:项|小点|点|目|个?小项)
    | (?P<leading>[一二三四五六七八九十]{{1,3}})[、,]?(?=\()
    | \((?P<bracket>{NUMERAL})\)(?:条|项|点)?
    | "(?P<heading>[^"]{{2,30}})"
    | (?P<opening>引言|开头部分|序言)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Located:
    """A place in a document: a clause, or a paragraph or item of it."""

    document: Document
    clause: Clause
    span: Span
    label: str
    reference: str

    @property
    def text(self) -> str:
        """The words at that place, verbatim."""
        return self.span.of(self.document.text)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a citation was read as: its matches (several where it is ambiguous) and, if need be, a remark in Chinese.

    `near` are the first and last clause of a document that is cited for a clause that it does not have.
    """

    query: str
    matches: tuple[Located, ...] = ()
    message: str | None = None
    near: tuple[Located, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    """One level of a reference: 第二部分 → ("part", 2)."""

    kind: str
    number: int = 0
    inserted: int = 0
    heading: str = ""


def look_up(text: str, library: Library, context: Sequence[str] = ()) -> Lookup | None:
    """Return the places that `text` cites, or `None` where it cites no clause of a document.

    `context` are document ids to read a bare 第九条 against, e.g. those named earlier in the conversation.
    """
    if found := _by_id(text, library):
        return found
    mentions = find_mentions(text, library)
    paths = _paths(fold(text), mentions, library)
    if not paths:
        return None
    named = [m for m in mentions if m.document_ids]
    if mentions and not named:
        return Lookup(text, (), f"现有文件中没有{mentions[0].name}。可在文件目录中查看现有文件。")
    ids = list(dict.fromkeys(i for m in named for i in m.document_ids)) or list(context)
    if not ids:
        return None
    matches = [place for i in ids for path in paths for place in _resolve(library, i, path)]
    unique = list({m.reference: m for m in matches}.values())
    if not unique:
        return _without_paragraph(text, library, ids, paths) or _absent(text, library, ids)
    if len(unique) > len(paths):
        labels = "、".join(f"《{m.document.title}》{m.label}" for m in unique[:MAX_MATCHES])
        return Lookup(text, tuple(unique[:MAX_MATCHES]), f"所引条款不止一处：{labels}。请写明文件和部分。")
    return Lookup(text, tuple(unique[:MAX_MATCHES]))


def cite(text: str, library: Library) -> Lookup:
    """Answer the citation look-up: as `look_up`, with a remark for everything that is not a full citation."""
    if found := look_up(text, library):
        return found
    mentions = find_mentions(text, library)
    ids = list(dict.fromkeys(i for m in mentions for i in m.document_ids))
    if ids:
        places = tuple(locate(library, library.clauses(i)[0].id) for i in ids[:MAX_MATCHES])
        return Lookup(text, places, "未写明条款，先列出该文件的开头。可加上条款编号再查，如“第三条”。")
    if mentions:
        return Lookup(text, (), f"现有文件中没有{mentions[0].name}。可在文件目录中查看现有文件。")
    return Lookup(text, (), "没有读出文件名称或文号。请写成“总工办发〔2020〕2号第九条”这样的形式。")


def locate(library: Library, clause_id: str, paragraph: int | None = None) -> Located:
    """Return a clause, or its `paragraph`（款, counted from 1）, as a place.

    Raises `UnknownDocumentError` or `UnknownClauseError`.
    """
    clause = library.clause(clause_id)
    document = library.document(clause.document_id)
    if paragraph is None:
        return Located(document, clause, clause.span, clause.label, clause.id)
    if not 1 <= paragraph <= len(clause.paragraphs):
        raise UnknownClauseError(f"{clause.label}共 {len(clause.paragraphs)} 款，没有第 {paragraph} 款。请核对编号。")
    span = clause.paragraphs[paragraph - 1]
    return Located(document, clause, span, f"{clause.label}第{chinese(paragraph)}款", f"{clause.id}#{paragraph}")


def locate_reference(library: Library, reference: str) -> Located:
    """Return the place of a reference as ids are written: ``d:3``, its 款 ``d:3#2``, 项 ``d:3.1`` and ``d:3#2.1``.

    Raises `UnknownDocumentError` or `UnknownClauseError`.
    """
    clause_id, mark, inside = reference.partition("#")
    number, _, item = inside.partition(".")
    found = None
    if number.isdigit():
        place = locate(library, clause_id, int(number))
        found = _item(library, place.clause, int(item), place.span) if item.isdigit() else None if item else place
    elif not mark:
        found = _clause_or_item(library, clause_id)
    if found is None:
        raise UnknownClauseError(f"没有条款“{reference}”。请打开该文件的阅读页核对条款编号。")
    return found


def _clause_or_item(library: Library, clause_id: str) -> Located | None:
    try:
        return locate(library, clause_id)
    except UnknownClauseError:
        above, _, item = clause_id.rpartition(".")
        if not item.isdigit() or above not in {c.id for c in library.clauses(clause_id.partition(":")[0])}:
            raise
        return _item(library, library.clause(above), int(item))


def _by_id(text: str, library: Library) -> Lookup | None:
    match = _CLAUSE_ID.search(text)
    if not match or match["clause"].partition(":")[0] not in library.document_ids:
        return None
    try:
        place = locate_reference(library, match[0].rstrip("."))
    except (UnknownClauseError, UnknownDocumentError) as error:
        return Lookup(text, (), str(error))
    return Lookup(text, (place,))


def _paths(folded: str, mentions: Sequence[Mention], library: Library) -> list[list[_Step]]:
    """Read the references outside the names of documents; a step that is not below the one before opens a new path."""
    rest = list(folded)
    for mention in mentions:
        rest[mention.start : mention.end] = "\0" * (mention.end - mention.start)
    headings = _headings(mentions, library) if '"' in folded else set()
    order = ["part", "article", "bracket", "item", "paragraph"]
    paths: list[list[_Step]] = []
    for match in _REFERENCE.finditer("".join(rest)):
        step = _step(match, headings)
        if step is None:
            continue
        if paths and order.index(step.kind) > order.index(paths[-1][-1].kind):
            paths[-1].append(step)
        elif paths and step.kind == "item" and paths[-1][-1].kind == "paragraph":
            paths[-1].append(step)  # 第三条第二款第（一）项: the item is of that paragraph
        else:
            paths.append([step])
    return paths


def _headings(mentions: Sequence[Mention], library: Library) -> set[str]:
    return {fold(c.heading) for m in mentions for i in m.document_ids for c in library.clauses(i) if c.heading}


def _step(match: re.Match[str], headings: set[str]) -> _Step | None:
    if match["heading"]:
        return _Step("part", heading=match["heading"]) if match["heading"] in headings else None
    if match["opening"]:
        return _Step("part", heading="\0opening")
    kind = "part" if match.lastgroup == "leading" else str(match.lastgroup)
    if kind == "inserted":
        kind = "article"
    number = numeral(match[kind] if match.lastgroup != "leading" else match["leading"])
    inserted = numeral(match["inserted"]) if match["inserted"] else 0
    return None if number is None else _Step(kind, number, inserted or 0)


def _resolve(library: Library, document_id: str, path: Sequence[_Step]) -> list[Located]:
    """Walk down the clauses of one document; what stays after the last step are the matches."""
    clauses = library.clauses(document_id)
    here: list[Clause] | None = None
    for depth, step in enumerate(path):
        if step.kind == "paragraph":
            items = [s for s in path[depth + 1 :] if s.kind == "item"]
            return [p for c in here or [] if (p := _paragraph(library, c, step.number, items))]
        below = _below(clauses, here, step)
        if not below and here and step.kind in ("item", "bracket"):
            return [p for c in here if (p := _item(library, c, step.number))]
        here = below
    return [locate(library, c.id) for c in here or []]


def _below(clauses: Sequence[Clause], here: Sequence[Clause] | None, step: _Step) -> list[Clause]:
    """Clauses that a step can mean, among those below `here`, or anywhere at the start."""
    if step.heading == "\0opening":
        return [c for c in clauses if c.path == "0"]
    if step.heading:
        return [c for c in clauses if c.heading and fold(c.heading) == step.heading]
    tail = f"{step.number}-{step.inserted}" if step.inserted else str(step.number)
    if here is not None:
        inside = {c.id for c in here}
        children = [c for c in clauses if c.path.rpartition(".")[2] == tail and c.parent_id in inside]
        deeper = [c for c in clauses if c.path.rpartition(".")[2] == tail and _descends(c, inside)]
        return children or deeper
    same = [c for c in clauses if c.path.rpartition(".")[2] == tail]
    top = [c for c in same if c.parent_id is None]
    if step.kind == "part":
        return top
    if step.kind == "bracket":
        return [c for c in same if (m := read_mark(c.text)) and m.style is Style.CHINESE_BRACKET] or same
    parted = any(c.has_children for c in clauses)
    if not parted:
        return top
    inner = [c for c in same if c.parent_id is not None and not c.has_children]
    return inner or top


def _descends(clause: Clause, ancestors: set[str]) -> bool:
    document, _, path = clause.id.partition(":")
    parts = path.split(".")
    return any(f"{document}:{'.'.join(parts[:n])}" in ancestors for n in range(1, len(parts)))


def _paragraph(library: Library, clause: Clause, number: int, items: Sequence[_Step]) -> Located | None:
    """The paragraph（款）of that number, or the item（项）of it that is asked for."""
    if not 1 <= number <= len(clause.paragraphs):
        return None
    if items:
        return _item(library, clause, items[0].number, clause.paragraphs[number - 1])
    return locate(library, clause.id, number)


def _item(library: Library, clause: Clause, number: int, within: Span | None = None) -> Located | None:
    """The numbered line（项）of a clause whose items are not clauses of their own, as in laws."""
    document = library.document(clause.document_id)
    span = within or clause.span
    start = span.start
    for line in span.of(document.text).split("\n"):
        mark = read_mark(line)
        if mark and mark.number == number and start != clause.span.start:
            label = f"{clause.label}第（{chinese(number)}）项"
            return Located(document, clause, Span(start, start + len(line)), label, f"{clause.id}.{number}")
        start += len(line) + 1
    return None


def _without_paragraph(
    text: str, library: Library, document_ids: Sequence[str], paths: Sequence[Sequence[_Step]]
) -> Lookup | None:
    """The clauses cited for a paragraph（款）or item that they do not have; `None` where they are not there."""
    above = [path[:i] for path in paths for i, step in enumerate(path) if i and step.kind in ("paragraph", "item")]
    places = [place for i in document_ids for path in above for place in _resolve(library, i, path)]
    unique = list({place.reference: place for place in places}.values())[:MAX_MATCHES]
    if not unique:
        return None
    labels = "、".join(f"《{place.document.title}》{place.label}" for place in unique)
    return Lookup(text, tuple(unique), f"{labels}没有所问的款项，现列出全条。")


def _absent(text: str, library: Library, document_ids: Sequence[str]) -> Lookup:
    """Say that the documents have no such clause, and what their first and last ones are."""
    remarks, near = [], []
    for document_id in document_ids:
        numbered = [
            c for c in library.clauses(document_id) if not c.has_children and c.path[0].isdigit() and c.path != "0"
        ]
        title = library.document(document_id).display_title
        if numbered:
            ends = [locate(library, c.id) for c in (numbered[0], numbered[-1])]
            near += ends
            remarks.append(f"{title}的条款自{ends[0].label}至{ends[1].label}")
    return Lookup(text, (), "；".join([*remarks, "没有所问的条款，请核对条款编号"]) + "。", tuple(near[:MAX_MATCHES]))
