"""Reranking, off by default: a cross-encoder reads the question beside the best candidates and has a say in the order.

What it says is added to the score of `assistant.ranker`: `WEIGHT` for every standard deviation by which its logit for a
clause lies above its mean for the candidates. Logits of different models differ in scale, standardised ones do not.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Protocol, runtime_checkable

import numpy as np

from assistant.settings import SettingsError
from index.embedding import Embedder, forbid_downloads
from index.library import Library
from index.passages import embedded_text

CANDIDATES = 20  # clauses that are read beside the question
WEIGHT = 1.0  # of a standard deviation, in log odds; that of the scores it is added to is about 2
MAX_TOKENS = 512  # of question and text; a model that takes more would only be slow
EVEN = 1e-5  # a spread of logits up to this is rounding and says nothing
DIGITS = 4  # of standardised logits; the rest varies with a text's place in the batch

log = logging.getLogger(__name__)


@runtime_checkable
class Reranker(Protocol):
    """What retrieval needs of a cross-encoder."""

    def logits(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Return a number for each text, the higher the better it answers; scale and zero are the model's own."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers `CrossEncoder` on this machine, by path or by name, on the processor; never fetched.

    Raises `SettingsError` in Chinese where it cannot be loaded, or is no model that was trained to rank.
    """

    def __init__(self, model: str) -> None:
        forbid_downloads()
        from sentence_transformers import CrossEncoder
        from torch.nn import Identity

        try:
            self._model = CrossEncoder(model, device="cpu", local_files_only=True, trust_remote_code=False)
            inner = self._model.model
            trained = inner is None or type(inner).__name__ in (inner.config.architectures or ())
            self._model.max_seq_length = min(self._model.max_seq_length or MAX_TOKENS, MAX_TOKENS)
        except Exception as error:  # tokenizers and safetensors raise bare exceptions of their own
            raise SettingsError(
                f"无法载入重排模型 {model}。请核对设置 POLICY_RERANKER：填本机上的模型文件夹，"
                "或先用 hf download 下载该模型；本程序不会自行联网下载。不需要重排的，去掉这项设置。"
            ) from error
        if not trained or self._model.num_labels != 1:  # a head that the files lack would be made up at random
            raise SettingsError(
                f"{model} 不是重排模型。请核对设置 POLICY_RERANKER："
                "填只输出一个分数的 CrossEncoder 模型；不需要重排的，去掉这项设置。"
            )
        self._as_they_are = Identity()
        self._lock = Lock()  # every call sets the tokenizer up, which two threads must not do at once

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        """See `Reranker.logits`; all texts in one batch, cut to the model's length."""
        pairs = [(question, text) for text in texts]
        with self._lock:
            found = self._model.predict(
                pairs, batch_size=max(1, len(pairs)), show_progress_bar=False, activation_fn=self._as_they_are
            )
        return [float(logit) for logit in found]


def open_reranker(model: str | None) -> Reranker | None:
    """Load the reranker of the setting, if there is one."""
    return CrossEncoderReranker(model) if model else None


def rescore(
    reranker: Reranker, focus: str, library: Library, embedder: Embedder, scores: Mapping[str, float]
) -> dict[str, float]:
    """Return the scores of clauses（id → score, the best first）with the reranker's say for the first `CANDIDATES`.

    Those after them count as the worst of them, so that none passes a clause that was read. Where the reranker fails,
    the scores are as they were.
    """
    ids = list(scores)[:CANDIDATES]
    texts = _texts(focus, library, embedder, ids)
    try:
        logits = np.asarray(reranker.logits(focus, texts), dtype=np.float64)
        if logits.shape != (len(ids),) or not np.isfinite(logits).all():
            raise ValueError(f"{len(ids)} texts, logits {logits}")
    except Exception:  # a model of any make; the order without it is an answer too
        log.exception("reranking failed: going on without it")
        return dict(scores)
    if not ids or logits.std() <= EVEN:
        return dict(scores)
    said = (WEIGHT * ((logits - logits.mean()) / logits.std()).round(DIGITS)).tolist()
    by_clause = dict(zip(ids, said, strict=True))
    return {clause: score + by_clause.get(clause, min(said)) for clause, score in scores.items()}


def _texts(focus: str, library: Library, embedder: Embedder, clause_ids: Sequence[str]) -> list[str]:
    """Title, headings and the nearest passage of each clause; its whole text where an index of another model serves."""
    clauses, cards = library.clauses_of(clause_ids), library.cards
    texts = {clause: clauses[clause].text for clause in clause_ids}
    if library.facts["embedder_fingerprint"] == embedder.fingerprint:
        vector = embedder.encode_query(focus)
        near = [(float(own @ vector), passage) for passage, own in library.clause_passages(clause_ids)]
        texts |= {
            passage.clause_id: passage.text for _, passage in sorted(near, key=lambda x: (x[0], -x[1].span.start))
        }
    return [embedded_text(texts[c], clauses[c], cards[clauses[c].document_id]) for c in clause_ids]
