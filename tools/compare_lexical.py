"""Compare lexical engines and Chinese segmenters over the same texts and questions.

``python tools/compare_lexical.py --data DIR`` prints two tables: segmenters (all in bm25s) and engines
(all over the same tokens), each on the national law articles with the STARD questions held out from
the embedder's evaluation, and on the clauses of the union documents with the evaluation questions.

Building and querying run in fresh child processes, so that import and opening are measured cold and
the resident memory is the engine's own (Linux: ``/proc/self/status``). SQLite needs FTS5.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from training_pairs import (
    EVALUATION_FOLD,
    EVALUATION_SEED,
    hold_out,
    read_articles,
    read_clauses,
    read_jsonl,
    read_questions,
)

DEPTH = 10
ENGINES = ("bm25s", "tantivy", "fts5")
SEGMENTERS = ("jieba", "rjieba")
ENGINE_TOKENS = "jieba+bigrams"


@dataclass(frozen=True)
class Task:
    """Texts to search, questions, and the rows that answer each question."""

    name: str
    texts: list[str]
    questions: list[str]
    right: list[list[int]]


def read_tasks(data: Path) -> list[Task]:
    """Read the task on national law articles and the task on clauses."""
    articles = [article for article in read_articles(data) if article.national]
    row_of = {article.key: row for row, article in enumerate(articles)}
    _, held = hold_out(read_questions(data), EVALUATION_FOLD, EVALUATION_SEED)
    stard = [q for q in held if q.source == "stard" and all(key in row_of for key in q.answers)]
    clauses = read_clauses(data)
    clause_row = {clause.key: row for row, clause in enumerate(clauses)}
    asked = [row for row in read_jsonl(data / "gold/questions.jsonl") if row["gold"]]
    return [
        Task(
            "law",
            [article.full for article in articles],
            [q.text for q in stard],
            [[row_of[key] for key in q.answers] for q in stard],
        ),
        Task(
            "clauses",
            [clause.full for clause in clauses],
            [row["q"] for row in asked],
            [[clause_row[key] for group in row["gold"] for key in group] for row in asked],
        ),
    ]


# Segmenters ------------------------------------------------------------------------------------


def load_segmenter(name: str) -> Callable[[str], list[str]]:
    """Import a segmenter and make it ready; return its cut for search."""
    if name == "jieba":
        import jieba

        jieba.setLogLevel("ERROR")
        jieba.initialize()
        return lambda text: list(jieba.cut_for_search(text))
    import rjieba

    rjieba.cut_for_search("工会")
    cut: Callable[[str], list[str]] = rjieba.cut_for_search
    return cut


def bigrams(text: str) -> Iterator[str]:
    """Yield the pairs of neighbouring characters of every run of letters and digits."""
    for run in "".join(c if c.isalnum() else " " for c in text).split():
        yield from (run[i : i + 2] for i in range(len(run) - 1))


def segment(texts: Sequence[str], name: str) -> tuple[list[list[str]], float, float]:
    """Return the tokens of the texts, the seconds to load the segmenter, and those to cut.

    ``name`` is a segmenter, ``<segmenter>+bigrams``, or ``bigrams`` alone.
    """
    segmenter = name.partition("+")[0]
    begun = time.perf_counter()
    cut = None if segmenter == "bigrams" else load_segmenter(segmenter)
    loaded = time.perf_counter()
    tokens = []
    for text in texts:
        lowered = text.lower()
        words = [word for word in cut(lowered) if word.isalnum()] if cut else []
        tokens.append([*words, *(bigrams(lowered) if name.endswith("bigrams") else ())])
    return tokens, loaded - begun, time.perf_counter() - loaded


# Engines ---------------------------------------------------------------------------------------


class Engine(Protocol):
    """A lexical engine over one folder."""

    def build(self, folder: Path, passages: list[list[str]]) -> None:
        """Write an index of the passages' tokens."""

    def open(self, folder: Path) -> None:
        """Open the index for searching."""

    def search(self, tokens: list[str]) -> list[int]:
        """Return the rows of the best passages, best first."""


