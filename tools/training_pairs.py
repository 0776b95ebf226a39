"""Texts, questions and pairs for the embedder: laws from a data folder, clauses and ways of asking from the corpus.

The data folder holds ``corpora/laws/articles.jsonl.gz`` and ``corpora/laws/laws_md.tar.gz``,
``corpora/stard/train.jsonl``, ``corpora/lexicon/cilin.txt`` and ``questions/articles.jsonl``.
The clauses and ``corpus/questions`` are the project's own. The evaluation questions are never read here.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import rjieba
from law_names import without_version

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index.askings import load_askings
from index.corpus import default_corpus, load_corpus
from index.outline import outline
from index.passages import embedded_text
from index.passages import passages as cut_passages
from index.reading import clean_lines

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？\n]*")
_SHORTEST_SENTENCE = 6
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?")
_HEADING_NUMBER = re.compile(r"^第\S+[编章节]\s*")
_REPLACED = 0.3  # of the words that have a synonym


@dataclass(frozen=True)
class Passage:
    """A text that can be found, as it is embedded: an article（条）of a law, or a passage of a clause（条款）.

    ``group`` is the article or clause that it belongs to: passages of one group never compete for a question.
    """

    key: str
    group: str
    title: str
    text: str
    national: bool = False

    @property
    def is_article(self) -> bool:
        """Whether the passage is an article of a law, not one of a union document."""
        return self.key.startswith("article:")

    @property
    def full(self) -> str:
        """The passage as it is embedded: title and headings, line break, text."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True)
class Question:
    """A question and the keys of the passages that answer it; ``source`` names where it came from.

    ``fact`` is what it asks for: questions with the same fact ask for the same thing; ``None`` where no other does.
    """

    text: str
    answers: tuple[str, ...]
    source: str
    fact: str | None = None


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSONL file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_articles(data: Path) -> list[Passage]:
    """Read all law articles; keys are ``article:<id>``."""
    return [
        Passage(key := f"article:{row['id']}", key, row["name"], row["text"], row["set"] == "national")
        for row in read_jsonl(data / "corpora/laws/articles.jsonl.gz")
    ]


def read_headings(data: Path) -> dict[str, str]:
    """Map the name of an article（law + 第N条）to the headings（编、章、节）it stands under, without their numbers."""
    headings: dict[str, str] = {}
    with tarfile.open(data / "corpora/laws/laws_md.tar.gz") as archive:
        for member in archive:
            source = archive.extractfile(member) if member.name.endswith(".md") else None
            if source is None:
                continue
            law = without_version(PurePosixPath(member.name).stem)
            for clause in outline("law", clean_lines(source.read().decode("utf-8"))).clauses:
                if clause.headings and _ARTICLE.fullmatch(clause.label):
                    joined = " ".join(_HEADING_NUMBER.sub("", heading) for heading in clause.headings)
                    for name in (law, f"中华人民共和国{law}"):
                        headings.setdefault(name + clause.label, joined)
    return headings


def read_synonyms(data: Path) -> dict[str, list[str]]:
    """Map words of two and more characters to those that 同义词词林 gives as equal（groups marked ``=``）."""
    synonyms: dict[str, list[str]] = {}
    for line in (data / "corpora/lexicon/cilin.txt").read_text(encoding="utf-8").splitlines():
        group, *words = line.split()
        words = [word for word in words if len(word) > 1]
        if group.endswith("=") and len(words) > 1:
            for word in words:
                synonyms.setdefault(word, []).extend(other for other in words if other != word)
    return {word: others for word, others in synonyms.items() if others}


def with_synonyms(text: str, synonyms: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    """Return the text with some of its words replaced by synonyms."""
    return "".join(
        chance.choice(synonyms[word]) if word in synonyms and chance.random() < _REPLACED else word
        for word in rjieba.cut(text)
    )


def read_clauses() -> list[Passage]:
    """Read the passages of the corpus as the index embeds them; keys are ``<clause id>@<start>``, groups clause ids."""
    clauses = {c.id: (c, d.document) for d in load_corpus(default_corpus()) for c in d.clauses}
    found = []
    for passage in cut_passages(c for c, _ in clauses.values() if not c.is_heading):
        full = embedded_text(passage.text, *clauses[passage.clause_id])
        title = full.removesuffix(f"\n{passage.text}")
        found.append(Passage(f"{passage.clause_id}@{passage.span.start}", passage.clause_id, title, passage.text))
    return found


def document_of(key: str) -> str:
    """Return the document part of a clause id or passage key: ``linyi-2015`` of ``linyi-2015:2.1@350``."""
    return key.partition(":")[0]


def read_law_questions(data: Path) -> list[Question]:
    """Read the questions on law articles; ``source`` is ``stard`` or ``articles``, the fact the first article."""
    stard = (
        Question(row["query"], tuple(f"article:{i}" for i in row["gold"]), "stard", f"article:{row['gold'][0]}")
        for row in read_jsonl(data / "corpora/stard/train.jsonl")
    )
    articles = (
        Question(row["question"], (key := f"article:{row['article_id']}",), "articles", key)
        for row in read_jsonl(data / "questions/articles.jsonl")
    )
    return [*stard, *articles]


def read_askings(passages: Sequence[Passage]) -> list[Question]:
    """Read the ways of asking about clauses (``source`` is ``clauses``), each with the passage that answers it best."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for passage in passages:
        start = int(passage.key.rpartition("@")[2])
        spans.setdefault(passage.group, []).append((start, start + len(passage.text), passage.key))
    questions = []
    for asking in load_askings(default_corpus(), load_corpus(default_corpus())):
        first, last = asking.answer.start, asking.answer.end
        shared = [(min(end, last) - max(start, first), key) for start, end, key in spans[asking.clause_id]]
        best = max(shared, key=lambda item: item[0])[1]
        questions.append(Question(asking.text, (best,), "clauses", f"{asking.clause_id}@{first}-{last}"))
    return questions


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


def folds(questions: Sequence[Question], count: int, seed: int) -> list[frozenset[str]]:
    """Deal the distinct question texts into ``count`` folds by a seeded shuffle."""
    texts = sorted({question.text for question in questions})
    random.Random(seed).shuffle(texts)
    return [frozenset(texts[i::count]) for i in range(count)]
