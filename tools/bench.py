"""Benchmarks, each beside its peer in the same run: `make bench`. Large libraries: `tools/bench_scale.py`.

The peer is the usual LangChain pipeline: RecursiveCharacterTextSplitter 500/50 over the same texts, Chroma, the same
embedder, the four nearest chunks. A clause counts as retrieved by it when its chunks hold at least half of the clause.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from assistant.evaluation import GoldQuestion, read_gold
from assistant.grounds import Grounds
from assistant.pipeline import Assistant
from assistant.question import read_question
from assistant.rules.choose import apply_rules
from assistant.verify import verify
from index.build import build_index
from index.corpus import default_corpus
from index.embedding import DEFAULT_MODEL
from index.generation import Generations
from index.library import Library
from index.shelf import Shelf
from index.static_embedding import open_embedder
from tools.start_up import cold_starts, start_site

TOP = 4
COVERED = 0.5
WARM_UP = 5
ASKED = 10  # questions, before the memory of the site is read

Retrieve = Callable[[GoldQuestion], set[str]]


def main() -> None:
    """Run all benchmarks and print a table of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=default_corpus() / "evaluation" / "questions.jsonl")
    questions = [q for q in read_gold(parser.parse_args().gold) if q.gold and not q.history]
    embedder = open_embedder()
    loading = timed(lambda: embedder.encode_query("工会"))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        building = timed(lambda: build_index(default_corpus(), Generations(home), embedder))
        again = timed(lambda: build_index(default_corpus(), Generations(home), embedder))
        assistant = Assistant(Shelf(home), embedder)
        library = assistant.shelf.current()
        print(f"\n## Index of {len(library.document_ids)} documents, {sum(library.clause_counts.values())} clauses")
        print(f"load the embedder {loading:.2f} s, build {building:.2f} s, unchanged {again * 1000:.1f} ms")
        peer_folder = home / "peer"
        compare(questions, assistant, library, peer_folder)
        check_rules(questions, assistant, library)
        check_answers(questions, assistant, library)
        ours, peer = cold_starts(home, peer_folder, DEFAULT_MODEL, questions[0].q)
        print(f"\n## Cold start\nour `ask` {ours:.2f} s, plain LangChain from disk {peer:.2f} s")
        warm, resident = start_site(home, [q.q for q in questions[:ASKED]])
        cold, _ = start_site(home / "new")
        print(f"\n## Site\nready after start: {warm:.1f} s with the index built, {cold:.1f} s with the index to build")
        print(f"resident after {ASKED} questions: {resident:.0f} MB")
    print("\n1,000 to 140,000 articles: python -m tools.bench_scale --data DIR; see docs/scale.md")


def compare(questions: Sequence[GoldQuestion], assistant: Assistant, library: Library, peer_folder: Path) -> None:
    """Print recall and time of our retrieval and answers beside the peer's retrieval, question by question in turn."""
    peer_started = time.perf_counter()
    peer = plain_pipeline(library, peer_folder)
    peer_built = time.perf_counter() - peer_started

    def ours(question: GoldQuestion) -> set[str]:
        return {h.clause_id for h in assistant.search(question.q, TOP, region=question.region or "全国")}

    def answer(question: GoldQuestion) -> set[str]:
        return {c.clause_id for c in assistant.ask(question.q, region=question.region).citations}

    runs: dict[str, Retrieve] = {
        "plain LangChain, top 4": peer,
        "our retrieval, top 4": ours,
        "our whole answer": answer,
    }
    recalls: dict[str, list[bool]] = {name: [] for name in runs}
    times: dict[str, list[float]] = {name: [] for name in runs}
    for question in [*questions[:WARM_UP], *questions]:
        for name, run in runs.items():
            start = time.perf_counter()
            found = run(question)
            times[name].append((time.perf_counter() - start) * 1000)
            recalls[name].append(all(found & set(group) for group in question.gold))
    print(f"\n## {len(questions)} gold questions (the peer's index took {peer_built:.2f} s)")
    print(f"{'':26}{'recall':>8}{'p50 ms':>9}{'p95 ms':>9}")
    for name in runs:
        share = statistics.mean(recalls[name][WARM_UP:])
        own = sorted(times[name][WARM_UP:])
        print(f"{name:26}{share:8.3f}{statistics.median(own):9.1f}{own[int(0.95 * len(own))]:9.1f}")


def check_rules(questions: Sequence[GoldQuestion], assistant: Assistant, library: Library) -> None:
    """Print the time of reading quantities and checking rules, with every rule's clause taken for retrieved."""
    book = assistant.rules(library)
    near = {a.clause.id for a in book}
    times = []
    for question in questions:
        read = read_question(question.q, library, region=question.region, as_of=date(2026, 1, 1))
        times.append(timed(lambda read=read: apply_rules(book, read, library.regions, near)) * 1000)
    times.sort()
    print(
        f"\n## {len(book)} rules\nreading facts and checking: p50 {statistics.median(times):.2f} ms, "
        f"p95 {times[int(0.95 * len(times))]:.2f} ms a question"
    )


def check_answers(questions: Sequence[GoldQuestion], assistant: Assistant, library: Library) -> None:
    """Print the time of verifying the answers, and of judging a sentence that a language model might have written."""
    book = assistant.rules(library)
    answers, sentences = [], []
    for question in questions:
        answer = assistant.ask(question.q, region=question.region, as_of=date(2026, 1, 1))
        read = read_question(question.q, library, region=question.region, as_of=date(2026, 1, 1))
        answers.append(timed(lambda answer=answer, read=read: verify(answer, read, library, book)) * 1000)
        grounds, said = Grounds(answer, read, library), answer.text.partition("\n")[0].strip("*")
        grounds.complaint(said)
        sentences.append(timed(lambda grounds=grounds, said=said: grounds.complaint(f"按规定，{said}")) * 1000)
    print("\n## Verification")
    for what, times in (("an answer", sorted(answers)), ("a sentence", sorted(sentences))):
        print(f"{what}: p50 {statistics.median(times):.2f} ms, p95 {times[int(0.95 * len(times))]:.2f} ms")


def plain_pipeline(library: Library, folder: Path) -> Retrieve:
    """The peer, its store kept in `folder`: returns the clauses that its four nearest chunks cover."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document as Chunk
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50, add_start_index=True)
    chunks = splitter.split_documents([Chunk(d.text, metadata={"document": d.id}) for d in library.documents()])
    model = HuggingFaceEmbeddings(model_name=str(DEFAULT_MODEL))
    store = Chroma.from_documents(chunks, model, persist_directory=str(folder))
    clauses = [c for i in library.document_ids for c in library.clauses(i)]

    def retrieve(question: GoldQuestion) -> set[str]:
        found = store.similarity_search(question.q, k=TOP)
        ranges = [
            (c.metadata["document"], c.metadata["start_index"], c.metadata["start_index"] + len(c.page_content))
            for c in found
        ]
        covered = set()
        for clause in clauses:
            held = sum(
                max(0, min(end, clause.span.end) - max(start, clause.span.start))
                for document, start, end in ranges
                if document == clause.document_id
            )
            if held >= COVERED * len(clause.text):
                covered.add(clause.id)
        return covered

    return retrieve


def timed(action: Callable[[], object]) -> float:
    """Seconds that `action` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