class Bm25sEngine:
    """bm25s: scores worked out at build time, held in memory-mapped NumPy arrays."""

    def __init__(self) -> None:
        import bm25s

        self.library: Any = bm25s

    def build(self, folder: Path, passages: list[list[str]]) -> None:
        """Write an index of the passages' tokens."""
        retriever = self.library.BM25()
        retriever.index(passages, show_progress=False)
        retriever.save(folder)

    def open(self, folder: Path) -> None:
        """Open the index for searching."""
        self.retriever = self.library.BM25.load(folder, mmap=True)

    def search(self, tokens: list[str]) -> list[int]:
        """Return the rows of the best passages, best first."""
        found, scores = self.retriever.retrieve([tokens], k=DEPTH, show_progress=False)
        return [int(row) for row, score in zip(found[0], scores[0], strict=True) if score > 0]


class TantivyEngine:
    """tantivy: a Lucene-like index in Rust; tokens come split, joined by spaces."""

    def __init__(self) -> None:
        import tantivy

        self.library: Any = tantivy

    def schema(self) -> Any:
        """Return the schema: tokens without positions, and the row, stored."""
        builder = self.library.SchemaBuilder()
        builder.add_text_field("tokens", tokenizer_name="whitespace", index_option="freq")
        builder.add_unsigned_field("row", stored=True)
        return builder.build()

    def build(self, folder: Path, passages: list[list[str]]) -> None:
        """Write an index of the passages' tokens."""
        index = self.library.Index(self.schema(), path=str(folder))
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for row, tokens in enumerate(passages):
            writer.add_document(self.library.Document(tokens=" ".join(tokens), row=row))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open the index for searching."""
        self.index = self.library.Index.open(str(folder))
        self.searcher = self.index.searcher()

    def search(self, tokens: list[str]) -> list[int]:
        """Return the rows of the best passages, best first."""
        query = self.library.Query
        should = self.library.Occur.Should
        terms = [(should, query.term_query(self.index.schema, "tokens", token, "freq")) for token in tokens]
        hits = self.searcher.search(query.boolean_query(terms), DEPTH, count=False).hits
        return [int(self.searcher.doc(address)["row"][0]) for _, address in hits]


class Fts5Engine:
    """SQLite FTS5: a contentless table with the unicode61 tokenizer; tokens joined by spaces."""

    def build(self, folder: Path, passages: list[list[str]]) -> None:
        """Write an index of the passages' tokens."""
        connection = sqlite3.connect(folder / "index.sqlite")
        connection.execute(
            "create virtual table passages using fts5(tokens, content='', tokenize='unicode61 remove_diacritics 0')"
        )
        rows = ((row, " ".join(tokens)) for row, tokens in enumerate(passages))
        connection.executemany("insert into passages(rowid, tokens) values (?, ?)", rows)
        connection.execute("insert into passages(passages) values ('optimize')")
        connection.commit()
        connection.execute("vacuum")
        connection.close()

    def open(self, folder: Path) -> None:
        """Open the index for searching."""
        self.connection = sqlite3.connect(f"file:{folder / 'index.sqlite'}?mode=ro", uri=True)

    def search(self, tokens: list[str]) -> list[int]:
        """Return the rows of the best passages, best first."""
        if not tokens:
            return []
        match = " OR ".join(f'"{token}"' for token in tokens)
        found = self.connection.execute(
            "select rowid from passages where passages match ? order by rank limit ?", (match, DEPTH)
        )
        return [row for (row,) in found]


def load_engine(name: str) -> Engine:
    """Import and return an engine."""
    engines: dict[str, Callable[[], Engine]] = {
        "bm25s": Bm25sEngine,
        "tantivy": TantivyEngine,
        "fts5": Fts5Engine,
    }
    return engines[name]()


# Measuring -------------------------------------------------------------------------------------


