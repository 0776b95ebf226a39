"""An answer's text by its outermost Markdown blocks, and which of them its fields say again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token

from assistant.answer import Answer, Citation

Block = Sequence[Token]


def blocks_of(tokens: Sequence[Token]) -> Iterator[Block]:
    """Group the tokens of a text into its outermost blocks."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def unrepeated(blocks: Iterable[Block], answer: Answer) -> list[Block]:
    """Return the blocks without quotes of cited clauses, the line that names their source, and notices."""
    kept: list[Block] = []
    lead: Block = []
    for block in blocks:
        words = words_of(block)
        if block[0].type == "blockquote_open" and any(squeeze(c.quote) in words for c in answer.citations):
            if not _names_source(words_of(lead), answer.citations):
                kept.append(lead)
            lead = []
            continue
        kept.append(lead)
        repeated = any(
            words.endswith(squeeze(n.text)) and len(words) < len(squeeze(n.text)) + 4 for n in answer.notices
        )
        lead = [] if repeated else block
    return [block for block in [*kept, lead] if block]


def words_of(block: Block) -> str:
    """The characters of a block that are to be read, without white space."""
    return squeeze("".join(child.content for token in block for child in token.children or ()))


def squeeze(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def _names_source(words: str, citations: Sequence[Citation]) -> bool:
    return any(words.startswith(("依据", "出处")) and words.endswith(squeeze(c.label)) for c in citations)
