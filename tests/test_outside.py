"""Questions from outside: their form, and what they do to an answer."""

from __future__ import annotations

from collections import Counter

import pytest
from conftest import MakeCorpus

from assistant.pipeline import Assistant
from index.askings import load_askings
from index.corpus import attachments, default_corpus, load_corpus
from index.errors import CorpusError
from index.outside import load_outside

TEXT = "一、任期\n委员会每届任期三年。\n"


def test_the_shipped_ones_are_many_distinct_and_none_is_a_way_of_asking() -> None:
    outside = load_outside(default_corpus())
    texts = Counter(q.text for q in outside)
    assert len(texts) == len(outside) > 3000
    assert not texts.keys() & {a.text for a in load_askings(default_corpus(), load_corpus(default_corpus()))}


def test_a_corpus_without_the_file_has_none(make_corpus: MakeCorpus) -> None:
    assert load_outside(make_corpus({"a-1.txt": TEXT})) == ()


@pytest.mark.parametrize(
    "content",
    ["outside: [", "", "outside: 1", "outside:\n- source: 法\n", "outside:\n- source: 法\n  questions: ['']\n"],
)
def test_what_does_not_fit_is_named(make_corpus: MakeCorpus, content: str) -> None:
    corpus = make_corpus({"a-1.txt": TEXT})
    (corpus / "outside.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"outside\.yaml"):
        load_outside(corpus)


def test_questions_do_not_travel_as_attachments() -> None:
    assert not [name for name in attachments(default_corpus()) if name.startswith(("questions/", "outside"))]


@pytest.mark.parametrize("question", ["产假能休多少天", "试用期工资最低怎么定", "工伤认定要在多久内申请"])
def test_a_matter_of_the_statutes_is_not_answered(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status == "not_found"


def test_what_is_not_answered_is_not_said_to_be_settled_elsewhere(assistant: Assistant) -> None:
    assert not assistant.ask("产假能休多少天").notices
