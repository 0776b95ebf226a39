"""Text → search tokens: Chinese words, the shorter words inside them, and character bigrams."""

from __future__ import annotations

import re
import unicodedata

import rjieba

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+(?:\.\d+)?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_STOP = frozenset("的了在是和与及或等为之其以于由对把被从到就都也还又吗呢吧啊么个这那我你他")


def normalise(text: str) -> str:
    """Fold what readers take for the same: full-width forms, letter case, white space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).lower())


def tokenise(text: str) -> list[str]:
    """Return the tokens of a text, repeats included.

    Words come from a dictionary, which new compounds (社会化工会工作者) defeat; bigrams catch those.
    """
    tokens: list[str] = []
    for run in _RUN.findall(normalise(text)):
        if not _HAN.match(run):
            tokens.append(run)
            continue
        tokens += [w for w in rjieba.cut_for_search(run) if w not in _STOP]
        tokens += [run[i : i + 2] for i in range(len(run) - 1)]
    return tokens
