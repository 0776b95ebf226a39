"""Compare the static embedding with encoders that see context, and with itself without parts of its recipe.

``python tools/compare_encoders.py --data DIR --base FILE --rows static transformer`` prints one row of a Markdown table
a model. Every model is taught the questions without those of ``fold0`` (``tools/folds.py``) and measured on them.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
import train_embedder as trainer
import training_pairs as sources
from folds import Texts, read_texts, train_split
from ranking import first_and_six, rank_cosine, recall_at, reciprocal_rank
from static_bag import Bags, StaticBag, encode_pieces
from torch import Tensor, nn
from torch.nn import functional
from train_embedder import Base, Recipe

SPLIT = "fold0"
RECIPE = Recipe()
ABLATIONS = {
    "static": RECIPE,
    "no-hard-negatives": replace(RECIPE, negatives=0, mining_passes=(0,)),
    "no-same-fact": replace(RECIPE, same_fact_weight=0.0),
    "no-dropout": replace(RECIPE, question_dropout=0.0),
}
WARM_UP = 30  # steps
HEADER = "| model | R@1 | R@10 | R@100 | MRR@10 | first | in six | ms a query | MB int8 | MB fp16 | CPU min |"


class Block(nn.Module):
    """A Transformer layer, normalised before each half; it starts as the identity."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.ask, self.answer = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        for last in (self.answer, self.down):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(self, pieces: Tensor, positions: Tensor, seen: Tensor) -> Tensor:
        """Return the pieces（texts, places, width）after attention to those ``seen``, and a dense layer."""
        asked = self.ask(self.before(pieces) + positions).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        found = functional.scaled_dot_product_attention(asked[0], asked[1], asked[2], attn_mask=seen[:, None, None])
        pieces = pieces + self.answer(found.transpose(1, 2).flatten(2))
        answered: Tensor = pieces + self.down(functional.gelu(self.up(self.between(pieces))))
        return answered


class Transformer(StaticBag):
    """A bi-encoder that starts as the static embedding, cut to its first principal axes, and sums its last layer.

    Texts are cut after ``LONGEST`` pieces. Vectors are kept at a tenth: under Adam, whose steps have one size, they
    then learn ten times as fast as the layers, as embeddings need.
    """

    LONGEST, TOGETHER, SCALE = 96, 64, 10.0

    def __init__(self, base: StaticBag, layers: int, width: int, heads: int) -> None:
        super().__init__(len(base.vectors), width)
        with torch.no_grad():
            whole = functional.softplus(base.weights)[:, None] * base.vectors
            cut = whole @ torch.linalg.eigh(whole.T @ whole).eigenvectors[:, -width:]
            self.vectors.copy_(cut / cut.norm(dim=1).mean() * 4 / self.SCALE)
        self.positions = nn.Parameter(torch.randn(self.LONGEST, width) * 0.1)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))

    def forward(self, pieces: Tensor, offsets: Tensor, dropout: float = 0.0) -> Tensor:
        """Embed bags of pieces in their order, each piece left out with the probability ``dropout``."""
        text = torch.repeat_interleave(torch.diff(offsets, append=torch.tensor([len(pieces)])))
        kept = (torch.arange(len(pieces)) - offsets[text] < self.LONGEST) & (torch.rand(len(pieces)) >= dropout)
        lengths = torch.bincount(text[kept], minlength=len(offsets))
        starts, laid = lengths.cumsum(0) - lengths, functional.pad(pieces[kept], (0, 1))
        order = lengths.argsort()
        sums = [self.pool(laid, starts[rows], lengths[rows]) for rows in torch.split(order, self.TOGETHER)]
        return functional.normalize(torch.cat(sums), dim=1)[order.argsort()]

    def pool(self, pieces: Tensor, starts: Tensor, lengths: Tensor) -> Tensor:
        """Return the sums of the last layer over texts of about the same length."""
        place = torch.arange(max(1, int(lengths.max())))
        real = place < lengths[:, None]
        states = self.vectors[pieces[(starts[:, None] + place).clamp(max=len(pieces) - 1)]] * self.SCALE
        for block in self.blocks:
            states = block(states, self.positions[: len(place)], real | (place == 0))
        return (states * real[:, :, None]).sum(1)


