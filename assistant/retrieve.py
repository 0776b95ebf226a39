"""Retrieval: a LangChain retriever that ranks clauses by words, vectors and ways of asking together."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.question import Question
from assistant.ranker import Signals, score
from assistant.rerank import CANDIDATES as RERANKED
from assistant.rerank import Reranker, rescore
from index.document import Clause, Document
from index.embedding import Embedder
from index.library import Library
from index.marks import read_mark

CANDIDATES = 60  # clauses or passages taken from each index
ELSEWHERE = 12  # of other regions, of which only those that would come first count
MAX_SUBJECT = 40  # characters before 是

_ASKS_MEANING = re.compile(
    r"什么是|何谓|何为|是什么(?!时候|人|级别|标准|关系)|指什么|指的是什么|定义|含义|什么意思|怎么理解|什么性质|算什么组织"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A clause that may answer, with what speaks for it; `score` is what it is ranked by, `words` its BM25."""

    clause: Clause
    document: Document
    score: float
    words: float
    signals: Signals

    @property
    def cosine(self) -> float:
        """That of its passage nearest to the question."""
        return self.signals.cosine


class HybridRetriever(BaseRetriever):
    """Clauses by shared words, by nearness of their passages and by ways of asking, ranked by `assistant.ranker`.

    As a LangChain retriever it returns documents whose metadata hold `clause_id`, `score`, `words` and `signals`.
    `focus` is what is searched for by meaning, where that is not the query; `documents` (ids) limits the search, `None`
    searches all; clauses of `preferred` documents, which the question names, come first, and those of `local`
    documents, whose place it names, before others.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    embedder: Embedder
    k: int = 10
    candidates: int = CANDIDATES

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        focus: str | None = None,
        documents: Collection[str] | None = None,
        preferred: Collection[str] = (),
        local: Collection[str] = (),
        k: int | None = None,
        **kwargs: Any,
    ) -> list[LangChainDocument]:
        words = dict(self.library.search_words(query, self.candidates, documents))
        signals = self._signals(query, focus or query, words, documents, preferred, local)
        scores = {clause: score(own) for clause, own in signals.items()}
        ranked = sorted(scores, key=lambda clause: (-scores[clause], clause))[: k or self.k]
        clauses = self.library.clauses_of(ranked)
        return [
            LangChainDocument(
                id=clause,
                page_content=clauses[clause].text,
                metadata={
                    "clause_id": clause,
                    "score": scores[clause],
                    "words": words.get(clause, 0.0),
                    "signals": signals[clause],
                },
            )
            for clause in ranked
        ]

    def _signals(
        self,
        query: str,
        focus: str,
        words: Mapping[str, float],
        documents: Collection[str] | None,
        preferred: Collection[str],
        local: Collection[str],
    ) -> dict[str, Signals]:
        """What speaks for every clause that shares words with the question, is near to it, or is asked about so."""
        nearest, asked = self._meaning(focus, words, documents)
        most = max(words.values(), default=0.0) or 1.0
        asks_meaning = bool(_ASKS_MEANING.search(query))
        clauses = self.library.clauses_of(words.keys() | nearest.keys()) if asks_meaning else {}
        return {
            clause: Signals(
                words.get(clause, 0.0) / most,
                *nearest.get(clause, (0.0, 0.0)),
                asked.get(clause),
                named=clause.partition(":")[0] in preferred,
                local=clause.partition(":")[0] in local,
                defines=asks_meaning and _defines(clauses[clause], query),
            )
            for clause in words.keys() | nearest.keys()
        }

    def _meaning(
        self, focus: str, words: Collection[str], documents: Collection[str] | None
    ) -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
        """Cosine and crowd of the candidates, and the cosine of the nearest way of asking of all clauses that have any.

        Candidates are the clauses that share words with the question, those near to it, and those asked about so.
        """
        if self.library.facts["embedder_fingerprint"] != self.embedder.fingerprint:
            return {}, {}  # an older index serves, made by another model: its vectors mean nothing to this one
        vector = self.embedder.encode_query(focus)
        near = self.library.near_clauses(vector, self.candidates, documents)
        asked = self.library.asked.nearest(vector)
        alike = nlargest(self.candidates // 2, (c for c in asked if _within(c, documents)), key=asked.__getitem__)
        candidates = {*words, *alike, *near}
        return self.library.nearest_passages(sorted(candidates), vector), asked


def _within(clause_id: str, documents: Collection[str] | None) -> bool:
    return documents is None or clause_id.partition(":")[0] in documents


def _defines(clause: Clause, query: str) -> bool:
    """Whether the clause opens by saying what a thing of the question is（产业工会是由……）."""
    mark = None if clause.heading else read_mark(clause.text)
    subject, is_, _ = clause.body[mark.length if mark else 0 :].strip()[:MAX_SUBJECT].partition("是")
    return bool(is_) and len(subject) > 1 and subject in query


def retrieve(
    question: Question, library: Library, embedder: Embedder, k: int, reranker: Reranker | None = None
) -> tuple[list[Evidence], list[Evidence]]:
    """Return up to `k` clauses that may answer, and those of other regions that would rank above the best of them.

    The reranker has its say on the former alone; the latter are compared with the best of them before that.
    """
    retriever = HybridRetriever(library=library, embedder=embedder)
    excluded = [i for i, region in library.local_regions.items() if not question.admits(i, region)]
    barred = question.barred - question.documents
    admitted = library.regions.keys() - barred - set(excluded) if excluded or barred else None
    excluded = [i for i in excluded if i not in barred]
    found = _evidence(retriever, question, library, admitted, 2 * (max(k, RERANKED) if reranker else k))
    evidence = [e for e in found if not e.clause.is_heading]
    best = evidence[0].score if evidence else 0.0
    if reranker:
        scores = rescore(reranker, question.focus, library, embedder, {e.clause.id: e.score for e in evidence})
        evidence = sorted((replace(e, score=scores[e.clause.id]) for e in evidence), key=lambda e: -e.score)
    evidence = evidence[:k]
    if not excluded:
        return evidence, []
    briefly = HybridRetriever(library=library, embedder=embedder, candidates=ELSEWHERE)
    others = _evidence(briefly, question, library, excluded, 3)
    return evidence, [e for e in others if e.score > best and not e.clause.is_heading]


def retrieve_sides(
    question: Question, library: Library, embedder: Embedder, sides: Sequence[Collection[str]], k: int
) -> list[list[Evidence]]:
    """Return up to `k` clauses of each side of a comparison; a side in which nothing is found is empty."""
    retriever = HybridRetriever(library=library, embedder=embedder)
    found = (_evidence(retriever, question, library, side, 2 * k) for side in sides)
    return [[e for e in evidence if not e.clause.is_heading][:k] for evidence in found]


def _evidence(
    retriever: HybridRetriever, question: Question, library: Library, documents: Collection[str] | None, k: int
) -> list[Evidence]:
    hits = retriever.invoke(
        question.search_text,
        focus=question.focus,
        documents=documents,
        preferred=question.documents,
        local=[i for i, region in library.local_regions.items() if region in question.places],
        k=k,
    )
    return [
        Evidence(
            clause := library.clause(hit.metadata["clause_id"]),
            library.document(clause.document_id),
            hit.metadata["score"],
            hit.metadata["words"],
            hit.metadata["signals"],
        )
        for hit in hits
    ]
