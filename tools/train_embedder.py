"""Train the shipped Chinese legal text embedder from scratch, on a CPU, in minutes.

``python tools/train_embedder.py --data DIR`` trains a tokenizer and a static embedding on the law
articles, teaches it written questions, and saves it where ``SentenceTransformer(path)`` loads it with
no code of ours. ``--data`` is a folder laid out as ``tools/training_pairs.py`` says.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from static_bag import Bags, Integers, StaticBag, encode_pieces, join_ranges, train_tokenizer
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm
from training_pairs import (
    Passage,
    Question,
    read_articles,
    read_askings,
    read_clauses,
    read_headings,
    read_law_questions,
    read_synonyms,
    sentence_questions,
    split_sentences,
    with_synonyms,
)

DEFAULT_OUTPUT = Path("index/models/static-zh-law")
MODULES = [
    ("0", "", "sentence_transformers.models.StaticEmbedding"),
    ("1", "1_Normalize", "sentence_transformers.models.Normalize"),
]


@dataclass(frozen=True)
class Recipe:
    """The numbers of the training; the defaults are those of the shipped model."""

    seed: int = 20250101
    threads: int = 2
    pieces: int = 28_000
    dimension: int = 640
    temperature: float = 0.05
    law_passes: int = 5
    law_batch: int = 2_048
    law_rate: float = 1e-2
    law_dropout: float = 0.5
    sentences_per_article: int = 2
    question_passes: int = 8
    question_batch: int = 256
    question_rate: float = 5e-3
    negatives: int = 4
    mining_passes: tuple[int, ...] = (0, 2, 5)
    mined: int = 60
    mined_skip: int = 5
    question_dropout: float = 0.3
    same_fact_weight: float = 0.5


@dataclass(frozen=True)
class LawSources:
    """What the law text is taught with beside the articles; empty maps leave it out."""

    headings: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]]
    seed: int = Recipe.seed


@dataclass(frozen=True)
class Base:
    """A tokenizer and the model that law text alone has taught."""

    tokenizer: Tokenizer
    model: StaticBag


def seed_everything(recipe: Recipe) -> None:
    """Fix the seeds and the number of threads, on which the order of float sums depends."""
    random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)


class LawPairs:
    """Pairs drawn from law articles: a sentence ↔ name and remaining text; name, headings ↔ the text.

    The parts of an article are its name and its sentences. Each asks as a text of its own: a sentence with some of its
    words replaced by synonyms; the article's headings（``HEADINGS``）ask beside them.
    """

    HEADINGS = -1

    def __init__(self, tokenizer: Tokenizer, articles: Sequence[Passage], sources: LawSources) -> None:
        chance = random.Random(sources.seed)
        parts = [[article.title, *split_sentences(article.text)] for article in articles]
        headings = [sources.headings.get(article.title, "") for article in articles]
        asking = [
            text
            for own, above in zip(parts, headings, strict=True)
            for text in (own[0], *(with_synonyms(part, sources.synonyms, chance) for part in own[1:]), above)
        ]
        sizes = np.array([len(own) for own in parts], dtype=np.int64)
        self.bags = Bags.of(encode_pieces(tokenizer, [part for own in parts for part in own]))
        self.asking = Bags.of(encode_pieces(tokenizer, asking))
        self.first = np.cumsum(sizes) - sizes
        self.last = self.first + sizes - 1
        self.first_asking = np.cumsum(sizes + 1) - sizes - 1
        self.under_headings = np.flatnonzero([bool(above) for above in headings])

    def draw(self, per_article: int, generator: np.random.Generator) -> Integers:
        """Draw one pass: shuffled rows (article, part that asks); the first part is the article's name."""
        articles = np.arange(len(self.first))
        counts = self.last - self.first
        rows = [np.stack([articles, self.first], axis=1)]
        first = (generator.random(len(articles)) * counts).astype(np.int64)
        for chosen in range(per_article):
            # The second sentence differs from the first; an article with one sentence gives one pair.
            part = self.first + 1 + (first + chosen) % np.maximum(counts, 1)
            rows.append(np.stack([articles, part], axis=1)[chosen < counts])
        rows.append(np.stack([self.under_headings, np.full_like(self.under_headings, self.HEADINGS)], axis=1))
        return generator.permutation(np.concatenate(rows))

    def batch(self, rows: Integers) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
        """Return the asking and the answering bags of the pairs at ``rows``; a part does not answer itself."""
        articles, part = rows[:, 0], rows[:, 1]
        whole = part == self.HEADINGS
        part = np.where(whole, self.first[articles], part)
        start, end = self.bags.starts[self.first[articles]], self.bags.ends[self.last[articles]]
        cut_start = np.where(whole, start, self.bags.starts[part])
        cut_end = np.where(whole, start, self.bags.ends[part])
        answers = join_ranges(self.bags.pieces, np.stack([start, cut_end], axis=1), np.stack([cut_start, end], axis=1))
        place = np.where(whole, self.last[articles] + 1, part) - self.first[articles]
        return self.asking.take(self.first_asking[articles] + place), answers


