"""A static embedding in training: a text is the weighted mean of its pieces' vectors, L2-normalised.

The vector of a piece and its weight are learnt apart and folded together on saving, so that the
stock ``StaticEmbedding`` + ``Normalize`` modules of sentence-transformers give the same vectors: a
mean and a sum point the same way, and only the direction survives the normalisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from torch import Tensor, nn
from torch.nn import functional

Integers = NDArray[np.int64]

LONGEST_PIECE = 6
_NOT_A_WORD = r"[^\p{Han}a-z0-9]+"
_LATIN_OR_DIGITS = r"[a-z]+|[0-9]+"
_ARTICLE_NUMBER = r"第[一二三四五六七八九十百千零〇]+[编章节条款项]"


def train_tokenizer(texts: Iterable[str], pieces: int) -> Tokenizer:
    """Train a BPE tokenizer (NFKC, lower case) whose pieces cross neither punctuation nor 第…条.

    Punctuation and characters never seen are dropped: they carry no meaning of their own here.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_NOT_A_WORD), "removed"),
            pre_tokenizers.Split(Regex(_LATIN_OR_DIGITS), "isolated"),
            pre_tokenizers.Split(Regex(_ARTICLE_NUMBER), "isolated"),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=pieces, max_token_length=LONGEST_PIECE, min_frequency=2, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def encode_pieces(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return the piece ids of each text."""
    return [encoding.ids for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]


@dataclass(frozen=True)
class Bags:
    """Ragged piece ids: text ``i`` is ``pieces[starts[i]:ends[i]]``."""

    pieces: Integers
    starts: Integers
    ends: Integers

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]]) -> Bags:
        """Lay the texts' piece ids end to end."""
        ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
        pieces = np.fromiter((piece for text in texts for piece in text), np.int64)
        return cls(pieces, np.concatenate([[0], ends[:-1]]), ends)

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, rows: Integers) -> tuple[Tensor, Tensor]:
        """Return (piece ids, offsets) of the texts at ``rows``, as ``nn.EmbeddingBag`` takes them."""
        return join_ranges(self.pieces, self.starts[rows, None], self.ends[rows, None])


def join_ranges(pieces: Integers, starts: Integers, ends: Integers) -> tuple[Tensor, Tensor]:
    """Return (piece ids, offsets) of bags that each join the ranges of one row of ``starts``/``ends``.

    ``starts`` and ``ends`` have the shape (bags, ranges).
    """
    lengths = (ends - starts).ravel()
    before = np.cumsum(lengths) - lengths
    positions = np.repeat(starts.ravel() - before, lengths) + np.arange(lengths.sum())
    return torch.from_numpy(pieces[positions]), torch.from_numpy(before[:: starts.shape[1]].copy())


class StaticBag(nn.Module):
    """Piece vectors and piece weights; ``forward`` returns unit vectors of shape (bags, dimension)."""

    def __init__(self, pieces: int, dimension: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.randn(pieces, dimension) * 0.05)
        self.weights = nn.Parameter(torch.zeros(pieces))

    def forward(self, pieces: Tensor, offsets: Tensor, dropout: float = 0.0) -> Tensor:
        """Embed bags of pieces, each piece left out with the probability ``dropout``."""
        weights = functional.dropout(functional.softplus(self.weights)[pieces], dropout)
        sums = functional.embedding_bag(pieces, self.vectors, offsets, mode="sum", per_sample_weights=weights)
        return functional.normalize(sums, dim=1)

    @torch.no_grad()
    def embed(self, bags: Bags, batch: int = 8192) -> Tensor:
        """Embed all texts of ``bags`` without gradients."""
        rows = np.arange(len(bags))
        parts = [self(*bags.take(rows[i : i + batch])) for i in range(0, len(bags), batch)]
        return torch.cat(parts)

    @torch.no_grad()
    def quantised(self) -> tuple[Tensor, Tensor]:
        """Return int8 vectors (pieces, dimension) and float32 factors (pieces,).

        A factor joins the step of its row's quantisation and the learnt weight of the piece.
        """
        steps = self.vectors.abs().amax(dim=1).clamp_min(1e-12) / 127
        rows = (self.vectors / steps[:, None]).round().to(torch.int8)
        return rows, (steps * functional.softplus(self.weights)).to(torch.float32)