def resident_megabytes() -> float:
    """Return the resident memory of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def child_build(name: str, folder: Path, tokens: Path) -> dict[str, Any]:
    """Build an index; return the seconds."""
    passages = json.loads(tokens.read_text(encoding="utf-8"))["passages"]
    engine = load_engine(name)
    begun = time.perf_counter()
    engine.build(folder, passages)
    return {"build": time.perf_counter() - begun}


def child_query(name: str, folder: Path, tokens: Path) -> dict[str, Any]:
    """Open an index and answer all questions one by one; return times, memory and rankings."""
    questions = json.loads(tokens.read_text(encoding="utf-8"))
    before = resident_megabytes()
    begun = time.perf_counter()
    engine = load_engine(name)
    imported = time.perf_counter()
    engine.open(folder)
    opened = time.perf_counter()
    first = engine.search(questions[0])
    answered = time.perf_counter()
    rankings, latencies = [], []
    for question in questions:
        asked = time.perf_counter()
        rankings.append(engine.search(question))
        latencies.append((time.perf_counter() - asked) * 1000)
    latencies.sort()
    return {
        "import": imported - begun,
        "open": opened - imported,
        "first": (answered - opened) * 1000 if first is not None else 0.0,
        "p50": latencies[len(latencies) // 2],
        "p95": latencies[int(len(latencies) * 0.95)],
        "memory": resident_megabytes() - before,
        "rankings": rankings,
    }


def child_segment(name: str, texts: Path, tokens: Path) -> dict[str, Any]:
    """Cut the texts of ``texts`` into ``tokens``; return times, speed and memory."""
    read = json.loads(texts.read_text(encoding="utf-8"))
    before = resident_megabytes()
    questions, load, _ = segment(read["questions"], name)
    memory = resident_megabytes() - before
    passages, _, cut = segment(read["passages"], name)
    content = json.dumps({"passages": passages, "questions": questions}, ensure_ascii=False)
    tokens.write_text(content, encoding="utf-8")
    characters = sum(map(len, read["passages"]))
    return {"load": load, "speed": characters / cut / 1e6, "memory": memory}


CHILDREN = {"build": child_build, "query": child_query, "segment": child_segment}


def call(step: str, name: str, *paths: Path) -> dict[str, Any]:
    """Run one step of this module in a fresh process and return what it reports."""
    command = [sys.executable, __file__, "--child", step, name, *map(str, paths)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def quality(rankings: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> str:
    """Format R@1, R@10 (share of the right rows found) and MRR@10."""
    one = ten = reciprocal = 0.0
    for ranking, rows in zip(rankings, right, strict=True):
        one += len(set(ranking[:1]) & set(rows)) / len(rows)
        ten += len(set(ranking) & set(rows)) / len(rows)
        reciprocal += next((1 / place for place, row in enumerate(ranking, 1) if row in rows), 0.0)
    return " | ".join(f"{value / len(right):.3f}" for value in (one, ten, reciprocal))


def measure(engine: str, tokens: Path, work: Path) -> dict[str, Any]:
    """Build and query one engine over one file of tokens."""
    folder = work / f"index-{engine}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    asked = work / "questions.json"
    asked.write_text(json.dumps(json.loads(tokens.read_text(encoding="utf-8"))["questions"]), "utf-8")
    report = call("build", engine, folder, tokens)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {**report, "size": size / 1e6, **call("query", engine, folder, asked)}


def compare(tasks: Sequence[Task], work: Path) -> None:
    """Print the table of segmenters and the table of engines for every task."""
    for task in tasks:
        texts = work / f"{task.name}.json"
        content = {"passages": task.texts, "questions": task.questions}
        texts.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        print(f"\n## {task.name}: {len(task.texts)} passages, {len(task.questions)} questions\n")
        print("| tokens | R@1 | R@10 | MRR@10 | load s | million characters/s | memory MB |")
        print("|---|---|---|---|---|---|---|")
        for name in (*(f"{s}{extra}" for s in SEGMENTERS for extra in ("", "+bigrams")), "bigrams"):
            tokens = work / f"{task.name}-{name}.tokens.json"
            cut = call("segment", name, texts, tokens)
            figures = quality(measure("bm25s", tokens, work)["rankings"], task.right)
            costs = f"{cut['load']:.2f} | {cut['speed']:.2f} | {cut['memory']:.0f}"
            print(f"| {name} | {figures} | {costs} |", flush=True)
        print("\n| engine | R@1 | R@10 | MRR@10 | build s | size MB | import s | open s", end=" ")
        print("| first ms | p50 ms | p95 ms | memory MB |")
        print("|" + "---|" * 12)
        for engine in ENGINES:
            report = measure(engine, work / f"{task.name}-{ENGINE_TOKENS}.tokens.json", work)
            figures = quality(report["rankings"], task.right)
            costs = " | ".join(f"{report[key]:.3f}" for key in ("build", "size", "import", "open"))
            times = " | ".join(f"{report[key]:.1f}" for key in ("first", "p50", "p95", "memory"))
            print(f"| {engine} | {figures} | {costs} | {times} |", flush=True)


def main() -> None:
    """Print the comparison, or, as a child, one report as JSON."""
    if sys.argv[1:2] == ["--child"]:
        step, name, *paths = sys.argv[2:]
        print(json.dumps(CHILDREN[step](name, *map(Path, paths))))
        return
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        compare(read_tasks(arguments.data), Path(work))


if __name__ == "__main__":
    main()
