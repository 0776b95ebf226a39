"""Lines → paragraphs: what page breaks cut is joined, and the frame（题头、主送、落款）is told from the body.

Official documents stand in a frame: letterhead, number, title, addressee; then the body; then signature and date. A
covering letter, the document that it carries and attachments are blocks, each with a frame of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from index.marks import Mark, Style, read_division, read_mark

HEADING_LIMIT = 50
COMMA_HEADING_LIMIT = 20
SIGNATURE_LIMIT = 30
SIGNATURE_LINES = 3
OPENING_MINIMUM = 40
LONG = 200  # characters; longer than any heading with its number
IN_ROW = 4  # articles numbered one after the other tell a law whose 第一条 lacks its number

_CLOSERS = "”’）》)」』〕]"
_TERMINALS = "。！？；：!?;:…"
_ORGANISATION = r"(?:总工会|工会|委员会|部门|单位|办公室|办公厅|厅|局|部|院|公司|政府|联合会|中心)"
_ADDRESSEE = re.compile(rf"(?:各[^。]*|[^。，；]{{2,40}}{_ORGANISATION})[：:]")
_DATE = (
    r"[0-9二〇○零一三四五六七八九]{4}\s*年\s*[0-9一二三四五六七八九十]{1,3}\s*月\s*[0-9一二三四五六七八九十]{1,3}\s*日"
)
DATE_LINE = re.compile(rf"[^。；：，、]{{0,30}}?[（(]?{_DATE}[)）]?\s*(?:印发)?")
_ANNEX_LINE = re.compile(r"附(?:件|录|表)?\s*[一二三四五六七八九十0-9]{0,3}\s*(?:[：:][^。；！？]{0,60})?")
_CONTENTS_LINE = re.compile(r"目\s*[录次]")
_LEADER = re.compile(r"[.．…·\s]*\d*$")  # of a table of contents: dots and the page number
_UNNUMBERED_DIVISION = re.compile(r"[总分附]\s*则")
_ORGANISATION_LINE = re.compile(rf"[^。；：，、]{{2,28}}{_ORGANISATION}")


class Role(StrEnum):
    """What a paragraph is to the document."""

    FRAME = "frame"
    DIVISION = "division"
    BODY = "body"


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the served text: its role, the block it belongs to, and the number mark that it opens with."""

    text: str
    role: Role
    block: int
    mark: Mark | None = None
    opens_clause: bool = False


def assemble(lines: Sequence[str]) -> list[Paragraph]:
    """Turn clean lines into paragraphs in order; no character is changed, only line ends inside paragraphs vanish."""
    return _Assembly(lines).run()


def is_law(lines: Sequence[str]) -> bool:
    """Whether the lines are numbered by articles（第一条 …）, the first of which a sloppy source may leave unmarked."""
    numbers = [m.number for line in lines if (m := _article(line))]
    in_row = sum(b == a + 1 for a, b in pairwise(numbers))
    return len(numbers) >= 2 and (1 in numbers or in_row >= IN_ROW)


def is_closed(text: str) -> bool:
    """Whether a paragraph may end here: sentence punctuation, closing quotes and brackets aside."""
    return text.rstrip(_CLOSERS)[-1:] in set(_TERMINALS)


