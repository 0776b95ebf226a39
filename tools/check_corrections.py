"""Count what the shipped glossary corrects in texts that hold no typing errors, and list what it corrects in questions.

    python tools/check_corrections.py --data DIR [--sentences 20000] [--questions]

`DIR/corpora/laws/articles.jsonl.gz` holds public law articles: every correction in a sentence of them is a wrong one.
`DIR/questions/*.jsonl` hold questions, some with typing errors: with `--questions` every correction is printed, to be
read.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from pathlib import Path

from assistant.glossary import GLOSSARY_NAME, Glossary, read_glossary
from assistant.script import fold_script
from index.corpus import default_corpus, load_corpus


def shipped_glossary() -> Glossary:
    """Return the glossary as a library of the shipped corpus has it."""
    corpus = default_corpus()
    written = "\n".join("".join(d.document.text.split()) for d in load_corpus(corpus))
    return Glossary(read_glossary((corpus / GLOSSARY_NAME).read_text(encoding="utf-8")), written)


def law_sentences(path: Path, count: int, seed: int = 1) -> list[str]:
    """Return a sample of sentences of the articles."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        texts = [json.loads(line)["text"] for line in stream]
    draw = random.Random(seed)
    sentences = [s for t in draw.sample(texts, min(count, len(texts))) for s in re.split(r"(?<=[。；！？\n])", t)]
    kept = [s.strip() for s in sentences if len(s.strip()) > 6]
    return draw.sample(kept, min(count, len(kept)))


def main() -> None:
    """Print the rate of wrong corrections, and the corrections."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=20_000)
    parser.add_argument("--questions", action="store_true")
    arguments = parser.parse_args()
    glossary = shipped_glossary()
    sentences = law_sentences(arguments.data / "corpora/laws/articles.jsonl.gz", arguments.sentences)
    started = time.perf_counter()
    wrong = [(s, found) for s in sentences if (found := glossary.correct(s)[1])]
    taken = (time.perf_counter() - started) / len(sentences) * 1_000
    share = len(wrong) / len(sentences)
    print(f"{len(sentences)} sentences of laws, {len(wrong)} corrected ({share:.4%}), {taken:.2f} ms each")
    for sentence, found in wrong:
        print("  ", *(f"{c.typed} → {c.meant}" for c in found), "|", sentence[:60])
    for path in sorted((arguments.data / "questions").glob("*.jsonl")) if arguments.questions else []:
        asked = [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").splitlines()]
        corrected = [(q, found) for q in asked if (found := glossary.correct(fold_script(q))[1])]
        print(f"{path.name}: {len(asked)} questions, {len(corrected)} corrected")
        for question, found in corrected:
            print("  ", *(f"{c.typed} → {c.meant}" for c in found), "|", question[:60])


if __name__ == "__main__":
    main()
