"""Look up every known article of the public laws in a built library: by its law and label, with its text.

The library is the index of all law files (POLICY_CORPUS = the unpacked `laws_md.tar.gz`, POLICY_HOME = the home given).
What is not found with the same text is grouped by the reason.

    python tools/check_library.py --data DIR --home HOME [--failures 10]
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index.library import Library
from index.shelf import Shelf
from tools.law_names import law_and_label, plain_name

_MARK = re.compile(r"^第[^条]{1,9}条(?:之[一二三四五六七八九十]+)?")

Clauses = dict[tuple[str, str], set[str]]
"""(plain name of a law, label) → texts in all its editions, without white space."""


def main() -> int:
    """Print the share found, and the reasons for the rest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds corpora/laws/")
    parser.add_argument("--home", type=Path, required=True, help="home of the library")
    parser.add_argument("--failures", type=int, default=10, help="how many laws to list for each reason")
    options = parser.parse_args()
    shelf = Shelf(options.home)
    clauses = read_clauses(shelf.current())
    shelf.close()
    reasons: Counter[str] = Counter()
    examples: dict[str, Counter[str]] = defaultdict(Counter)
    laws = {law for law, _ in clauses}
    with gzip.open(options.data / "corpora" / "laws" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            law, label = law_and_label(row["name"])
            reason = judge(plain_name(law), label, squeeze(row["text"]), clauses, laws)
            reasons[reason] += 1
            examples[reason][law] += 1
    total = sum(reasons.values())
    for reason, count in reasons.most_common():
        print(f"{count:8} {count / total:8.3%}  {reason}")
        if reason != "found with its text":
            for law, articles in examples[reason].most_common(options.failures):
                print(f"{articles:20}  {law}")
    return 0


def read_clauses(library: Library) -> Clauses:
    """Return the texts of all clauses of the library by law and label."""
    found: Clauses = defaultdict(set)
    for card in library.cards.values():
        for clause in library.clauses(card.id):
            found[plain_name(card.title), clause.label].add(_MARK.sub("", squeeze(clause.text)))
    return found


def judge(law: str, label: str, text: str, clauses: Clauses, laws: set[str]) -> str:
    """Say whether an article is found, and else why not."""
    if law not in laws:
        return "no file bears the name of its law"
    if (law, label) not in clauses:
        return "its law has no such article here: another edition, or not outlined"
    if text in clauses[law, label]:
        return "found with its text"
    if any(text in other or other in text for other in clauses[law, label]):
        return "found, one text holds the other"
    return "found with another text: another edition of its law"


def squeeze(text: str) -> str:
    """Drop white space, the invisible kind too."""
    return re.sub(r"[\s\u200b]+", "", text)


if __name__ == "__main__":
    sys.exit(main())
