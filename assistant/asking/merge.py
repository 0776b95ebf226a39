"""Working new ways of asking into the text of a file, so that what a person wrote there stays as it stands.

The file's own layout and remarks are kept: lines are only added, at places that the YAML parser's marks give.
"""

from __future__ import annotations

from collections.abc import Sequence

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from index.askings import AskingFile, ClauseEntry, FactEntry

Way = tuple[str, str, str]
"""Clause, quote, question."""


class LayoutError(ValueError):
    """The file is laid out in a way that lines cannot simply be added to."""


def ways(form: AskingFile) -> set[Way]:
    """Return every question of a file with its fact and clause."""
    return {(c.clause, f.quote, q) for c in form.clauses for f in c.facts for q in f.questions}


def fresh(form: AskingFile, head: str) -> str:
    """Return the text of a new file: the remark `head`, then the entries in the order given."""
    lines = [*(f"# {line}".rstrip() for line in head.splitlines()), f"document: {_scalar(form.document)}", "clauses:"]
    return "\n".join([*lines, *(line for entry in form.clauses for line in _clause(entry, 2))]) + "\n"


def merge(text: str, addition: AskingFile, order: Sequence[str]) -> str:
    """Return `text` with the questions of `addition` that it lacks; new clauses go where `order` has them.

    Raises `LayoutError` where the file is not laid out as a list of one entry a line.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text if text.endswith("\n") else text + newline
    before = AskingFile.model_validate(yaml.safe_load(text))
    places = _Places(text, order)
    for entry in addition.clauses:
        places.add(entry)
    merged = text
    for at, lines in sorted(places.insertions, key=lambda i: i[0], reverse=True):
        merged = merged[:at] + "".join(line + newline for line in lines) + merged[at:]
    # Anchors, flow lists and the like defeat the marks: what comes out is believed only where it reads as meant.
    try:
        after = AskingFile.model_validate(yaml.safe_load(merged))
    except (ValueError, yaml.YAMLError) as error:
        raise LayoutError("the merged text cannot be read") from error
    if ways(after) != ways(before) | ways(addition):
        raise LayoutError("the merged text reads otherwise")
    return merged


class _Places:
    """Where lines go into a text, with the lines."""

    def __init__(self, text: str, order: Sequence[str]) -> None:
        self._text = text
        self._rank = {path: i for i, path in enumerate(order)}
        self._clauses = _list(_child(yaml.compose(text, Loader=yaml.SafeLoader), "clauses"))
        self._facts: dict[str, list[SequenceNode]] = {}
        for item in self._clauses.value:
            self._facts.setdefault(_word(_child(item, "clause")), []).append(_list(_child(item, "facts")))
        self._by_place: dict[int, list[tuple[int, list[str]]]] = {}

    @property
    def insertions(self) -> list[tuple[int, list[str]]]:
        """Offset and lines; at one place what lies deeper comes first, and clauses in the order of the document."""
        return [
            (at, [line for _, lines in sorted(parts, key=lambda p: p[0]) for line in lines])
            for at, parts in self._by_place.items()
        ]

    def add(self, entry: ClauseEntry) -> None:
        """Find the places for an entry's questions."""
        if entry.clause not in self._facts:
            self._insert(self._place_of(entry.clause), self._rank[entry.clause], _clause(entry, _dash(self._clauses)))
            return
        lists = self._facts[entry.clause]
        known = {_word(_child(f, "quote")): _list(_child(f, "questions")) for facts in lists for f in facts.value}
        for fact in entry.facts:
            if fact.quote in known:
                there = known[fact.quote]
                asked = {_word(node) for node in there.value}
                new = [q for q in dict.fromkeys(fact.questions) if q not in asked]
                self._insert(self._after(there), -2, _questions(new, _dash(there)))
            else:
                self._insert(self._after(lists[-1]), -1, _fact(fact, _dash(lists[-1])))

    def _insert(self, at: int, rank: int, lines: list[str]) -> None:
        if lines:
            self._by_place.setdefault(at, []).append((rank, lines))

    def _place_of(self, clause: str) -> int:
        """After the last entry that the document has before the clause, otherwise before the first."""
        earlier = [
            item
            for item in self._clauses.value
            if self._rank.get(_word(_child(item, "clause")), -1) < self._rank[clause]
        ]
        if earlier:
            return self._after(earlier[-1])
        return self._text.rfind("\n", 0, self._clauses.start_mark.index) + 1

    def _after(self, node: Node) -> int:
        """Return the offset of the line after the last one of a node."""
        while isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
            last = node.value[-1]
            node = last[1] if isinstance(last, tuple) else last
        end = node.end_mark.index
        return end if self._text[end - 1] == "\n" else self._text.index("\n", end) + 1


def _child(node: Node | None, name: str) -> Node:
    if isinstance(node, MappingNode):
        for label, value in node.value:
            if label.value == name:
                return value  # type: ignore[no-any-return]  # the stubs do not say what a mapping holds
    raise LayoutError(f"no {name}")


def _list(node: Node) -> SequenceNode:
    if not isinstance(node, SequenceNode) or node.flow_style or not node.value:
        raise LayoutError("not a list of one entry a line")
    return node


def _word(node: Node) -> str:
    if not isinstance(node, ScalarNode):
        raise LayoutError("not a word")
    return str(node.value).strip()


def _dash(node: SequenceNode) -> int:
    return int(node.start_mark.column)


def _scalar(text: str) -> str:
    """Write a string on one line, quoted where YAML would take it for another thing."""
    written: str = yaml.safe_dump(
        text, allow_unicode=True, width=1 << 30, default_style=None if text.isprintable() else '"'
    )
    return written.removesuffix("...\n").rstrip("\n")


def _clause(entry: ClauseEntry, dash: int) -> list[str]:
    facts = [line for fact in entry.facts for line in _fact(fact, dash + 4)]
    return [f"{' ' * dash}- clause: {_scalar(entry.clause)}", f"{' ' * dash}  facts:", *facts]


def _fact(fact: FactEntry, dash: int) -> list[str]:
    head = [f"{' ' * dash}- quote: {_scalar(fact.quote)}", f"{' ' * dash}  questions:"]
    return [*head, *_questions(fact.questions, dash + 4)]


def _questions(texts: Sequence[str], dash: int) -> list[str]:
    return [f"{' ' * dash}- {_scalar(text)}" for text in texts]