class _Assembly:
    """One pass over the lines with two states, in the frame and in the body."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.law = is_law(lines)
        self.paragraphs: list[Paragraph] = []
        self.block = 0
        self.in_body = False
        self.in_contents = False
        self.pending: list[str] = []
        self.tail = ""
        self.last_number: dict[Style, int] = {}

    def run(self) -> list[Paragraph]:
        for i, line in enumerate(self.lines):
            if self.in_body:
                self._body_line(i, line)
            else:
                self._frame_line(i, line)
        self._finish()
        return self.paragraphs

    def _frame_line(self, i: int, line: str) -> None:
        if self.law and read_division(line):
            self._add(line, Role.DIVISION)
            return
        if self._is_list_of_annexes(line) or self._is_contents(i, line):
            self._add(line, Role.FRAME)
            return
        mark = read_mark(line)
        begins = self._opens_clause(mark) if mark and mark.number <= 1 else False
        is_frame = _ADDRESSEE.fullmatch(line) or DATE_LINE.fullmatch(line)
        if not begins and (is_frame or not (is_closed(line) or self._is_cut_opening(line))):
            self._add(line, Role.FRAME)
            return
        self.in_body = True
        self.last_number.clear()
        self._add(line, Role.BODY, mark)

    def _body_line(self, i: int, line: str) -> None:
        if DATE_LINE.fullmatch(line) or _ANNEX_LINE.fullmatch(line):
            self._leave_body()
            self._add(line, Role.FRAME)
            return
        if self.law and self._is_division(i, line):
            self._add(line, Role.DIVISION)
            return
        if self._is_signature(i):
            self._add(line, Role.FRAME)
            return
        mark = read_mark(line)
        previous = self.paragraphs[-1]
        continues = previous.role is Role.BODY and not is_closed(self.tail) and not _is_heading(previous)
        if continues and not (mark and self._follows(mark)):
            self._join(line)
            return
        self._add(line, Role.BODY, mark)

    def _join(self, line: str) -> None:
        """Add a line to the last paragraph; long ones are put together once, at their end."""
        paragraph = self.paragraphs[-1]
        if len(paragraph.text) < LONG:
            paragraph.text += line
        else:
            self.pending.append(line)
        self.tail = (self.tail + line)[-LONG:]

    def _finish(self) -> None:
        if self.pending:
            self.paragraphs[-1].text += "".join(self.pending)
            self.pending.clear()

    def _add(self, line: str, role: Role, mark: Mark | None = None) -> None:
        self._finish()
        self.tail = line[-LONG:]
        opens = role is Role.BODY and mark is not None and self._opens_clause(mark)
        if mark and role is Role.BODY:
            self.last_number[mark.style] = mark.number
        self.paragraphs.append(Paragraph(line, role, self.block, mark if role is Role.BODY else None, opens))

    def _leave_body(self) -> None:
        self.in_body = False
        self.block += 1

    def _opens_clause(self, mark: Mark) -> bool:
        """In laws only articles are clauses; numbered items belong to their article."""
        return (mark.style is Style.ARTICLE) == self.law

    def _follows(self, mark: Mark) -> bool:
        """Whether the number is one that may come next; else a line that page-breaks cut merely looks numbered."""
        return mark.number == 1 or mark.number == self.last_number.get(mark.style, 0) + 1

    def _is_division(self, i: int, line: str) -> bool:
        """A heading of a law: 编、章、节、附则, a second line of one, or one numbered 一、 right above an article."""
        if read_division(line) or _UNNUMBERED_DIVISION.fullmatch(line):
            return True
        mark = read_mark(line)
        below = self.lines[i + 1] if i + 1 < len(self.lines) else ""
        if not (_article(below) or read_division(below)):
            return False
        if mark:
            previous = self.paragraphs[-1]
            after = previous.role is not Role.BODY or is_closed(self.tail)
            return mark.style is Style.CHINESE and after and is_heading_text(line[mark.length :].strip())
        return self.paragraphs[-1].role is Role.DIVISION and is_heading_text(line)

    def _is_cut_opening(self, line: str) -> bool:
        """The first line of an opening that a page break cuts: it has no full stop yet, but is too long for a title."""
        return not self.law and len(line) > OPENING_MINIMUM and "，" in line and line[0] not in "（(0123456789"

    def _is_list_of_annexes(self, line: str) -> bool:
        """An item of the list under 附件：, which a covering letter ends with: 1.…办法."""
        previous = self.paragraphs[-1] if self.paragraphs else None
        if previous is None or previous.role is not Role.FRAME or is_closed(line):
            return False
        mark, above = read_mark(line), read_mark(previous.text)
        if mark is None or mark.style is not Style.ARABIC:
            return False
        listed = above is not None and above.style is Style.ARABIC and mark.number == above.number + 1
        return listed or (_ANNEX_LINE.fullmatch(previous.text) is not None)

    def _is_contents(self, i: int, line: str) -> bool:
        """A line of the table of contents: below 目录, and again further down."""
        if _CONTENTS_LINE.fullmatch(line):
            self.in_contents = True
        elif self.in_contents:
            title = _LEADER.sub("", line)
            self.in_contents = any(later.startswith(title) for later in self.lines[i + 1 :])
        return self.in_contents

    def _is_signature(self, i: int) -> bool:
        """A short line without a full stop after a finished paragraph, with a date below it or the end of the text."""
        if self.paragraphs[-1].role is Role.BODY and not is_closed(self.tail):
            return False
        ahead = self.lines[i : i + SIGNATURE_LINES + 1]
        for n, line in enumerate(ahead):
            if n and DATE_LINE.fullmatch(line):
                return True
            if len(line) > SIGNATURE_LIMIT or is_closed(line) or read_mark(line):
                return False
        return len(ahead) <= SIGNATURE_LINES and all(_ORGANISATION_LINE.fullmatch(line) for line in ahead)


def _article(line: str) -> Mark | None:
    """The mark of a line that opens an article, or `None`."""
    mark = read_mark(line) if line.startswith("第") else None
    return mark if mark and mark.style is Style.ARTICLE else None


def is_heading_text(text: str) -> bool:
    """Whether words after a number mark are a heading, which needs no full stop to end: short, and not a sentence."""
    limit = HEADING_LIMIT if "，" not in text else COMMA_HEADING_LIMIT
    return 0 < len(text) <= limit and not any(c in text for c in "。；！？") and text[-1] not in "、，"


def _is_heading(paragraph: Paragraph) -> bool:
    if paragraph.mark is None or len(paragraph.text) > LONG:
        return False
    return is_heading_text(paragraph.text[paragraph.mark.length :].strip())
