"""Fit the weights of `assistant/ranker.py` and `assistant/floor.py` on unseen questions, and measure them.

``python tools/train_ranker.py --data DIR --folds FOLDS`` prints the weights and four tables; FOLDS is made by
``tools/folds.py``. Every question is put to the model of a split that did not see it, with only those ways of asking
indexed that the split leaves in:

1. ways of asking, a fifth at a time: the clause first / in six;
2. each document left out whole: its ways of asking and evaluation questions, against the clauses of all documents;
3. STARD questions against all national articles, five-fold: words, embedding, and both, by the weights printed;
4. the floor: what is refused of the questions that are answered, and answered of those from outside.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from folds import EVALUATION, Texts, read_as_asked, read_texts, serving_library
from numpy.typing import NDArray
from ranking import first_and_six, recall_at, reciprocal_rank
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from training_pairs import Passage, document_of

from assistant.evaluation import GoldQuestion, read_gold
from assistant.floor import WORDS_UNIT
from assistant.question import Question as AsAsked
from assistant.ranker import POWER
from index.asked import NEIGHBOURS, Asked
from index.background import UNRELATED
from index.corpus import default_corpus
from index.document import Card, Clause, Span
from index.lexical import TantivyLexicalIndex
from index.outside import load_outside
from index.static_embedding import open_embedder
from index.tokens import tokenise

Floats = NDArray[np.float64]
SIGNALS = ("cosine", "crowd", "words", "asked", "with", "cosine-", "crowd-", "words-")
"""Columns of the ranker: of clauses with ways of asking, and（-）what is added for those without."""
RIDGE = 1e-4
BARE_SHARE = 0.4  # what a question on the document left out counts: fewer documents lack ways of asking than have them
DEPTH = 300


@dataclass(frozen=True)
class Bench:
    """The texts, as asked, with what does not depend on the split."""

    texts: Texts
    folds: Path
    asked: dict[str, list[AsAsked]]
    words: dict[str, Floats]
    gold: dict[str, list[GoldQuestion]]
    regions: dict[str, str | None]
    outside: list[tuple[str, str]]

    @cached_property
    def clauses(self) -> list[str]:
        """Ids of the clauses that say something, the columns of all scores."""
        return list(dict.fromkeys(clause.group for clause in self.texts.clauses))

    @cached_property
    def column(self) -> dict[str, int]:
        """Clause id → column."""
        return {clause: i for i, clause in enumerate(self.clauses)}

    @cached_property
    def clause_of_passage(self) -> NDArray[np.int64]:
        """Column of each passage's clause."""
        return np.array([self.column[p.group] for p in self.texts.clauses])

    @cached_property
    def clause_of_asking(self) -> NDArray[np.int64]:
        """Column of each way of asking's clause."""
        return np.array([self.column[q.answers[0].rpartition("@")[0]] for q in self.texts.askings])

    @cached_property
    def document(self) -> NDArray[np.str_]:
        """Document of each clause."""
        return np.array([document_of(clause) for clause in self.clauses])

    def admitted(self, document: str) -> NDArray[np.bool_]:
        """Clauses that an asker about `document` may be shown: national ones and its own region's."""
        return np.array([self.regions[d] is None or d == document for d in self.document])

    def indexed(self, split: str) -> NDArray[np.bool_]:
        """Ways of asking that the split leaves in the index."""
        unseen, document = self.texts.unseen(split)
        askings = self.texts.askings
        return np.array([q.text not in unseen and document_of(q.answers[0]) != document for q in askings])


