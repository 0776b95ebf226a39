"""Whether a sentence binds, permits and denies as the texts do that it takes up（可以 is not 应当）."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

NEAR = (
    0.45  # share of a sentence's pairs of characters that the words it takes up must hold for their modals to bind it
)
SAME = 0.7  # share of pairs from which on two stretches are the same but for a slip or a lie
LONG = 8  # pairs of a sentence that is not made of a source's words by chance
ALL = 0.85
SHORTEST = 4  # pairs; shorter stretches are alike by chance

_MODALS = {
    "not": r"不得(?!不)|不(?:可以|可(?![或缺分避逾])|能(?!否)|应(?!求)|许|准|允许|宜|该|要(?!求))|禁止|严禁|切勿|请勿"
    r"|杜绝|无权|(?:没|未)有?(?:权|资格)",
    "need_not": r"不必|无须|无需|毋须|毋需|不须|不需要?|不用(?!于)|用不着|没有?必要|可以?不(?!超|少|低|同)|免予|豁免",
    "must": r"应当|应该|必须|务必|必需|须(?![知臾])|(?<![效反对相供响适回理感呼])应(?![用对急届有邀聘答变])"
    r"|(?<!不)得(?=由|经|先|报)|需要?(?!求)|(?<![主重需必纪摘紧概首])要(?![求素点闻件害领职务])|一律|只能|不得不|有义务",
    "may": r"(?<!不)可以(?!不)|(?<![认许不宁])可(?![能行靠持以不见分])|允许|准许|有权"
    r"|(?<!不)能(?![力够源否动量])|能够|得以|自愿|自行决定|鼓励",
    "hedge": r"一般(?!性)|原则上|通常|力争|努力|尽量|酌情|视情况?|特殊情况|确需|逐步|有条件|具备条件|探索|必要时",
    "all": r"任何|所有|一概|全部|绝对|完全|永远|始终|无一例外|随意|随时|必然|仅|只(?=[能有限])|唯一",
}
_MODAL = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _MODALS.items()))
_DENIAL = re.compile(
    r"(?:不(?![断仅但过少同论管如光])|未(?![来成])|(?<![党青职])无(?![论障])|没有?|并?非(?![公法正物])|勿|莫|毋|别(?=[忘再去]))[\u4e00-\u9fff]"
)
_STOP = re.compile(r"[。，；：、！？\n]")
_DENIED = re.compile(r"(.)[不未无没](?=(\w.{1,3}))")
_BOUND = re.compile(
    r"[以之][上下内外前后]|至[少多]|最[多少高低长短]|不?超过|不[低少高多大小]于|[低少高多]于|不[足满]|左右"
)
_SENTENCE = re.compile(r"[^。；！？\n]+")
_PIECE = re.compile(r"[^，。；：！？,;!?\n|]+")
_KEPT = ("not", "need_not", "hedge")  # what may not be left out either
_SILENT = frozenset("的了也都并且和与及或在是为由其该这那等")


@dataclass(frozen=True, slots=True)
class Said:
    """One stretch between commas: what it is about, as pairs of characters, and how it says it."""

    text: str
    pairs: frozenset[str]
    modals: frozenset[str]
    denials: frozenset[str]
    bounds: tuple[tuple[str, str], ...]  # each with the character before it, and with the one after it


@lru_cache(maxsize=2048)
def read_said(text: str) -> tuple[Said, ...]:
    """Cut a text at its commas and full stops, and read modals and denials of each stretch."""
    return tuple(_said(piece[0]) for piece in _PIECE.finditer(text) if re.search(r"[\u4e00-\u9fff]", piece[0]))


@lru_cache(maxsize=2048)
def _said(text: str) -> Said:
    modals = frozenset(str(m.lastgroup) for m in _MODAL.finditer(text))
    denials = frozenset(m[0] for m in _DENIAL.finditer(text))
    bare = [c for c in _MODAL.sub("", text) if "\u4e00" <= c <= "\u9fff" and c not in _SILENT]
    bounds = tuple(
        (text[max(0, m.start() - 1) : m.end()], text[m.start() : m.end() + 1]) for m in _BOUND.finditer(text)
    )
    return Said(text.strip(), frozenset(map("".join, pairwise(bare))), modals, denials, bounds)


def contradiction(text: str, sources: Sequence[Said], words: str) -> str | None:
    """Name the modal or denial of `text` that the stretches it takes up do not bear out, or theirs that it leaves out.

    `sources` are what the sentence may have been made from, `words` all their words: a denial（不符合）has to stand in
    them as it is.
    """
    for said in read_said(text):
        if strange := next((d for d in said.denials if d not in words), None):
            return f"原文没有“{strange}”：{said.text}"
        if strange := next((a for b, a in said.bounds if not (b[0].isalnum() and b in words) and a not in words), None):
            return f"原文没有“{strange}”：{said.text}"
        if any(said.text == other.text for other in sources):
            continue
        others = taken_up(said, sources)
        if not others:
            if said.modals:
                return f"“{said.text}”所用的情态词在原文中没有对应的话"
            continue
        if not any(_agree(said, other) for other in others):
            return f"“{said.text}”与原文“{others[0].text}”语气不一"
    return None


def misquoted(text: str, sources: Sequence[Said], words: str) -> str | None:
    """Name a stretch of `text` that is a source's all but for a few characters, and does not stand in `words`."""
    for said in read_said(text):
        if said.text not in words and any(alike(said, other) for other in sources):
            return said.text
    return None