def contrast(left: Tensor, right: Tensor, temperature: float) -> Tensor:
    """Return the symmetric in-batch contrastive loss: row ``i`` of each side belongs to row ``i``."""
    scores = left @ right.T / temperature
    labels = torch.arange(len(left))
    forth = functional.cross_entropy(scores, labels)
    return (forth + functional.cross_entropy(scores.T, labels)) / 2


def train_base(articles: Sequence[Passage], sources: LawSources, recipe: Recipe) -> Base:
    """Train the tokenizer and the first model on law text alone."""
    seed_everything(recipe)
    tokenizer = train_tokenizer((article.full for article in articles), recipe.pieces)
    pairs = LawPairs(tokenizer, articles, sources)
    model = StaticBag(tokenizer.get_vocab_size(), recipe.dimension)
    generator = np.random.default_rng(recipe.seed)
    passes = [pairs.draw(recipe.sentences_per_article, generator) for _ in range(recipe.law_passes)]
    rows = np.concatenate(passes)
    steps = len(rows) // recipe.law_batch
    optimiser = torch.optim.Adam(model.parameters(), lr=recipe.law_rate, fused=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.01, steps)
    progress = tqdm(range(steps), desc="law text", mininterval=5)
    for step in progress:
        asks, answers = pairs.batch(rows[step * recipe.law_batch : (step + 1) * recipe.law_batch])
        loss = contrast(model(*asks, recipe.law_dropout), model(*answers), recipe.temperature)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
        progress.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
    return Base(tokenizer, model)


def obtain_base(data: Path, articles: Sequence[Passage], recipe: Recipe, file: Path | None) -> Base:
    """Train the base model, or read it from ``file`` where an earlier run has kept it there."""
    if file is None or not file.exists():
        base = train_base(articles, LawSources(read_headings(data), read_synonyms(data), recipe.seed), recipe)
        if file is not None:
            torch.save({"tokenizer": base.tokenizer.to_str(), "model": base.model.state_dict()}, file)
        return base
    kept = torch.load(file, weights_only=True)
    model = StaticBag(*kept["model"]["vectors"].shape)
    model.load_state_dict(kept["model"])
    return Base(Tokenizer.from_str(kept["tokenizer"]), model)


class QuestionPairs:
    """Questions, the passages they may find, and the hard negatives mined with the model in training."""

    def __init__(self, tokenizer: Tokenizer, questions: Sequence[Question], passages: Sequence[Passage]) -> None:
        row_of = {passage.key: row for row, passage in enumerate(passages)}
        group_of = {passage.key: passage.group for passage in passages}
        rows_of: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(passages):
            rows_of[passage.group].append(row)
        self.questions = Bags.of(encode_pieces(tokenizer, [question.text for question in questions]))
        self.passages = Bags.of(encode_pieces(tokenizer, [passage.full for passage in passages]))
        self.answers = [[row_of[key] for key in question.answers] for question in questions]
        self.groups = [frozenset(group_of[key] for key in question.answers) for question in questions]
        self.spared = [sorted(r for group in own for r in rows_of[group]) for own in self.groups]
        self.clauses = np.array([row for row, p in enumerate(passages) if not p.is_article], dtype=np.int64)
        self.asks_article = np.array([passages[rows[0]].is_article for rows in self.answers])
        self.pairs = np.array([(question, row) for question, rows in enumerate(self.answers) for row in rows])
        same: dict[str, list[int]] = defaultdict(list)
        for number, question in enumerate(questions):
            if question.fact:
                same[question.fact].append(number)
        self.others = {i: [o for o in own if o != i] for own in same.values() if len(own) > 1 for i in own}

    def mine(self, model: StaticBag, recipe: Recipe) -> Integers:
        """Return, a row a question, the nearest wrong articles without the very first ones.

        The first are skipped because many of them answer the question too. Only the rows of questions that ask for an
        article mean anything.
        """
        passages = model.embed(self.passages)
        questions = model.embed(self.questions)
        found = []
        for start in range(0, len(questions), 1024):
            scores = questions[start : start + 1024] @ passages.T
            scores[:, self.clauses] = -2.0
            for row, answers in enumerate(self.answers[start : start + 1024]):
                scores[row, answers] = -2.0
            found.append(scores.topk(recipe.mined).indices[:, recipe.mined_skip :])
        return torch.cat(found).numpy()

    def partners(self, asked: Integers, generator: np.random.Generator) -> tuple[Integers, Integers]:
        """Return the places in ``asked`` of questions that others share a fact with, and such an other for each."""
        places = np.array([i for i, question in enumerate(asked) if question in self.others], dtype=np.int64)
        chosen = (self.others[int(asked[i])] for i in places)
        return places, np.array([own[generator.integers(len(own))] for own in chosen], dtype=np.int64)