@dataclass(frozen=True)
class Split:
    """What the model of a split makes of the texts."""

    name: str
    bench: Bench
    vectors: dict[str, Floats]

    @classmethod
    def read(cls, bench: Bench, name: str) -> Split:
        """Read what `tools/folds.py` kept."""
        with np.load(bench.folds / f"{name}.npz") as kept:
            return cls(name, bench, {key: kept[key] for key in kept})

    def vector(self, name: str) -> Floats:
        """Unit vectors of one set of texts."""
        return self.vectors[name].astype(np.float32)

    def signals(self, name: str, rows: Sequence[int] | NDArray[np.int64] | None = None) -> Floats:
        """Return the ranker's columns of questions × clauses × `SIGNALS`."""
        bench, chosen = self.bench, slice(None) if rows is None else rows
        questions, words = self.vector(f"asked_{name}")[chosen], bench.words[name][chosen]
        indexed = bench.indexed(self.name)
        askings = self.vector("askings")[indexed]
        passages = self.vector("clauses")
        crowd_of_passage = Asked([str(i) for i in range(len(askings))], askings).crowd(passages)
        near = questions @ passages.T
        shape = (len(questions), len(bench.clauses))
        cosine, crowd = np.full(shape, -1.0, np.float32), np.zeros(shape, np.float32)
        for passage, clause in enumerate(bench.clause_of_passage):
            better = near[:, passage] > cosine[:, clause]
            cosine[better, clause], crowd[better, clause] = near[better, passage], crowd_of_passage[passage]
        asked, has = np.zeros(shape, np.float32), np.zeros(shape[1], np.float32)
        alike, clause_of = questions @ askings.T, bench.clause_of_asking[indexed]
        for clause in np.unique(clause_of):
            asked[:, clause], has[clause] = alike[:, clause_of == clause].max(axis=1), 1.0
        share = (words / np.maximum(words.max(axis=1, keepdims=True), 1e-9)) ** POWER
        lacks = 1.0 - has
        columns = (
            cosine,
            crowd,
            share,
            asked * has,
            has * np.ones(shape),
            cosine * lacks,
            crowd * lacks,
            share * lacks,
        )
        return np.stack(columns, axis=-1).astype(np.float64)


def open_bench(data: Path, folds: Path) -> Bench:
    """Read the texts and search the words of all questions."""
    texts = read_texts(data)
    asked = read_as_asked(texts.askings)
    gold = {name: read_gold(default_corpus() / "evaluation" / f"{name}.jsonl") for name in EVALUATION}
    outside = [(q.source, q.text) for q in load_outside(default_corpus())]
    columns = {clause: i for i, clause in enumerate(dict.fromkeys(c.group for c in texts.clauses))}
    with serving_library() as library:
        words = {}
        for name, questions in asked.items():
            words[name] = np.zeros((len(questions), len(columns)), np.float32)
            for row, question in enumerate(questions):
                for clause, score in library.search_words(question.search_text, 4 * len(columns)):
                    if clause in columns:
                        words[name][row, columns[clause]] = score
        words["outside"] = np.zeros((len(outside), len(columns)), np.float32)
        for row, (_, text) in enumerate(outside):
            for clause, score in library.search_words(text, 4 * len(columns)):
                if clause in columns:
                    words["outside"][row, columns[clause]] = score
        return Bench(texts, folds, asked, words, gold, library.regions, outside)


def fit_ranker(bench: Bench, splits: Sequence[Split]) -> Floats:
    """Return the weights of `SIGNALS` under which the right clauses are most likely（conditional logit）."""
    batches = []
    for split in splits:
        rows = np.flatnonzero(~bench.indexed(split.name))
        right = bench.clause_of_asking[rows]
        admitted = np.stack([bench.admitted(bench.document[column]) for column in right])
        bare = np.array([clause == bench.texts.unseen(split.name)[1] for clause in bench.document[right]])
        batches.append((split.signals("askings", rows), right, admitted, np.where(bare, BARE_SHARE, 1.0)))

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient, count = 0.0, np.zeros_like(weights), 0.0
        for signals, right, admitted, shares in batches:
            scores = np.where(admitted, signals @ weights, -1e9)
            odds = np.exp(scores - scores.max(axis=1, keepdims=True))
            odds /= odds.sum(axis=1, keepdims=True)
            each = np.arange(len(right))
            total -= float((shares * np.log(odds[each, right] + 1e-12)).sum())
            odds[each, right] -= 1
            gradient += np.einsum("qc,qcs->s", odds * shares[:, None], signals)
            count += float(shares.sum())
        return total / count + RIDGE * float(weights @ weights), gradient / count + 2 * RIDGE * weights

    fitted: Floats = minimize(loss, np.zeros(len(SIGNALS)), jac=True, method="L-BFGS-B").x
    return fitted


def print_ranker(weights: Floats) -> None:
    """Print the constants of `assistant/ranker.py`."""
    cosine, crowd, words, asked, has, cosine_, crowd_, words_ = weights
    print("\n## Weights of the ranker")
    print(f"WITH_ASKINGS = Weights({words=:.2f}, {cosine=:.2f}, {crowd=:.2f}, {asked=:.2f}, bias={has:.2f})")
    print(
        f"WITHOUT_ASKINGS = Weights(words={words + words_:.2f}, cosine={cosine + cosine_:.2f}, "
        f"crowd={crowd + crowd_:.2f}, asked=0.0, bias=0.0)"
    )


