"""Train temporary models, each without the questions of one split, and keep them and what they make of all texts.

``python tools/folds.py --data DIR --base FILE --output FOLDS`` writes ``FOLDS/<split>.npz`` and the model in
``FOLDS/<split>/`` a split; those that are there are kept. ``tools/train_ranker.py`` learns and measures on them.

- ``fold0`` … ``fold4``: a fifth of the STARD questions and a fifth of the ways of asking are unseen;
- ``without-<document>``: neither the document's ways of asking nor its text is seen, nor a fifth of the others';
- ``all``: nothing is held out, as the shipped model is trained.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from static_bag import Bags, StaticBag, encode_pieces
from train_embedder import Base, Recipe, finder_passages, obtain_base, save_model, teach_questions
from training_pairs import (
    Passage,
    Question,
    document_of,
    folds,
    read_articles,
    read_askings,
    read_clauses,
    read_law_questions,
    sentence_questions,
)

from assistant import question as asked_question
from assistant.evaluation import read_gold
from index.build import build_index
from index.corpus import default_corpus
from index.generation import Generations
from index.library import Library
from index.shelf import Shelf
from index.static_embedding import open_embedder

COUNT = 5
SEED = 7
DEPTH = 300  # articles kept for a law question
EVALUATION = ("questions", "typed", "unanswerable")

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Texts:
    """All that the models are trained on or asked to embed.

    ``asked`` holds what is searched for by meaning（``Question.focus``）where the ways of asking and the evaluation
    questions are put to the assistant, by ``askings`` and the evaluation's names.
    """

    articles: list[Passage]
    clauses: list[Passage]
    law_questions: list[Question]
    askings: list[Question]
    asked: dict[str, list[str]]

    @cached_property
    def national(self) -> list[Passage]:
        """The articles that STARD questions are asked against."""
        return [article for article in self.articles if article.national]

    @cached_property
    def stard(self) -> list[Question]:
        """The STARD questions all of whose articles are national."""
        keys = {article.key for article in self.national}
        return [q for q in self.law_questions if q.source == "stard" and keys.issuperset(q.answers)]

    @cached_property
    def stard_folds(self) -> list[frozenset[str]]:
        """The texts of the STARD questions of each fold."""
        return folds([q for q in self.law_questions if q.source == "stard"], COUNT, SEED)

    @cached_property
    def asking_folds(self) -> list[frozenset[str]]:
        """The texts of the ways of asking of each fold."""
        return folds(self.askings, COUNT, SEED)

    @cached_property
    def documents(self) -> list[str]:
        """The ids of the documents, in the order of the catalogue."""
        return list(dict.fromkeys(document_of(clause.key) for clause in self.clauses))

    @property
    def splits(self) -> list[str]:
        """The names of all splits."""
        return ["all", *(f"without-{d}" for d in self.documents), *(f"fold{i}" for i in range(COUNT))]

    def unseen(self, split: str) -> tuple[frozenset[str], str | None]:
        """Return the texts of the questions, and the document, that the model of a split must not see."""
        if split.startswith("fold"):
            number = int(split.removeprefix("fold"))
            return self.stard_folds[number] | self.asking_folds[number], None
        if split.startswith("without-"):
            return self.asking_folds[0], split.removeprefix("without-")
        return frozenset(), None


def read_texts(data: Path) -> Texts:
    """Read everything."""
    clauses = read_clauses()
    askings = read_askings(clauses)
    asked = {name: [q.focus for q in own] for name, own in read_as_asked(askings).items()}
    return Texts(read_articles(data), clauses, read_law_questions(data), askings, asked)


def read_as_asked(askings: Sequence[Question]) -> dict[str, list[asked_question.Question]]:
    """Read the ways of asking and the evaluation questions as the assistant does."""
    with serving_library() as library:
        day = date(2026, 1, 1)

        def read(text: str, turns: Sequence[asked_question.Turn] = ()) -> asked_question.Question:
            return asked_question.read_question(text, library, region=None, as_of=day, history=turns)

        gold = {name: read_gold(default_corpus() / "evaluation" / f"{name}.jsonl") for name in EVALUATION}
        return {
            "askings": [read(q.text) for q in askings],
            **{name: [read(q.q, q.turns) for q in own] for name, own in gold.items()},
        }


@contextmanager
def serving_library() -> Iterator[Library]:
    """Build the shipped corpus in a folder of its own and open it."""
    with tempfile.TemporaryDirectory() as folder:
        build_index(default_corpus(), Generations(Path(folder)), open_embedder())
        shelf = Shelf(Path(folder))
        try:
            yield shelf.current()
        finally:
            shelf.close()


def train_split(base: Base, texts: Texts, split: str, recipe: Recipe) -> StaticBag:
    """Return the model of a split."""
    unseen, document = texts.unseen(split)
    clauses = [clause for clause in texts.clauses if document_of(clause.key) != document]
    askings = [q for q in texts.askings if document_of(q.answers[0]) != document]
    questions = [q for q in (*texts.law_questions, *askings) if q.text not in unseen]
    questions += sentence_questions(clauses)
    return teach_questions(base, questions, finder_passages(texts.articles, clauses, questions), recipe)


def embed(base: Base, model: StaticBag, texts: list[str]) -> Vectors:
    """Return the unit vectors of texts under a model in training."""
    vectors: Vectors = model.embed(Bags.of(encode_pieces(base.tokenizer, texts))).numpy()
    return vectors


def keep(base: Base, model: StaticBag, texts: Texts, split: str, path: Path) -> None:
    """Write what the model of a split makes of the texts; of the articles only the nearest to unseen questions."""
    kept = {
        "clauses": embed(base, model, [clause.full for clause in texts.clauses]),
        "askings": embed(base, model, [q.text for q in texts.askings]),
        **{f"asked_{name}": embed(base, model, own) for name, own in texts.asked.items()},
    }
    unseen = texts.unseen(split)[0]
    stard = [i for i, q in enumerate(texts.stard) if q.text in unseen]
    if stard:
        asked = embed(base, model, [texts.stard[i].text for i in stard])
        cosines = asked @ embed(base, model, [article.full for article in texts.national]).T
        kept["stard_rows"] = np.array(stard)
        kept["stard_cosines"] = cosines
    np.savez(path, **{k: v.astype(np.float16) if v.dtype == np.float32 else v for k, v in kept.items()})


def main() -> None:
    """Train and keep the splits that are missing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--base", type=Path, required=True, help="keep the model of law text alone here, or take it")
    parser.add_argument("--output", type=Path, required=True, help="the folder of the splits")
    parser.add_argument("--splits", nargs="*", help="only these")
    parser.add_argument("--threads", type=int, default=Recipe.threads)
    arguments = parser.parse_args()
    recipe = Recipe(threads=arguments.threads)
    texts = read_texts(arguments.data)
    base = obtain_base(arguments.data, texts.articles, recipe, arguments.base)
    arguments.output.mkdir(parents=True, exist_ok=True)
    for split in arguments.splits or texts.splits:
        path = arguments.output / f"{split}.npz"
        if not path.exists():
            model = train_split(base, texts, split, recipe)
            save_model(base.tokenizer, model, arguments.output / split)
            keep(base, model, texts, split, path)
            print(split, flush=True)


if __name__ == "__main__":
    main()
