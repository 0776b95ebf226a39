"""Retrieval: a LangChain retriever that fuses lexical and vector hits into ranked clauses."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.question import Question
from index.document import Clause, Document
from index.embedding import Embedder
from index.library import Library
from index.marks import read_mark

CANDIDATES = 60  # clauses and passages taken from each index
LEXICAL_WEIGHT = 0.25  # the rest is the vectors'
DEFINITION_BONUS = 0.3  # for clauses that say what a thing is, where that is asked
NAMED_BONUS = 0.3  # for clauses of a document that the question names
MAX_SUBJECT = 40  # characters before 是

_ASKS_MEANING = re.compile(
    r"什么是|何谓|何为|是什么(?!时候|人|级别|标准|关系)|指什么|指的是什么|定义|含义|什么意思|怎么理解|性质的组织"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A clause that may answer, with the signals that speak for it; `score` is what it is ranked by."""

    clause: Clause
    document: Document
    score: float
    words: float
    cosine: float


class HybridRetriever(BaseRetriever):
    """Clauses by BM25 and by cosine of their passages: score = w · words / best words + (1 − w) · best cosine.

    As a LangChain retriever it returns documents whose metadata hold `clause_id`, `score`, `words` and `cosine`.
    `documents` (ids) limits the search; `None` searches all.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    embedder: Embedder
    k: int = 10

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        documents: Collection[str] | None = None,
        preferred: Collection[str] = (),
        k: int | None = None,
        **kwargs: Any,
    ) -> list[LangChainDocument]:
        words = dict(self.library.search_words(query, CANDIDATES, documents))
        cosines = self._cosines(query, set(words), documents)
        asks_meaning = bool(_ASKS_MEANING.search(query))
        most = max(words.values(), default=0.0) or 1.0
        scores = {
            clause: LEXICAL_WEIGHT * words.get(clause, 0.0) / most
            + (1 - LEXICAL_WEIGHT) * cosines.get(clause, 0.0)
            + NAMED_BONUS * (clause.partition(":")[0] in preferred)
            + DEFINITION_BONUS * (asks_meaning and self._defines(clause, query))
            for clause in words.keys() | cosines.keys()
        }
        ranked = sorted(scores, key=lambda clause: (-scores[clause], clause))[: k or self.k]
        return [
            LangChainDocument(
                id=clause,
                page_content=self.library.clause(clause).text,
                metadata={
                    "clause_id": clause,
                    "score": scores[clause],
                    "words": words.get(clause, 0.0),
                    "cosine": cosines.get(clause, 0.0),
                },
            )
            for clause in ranked
        ]

    def _defines(self, clause_id: str, query: str) -> bool:
        """Whether the clause opens by saying what a thing of the question is（产业工会是由……）."""
        clause = self.library.clause(clause_id)
        mark = None if clause.heading else read_mark(clause.text)
        subject, is_, _ = clause.body[mark.length if mark else 0 :].strip()[:MAX_SUBJECT].partition("是")
        return bool(is_) and len(subject) > 1 and subject in query

    def _cosines(self, query: str, clauses: set[str], documents: Collection[str] | None) -> dict[str, float]:
        """Best cosine of every clause near the question, and of those that share words with it."""
        if self.library.facts["embedder_fingerprint"] != self.embedder.fingerprint:
            return {}  # an older index serves, made by another model: its vectors mean nothing to this one
        vector = self.embedder.encode_query(query)
        hits = self.library.search_vector(vector, CANDIDATES, documents)
        passages = self.library.passages([i for i, _ in hits])
        best: dict[str, float] = {}
        for passage_id, cosine in hits:
            clause = passages[passage_id].clause_id
            best[clause] = max(best.get(clause, -1.0), cosine)
        for passage, stored in self.library.clause_passages(sorted(clauses - best.keys())):
            best[passage.clause_id] = max(best.get(passage.clause_id, -1.0), float(np.dot(stored, vector)))
        return best


def retrieve(question: Question, library: Library, embedder: Embedder, k: int) -> tuple[list[Evidence], list[Evidence]]:
    """Return up to `k` clauses that may answer, and those of other regions that would rank above the best of them."""
    retriever = HybridRetriever(library=library, embedder=embedder)
    excluded = [i for i, region in library.local_regions.items() if not question.admits(i, region)]
    admitted = library.regions.keys() - set(excluded) if excluded else None
    found = _evidence(retriever, question, library, admitted, 2 * k)
    evidence = [e for e in found if not e.clause.is_heading][:k]
    if not excluded:
        return evidence, []
    best = evidence[0].score if evidence else 0.0
    others = _evidence(retriever, question, library, sorted(excluded), 3)
    return evidence, [e for e in others if e.score > best and not e.clause.is_heading]


def _evidence(
    retriever: HybridRetriever, question: Question, library: Library, documents: Collection[str] | None, k: int
) -> list[Evidence]:
    hits = retriever.invoke(question.search_text, documents=documents, preferred=question.documents, k=k)
    return [
        Evidence(
            clause := library.clause(hit.metadata["clause_id"]),
            library.document(clause.document_id),
            hit.metadata["score"],
            hit.metadata["words"],
            hit.metadata["cosine"],
        )
        for hit in hits
    ]
