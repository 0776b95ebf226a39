"""Choose how much the best sentence adds to a clause's score in `assistant/extract.py`, and measure what is cited.

``python tools/citations.py --folds FOLDS`` puts every way of asking to the model of a fold that did not see it, against
an index that holds the other four fifths; FOLDS is made by ``tools/folds.py``. It prints

- the share of the questions whose clause comes first, before and after the clauses cited are put in order, for some
  values of ``SENTENCE`` and ``QUANTITY``, the share whose clause is cited at all, and the citations a question;
- the share of the evaluation questions（``must``）whose patterns the quotes match, on the shipped index.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
from folds import COUNT, SEED, serving_library
from sentences import answer_of
from training_pairs import Question as Asking
from training_pairs import document_of, folds, read_askings, read_clauses

from assistant import extract as extraction
from assistant.evaluation import GoldQuestion, read_gold
from assistant.extract import citable, extract, weigh
from assistant.question import Question, read_question
from assistant.retrieve import retrieve
from assistant.sentence_ranker import score
from index.asked import Asked
from index.build import build_index
from index.corpus import default_corpus
from index.document import Clause, Span
from index.embedding import Embedder
from index.generation import Generations
from index.library import Library
from index.static_embedding import StaticEmbedder, open_embedder

DAY = date(2026, 1, 1)
SHARES = (0.0, 0.15, 0.33, 0.5, 0.66, 1.0)
QUANTITIES = (0.0, 0.5, 1.0, 2.0)


@dataclass(frozen=True)
class Fared:
    """The clause that answers, and those to be cited: id, score, of the best sentence score and quantity."""

    right: str
    cited: tuple[tuple[str, float, float, float], ...]

    def first(self, share: float, quantity: float) -> bool:
        """Whether the right clause comes first when the best sentence, and a quantity in it, count so much."""
        return max(self.cited, key=lambda own: own[1] + share * own[2] + quantity * own[3])[0] == self.right


def put(library: Library, embedder: Embedder, askings: list[Asking], unseen: frozenset[str]) -> Iterator[Fared]:
    """Put the unseen ways of asking to a library, the others being known."""
    known = sorted((a for a in askings if a.text not in unseen), key=lambda a: answer_of(a)[0])
    places = [answer_of(a) for a in known]
    vectors = embedder.encode_queries([a.text for a in known])
    asked = Asked([clause for clause, _ in places], vectors, [span for _, span in places])
    library.__dict__["asked"] = asked  # in place of what is read from the index
    for asking in (a for a in askings if a.text in unseen):
        clause, _ = answer_of(asking)
        question = read_question(asking.text, library, region=library.regions[document_of(clause)], as_of=DAY)
        vector = embedder.encode_query(question.focus)
        evidence = citable(retrieve(question, library, embedder, 10)[0])
        best = [_best(question, item.clause, embedder, asked.answers(item.clause.id, vector)) for item in evidence]
        yield Fared(clause, tuple((e.clause.id, e.score, *own) for e, own in zip(evidence, best, strict=True)))


def _best(
    question: Question, clause: Clause, embedder: Embedder, answers: Sequence[tuple[Span, float]]
) -> tuple[float, float]:
    """Score and quantity of the best sentence of a clause."""
    return max((score(own), own.quantity) for own in weigh(question, clause, embedder, answers))


def put_all(folder: Path) -> list[Fared]:
    """Put every way of asking to the fold that did not see it."""
    askings = read_askings(read_clauses())
    found: list[Fared] = []
    for number, unseen in enumerate(folds(askings, COUNT, SEED)):
        embedder = StaticEmbedder(folder / f"fold{number}")
        with tempfile.TemporaryDirectory() as home:
            generations = Generations(Path(home))
            library = Library(generations.path(build_index(default_corpus(), generations, embedder)))
            found += put(library, embedder, askings, unseen)
            library.close()
    return found


def quoted(library: Library, embedder: Embedder, gold: GoldQuestion) -> bool:
    """Whether the quotes of an answer match all patterns that it must match."""
    question = read_question(gold.q, library, region=gold.region, as_of=DAY, history=gold.turns)
    cited = citable(retrieve(question, library, embedder, 10)[0])
    findings = extract(question, cited, embedder, library.asked)
    quotes = "".join(f.quote.of(f.document.text) for f in findings)
    return all(pattern.search(quotes) for pattern in gold.must)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folds", type=Path, required=True, help="the folder of the splits")
    found = put_all(parser.parse_args().folds)
    for share, quantity in product(SHARES, QUANTITIES):
        shipped = "  shipped" if (share, quantity) == (extraction.SENTENCE, extraction.QUANTITY) else ""
        print(f"{share:6.2f}{quantity:6.2f}{np.mean([own.first(share, quantity) for own in found]):8.4f}{shipped}")
    cited = np.mean([own.right in [clause for clause, *_ in own.cited] for own in found])
    print(f"cited {cited:.4f}, citations a question {np.mean([len(own.cited) for own in found]):.3f}")
    with serving_library() as library:
        for name in ("questions", "typed"):
            gold = [q for q in read_gold(default_corpus() / "evaluation" / f"{name}.jsonl") if q.must and q.gold]
            for held_out in (False, True):
                own = [quoted(library, open_embedder(), q) for q in gold if q.held_out is held_out]
                if own:
                    print(f"{name:10}{'held out' if held_out else '':10}{len(own):5}{np.mean(own):8.3f}")


if __name__ == "__main__":
    main()