class AttentionPooling(StaticBag):
    """The static embedding, whose mean then asks every piece how much it should count in this text."""

    def __init__(self, base: StaticBag) -> None:
        super().__init__(*base.vectors.shape)
        self.load_state_dict(base.state_dict())
        self.keys = nn.Parameter(torch.randn(len(base.vectors), 64) * 0.1)
        self.query = nn.Parameter(torch.zeros(base.vectors.shape[1], 64))

    def forward(self, pieces: Tensor, offsets: Tensor, dropout: float = 0.0) -> Tensor:
        """Embed bags of pieces, each piece left out with the probability ``dropout``."""
        asked = super().forward(pieces, offsets, dropout) @ self.query
        text = torch.repeat_interleave(torch.diff(offsets, append=torch.tensor([len(pieces)])))
        counts = 2 * torch.sigmoid((asked[text] * self.keys[pieces]).sum(1))
        weights = functional.dropout(functional.softplus(self.weights)[pieces] * counts, dropout)
        sums = functional.embedding_bag(pieces, self.vectors, offsets, mode="sum", per_sample_weights=weights)
        return functional.normalize(sums, dim=1)


def fit(model: StaticBag, losses: Iterator[Tensor], minutes: float, rate: float) -> None:
    """Follow the losses for so many minutes of CPU time, the rate falling to nothing."""
    optimiser = torch.optim.Adam(model.parameters(), lr=rate, fused=True)
    history: list[float] = []
    loss = next(losses)  # before the clock starts: the first reads the texts
    begun = time.process_time()
    while (spent := (time.process_time() - begun) / 60 / minutes) < 1:
        optimiser.param_groups[0]["lr"] = rate * min((len(history) + 1) / WARM_UP, 1 - spent)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        history.append(loss.item())
        loss = next(losses)
    print(f"{len(history)} steps, loss {np.mean(history[:10]):.3f} to {np.mean(history[-10:]):.3f}", flush=True)


def law_losses(model: StaticBag, base: Base, texts: Texts, data: Path, recipe: Recipe) -> Iterator[Tensor]:
    """Yield the losses of batches of law pairs without end."""
    beside = trainer.LawSources(sources.read_headings(data), sources.read_synonyms(data))
    pairs = trainer.LawPairs(base.tokenizer, texts.articles, beside)
    generator = np.random.default_rng(recipe.seed)
    while True:
        rows = pairs.draw(recipe.sentences_per_article, generator)
        for start in range(0, len(rows), recipe.law_batch):
            asks, answers = pairs.batch(rows[start : start + recipe.law_batch])
            yield trainer.contrast(model(*asks, recipe.question_dropout), model(*answers), recipe.temperature)


def question_losses(model: StaticBag, base: Base, texts: Texts, recipe: Recipe) -> Iterator[Tensor]:
    """Yield the losses of batches of seen questions without end.

    To save time, the base finds the wrong articles, once, and no more clauses than questions compete in a batch.
    """
    generator = np.random.default_rng(recipe.seed)
    unseen = texts.unseen(SPLIT)[0]
    questions = [q for q in (*texts.law_questions, *texts.askings) if q.text not in unseen]
    questions += sources.sentence_questions(texts.clauses)
    passages = trainer.finder_passages(texts.articles, texts.clauses, questions)
    pairs = trainer.QuestionPairs(base.tokenizer, questions, passages)
    mined, clauses = pairs.mine(base.model, recipe), pairs.clauses
    while True:
        order = generator.permutation(pairs.pairs)
        for start in range(0, len(order), recipe.question_batch):
            rows = order[start : start + recipe.question_batch]
            pairs.clauses = generator.choice(clauses, min(len(rows), len(clauses)), replace=False)
            yield trainer.question_loss(model, pairs, mined, rows, generator, recipe)


ENCODERS: dict[str, tuple[Callable[[StaticBag], StaticBag], Recipe]] = {
    "transformer": (
        partial(Transformer, layers=2, width=256, heads=4),
        replace(RECIPE, law_rate=2e-4, law_batch=256, question_rate=2e-4, question_batch=96, negatives=1),
    ),
    "attention-pooling": (AttentionPooling, replace(RECIPE, law_rate=2e-3)),
}


