"""Ways of asking: their form, their ids, and every askable clause's share."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from conftest import MakeCorpus

from index.askings import AskingFile, load_askings
from index.corpus import default_corpus, load_corpus
from index.errors import CorpusError

LEAST_A_FACT = 3
TEXT = "一、任期\n委员会每届任期三年。任期届满应当换届。\n二、附则\n（一）本办法自印发之日起施行。\n"
FILES = sorted((default_corpus() / "questions").glob("*.yaml"))


def test_every_clause_that_says_something_has_ways_of_asking() -> None:
    documents = load_corpus(default_corpus())
    asked = Counter(a.clause_id for a in load_askings(default_corpus(), documents))
    askable = {c.id for d in documents for c in d.clauses if not c.is_heading}
    assert not {clause: asked[clause] for clause in askable if asked[clause] < LEAST_A_FACT}
    assert {f.stem for f in FILES} == {d.document.id for d in documents}


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_every_fact_is_asked_for_in_three_ways_in_the_order_of_the_document(file: Path) -> None:
    form = AskingFile.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    few = [(c.clause, f.quote) for c in form.clauses for f in c.facts if len(f.questions) < LEAST_A_FACT]
    assert not few
    assert form.document == file.stem
    clauses = {c.id: c.position for d in load_corpus(default_corpus()) for c in d.clauses}
    order = [clauses[f"{file.stem}:{c.clause}"] for c in form.clauses]
    assert order == sorted(set(order))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_no_way_of_asking_repeats_the_clause(file: Path) -> None:
    documents = load_corpus(default_corpus())
    clauses = {c.id: c.text for d in documents for c in d.clauses}
    askings = [a for a in load_askings(default_corpus(), documents) if a.clause_id.startswith(f"{file.stem}:")]
    assert not [a.text for a in askings if len(a.text) > 24 and a.text.rstrip("？?") in clauses[a.clause_id]]


def ways(corpus: Path, content: object) -> Path:
    """Write a file of ways of asking into a corpus and return the corpus."""
    (corpus / "questions").mkdir(exist_ok=True)
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    (corpus / "questions" / "a-1.yaml").write_text(text, encoding="utf-8")
    return corpus


def form(
    clause: str = "1", quote: str = "每届任期三年", questions: tuple[str, ...] = ("几年一届",)
) -> dict[str, object]:
    """The content of a file with one fact."""
    facts = [{"quote": quote, "questions": list(questions)}]
    return {"document": "a-1", "clauses": [{"clause": clause, "facts": facts}]}


def test_a_way_of_asking_points_to_the_words_that_answer(make_corpus: MakeCorpus) -> None:
    corpus = ways(make_corpus({"a-1.txt": TEXT}), form())
    documents = load_corpus(corpus)
    (asking,) = load_askings(corpus, documents)
    assert asking.text == "几年一届"
    assert asking.answer.of(documents[0].document.text) == "每届任期三年"


def test_a_corpus_without_the_folder_has_none(make_corpus: MakeCorpus) -> None:
    corpus = make_corpus({"a-1.txt": TEXT})
    assert load_askings(corpus, load_corpus(corpus)) == ()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (form(clause="9"), "“9”在 a-1 中不存在"),
        (form(clause="2", quote="附则"), "只有标题"),
        (form(quote="任期五年"), "出现 0 次"),
        (form(quote="任期"), "出现 3 次"),
        (form(questions=("几年一届", "几年一届")), "重复"),
        (form(questions=("长" * 401,)), "不合要求"),
        (form(questions=()), "不合要求"),
        ({**form(), "document": "b-2"}, "“b-2”不在目录中"),
        ({**form(), "extra": 1}, "不合要求"),
        ("document: [", "不是合法的 YAML"),
        ("", "顶层 不合要求"),
    ],
)
def test_what_does_not_fit_is_named(make_corpus: MakeCorpus, content: object, complaint: str) -> None:
    corpus = ways(make_corpus({"a-1.txt": TEXT}), content)
    with pytest.raises(CorpusError, match=complaint):
        load_askings(corpus, load_corpus(corpus))


def test_another_encoding_is_named(make_corpus: MakeCorpus) -> None:
    corpus = ways(make_corpus({"a-1.txt": TEXT}), form())
    (corpus / "questions" / "a-1.yaml").write_bytes("document: 总工会".encode("gb18030"))
    with pytest.raises(CorpusError, match="UTF-8"):
        load_askings(corpus, load_corpus(corpus))