def teach_questions(
    base: Base, questions: Sequence[Question], passages: Sequence[Passage], recipe: Recipe
) -> StaticBag:
    """Return a copy of the base model that has learnt to bring questions to their passages."""
    seed_everything(recipe)
    generator = np.random.default_rng(recipe.seed)
    pairs = QuestionPairs(base.tokenizer, questions, passages)
    model = copy.deepcopy(base.model)
    steps = recipe.question_passes * -(-len(pairs.pairs) // recipe.question_batch)
    optimiser = torch.optim.Adam(model.parameters(), lr=recipe.question_rate, fused=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.01, steps)
    progress = tqdm(total=steps, desc="questions", mininterval=5)
    for number in range(recipe.question_passes):
        if number in recipe.mining_passes:
            mined = pairs.mine(model, recipe)
        order = generator.permutation(pairs.pairs)
        for start in range(0, len(order), recipe.question_batch):
            loss = question_loss(model, pairs, mined, order[start : start + recipe.question_batch], generator, recipe)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
            progress.update()
            progress.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
    progress.close()
    return model


def question_loss(
    model: StaticBag,
    pairs: QuestionPairs,
    mined: Integers,
    batch: Integers,
    generator: np.random.Generator,
    recipe: Recipe,
) -> Tensor:
    """Return the loss of one batch of (question, passage) rows.

    A question competes with the passages of the batch, with articles mined for the questions that ask for an article,
    and with all clauses; other passages of its own article or clause are masked out. Beside that, it competes for
    another question on the same fact with the other questions of the batch, so that ways of asking lie together.
    """
    asked, right = batch[:, 0], batch[:, 1]
    of_articles = asked[pairs.asks_article[asked]]
    columns = generator.integers(0, mined.shape[1], (len(of_articles), recipe.negatives))
    candidates = np.concatenate([right, mined[of_articles[:, None], columns].ravel(), pairs.clauses])
    questions = model(*pairs.questions.take(asked), recipe.question_dropout)
    scores = questions @ model(*pairs.passages.take(candidates)).T
    mask = np.zeros(scores.shape, dtype=bool)
    for row, question in enumerate(asked):
        mask[row] = np.isin(candidates, pairs.spared[question])
        mask[row, row] = False
    loss = masked_contrast(scores, mask, recipe)
    places, partners = pairs.partners(asked, generator)
    if recipe.same_fact_weight and len(places):
        scores = questions[places] @ model(*pairs.questions.take(partners), recipe.question_dropout).T
        same = [[bool(pairs.groups[one] & pairs.groups[other]) for other in partners] for one in asked[places]]
        np.fill_diagonal(mask := np.array(same), False)
        loss = loss + recipe.same_fact_weight * masked_contrast(scores, mask, recipe)
    return loss


def masked_contrast(scores: Tensor, mask: NDArray[np.bool_], recipe: Recipe) -> Tensor:
    """Return the loss of rows whose right column has the row's own number; masked columns do not compete."""
    scores = scores.masked_fill(torch.from_numpy(mask), -2.0) / recipe.temperature
    return functional.cross_entropy(scores, torch.arange(len(scores)))


def save_model(tokenizer: Tokenizer, model: StaticBag, output: Path) -> dict[str, str]:
    """Write the sentence-transformers folder and return the sha256 of its data files by name.

    The same digests are written to ``SHA256SUMS`` in the format of ``sha256sum``.
    """
    (output / "1_Normalize").mkdir(parents=True, exist_ok=True)
    vectors, factors = model.quantised()
    save_file({"embeddings": vectors, "weights": factors}, output / "model.safetensors")
    tokenizer.save(str(output / "tokenizer.json"), pretty=False)
    modules = [{"idx": int(name), "name": name, "path": path, "type": kind} for name, path, kind in MODULES]
    write_json(output / "modules.json", modules)
    write_json(output / "1_Normalize/config.json", {})
    settings = {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"}
    write_json(output / "config_sentence_transformers.json", settings)
    digests = {
        name: hashlib.sha256((output / name).read_bytes()).hexdigest()
        for name in ("model.safetensors", "tokenizer.json")
    }
    (output / "model.safetensors").chmod(0o644)
    lines = [f"{digest}  {name}\n" for name, digest in digests.items()]
    (output / "SHA256SUMS").write_text("".join(lines), encoding="ascii")
    return digests


def write_json(path: Path, content: object) -> None:
    """Write indented JSON with a final line break."""
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def finder_passages(
    articles: Sequence[Passage], clauses: Sequence[Passage], questions: Sequence[Question]
) -> list[Passage]:
    """Return the passages that questions compete for: national and asked-for articles, and clauses."""
    asked = {key for question in questions for key in question.answers}
    return [a for a in articles if a.national or a.key in asked] + list(clauses)


def main() -> None:
    """Train on everything but the evaluation questions and save the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT, help="the model's folder")
    parser.add_argument("--base", type=Path, help="keep the model of law text alone here, or take it from here")
    arguments = parser.parse_args()
    recipe = Recipe()
    articles, clauses = read_articles(arguments.data), read_clauses()
    questions = [*read_law_questions(arguments.data), *read_askings(clauses), *sentence_questions(clauses)]
    base = obtain_base(arguments.data, articles, recipe, arguments.base)
    passages = finder_passages(articles, clauses, questions)
    model = teach_questions(base, questions, passages, recipe)
    for name, digest in save_model(base.tokenizer, model, arguments.output).items():
        print(f"{digest}  {name}")


if __name__ == "__main__":
    main()
