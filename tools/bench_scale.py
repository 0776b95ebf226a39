"""How time and memory grow with the library: 1,000, 10,000 and 140,000 articles of law, beside LangChain's ensemble.

The data folder holds `corpora/laws/laws_md.tar.gz`, `corpora/laws/articles.jsonl.gz` and `corpora/stard/train.jsonl`.
Laws that the questions ask about come first, so that every size has questions. The peer, where `langchain-classic`,
`langchain-community` and `rank-bm25` are installed, is EnsembleRetriever over BM25Retriever with our tokeniser and
Chroma with our embedder, over the same clauses. Every size is measured in a process of its own.

    python tools/bench_scale.py --data DIR [--sizes 1000 10000 140000] [--questions 300] [--peer 50] --out FILE.json
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.pipeline import Assistant
from index.build import Step, build_index
from index.embedding import SentenceTransformerEmbedder
from index.generation import Generations
from index.library import Library
from index.shelf import Shelf
from index.tokens import tokenise
from tools.law_names import law_and_label, plain_name

TOP = 10
WARM_UP = 20
CITATION = "《劳动合同法》第三十九条"
ADDED = (
    "关于新增事项的规定\n第一条 新增事项由本规定规范。\n第二条 新增事项的经费专款专用。\n第三条 自公布之日起施行。\n"
)

Question = tuple[str, list[str]]
"""A question and the names of its articles（law + 第N条）."""
Ask = Callable[[str], Sequence[str]]
"""Question → clause ids, the best first."""


def main() -> int:
    """Measure every size in a process of its own; print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 140_000])
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--peer", type=int, default=50, help="questions put to the peer; 0 for none")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)  # set for the measuring process
    options = parser.parse_args()
    questions = read_questions(options.data / "corpora" / "stard" / "train.jsonl")
    if options.folder:
        print(json.dumps(measure(options.folder, questions, options.questions, options.peer)))
        return 0
    figures = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            unpack(options.data / "corpora" / "laws", folder / "corpus", size, questions)
            command = [sys.executable, __file__, *sys.argv[1:], "--folder", str(folder)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            figures.append(json.loads(done.stdout.splitlines()[-1]))
            print(json.dumps(figures[-1], indent=1), flush=True)
        if options.out:
            options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def read_questions(path: Path) -> list[Question]:
    """Return the questions with the names of the articles that answer them."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(row["query"], row["gold_names"]) for row in rows]


def unpack(laws: Path, corpus: Path, size: int, questions: Sequence[Question]) -> None:
    """Unpack law files with together at least `size` articles, those that questions ask about first."""
    with gzip.open(laws / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        counts = Counter(plain_name(law_and_label(json.loads(line)["name"])[0]) for line in lines)
    asked = Counter(plain_name(law_and_label(name)[0]) for _, gold in questions for name in gold)
    with tarfile.open(laws / "laws_md.tar.gz") as archive:
        members = [m for m in archive if m.name.endswith(".md")]
        members.sort(key=lambda m: (-asked[plain_name(Path(m.name).stem)], m.name))
        total = 0
        for member in members:
            if total >= size:
                break
            archive.extract(member, corpus, filter="data")
            total += counts[plain_name(Path(member.name).stem)]


def measure(folder: Path, questions: Sequence[Question], asked: int, to_peer: int) -> dict[str, Any]:
    """Build, ask, cite and add a document; then the peer."""
    corpus, home, embedder = folder / "corpus", folder / "home", SentenceTransformerEmbedder()
    embedder.encode_query("工会")
    figures: dict[str, Any] = {"load_average": os.getloadavg()[0]}
    steps: dict[str, float] = {}
    cpu = cpu_seconds()
    figures["build_s"] = timed(lambda: build_index(corpus, Generations(home), embedder, report=clock(steps)))
    figures["build_cpu_s"] = cpu_seconds() - cpu
    figures["steps_s"] = steps
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    figures["peak_mb"] = sum(peaks) // 1024
    figures["index_mb"] = sum(p.stat().st_size for p in home.rglob("*") if p.is_file()) // 1_000_000
    shelf = Shelf(home)
    assistant = Assistant(shelf, embedder)
    figures["open_and_first_answer_s"] = timed(lambda: assistant.ask("试用期最长多久"))
    library = shelf.current()
    figures |= {"documents": len(library.document_ids), "clauses": sum(library.clause_counts.values())}
    here, sought = questions_here(library, questions)
    figures["questions"] = min(asked, len(here))
    used = here[:asked]
    figures["ask"] = spread(lambda q: assistant.ask(q) and [], used, sought)
    figures["search"] = spread(lambda q: [h.clause_id for h in assistant.search(q, TOP)], used, sought)
    figures["cite_ms"] = statistics.median(timed(lambda: assistant.cite(CITATION)) * 1000 for _ in range(20))
    (corpus / "added.md").write_text(ADDED, encoding="utf-8")
    steps = {}
    cpu = cpu_seconds()
    figures["add_document_s"] = timed(lambda: build_index(corpus, Generations(home), embedder, report=clock(steps)))
    figures["add_document_cpu_s"] = cpu_seconds() - cpu
    figures["add_document_steps_s"] = steps
    figures["reopen_and_answer_s"] = timed(lambda: assistant.ask("新增事项的经费怎么用"))
    if to_peer:
        for_both = used[:to_peer]
        ours = spread(lambda q: [h.clause_id for h in assistant.search(q, TOP)], for_both, sought)
        figures["peer"] = compare(shelf.current(), embedder, for_both, sought) | {"ours": ours}
    shelf.close()
    return figures


def compare(
    library: Library,
    embedder: SentenceTransformerEmbedder,
    questions: Sequence[Question],
    sought: dict[str, set[str]],
) -> dict[str, Any]:
    """Time and recall of the peer, or what is missing for it."""
    try:
        started = time.perf_counter()
        peer = ensemble(library, embedder)
    except ImportError as error:
        return {"missing": str(error)}
    built = time.perf_counter() - started
    return {"build_s": built, "questions": len(questions)} | spread(peer, questions, sought)


def ensemble(library: Library, embedder: SentenceTransformerEmbedder) -> Ask:
    """LangChain's EnsembleRetriever over BM25 and Chroma, each clause a document; embedding it is not repeated."""
    from langchain_chroma import Chroma
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_core.documents import Document as Chunk
    from langchain_core.embeddings import Embeddings

    class Ours(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [vector.tolist() for vector in embedder.encode_documents(texts)]

        def embed_query(self, text: str) -> list[float]:
            return embedder.encode_query(text).tolist()

    chunks = []
    for card in library.cards.values():
        for clause in library.clauses(card.id):
            text = "\n".join((card.title, *clause.headings, clause.text))
            chunks.append(Chunk(text, metadata={"clause_id": clause.id}))
    words = BM25Retriever.from_documents(chunks, preprocess_func=tokenise, k=TOP)
    store = Chroma(embedding_function=Ours(), collection_metadata={"hnsw:space": "cosine"})
    for at in range(0, len(chunks), 2000):
        store.add_documents(chunks[at : at + 2000])
    near = store.as_retriever(search_kwargs={"k": TOP})
    both = EnsembleRetriever(retrievers=[words, near], weights=[0.5, 0.5], id_key="clause_id")
    return lambda question: [found.metadata["clause_id"] for found in both.invoke(question)][:TOP]


def questions_here(library: Library, questions: Sequence[Question]) -> tuple[list[Question], dict[str, set[str]]]:
    """Return the questions all of whose articles are in the library, and article name → clauses of any edition."""
    wanted = {
        (plain_name(law), label): name for _, gold in questions for name in gold for law, label in [law_and_label(name)]
    }
    laws = {law for law, _ in wanted}
    sought: dict[str, set[str]] = {}
    for card in library.cards.values():
        if plain_name(card.title) in laws:
            for clause in library.clauses(card.id):
                if name := wanted.get((plain_name(card.title), clause.label)):
                    sought.setdefault(name, set()).add(clause.id)
    return [(q, gold) for q, gold in questions if all(name in sought for name in gold)], sought


def spread(ask: Ask, questions: Sequence[Question], sought: dict[str, set[str]]) -> dict[str, float]:
    """Median and 95th percentile of the time in ms, and recall of the articles among the first ten."""
    for question, _ in questions[:WARM_UP]:
        ask(question)
    times, recalls = [], []
    for question, gold in questions:
        start = time.perf_counter()
        found = set(ask(question))
        times.append((time.perf_counter() - start) * 1000)
        recalls.append(statistics.mean(bool(found & sought[name]) for name in gold))
    times.sort()
    p95 = times[int(0.95 * len(times))]
    return {"p50_ms": statistics.median(times), "p95_ms": p95, "recall_at_10": statistics.mean(recalls)}


def clock(steps: dict[str, float]) -> Callable[[Step, int, int], None]:
    """Note when each step begins, as seconds spent until the next one."""
    last: list[tuple[str, float]] = []

    def report(step: Step, done: int, total: int) -> None:
        now = time.perf_counter()
        if last and last[-1][0] != step.name:
            steps[last[-1][0]] = now - last[-1][1]
        if not last or last[-1][0] != step.name:
            last.append((step.name, now))

    return report


def cpu_seconds() -> float:
    """CPU time of this process and the children it waited for."""
    return sum(os.times()[:4])


def timed(action: Callable[[], object]) -> float:
    """Seconds that `action` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
