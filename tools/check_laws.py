"""Outline 3,421 laws and compare with their known articles: the share found with the right label and the right text.

The data folder is laid out as `corpora/laws/laws_md.tar.gz` (one Markdown file a law) and
`corpora/laws/articles.jsonl.gz` (`name`: law and 第N条, `text`). Where a law stands there in several versions, the one
that the articles were taken from is not named: the file that agrees best with them counts.

    python tools/check_laws.py --data DIR [--failures 20]
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from law_names import without_version

from index.outline import outline
from index.reading import clean_lines

_ARTICLE = re.compile(r"(.+?)(第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)")
_MARK = re.compile(r"^第[^条]{1,9}条(?:之[一二三四五六七八九十]+)?")

Articles = dict[str, str]
"""Label → text without white space."""


@dataclass(slots=True)
class Comparison:
    """One law's articles against one file's outline."""

    law: str
    total: int
    missing: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    @property
    def same(self) -> int:
        """Articles found with the same text."""
        return self.total - len(self.missing) - len(self.differing)


def read_articles(path: Path) -> dict[str, Articles]:
    """Return the known articles of every law."""
    laws: dict[str, Articles] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            match = _ARTICLE.fullmatch(row["name"])
            if match:
                laws[match[1]][match[2]] = squeeze(row["text"])
    return laws


def read_files(path: Path) -> Iterator[tuple[str, Articles]]:
    """Yield (name, articles as `index.outline` finds them) of every file in the archive."""
    with tarfile.open(path) as archive:
        for member in archive:
            source = archive.extractfile(member) if member.name.endswith(".md") else None
            if source is None:
                continue
            found: Articles = {}
            for clause in outline("law", clean_lines(source.read().decode("utf-8"))).clauses:
                found.setdefault(clause.label, _MARK.sub("", squeeze(clause.text)))
            yield without_version(PurePosixPath(member.name).stem), found


def compare(law: str, known: Articles, found: Articles) -> Comparison:
    """Compare the outline of a file with the known articles of a law."""
    result = Comparison(law, len(known))
    for label, text in known.items():
        if label not in found:
            result.missing.append(label)
        elif found[label] != text:
            result.differing.append(label)
    return result


def squeeze(text: str) -> str:
    """Drop white space, the invisible kind too."""
    return re.sub(r"[\s\u200b]+", "", text)


def main() -> int:
    """Print the shares, and the laws that agree least."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds corpora/laws/")
    parser.add_argument("--failures", type=int, default=10, help="how many of the worst laws to list")
    options = parser.parse_args()
    folder = options.data / "corpora" / "laws"
    laws = read_articles(folder / "articles.jsonl.gz")
    best: dict[str, Comparison] = {}
    files = unmatched = 0
    for name, found in read_files(folder / "laws_md.tar.gz"):
        files += 1
        candidates = [law for law in (name, f"中华人民共和国{name}") if law in laws]
        unmatched += not candidates
        for law in candidates:
            result = compare(law, laws[law], found)
            if law not in best or result.same > best[law].same:
                best[law] = result
    if not best:
        sys.stderr.write(f"{folder}: no file bears the name of a law among the articles\n")
        return 1
    total = sum(r.total for r in best.values())
    labelled = total - sum(len(r.missing) for r in best.values())
    same = sum(r.same for r in best.values())
    print(f"files {files}, of them {unmatched} without known articles; laws compared {len(best)}, articles {total}")
    print(f"same label {labelled / total:.4%}   same label and text {same / total:.4%}")
    for result in sorted(best.values(), key=lambda r: r.same - r.total)[: options.failures]:
        print(
            f"  {result.law}: {result.total} articles, missing {len(result.missing)} {result.missing[:3]},"
            f" differing {len(result.differing)} {result.differing[:3]}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
