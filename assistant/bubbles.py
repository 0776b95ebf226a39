"""Answer → the HTML of a chat bubble.

The answer's text is treated as hostile: its HTML is escaped, it brings no images, and it links to the reader alone.
A bubble is one line, because Gradio reads messages as Markdown, where a blank line would end the HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.answer import Answer, Citation, Notice, RelatedClause
from assistant.blocks import blocks_of, unrepeated
from assistant.templating import chinese_date
from index.document import Clause
from index.errors import UnknownClauseError, UnknownDocumentError

WHOLE_CLAUSE: Final = 240  # characters: a clause up to this length is shown whole, with the quote marked in it
SHOWN_QUESTION: Final = 2_000
_SAME_SITE: Final = re.compile(r"/d/[A-Za-z0-9][A-Za-z0-9._~:#?=&%-]*")
_NOTICE_NAMES: Final = {
    "context": "问题理解",
    "correction": "检索用语",
    "conflict": "规定不一致",
    "relation": "文件关系",
    "jurisdiction": "适用地区",
    "validity": "文件效力",
    "ambiguity": "需要明确",
    "degraded": "已降级作答",
}

FindClause = Callable[[str], Clause]
"""Returns a clause by its id; raises `UnknownClauseError` or `UnknownDocumentError`."""


def answer_bubble(answer: Answer, find_clause: FindClause) -> str:
    """Return the bubble of an answer: text, cited clauses, notices, and the clauses that lie near."""
    parts = [f'<div class="text">{_text(answer)}</div>']
    if answer.citations:
        cards = "".join(_card(citation, find_clause) for citation in answer.citations)
        parts.append(f'<div class="cards"><p class="lead">依据条款</p>{cards}</div>')
    parts += [_notice(notice) for notice in answer.notices]
    parts.append(_related([r for r in answer.related if r.url not in answer.text]))
    return _one_line(f'<div class="answer {escape(answer.status.value)}">{"".join(parts)}</div>')


def question_bubble(text: str) -> str:
    """Return the bubble of a question: its characters as typed, cut where no one could read on."""
    shown = text if len(text) <= SHOWN_QUESTION else text[:SHOWN_QUESTION] + "……"
    shown = shown.encode("utf-8", "replace").decode()  # a lone surrogate cannot be sent to a browser
    return _one_line(f'<div class="question">{escape(shown)}</div>')


def error_bubble(message: str) -> str:
    """Return the bubble that says why there is no answer."""
    return _one_line(f'<div class="answer error" role="alert"><p>{escape(message)}</p></div>')


def waiting_bubble() -> str:
    """Return the bubble that stands while an answer is sought."""
    return '<div class="answer waiting" role="status">正在查阅文件</div>'


def _one_line(html: str) -> str:
    return html.replace("\r", "").replace("\n", "&#10;")


@cache
def _markdown() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    reader.validateLink = lambda url: bool(_SAME_SITE.fullmatch(url))  # type: ignore[method-assign]  # meant to be replaced

    def link_open(tokens: Sequence[Token], index: int, options: object, env: object) -> str:
        return f'<a href="{escape(str(tokens[index].attrs["href"]))}" target="_blank" rel="noopener">'

    reader.renderer.rules["link_open"] = link_open  # type: ignore[attr-defined]  # of the HTML renderer, not its protocol
    # On a phone a wide table scrolls within its frame, not the page with it.
    reader.renderer.rules["table_open"] = lambda *_: '<div class="table"><table>'  # type: ignore[attr-defined]
    reader.renderer.rules["table_close"] = lambda *_: "</table></div>"  # type: ignore[attr-defined]
    return reader


def _text(answer: Answer) -> str:
    """Render the text without the blocks that the cards and notices below it show again."""
    kept = unrepeated(blocks_of(_markdown().parse(answer.text)), answer)
    return str(_markdown().renderer.render([token for block in kept for token in block], _markdown().options, {}))


def _card(citation: Citation, find_clause: FindClause) -> str:
    source = [citation.doc_no or "来源文本未载文号", citation.issuer, citation.region]
    source.append(chinese_date(citation.issued_on) if citation.issued_on else None)
    return (
        '<div class="card">'
        f'<p class="label">{escape(citation.label)}</p>'
        f'<p class="source">《{escape(citation.title)}》<br>{escape(" · ".join(filter(None, source)))}</p>'
        f"{_quoted(citation, find_clause)}"
        f'<p class="open"><a href="{escape(_reader(citation.url))}" target="_blank" rel="noopener">在原文中查看</a></p>'
        "</div>"
    )


def _quoted(citation: Citation, find_clause: FindClause) -> str:
    """The quote, within its clause where that is short, and beside it otherwise."""
    try:
        clause = find_clause(citation.clause_id)
    except (UnknownClauseError, UnknownDocumentError):  # of an index that is no longer served
        return f"<blockquote>{_lines(citation.quote)}</blockquote>"
    before, found, after = clause.text.partition(citation.quote)
    if not found or not (before or after):
        return f"<blockquote>{_lines(citation.quote)}</blockquote>"
    whole = f"{_lines(before)}<mark>{_lines(found)}</mark>{_lines(after)}"
    if len(clause.text) <= WHOLE_CLAUSE:
        return f"<blockquote>{whole}</blockquote>"
    return (
        f"<blockquote>{_lines(citation.quote)}</blockquote>"
        f'<details><summary>整条原文</summary><blockquote class="whole">{whole}</blockquote></details>'
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _notice(notice: Notice) -> str:
    name = _NOTICE_NAMES[notice.kind]
    return f'<p class="notice {escape(notice.kind)}"><strong>{name}</strong>　{escape(notice.text)}</p>'


def _related(related: Sequence[RelatedClause]) -> str:
    if not related:
        return ""
    items = "".join(
        f'<li><a href="{escape(_reader(r.url))}" target="_blank" rel="noopener">'
        f"《{escape(r.title)}》{escape(r.label)}</a></li>"
        for r in related
    )
    return f'<div class="related"><p class="lead">相近条款</p><ul>{items}</ul></div>'


def _reader(url: str) -> str:
    """The address, if it is the reader's; anything else leads nowhere."""
    return url if _SAME_SITE.fullmatch(url) else "#"