def measure(base: Base, model: StaticBag, texts: Texts) -> list[float]:
    """Return R@1, R@10, R@100 and MRR@10 on STARD, and the shares of askings with the clause first and in six."""
    unseen = texts.unseen(SPLIT)[0]
    stard, askings = ([q for q in own if q.text in unseen] for own in (texts.stard, texts.askings))

    def ranked(passages: list[str], questions: list[str], depth: int) -> np.ndarray:
        found, asked = (model.embed(Bags.of(encode_pieces(base.tokenizer, own))) for own in (passages, questions))
        return rank_cosine(found.numpy(), asked.numpy(), depth)

    row_of = {article.key: row for row, article in enumerate(texts.national)}
    rankings = ranked([article.full for article in texts.national], [question.text for question in stard], 100)
    right = [[row_of[key] for key in question.answers] for question in stard]
    recalls = [recall_at(rankings, right, depth) for depth in (1, 10, 100)]
    group_of = {clause.key: clause.group for clause in texts.clauses}
    groups = np.array([clause.group for clause in texts.clauses])
    needed = [[np.flatnonzero(groups == group_of[question.answers[0]]).tolist()] for question in askings]
    rankings_of_clauses = ranked([clause.full for clause in texts.clauses], [question.text for question in askings], 6)
    return [*recalls, reciprocal_rank(rankings, right), *first_and_six(rankings_of_clauses, needed)]


def milliseconds(base: Base, model: StaticBag, texts: Texts) -> float:
    """Return the median CPU time of one question, tokenizer included, on one thread."""
    torch.set_num_threads(1)
    marks = [time.process_time()]
    for question in texts.stard[:300]:
        model.embed(Bags.of(encode_pieces(base.tokenizer, [question.text])))
        marks.append(time.process_time())
    torch.set_num_threads(RECIPE.threads)
    return float(np.median(np.diff(marks))) * 1000


def row(name: str, base: Base, texts: Texts, train: Callable[[], StaticBag]) -> str:
    """Train a model, measure it and return its row of the table."""
    start = time.process_time()
    model = train().eval()
    minutes = (time.process_time() - start) / 60
    size = sum(parameter.numel() for parameter in model.parameters()) / 1e6
    scores = " | ".join(f"{score:.3f}" for score in measure(base, model, texts))
    spent = milliseconds(base, model, texts)
    return f"| {name} | {scores} | {spent:.2f} | {size:.1f} | {2 * size:.1f} | {minutes:.1f} |"


def trained(base: Base, texts: Texts, name: str, data: Path, minutes: Sequence[float]) -> StaticBag:
    """Return an encoder that has learnt the law pairs and then the questions."""
    build, recipe = ENCODERS[name]
    trainer.seed_everything(recipe)
    model = build(base.model)
    fit(model, law_losses(model, base, texts, data, recipe), minutes[0], recipe.law_rate)
    fit(model, question_losses(model, base, texts, recipe), minutes[1], recipe.question_rate)
    return model


def main() -> None:
    """Print the rows asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--base", type=Path, required=True, help="keep the model of law text alone here, or take it")
    parser.add_argument("--rows", nargs="+", choices=["law-text", *ABLATIONS, *ENCODERS], default=["static"])
    parser.add_argument(
        "--minutes", nargs=2, type=float, default=(20.0, 10.0), help="CPU minutes of an encoder: law, questions"
    )
    parser.add_argument("--passes", type=int, default=RECIPE.question_passes, help="of the questions, static model")
    arguments = parser.parse_args()
    texts = read_texts(arguments.data)
    base = trainer.obtain_base(arguments.data, texts.articles, RECIPE, arguments.base)
    trainings: dict[str, Callable[[], StaticBag]] = {"law-text": lambda: base.model}
    for name, recipe in ABLATIONS.items():
        trainings[name] = partial(train_split, base, texts, SPLIT, replace(recipe, question_passes=arguments.passes))
    trainings |= {name: partial(trained, base, texts, name, arguments.data, arguments.minutes) for name in ENCODERS}
    print(HEADER, "|---" * HEADER.count(" | ") + "|---|", sep="\n")
    for name in arguments.rows:
        print(row(name, base, texts, trainings[name]), flush=True)


if __name__ == "__main__":
    main()
