"""A clause as sentences and lists."""

from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.sentences import read_clause
from index.corpus import default_corpus, load_corpus
from index.document import Clause, Span

# text of a clause, its sentences parted by |, the sentences of its lists: lead (or -), first and last member
READ = [
    ("（一）每届三年。期满换届。", "每届三年。|期满换届。", []),
    ("二、职责。主要是：甲；乙；丙。另行规定。", "职责。|主要是：|甲；|乙；|丙。|另行规定。", [(1, 2, 4)]),
    ("努力做到：一是有人；二是有钱。", "努力做到：|一是有人；|二是有钱。", [(0, 1, 2)]),
    ("一是有人；二是有钱。三是有事。", "一是有人；|二是有钱。|三是有事。", [(None, 0, 2)]),
    ("委员由主席担任；可吸收代表。", "委员由主席担任；|可吸收代表。", []),
    ("要坚持甲；坚持乙；坚持丙。", "要坚持甲；|坚持乙；|坚持丙。", [(None, 0, 2)]),
    (
        "有下列情形之一的：\n（一）甲；\n（二）乙。\n应当报告。",
        "有下列情形之一的：|（一）甲；|（二）乙。|应当报告。",
        [(0, 1, 2)],
    ),
    ("第一条　应当报告：\n（一）甲；\n（二）乙。", "应当报告：|（一）甲；|（二）乙。", [(0, 1, 2)]),
    ("名称为“甲+乙：丙”。", "名称为“甲+乙：丙”。", []),
]


def clause_of(text: str) -> Clause:
    return Clause("a-1:1", "a-1", "1", "第一条", text, Span(10, 10 + len(text)), 0)


@pytest.mark.parametrize(("text", "parts", "listings"), READ)
def test_what_a_clause_is_read_as(text: str, parts: str, listings: list[tuple[int | None, int, int]]) -> None:
    reading = read_clause(clause_of(text))
    assert "|".join(s.text for s in reading.sentences) == parts
    assert [(own.lead, own.members[0], own.members[-1]) for own in reading.listings] == listings


@pytest.mark.parametrize("text", [text for text, _, _ in READ])
def test_sentences_stand_where_their_spans_say(text: str) -> None:
    assert all(s.span.of(" " * 10 + text) == s.text for s in read_clause(clause_of(text)).sentences)


def test_every_clause_of_the_corpus_is_read_in_order_and_within_itself() -> None:
    for document in load_corpus(default_corpus()):
        for clause in document.clauses:
            spans = [s.span for s in read_clause(clause).sentences] if not clause.is_heading else []
            assert all(clause.span.start <= s.start < s.end <= clause.span.end for s in spans)
            assert all(one.end <= next_.start for one, next_ in pairwise(spans))
            assert spans or clause.is_heading