def places(scores: Floats, gold: Sequence[Sequence[Sequence[int]]]) -> str:
    """Format the shares with a right clause first, and with all needed in six."""
    first, six = first_and_six(np.argsort(-scores, axis=1, kind="stable"), gold)
    return f"{first:.3f} / {six:.3f}"


def report_clauses(bench: Bench, splits: Sequence[Split], weights: Floats) -> None:
    """Print tables 1 and 2: each signal alone, and the ranker."""
    parts: dict[str, Callable[[Floats], Floats]] = {
        "words": lambda s: s[..., 2],
        "embedding": lambda s: s[..., 0],
        "ranker": lambda s: s @ weights,
    }
    print("\n## Unseen questions on clauses (right clause first / all in six)")
    print(f"| questions | n | {' | '.join(parts)} |\n|---|---|{'---|' * len(parts)}")
    for split in splits:
        document = bench.texts.unseen(split.name)[1]
        unseen = np.flatnonzero(~bench.indexed(split.name))
        if document:
            of_document = bench.document[bench.clause_of_asking[unseen]] == document
            print_row(bench, split, f"{document}, ways of asking", unseen[of_document], parts)
            print_row(bench, split, "– of the others, a fifth", unseen[~of_document], parts)
            print_gold(bench, split, document, parts)
        else:
            print_row(bench, split, f"{split.name}, ways of asking", unseen, parts)


def print_row(
    bench: Bench,
    split: Split,
    name: str,
    rows: NDArray[np.int64],
    parts: dict[str, Callable[[Floats], Floats]],
) -> None:
    """Print a line for ways of asking."""
    right = bench.clause_of_asking[rows]
    admitted = np.stack([bench.admitted(bench.document[column]) for column in right])
    signals = split.signals("askings", rows)
    cells = [places(np.where(admitted, part(signals), -1e9), [[[r]] for r in right]) for part in parts.values()]
    print(f"| {name} | {len(rows)} | {' | '.join(cells)} |", flush=True)


def print_gold(bench: Bench, split: Split, document: str, parts: dict[str, Callable[[Floats], Floats]]) -> None:
    """Print a line for the evaluation questions on a document that the split left out."""
    rows = [i for i, q in enumerate(bench.gold["questions"]) if q.gold and document_of(q.gold[0][0]) == document]
    gold = [[[bench.column[c] for c in group] for group in bench.gold["questions"][i].gold] for i in rows]
    named = [{document_of(c) for group in bench.gold["questions"][i].gold for c in group} for i in rows]
    admitted = np.stack([np.any([bench.admitted(d) for d in own], axis=0) for own in named])
    signals = split.signals("questions", rows)
    cells = [places(np.where(admitted, part(signals), -1e9), gold) for part in parts.values()]
    print(f"| {document}, evaluation | {len(rows)} | {' | '.join(cells)} |", flush=True)


def report_law(bench: Bench, splits: Sequence[Split], words: float, cosine: float) -> None:
    """Print table 3, by the weights of a clause without ways of asking."""
    national, stard = bench.texts.national, bench.texts.stard
    row_of = {article.key: row for row, article in enumerate(national)}
    right = [[row_of[key] for key in q.answers] for q in stard]
    found: dict[str, list[NDArray[np.int64]]] = {"words": [], "embedding": [], "both": []}
    order: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        TantivyLexicalIndex.build(
            Path(folder) / "words", ((clause_of(i, a), card_of(a)) for i, a in enumerate(national))
        )
        lexical = TantivyLexicalIndex(Path(folder) / "words")
        for split in splits:
            if "stard_rows" not in split.vectors:
                continue
            for question, own in zip(split.vectors["stard_rows"], split.vectors["stard_cosines"], strict=True):
                hits = lexical.search(tokenise(stard[question].text), DEPTH)
                shared = np.zeros(len(national))
                for clause, score in hits:
                    shared[int(clause.partition(":")[2])] = score / hits[0][1]
                cosines = own.astype(np.float64)
                for name, scores in (
                    ("words", shared),
                    ("embedding", cosines),
                    ("both", words * shared**POWER + cosine * cosines),
                ):
                    found[name].append(np.argsort(-scores, kind="stable")[:100])
                order.append(int(question))
    print(f"\n## {len(order)} STARD questions, five-fold, against {len(national)} articles")
    print("| retriever | R@1 | R@10 | R@100 | MRR@10 |\n|---|---|---|---|---|")
    for name, rankings in found.items():
        own_right = [right[i] for i in order]
        figures = [recall_at(np.stack(rankings), own_right, depth) for depth in (1, 10, 100)]
        figures.append(reciprocal_rank(np.stack(rankings), own_right))
        print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |", flush=True)


