"""How time and memory grow with the library: 1,000, 10,000 and 140,000 articles of law, beside LangChain's ensemble.

The data folder holds `corpora/laws/laws_md.tar.gz`, `corpora/laws/articles.jsonl.gz` and `corpora/stard/train.jsonl`.
Laws that the questions ask about come first, so that every size has questions. The peer, where `langchain-classic`,
`langchain-community` and `rank-bm25` are installed, is EnsembleRetriever over BM25Retriever with our tokeniser and
Chroma with our embedder, over the same clauses; both are asked the same questions in turn. An article counts as found
in any edition of its law, for both. Every size is measured in a process of its own. Beside the wall clock stands CPU
time, all threads together, which other work on the machine changes less.

    python -m tools.bench_scale --data DIR [--sizes 1000 10000 140000] [--questions 500] [--peer 50] --out FILE.json
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.pipeline import Assistant
from index.build import Step, build_index
from index.embedding import Embedder
from index.generation import Generations
from index.library import Library
from index.shelf import Shelf
from index.static_embedding import open_embedder
from index.tokens import tokenise
from tools.law_names import law_and_label, plain_name

TOP = 10
WARM_UP = 20
STARTS = 3
ROOT = Path(__file__).resolve().parent.parent
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
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--peer", type=int, default=50, help="questions put to both; 0 to leave the peer out")
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
            command = [sys.executable, "-m", "tools.bench_scale", *sys.argv[1:], "--folder", str(folder)]
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
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
        chosen, total = [], 0
        for member in members:
            if total >= size:
                break
            chosen.append(member)
            total += counts[plain_name(Path(member.name).stem)]
        chosen.sort(key=lambda m: m.offset)  # backwards, the archive would be decompressed from its beginning each time
        archive.extractall(corpus, chosen, filter="data")


def measure(folder: Path, questions: Sequence[Question], asked: int, to_peer: int) -> dict[str, Any]:
    """Build, ask, cite and add a document; then the peer."""
    corpus, home, embedder = folder / "corpus", folder / "home", open_embedder()
    embedder.encode_query("工会")
    figures: dict[str, Any] = {"load_average": os.getloadavg()[0]}
    with peak_memory() as peak:
        figures |= {f"build_{k}": v for k, v in built(corpus, home, embedder).items()}
    figures["peak_mb"] = peak[0] // 1_000_000
    figures["index_mb"] = sum(p.stat().st_size for p in home.rglob("*") if p.is_file()) // 1_000_000
    figures["cold_ask_s"] = statistics.median(cold_ask(corpus, home) for _ in range(STARTS))
    shelf = Shelf(home)
    assistant = Assistant(shelf, embedder)
    library = shelf.current()
    figures |= {"documents": len(library.document_ids), "clauses": sum(library.clause_counts.values())}
    here, sought = questions_here(library, questions)
    figures |= {"questions_here": len(here), "questions": min(asked, len(here))}
    used = here[:asked]

    def search(question: str) -> list[str]:
        return [hit.clause_id for hit in assistant.search(question, TOP)]

    (figures["search"],) = spread([search], used, sought)
    (figures["ask"],) = spread([lambda q: [c.clause_id for c in assistant.ask(q).citations]], used, sought)
    figures["cite_ms"] = statistics.median(timed(lambda: assistant.cite(CITATION)) * 1000 for _ in range(20))
    figures["load_average_asking"] = os.getloadavg()[0]
    (corpus / "added.md").write_text(ADDED, encoding="utf-8")
    figures |= {f"add_document_{k}": v for k, v in built(corpus, home, embedder).items()}
    figures["reopen_and_answer_s"] = timed(lambda: assistant.ask("新增事项的经费怎么用"))
    if to_peer:
        print(json.dumps(figures), file=sys.stderr, flush=True)  # the peer takes as long again
        figures["peer"] = compare(shelf.current(), embedder, search, used[:to_peer], sought)
    shelf.close()
    return figures


def built(corpus: Path, home: Path, embedder: Embedder) -> dict[str, Any]:
    """Seconds, CPU seconds and seconds by step that bringing the index up to date takes."""
    steps: dict[str, float] = {}
    cpu = cpu_seconds()
    seconds = timed(lambda: build_index(corpus, Generations(home), embedder, report=clock(steps)))
    return {"s": seconds, "cpu_s": cpu_seconds() - cpu, "steps_s": steps}


def cold_ask(corpus: Path, home: Path) -> float:
    """Seconds from the start of `python -m assistant ask` to its end."""
    settings = {**os.environ, "POLICY_CORPUS": str(corpus), "POLICY_HOME": str(home)}
    command = [sys.executable, "-m", "assistant", "ask", "试用期最长多久"]
    return timed(lambda: subprocess.run(command, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, check=True))


@contextmanager
def peak_memory() -> Iterator[list[int]]:
    """Yield a list of one number: the most bytes that this process and its children together had resident so far."""
    most, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            most[0] = max(most[0], resident(os.getpid()))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    yield most
    done.set()
    watcher.join()


def resident(process: int) -> int:
    """Resident bytes of a process and its descendants, from /proc; 0 for one that is gone."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        children = [c for f in Path(f"/proc/{process}/task").glob("*/children") for c in f.read_text().split()]
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(resident(int(child)) for child in children)


def compare(
    library: Library, embedder: Embedder, ours: Ask, questions: Sequence[Question], sought: dict[str, set[str]]
) -> dict[str, Any]:
    """Time and recall of the peer and of ours on the same questions in turn, or what is missing for it."""
    try:
        started = time.perf_counter()
        peer = ensemble(library, embedder)
    except ImportError as error:
        return {"missing": str(error)}
    made = time.perf_counter() - started
    theirs, own = spread([peer, ours], questions, sought)
    factor = theirs["p50_ms"] / own["p50_ms"]
    return {"build_s": made, "questions": len(questions), "times_slower": factor} | theirs | {"ours": own}


def ensemble(library: Library, embedder: Embedder) -> Ask:
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


def spread(
    ways: Sequence[Ask], questions: Sequence[Question], sought: dict[str, set[str]]
) -> tuple[dict[str, float], ...]:
    """Median and 95th percentile of the time in ms, median CPU ms, and recall of the articles, of each way in turn."""
    for question, _ in questions[:WARM_UP]:
        for ask in ways:
            ask(question)
    times: list[list[tuple[float, float]]] = [[] for _ in ways]
    recalls: list[list[float]] = [[] for _ in ways]
    for question, gold in questions:
        for ask, own_times, own_recalls in zip(ways, times, recalls, strict=True):
            start, cpu = time.perf_counter(), time.process_time()
            found = set(ask(question))
            own_times.append(((time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000))
            own_recalls.append(statistics.mean(bool(found & sought[name]) for name in gold))
    return tuple(map(_figures, times, recalls))


def _figures(times: list[tuple[float, float]], recalls: list[float]) -> dict[str, float]:
    wall, cpu = (sorted(column) for column in zip(*times, strict=True))
    p95 = wall[int(0.95 * len(wall))]
    return {
        "p50_ms": statistics.median(wall),
        "p95_ms": p95,
        "cpu_p50_ms": statistics.median(cpu),
        "recall": statistics.mean(recalls),
    }


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