def alike(said: Said, other: Said) -> bool:
    """Whether two stretches are the same but for a few characters."""
    shared = len(said.pairs & other.pairs)
    return len(said.pairs) >= SHORTEST and shared >= SAME * max(len(said.pairs), len(other.pairs))


def torn(text: str, sources: Sequence[str]) -> str | None:
    """Name a sentence of `text` all of whose words are one source's, and which is yet no sentence of it."""
    for sentence in _SENTENCE.findall(text):
        pairs = _said(sentence).pairs
        if len(pairs) >= LONG and any(len(pairs & _said(source).pairs) >= ALL * len(pairs) for source in sources):
            return str(sentence)
    return None


def undenied(text: str, words: str) -> str | None:
    """Name what `text` says that `words` only deny: 隶属关系变, of 隶属关系不变."""
    plain = "," + _STOP.sub(",", text)
    return next((affirmed for affirmed in _affirmed(words) if affirmed in plain), None)


@lru_cache(maxsize=64)
def _affirmed(words: str) -> tuple[str, ...]:
    """What stands around each denial without it, where that stands nowhere: more of it where a sentence opens so."""
    plain = _STOP.sub(",", words)
    around = dict.fromkeys(m[1] + (m[2] if m[1] == "," else m[2][:2]) for m in _DENIED.finditer(plain))
    return tuple(text for text in around if text not in plain)


def taken_up(said: Said, sources: Sequence[Said]) -> list[Said]:
    """The stretches that share most with this one; several where they share as much."""
    scored = [(len(said.pairs & other.pairs) / len(said.pairs), other) for other in sources] if said.pairs else []
    best = max((score for score, _ in scored), default=0.0)
    return [other for score, other in scored if score >= max(NEAR, best - 0.05)]


def _agree(said: Said, other: Said) -> bool:
    """Whether nothing is added, and nothing left out that would turn the meaning; a must is a must in any word."""
    if not said.modals <= other.modals:
        return False
    if len(said.pairs & other.pairs) < NEAR * len(other.pairs):
        return True  # takes up a part, which may be another part than the one that is denied
    left_out = {kind for kind in _KEPT if kind in other.modals} - said.modals
    return not left_out and (not other.denials or bool(said.denials) or "not" in said.modals)


def read_all(texts: Iterable[str]) -> tuple[Said, ...]:
    """The stretches of several texts."""
    return tuple(said for text in texts for said in read_said(text))
