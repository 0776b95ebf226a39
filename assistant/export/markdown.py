"""An answer's Markdown → lines and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from assistant.blocks import Block, blocks_of
from assistant.export.sheet import Grid, Kind, Line, Part, Words

_BULLET = "·"


def read_blocks(text: str) -> list[Block]:
    """Return the outermost blocks of a text; its HTML, links and images are words like others."""
    return list(blocks_of(_reader().parse(text)))


def parts_of(block: Block) -> list[Part]:
    """Return what a block says: paragraphs, items with their number, quotes, tables; links by their words alone."""
    return [p for node in SyntaxTreeNode(block).children for p in _parts(node, Kind.BODY)]


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def _parts(node: SyntaxTreeNode, kind: Kind, mark: str = "") -> Iterator[Part]:
    if node.type == "table":
        yield _grid(node)
    elif node.type in {"bullet_list", "ordered_list"}:
        yield from _items(node, kind)
    elif node.type == "blockquote":
        for child in node.children:
            yield from _parts(child, Kind.QUOTE)
    elif node.type in {"paragraph", "heading"}:
        yield from _lines(node.children[0], kind, mark, strong=node.type == "heading")
    elif node.type in {"fence", "code_block"}:
        yield from (Line(kind, (Words(text),)) for text in node.content.splitlines() if text.strip())


def _items(node: SyntaxTreeNode, kind: Kind) -> Iterator[Part]:
    """The items of a list; the number stands before an item's first paragraph."""
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        mark = f"{number}." if node.type == "ordered_list" else _BULLET
        for child in item.children:
            yield from _parts(child, kind, mark)
            mark = ""


def _lines(inline: SyntaxTreeNode, kind: Kind, mark: str, *, strong: bool) -> Iterator[Line]:
    """A paragraph as lines: a hard break ends one, a soft break is white space where words need it."""
    words = [Words(mark)] if mark else []
    for token in _inline(inline):
        if token.type == "strong_open":
            strong = True
        elif token.type == "strong_close":
            strong = False
        elif token.type == "hardbreak":
            yield Line(kind, tuple(words))
            words = []
        elif text := _text(token, words):
            words.append(Words(text, strong))
    if words:
        yield Line(kind, tuple(words))


def _inline(node: SyntaxTreeNode) -> Sequence[Token]:
    return node.token.children or () if node.token else ()


def _text(token: Token, before: Sequence[Words]) -> str:
    if token.type == "softbreak":
        return " " if before and before[-1].text[-1:].isascii() else ""
    return token.content


def _grid(node: SyntaxTreeNode) -> Grid:
    rows = [row for group in node.children for row in group.children]
    return Grid(tuple(tuple(_cell(cell) for cell in row.children) for row in rows))


def _cell(node: SyntaxTreeNode) -> str:
    return "".join(t.content for child in node.children for t in _inline(child))
