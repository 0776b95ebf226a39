"""How an answer names and quotes what it stands on: documents, clauses, the words of them that answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.answer import Citation, clause_url
from assistant.citation import Located
from index.document import Card, Clause, Document, Span
from index.marks import read_mark

OMITTED = "……"
DENIAL = "文件没有这样规定；相反，"
_MARKUP = re.compile(r"[\\`*_\[\]|]|<(?=[A-Za-z/!?])|^[#>](?=.)|(?<=\n)[#>]")
ENDS = ("。", "！", "？")
TRAILING = "；;，,、"


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause that answers, the spans (in the document's text) of the sentences that do, and its label.

    `listed` says that the sentences are a whole list, `item` that the clause is one of several that make a list, all of
    which is asked for: its last heading then names the list.
    """

    document: Document
    clause: Clause
    sentences: tuple[Span, ...]
    label: str
    span: Span
    listed: bool = False
    item: bool = False

    @property
    def quote(self) -> Span:
        """From the first to the last of the sentences."""
        return Span(self.sentences[0].start, self.sentences[-1].end)

    @property
    def words(self) -> str:
        """The sentences as they stand, with …… for what is left out between them."""
        text, said = self.document.text, ""
        for before, span in zip((None, *self.sentences), self.sentences, strict=False):
            gap = before and text[before.end : span.start].strip()
            said += (OMITTED if gap else "") + span.of(text)
        return flat(said).strip().rstrip(TRAILING)

    @property
    def is_whole(self) -> bool:
        """Whether the sentences are all that the clause says, but for its number and heading."""
        body = self.clause.body
        mark = None if self.clause.heading else read_mark(body)
        said = "".join(s.of(self.document.text) for s in self.sentences)
        return len(_squeezed(said)) >= len(_squeezed(body[mark.length if mark else 0 :]))


def finding_of(place: Located) -> Finding:
    """A place that was asked for by its number answers with all its words."""
    return Finding(place.document, place.clause, (place.span,), place.label, place.span)


def source_name(document: Card) -> str:
    """How a document is named in full: title and number, or what stands in for a number that is not stated."""
    if document.number:
        return document.display_title
    origin = "，".join(filter(None, [document.region, written_day(document.issued_on), "未载文号"]))
    return f"《{document.title}》（{origin}）"


def short_name(document: Card) -> str:
    """How a document is named in a sentence: by its number, or by place and title where it states none."""
    return document.number or f"{local_name(document.region or '')}《{document.title}》"


def local_name(region: str) -> str:
    """A place as people there call it: 河南省安阳市 → 安阳市."""
    return re.split(r"省|自治区", region)[-1] or region


def said_by(finding: Finding) -> str:
    """The sentences that answer, with where they stand: 总工办发〔2020〕2号第二部分（九）规定：“……”."""
    where = escaped(f"{short_name(finding.document)}{finding.label}")
    words = finding.words
    return f"{where}规定：{quoted(words)}{'' if words.endswith(ENDS) else '。'}"


def quoted(words: str) -> str:
    """Put words between quotation marks, but for those that hold some themselves: a quote is never altered."""
    return escaped(words) if "“" in words or "”" in words else f"“{escaped(words)}”"


def source_of(finding: Finding, *, whole: bool, lead: str = "依据") -> str:
    """The clause behind a conclusion, whole, or the words of it that are quoted."""
    text = (finding.span if whole else finding.quote).of(finding.document.text)
    lines = "\n>\n".join("> " + escaped(line) for line in text.split("\n"))
    return f"{lead}：{escaped(source_name(finding.document))}{finding.label}\n\n{lines}"


def citation_of(finding: Finding) -> Citation:
    """Return the citation of a finding."""
    document, quote = finding.document, finding.quote
    return Citation(
        clause_id=finding.clause.id,
        doc_no=document.number,
        title=document.title,
        issuer=document.issuer,
        issued_on=document.issued_on,
        level=document.level.value,
        region=document.region,
        label=finding.label,
        quote=quote.of(document.text),
        start=quote.start,
        end=quote.end,
        url=clause_url(finding.clause.id),
    )


def escaped(text: str) -> str:
    """Keep a document's own characters from being read as Markdown; those that cannot be are left alone."""
    return _MARKUP.sub(lambda m: "\\" + m[0], text)


def flat(text: str) -> str:
    """A text in one line, as conclusions and quotations give it."""
    return text.replace("\n", "")


def cell(text: str) -> str:
    """Keep a text that is escaped already in one cell of a table."""
    return " ".join(text.split("\n"))


def written_day(day: date | None) -> str:
    """A day as documents write it（2020年1月15日）; empty where it is not known."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _squeezed(text: str) -> str:
    return "".join(text.split())
