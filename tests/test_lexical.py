"""The lexical index: clauses by shared words, bodies before headings before titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.document import Document
from index.errors import IndexUnavailableError
from index.lexical import TantivyLexicalIndex
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
def index(tmp_path: Path) -> TantivyLexicalIndex:
    clauses = []
    for name, (title, lines) in DOCUMENTS.items():
        parsed = outline(name, [title, *lines])
        clauses += [(c, Document(name, title, f"{name}.txt", text=parsed.text)) for c in parsed.clauses]
    TantivyLexicalIndex.build(tmp_path / "lexical", clauses)
    return TantivyLexicalIndex(tmp_path / "lexical")


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
def test_the_clause_that_shares_most_words_comes_first(index: TantivyLexicalIndex, query: str, best: str) -> None:
    assert index.search(tokenise(query), 5)[0][0] == best


def test_headings_and_titles_count_for_less_than_the_body(index: TantivyLexicalIndex) -> None:
    found = [clause_id for clause_id, _ in index.search(tokenise("经费"), 10)]
    assert found.index("yi:1") < found.index("yi:2")
    assert found.index("jia:2") < found.index("jia:2.3")
    assert "yi:2" in found  # by the title alone


def test_scores_fall_and_no_more_than_asked_for_come(index: TantivyLexicalIndex) -> None:
    scores = [score for _, score in index.search(tokenise("任期 经费 换届 办法"), 4)]
    assert len(scores) == 4
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


@pytest.mark.parametrize(
    ("documents", "expected"), [({"yi"}, {"yi"}), (["jia", "yi"], {"jia", "yi"}), (set(), set()), ({"nobody"}, set())]
)
def test_a_search_in_some_documents_finds_only_theirs(
    index: TantivyLexicalIndex, documents: set[str], expected: set[str]
) -> None:
    found = index.search(tokenise("经费"), 10, documents)
    assert {clause_id.partition(":")[0] for clause_id, _ in found} == expected


@pytest.mark.parametrize("tokens", [[], ["，"], ['"', "*", "NEAR("], ["火箭"]])
def test_tokens_without_a_match_find_nothing_and_break_nothing(index: TantivyLexicalIndex, tokens: list[str]) -> None:
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
    index: TantivyLexicalIndex, clause_id: str, tokens: list[str], held: bool
) -> None:
    assert index.holds(clause_id, tokens) is held


def test_a_clause_of_thousands_of_words_can_be_asked_for_by_all_of_them(tmp_path: Path) -> None:
    words = [f"w{n}" for n in range(5_000)]
    parsed = outline("d", ["标题", f"一、{' '.join(words)}。"])
    document = Document("d", "标题", "d.txt", text=parsed.text)
    TantivyLexicalIndex.build(tmp_path / "lexical", [(c, document) for c in parsed.clauses])
    index = TantivyLexicalIndex(tmp_path / "lexical")
    tokens = tokenise(" ".join(words))
    assert index.holds("d:1", tokens)
    assert not index.holds("d:1", [*tokens, "other"])
    assert [clause_id for clause_id, _ in index.search(tokens, 3)] == ["d:1"]


@pytest.mark.parametrize("content", [None, b"{}"])
def test_a_damaged_folder_is_told_with_the_remedy(tmp_path: Path, content: bytes | None) -> None:
    (tmp_path / "lexical").mkdir()
    if content is not None:
        (tmp_path / "lexical" / "meta.json").write_bytes(content)
    with pytest.raises(IndexUnavailableError, match="--rebuild"):
        TantivyLexicalIndex(tmp_path / "lexical")
