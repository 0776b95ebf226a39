"""The score, by its parts: what speaks for a clause raises it, and no kind of clause drowns the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from assistant.question import read_question
from assistant.ranker import DEFINES, LOCAL, NAMED, POWER, WITH_ASKINGS, WITHOUT_ASKINGS, Signals, Weights, score
from assistant.retrieve import retrieve
from index.askings import load_askings
from index.build import build_index
from index.corpus import default_corpus, load_corpus
from index.embedding import Embedder
from index.generation import Generations
from index.library import Library
from index.shelf import Shelf

BARE = "guangzhou-hangye"
PLAIN = Signals(words=0.5, cosine=0.4, crowd=0.3, asked=0.5)


@pytest.mark.parametrize(("signals", "weights"), [(PLAIN, WITH_ASKINGS), (replace(PLAIN, asked=None), WITHOUT_ASKINGS)])
def test_the_score_is_the_weighted_sum(signals: Signals, weights: Weights) -> None:
    expected = 0.5**POWER * weights.words + 0.4 * weights.cosine + 0.3 * weights.crowd + weights.bias
    assert score(signals) == pytest.approx(expected + weights.asked * (signals.asked or 0.0))


@pytest.mark.parametrize(("name", "worth"), [("named", NAMED), ("local", LOCAL), ("defines", DEFINES)])
@pytest.mark.parametrize("asked", [0.5, None])
def test_what_the_question_says_of_the_clause_adds_to_it(name: str, worth: float, asked: float | None) -> None:
    plain = replace(PLAIN, asked=asked)
    assert score(replace(plain, **{name: True})) == pytest.approx(score(plain) + worth)


@pytest.mark.parametrize("asked", [0.5, None])
def test_more_words_or_nearness_never_lower_it_and_a_crowd_does(asked: float | None) -> None:
    plain = replace(PLAIN, asked=asked)
    assert score(replace(plain, words=0.6)) > score(plain)
    assert score(replace(plain, cosine=0.5)) > score(plain)
    assert score(replace(plain, crowd=0.4)) < score(plain)


@pytest.fixture(scope="module")
def half_asked(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Library]:
    """The shipped corpus, with no ways of asking about one of its documents."""
    corpus, home = tmp_path_factory.mktemp("half") / "corpus", tmp_path_factory.mktemp("home")
    shutil.copytree(default_corpus(), corpus)
    (corpus / "questions" / f"{BARE}.yaml").unlink()
    build_index(corpus, Generations(home), embedder)
    shelf = Shelf(home)
    yield shelf.current()
    shelf.close()


def test_a_document_that_nobody_wrote_questions_for_is_not_drowned(half_asked: Library, embedder: Embedder) -> None:
    askings = load_askings(default_corpus(), load_corpus(default_corpus()))
    own = [a for a in askings if a.clause_id.startswith(f"{BARE}:")][::7]
    found = []
    for asking in own:
        question = read_question(asking.text, half_asked, region="广东省广州市", as_of=date(2026, 11, 20))
        evidence, _ = retrieve(question, half_asked, embedder, 6)
        found.append(asking.clause_id in [e.clause.id for e in evidence])
    assert len(own) > 40
    assert sum(found) >= 0.9 * len(own)