def clause_of(number: int, article: Passage) -> Clause:
    """An article as a clause of the lexical index."""
    text = article.text
    return Clause(
        id=f"law:{number}",
        document_id="law",
        path=str(number),
        label="",
        text=text,
        span=Span(0, len(text)),
        position=0,
    )


def card_of(article: Passage) -> Card:
    """The document of an article: its law's name."""
    return Card(id="law", title=article.title, source="")


def floor_features(bench: Bench, split: Split, name: str, weights: Floats, rows: NDArray[np.int64]) -> Floats:
    """Return the best clause's cosine above the background and words, and the likeness to inside and outside."""
    embedder = open_embedder(bench.folds / split.name)
    outside = embedder.encode_queries([text for _, text in bench.outside])
    background = (embedder.encode_queries(UNRELATED) @ split.vector("clauses").T).max(axis=1).mean()
    if name == "outside":
        split.vectors["asked_outside"] = outside
        sources = np.array([source for source, _ in bench.outside])
    signals = split.signals(name, rows)
    if name == "askings":
        admitted = np.stack([bench.admitted(bench.document[c]) for c in bench.clause_of_asking[rows]])
    else:
        admitted = np.tile(bench.admitted(""), (len(rows), 1))
    best = np.where(admitted, signals @ weights, -1e9).argmax(axis=1)
    each = np.arange(len(rows))
    questions = split.vector(f"asked_{name}")[rows]
    near = questions @ outside.T
    if name == "outside":  # another question on the same source was taught to lie near
        near[sources[rows][:, None] == sources[None]] = -1.0
    inside = questions @ split.vector("askings")[bench.indexed(split.name)].T
    own = signals[each, best]
    words = bench.words[name][rows, best] / WORDS_UNIT
    likeness = [np.sort(cosines, axis=1)[:, -NEIGHBOURS:].mean(axis=1) for cosines in (inside, near)]
    return np.stack([own[:, 0] + own[:, 5] - background, words, *likeness], axis=1)


def report_floor(bench: Bench, splits: Sequence[Split], weights: Floats) -> None:
    """Print table 4 and the constants of `assistant/floor.py`."""
    print("\n## Floor")
    everything = np.arange(len(bench.outside))
    for name, columns, chosen in (
        ("TEXT", [0, 1], [s for s in splits if s.name.startswith("without")]),
        ("ASKED", [0, 1, 2, 3], [s for s in splits if s.name.startswith("fold")]),
    ):
        answered, refused = [], []
        for number, split in enumerate(chosen):
            rows = np.flatnonzero(~bench.indexed(split.name))
            document = bench.texts.unseen(split.name)[1]
            if document:
                rows = rows[bench.document[bench.clause_of_asking[rows]] == document]
            answered.append(floor_features(bench, split, "askings", weights, rows))
            refused.append(floor_features(bench, split, "outside", weights, everything[number :: len(chosen)]))
        features = np.concatenate([*answered, *refused])[:, columns]
        labels = np.concatenate([np.ones(sum(map(len, answered))), np.zeros(sum(map(len, refused)))])
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=1000).fit(features, labels)
        names = ("cosine", "words", "inside", "outside")
        print(f"{name}: {dict(zip(names, model.coef_[0].round(2).tolist(), strict=False))}")
        print(f"bias {model.intercept_[0]:.2f}; questions on clauses refused and questions from outside answered, from")
        odds = model.decision_function(features)
        for least in (-1.0, 0.0, 1.0, 2.0, 3.0):
            print(
                f"  {least:+.1f}: {(odds[labels == 1] < least).mean():.3f}, {(odds[labels == 0] >= least).mean():.3f}"
            )


def main() -> None:
    """Fit and print everything."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--folds", type=Path, required=True, help="the folder that tools/folds.py filled")
    arguments = parser.parse_args()
    bench = open_bench(arguments.data, arguments.folds)
    splits = [Split.read(bench, name) for name in bench.texts.splits if name != "all"]
    weights = fit_ranker(bench, splits)
    print_ranker(weights)
    report_clauses(bench, splits, weights)
    report_law(bench, splits, words=weights[2] + weights[7], cosine=weights[0] + weights[5])
    report_floor(bench, splits, weights)


if __name__ == "__main__":
    main()
