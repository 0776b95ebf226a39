"""Measure the embedder's recipe on questions that its temporary models never saw.

``python tools/evaluate_embedder.py --data DIR [--model PATH]`` prints three tables:

1. a fifth of the STARD questions against all national law articles, beside BM25;
2. the written questions on the clauses of the union documents against all clauses: a random fifth
   held out, then each document left out whole (neither its questions nor its text in training);
3. with ``--model``, the saved model on the evaluation questions ``gold/questions.jsonl``.

The temporary models of 1 and of the first line of 2 share one training.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ranking import (
    Groups,
    Rankings,
    first_and_six,
    rank_bm25,
    rank_cosine,
    rank_fused,
    recall_at,
    reciprocal_rank,
)
from sentence_transformers import SentenceTransformer
from static_bag import Bags, StaticBag, encode_pieces
from train_embedder import Base, Recipe, finder_passages, obtain_base, teach_questions
from training_pairs import (
    DOCUMENT_TITLES,
    EVALUATION_FOLD,
    EVALUATION_SEED,
    Passage,
    Question,
    document_of,
    hold_out,
    read_articles,
    read_clauses,
    read_jsonl,
    read_questions,
    sentence_questions,
)

FUSED_SHARE = 0.5  # BM25's share of the fused score; untuned


def embed_texts(base: Base, model: StaticBag, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the unit vectors of texts under a model in training."""
    return model.embed(Bags.of(encode_pieces(base.tokenizer, texts))).numpy()


def rank_model(base: Base, model: StaticBag, passages: Sequence[str], questions: Sequence[str], depth: int) -> Rankings:
    """Return the rows of the passages nearest to each question under a model in training."""
    return rank_cosine(embed_texts(base, model, passages), embed_texts(base, model, questions), depth)


def law_row(name: str, rankings: Rankings, right: Groups) -> str:
    """Format one retriever's line of the STARD table."""
    figures = [recall_at(rankings, right, depth) for depth in (1, 10, 100)]
    figures.append(reciprocal_rank(rankings, right))
    return f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |"


def report_law(base: Base, model: StaticBag, articles: Sequence[Passage], questions: Sequence[Question]) -> None:
    """Print the STARD table: law text alone, with questions, and BM25, over the national articles."""
    national = [article for article in articles if article.national]
    row_of = {article.key: row for row, article in enumerate(national)}
    usable = [q for q in questions if all(key in row_of for key in q.answers)]
    right = [[row_of[key] for key in q.answers] for q in usable]
    texts, asked = [article.full for article in national], [q.text for q in usable]
    print(f"\n{len(usable)} STARD questions held out, {len(national)} national articles\n")
    print("| retriever | R@1 | R@10 | R@100 | MRR@10 |\n|---|---|---|---|---|")
    print(law_row("law text only", rank_model(base, base.model, texts, asked, 100), right))
    print(law_row("and questions", rank_model(base, model, texts, asked, 100), right))
    print(law_row("BM25", rank_bm25(texts, asked, 100), right), flush=True)


def report_clauses(
    name: str, base: Base, model: StaticBag, clauses: Sequence[Passage], questions: Sequence[Question]
) -> None:
    """Print one line for questions on clauses: each retriever's right clause first / in six."""
    row_of = {clause.key: row for row, clause in enumerate(clauses)}
    groups = [[[row_of[key] for key in question.answers]] for question in questions]
    texts, asked = [clause.full for clause in clauses], [question.text for question in questions]
    cosines = embed_texts(base, model, asked) @ embed_texts(base, model, texts).T
    results = (
        first_and_six(rank_model(base, model, texts, asked, 6), groups),
        first_and_six(rank_model(base, base.model, texts, asked, 6), groups),
        first_and_six(rank_bm25(texts, asked, 6), groups),
        first_and_six(rank_fused(texts, asked, cosines, FUSED_SHARE, 6), groups),
    )
    cells = " | ".join(f"{first:.3f} / {six:.3f}" for first, six in results)
    print(f"| {name} | {len(asked)} | {cells} |", flush=True)


def leave_out(
    document: str, questions: Sequence[Question], clauses: Sequence[Passage]
) -> tuple[list[Question], list[Question]]:
    """Split questions into those of other documents, with their sentences, and those of ``document``."""
    left = [q for q in questions if q.source == "clauses" and document_of(q.answers[0]) == document]
    kept = [q for q in questions if q not in left]
    others = [clause for clause in clauses if document_of(clause.key) != document]
    return [*kept, *sentence_questions(others)], left


def evaluate_recipe(data: Path, recipe: Recipe, base_file: Path | None, documents: Sequence[str]) -> None:
    """Print the tables of the held-out questions."""
    articles, clauses, questions = read_articles(data), read_clauses(data), read_questions(data)
    base = obtain_base(articles, recipe, base_file)
    kept, held = hold_out(questions, EVALUATION_FOLD, EVALUATION_SEED)
    kept += sentence_questions(clauses)
    passages = finder_passages(articles, clauses, questions)
    model = teach_questions(base, kept, passages, recipe)
    report_law(base, model, articles, [q for q in held if q.source == "stard"])
    print("\n| questions on clauses | n | embedder | law text only | BM25 | fused |\n|---|---|---|---|---|---|")
    report_clauses("random fifth", base, model, clauses, [q for q in held if q.source == "clauses"])
    for document in documents:
        kept, held = leave_out(document, questions, clauses)
        others = [p for p in passages if document_of(p.key) != document]
        report_clauses(f"without {document}", base, teach_questions(base, kept, others, recipe), clauses, held)


def evaluate_saved(data: Path, path: Path) -> None:
    """Print how a saved model, loaded by sentence-transformers, ranks the evaluation questions."""
    clauses = read_clauses(data)
    row_of = {clause.key: row for row, clause in enumerate(clauses)}
    rows = [row for row in read_jsonl(data / "gold/questions.jsonl") if row["gold"]]
    asked = [
        "\n".join([*(turn["content"] for turn in row["history"] if turn["role"] == "user"), row["q"]]) for row in rows
    ]
    groups = [[[row_of[key] for key in group] for group in row["gold"]] for row in rows]
    texts = [clause.full for clause in clauses]
    model = SentenceTransformer(str(path), device="cpu", local_files_only=True)
    found, vectors = (np.asarray(model.encode(batch), dtype=np.float32) for batch in (texts, asked))
    print(f"\n{len(rows)} evaluation questions, {len(clauses)} clauses\n")
    print("| retriever | right clause first | all in six |\n|---|---|---|")
    results = {
        "saved model": rank_cosine(found, vectors, 6),
        "BM25": rank_bm25(texts, asked, 6),
        "fused": rank_fused(texts, asked, vectors @ found.T, FUSED_SHARE, 6),
    }
    for name, rankings in results.items():
        first, six = first_and_six(rankings, groups)
        print(f"| {name} | {first:.3f} | {six:.3f} |")


def main() -> None:
    """Run the evaluations that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--model", type=Path, help="a saved model to put to the evaluation questions")
    parser.add_argument("--only-model", action="store_true", help="skip the temporary models")
    parser.add_argument("--base", type=Path, help="keep the model of law text alone here, or take it from here")
    parser.add_argument(
        "--documents", nargs="*", default=list(DOCUMENT_TITLES), help="ids of the documents to leave out, one by one"
    )
    arguments = parser.parse_args()
    if not arguments.only_model:
        evaluate_recipe(arguments.data, Recipe(), arguments.base, arguments.documents)
    if arguments.model:
        evaluate_saved(arguments.data, arguments.model)


if __name__ == "__main__":
    main()
