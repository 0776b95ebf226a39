"""Read the data folder and turn it into texts, questions and pairs for the embedder.

The folder holds ``corpora/laws/articles.jsonl.gz``, ``corpora/stard/train.jsonl``,
``questions/articles.jsonl``, ``questions/clauses.jsonl`` and ``gold/clauses.jsonl``;
``gold/questions.jsonl`` is for evaluation alone and is never read here.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The titles of the six documents (公文标题) as their own texts give them, keyed by document id.
DOCUMENT_TITLES = {
    "acftu-2020-2": "中华全国总工会关于加强和规范区域性、行业性工会联合会建设的意见",
    "acftu-2019-24": "中华全国总工会关于加强乡镇（街道）工会建设的若干意见",
    "acftu-2014-22": "中华全国总工会关于新形势下加强基层工会建设的意见",
    "anyang-2020-7": (
        "安阳市总工会办公室转发《中华全国总工会办公厅印发〈中华全国总工会"
        "关于加强乡镇（街道）工会建设的若干意见〉的通知》的通知"
    ),
    "linyi-2015": "关于加强产业（行业）工会建设的意见",
    "guangzhou-hangye": "关于推进我市各区、县级市行业工会联合会建设的实施意见",
}

# The share of the questions, and the seed, that every evaluation holds out.
EVALUATION_FOLD = 0.2
EVALUATION_SEED = 7

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？\n]*")
_SHORTEST_SENTENCE = 6


@dataclass(frozen=True)
class Passage:
    """A text that can be found: a law's article（条）or a clause（条款）, with the title it stands under."""

    key: str
    title: str
    text: str
    national: bool = False

    @property
    def is_article(self) -> bool:
        """Whether the passage is an article of a law, not a clause of a union document."""
        return self.key.startswith("article:")

    @property
    def full(self) -> str:
        """The passage as it is embedded: title, line break, text."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True)
class Question:
    """A question and the keys of the passages that answer it; ``source`` names the file it came from."""

    text: str
    answers: tuple[str, ...]
    source: str


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSONL file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_articles(data: Path) -> list[Passage]:
    """Read all law articles; keys are ``article:<id>``."""
    return [
        Passage(f"article:{row['id']}", row["name"], row["text"], row["set"] == "national")
        for row in read_jsonl(data / "corpora/laws/articles.jsonl.gz")
    ]


def read_clauses(data: Path) -> list[Passage]:
    """Read the clauses of the union documents under their document's title; keys are clause ids."""
    rows = read_jsonl(data / "gold/clauses.jsonl")
    return [Passage(row["id"], DOCUMENT_TITLES[document_of(row["id"])], row["text"]) for row in rows]


def document_of(clause_id: str) -> str:
    """Return the document part of a clause id: ``linyi-2015`` of ``linyi-2015:2.1``."""
    return clause_id.partition(":")[0]


def read_questions(data: Path) -> list[Question]:
    """Read all training questions; ``source`` is ``stard``, ``articles`` or ``clauses``."""
    stard = (
        Question(row["query"], tuple(f"article:{i}" for i in row["gold"]), "stard")
        for row in read_jsonl(data / "corpora/stard/train.jsonl")
    )
    articles = (
        Question(row["question"], (f"article:{row['article_id']}",), "articles")
        for row in read_jsonl(data / "questions/articles.jsonl")
    )
    clauses = (
        Question(row["question"], (row["clause_id"],), "clauses")
        for row in read_jsonl(data / "questions/clauses.jsonl")
    )
    return [*stard, *articles, *clauses]


def split_sentences(text: str) -> list[str]:
    """Split a text after 。；！？ and line breaks; a scrap too short to mean anything joins the next one.

    >>> split_sentences("工会是职工的组织。工会应当依法开展工作；维护职工权益。")
    ['工会是职工的组织。', '工会应当依法开展工作；', '维护职工权益。']
    """
    sentences: list[str] = []
    scrap = ""
    for piece in _SENTENCE.findall(text):
        scrap += piece
        if len(scrap) >= _SHORTEST_SENTENCE:
            sentences.append(scrap)
            scrap = ""
    if scrap:
        sentences.append(scrap)
    return sentences


def sentence_questions(passages: Sequence[Passage]) -> list[Question]:
    """Make every sentence of a passage a question that the passage answers (``source`` is ``sentences``)."""
    return [
        Question(sentence, (passage.key,), "sentences")
        for passage in passages
        for sentence in split_sentences(passage.text)
    ]


def hold_out(questions: Sequence[Question], share: float, seed: int) -> tuple[list[Question], list[Question]]:
    """Split questions into (kept, held out) by a seeded shuffle of the distinct question texts."""
    texts = sorted({question.text for question in questions})
    random.Random(seed).shuffle(texts)
    chosen = set(texts[: round(share * len(texts))])
    kept = [question for question in questions if question.text not in chosen]
    return kept, [question for question in questions if question.text in chosen]
