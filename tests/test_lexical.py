"""The lexical index: clauses by shared words, bodies before headings before titles."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from index import store
from index.corpus import CorpusDocument
from index.document import Document
from index.lexical import FtsLexicalIndex
from index.outline import outline
from index.tokens import tokenise

DOCUMENTS = {
    "jia": (
        "甲市换届办法",
        ["一、任期", "（一）每届任期三年至五年。", "（二）届满换届。", "二、经费", "（三）专款专用。"],
    ),
    "yi": ("乙市经费办法", ["一、经费收缴办法由区总工会制定。", "二、按工资总额的2%拨缴。", "三、配备1.5名干部。"]),
}


@pytest.fixture
def index() -> Iterator[FtsLexicalIndex]:
    connection = store.create(":memory:")  # type: ignore[arg-type]
    items = []
    for name, (title, lines) in DOCUMENTS.items():
        parsed = outline(name, [title, *lines])
        items.append(CorpusDocument(Document(name, title, parsed.text, f"{name}.txt"), parsed.clauses))
    store.write_documents(connection, items)
    FtsLexicalIndex.build(connection, ((c, d.document) for d in items for c in d.clauses))
    yield FtsLexicalIndex(lambda: connection)
    connection.close()


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("每届任期几年", "jia:1.1"),
        ("届满换届", "jia:1.2"),
        ("工资总额", "yi:2"),
        ("2%", "yi:2"),
        ("1.5名", "yi:3"),
        ("经费专款", "jia:2.3"),
    ],
)
def test_the_clause_that_shares_most_words_comes_first(index: FtsLexicalIndex, query: str, best: str) -> None:
    assert index.search(tokenise(query), 5)[0][0] == best


def test_headings_and_titles_count_for_less_than_the_body(index: FtsLexicalIndex) -> None:
    found = [clause_id for clause_id, _ in index.search(tokenise("经费"), 10)]
    assert found.index("yi:1") < found.index("yi:2")
    assert found.index("jia:2") < found.index("jia:2.3")
    assert "yi:2" in found  # by the title alone


def test_scores_fall_and_no_more_than_asked_for_come(index: FtsLexicalIndex) -> None:
    scores = [score for _, score in index.search(tokenise("任期 经费 换届 办法"), 4)]
    assert len(scores) == 4
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


@pytest.mark.parametrize(
    ("documents", "expected"), [({"yi"}, {"yi"}), (["jia", "yi"], {"jia", "yi"}), (set(), set()), ({"nobody"}, set())]
)
def test_a_search_in_some_documents_finds_only_theirs(
    index: FtsLexicalIndex, documents: set[str], expected: set[str]
) -> None:
    found = index.search(tokenise("经费"), 10, documents)
    assert {clause_id.partition(":")[0] for clause_id, _ in found} == expected


@pytest.mark.parametrize("tokens", [[], ["，"], ['"', "*", "NEAR("], ["火箭"]])
def test_tokens_without_a_match_find_nothing_and_break_nothing(index: FtsLexicalIndex, tokens: list[str]) -> None:
    assert index.search(tokens, 5) == []


@pytest.mark.parametrize(
    ("clause_id", "tokens", "held"),
    [
        ("jia:1.1", tokenise("（一）每届任期三年至五年。"), True),
        ("jia:1.1", ["任期", "火箭"], False),
        ("jia:1.1", [], True),
        ("yi:1", ["任期"], False),
        ("nobody:1", ["任期"], False),
    ],
)
def test_a_clause_holds_its_own_words_and_no_others(
    index: FtsLexicalIndex, clause_id: str, tokens: list[str], held: bool
) -> None:
    assert index.holds(clause_id, tokens) is held


def test_a_clause_of_thousands_of_words_can_be_asked_for_by_all_of_them() -> None:
    connection = sqlite3.connect(":memory:")
    words = [f"w{n}" for n in range(5_000)]
    connection.executescript("CREATE TABLE clauses (number INTEGER PRIMARY KEY, id TEXT, document_id TEXT);")
    connection.execute("CREATE VIRTUAL TABLE lexical USING fts5(body, headings, title, content='')")
    connection.execute("INSERT INTO clauses VALUES (1, 'd:1', 'd')")
    connection.execute("INSERT INTO lexical (rowid, body, headings, title) VALUES (1, ?, '', '')", [" ".join(words)])
    index = FtsLexicalIndex(lambda: connection)
    assert index.holds("d:1", words)
    assert not index.holds("d:1", [*words, "other"])
    assert [clause_id for clause_id, _ in index.search(words, 3)] == ["d:1"]
    connection.close()
