"""What a text names, and whether an answer may name it: documents by title and 文号, clauses by label, places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.complaint import Complaint
from assistant.compose import source_name
from assistant.mentions import fold, short_place
from index.document import Card
from index.library import Library

MASK = "\0"
_N = r"[0-9０-９一二三四五六七八九十百零〇两]{1,6}"
LABEL = re.compile(
    rf"(?:(?:附件{_N}|第（?{_N}）?(?:部分|条)(?:之{_N})?)(?:第（?{_N}）?条(?:之{_N})?|（{_N}）|第{_N}[项目])*|引言|印发通知|转发通知)"
    rf"(?:第{_N}款)?(?:第（{_N}）项)?|第{_N}[款项目](?:第（{_N}）项)?"
)
_TITLE = re.compile(r"《[^《》]{1,120}(?:《[^《》]{1,120}》[^《》]{0,60})?》|[《》]")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{0,10}(?P<number>[〔\[（(【［]\s*\d{4}\s*[〕\]）)】］]\s*第?\s*\d{1,4}\s*号|(?<!\d)\d{4}年第?\d{1,4}号(?!召))"
)
_AFTER_TITLE = re.compile(r"（([^（）]{1,60})）")
_LAW = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:(?<![做方办想说看依合违非执司立普守无手用算])法|条例|章程|[行施理举督]办法)(?![定治人律规院令子中者小大])"
)
_PLACES = """
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南
陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 深圳
"""
_PROVINCES = tuple(_PLACES.split())
_NATIONWIDE = re.compile(
    r"全国(?!总工会|产业工会)|各省|各地(?!方)|国家(?=规定|要求|政策|层面|标准)|全总|中央(?=规定|要求|文件)"
)


@dataclass(frozen=True)
class Names:
    """The documents that may be named, with the labels of their clauses that may, and texts that name others."""

    cards: tuple[Card, ...]
    labels: dict[str, frozenset[str]]  # by document id
    quoted: str

    @cached_property
    def forms(self) -> list[tuple[str, Card]]:
        """How the documents may be named in 《》, with number or origin and without, the longest first."""
        return _longest_first((form, card) for card in self.cards for form in _titled(card))

    @cached_property
    def _bare_forms(self) -> list[tuple[str, Card]]:
        return _longest_first((form, card) for card in self.cards for form in (card.title, card.number) if form)

    @cached_property
    def all_labels(self) -> frozenset[str]:
        """Labels of clauses of any of the documents."""
        return frozenset[str]().union(*self.labels.values())

    def strip(self, prose: str) -> tuple[str, Complaint | None]:
        """Return `prose` with the names it may hold blanked out, or the first that it may not."""
        prose, complaint = self._strip_documents(prose, self.forms)
        if complaint:
            return prose, complaint
        for match in _TITLE.finditer(prose):
            if not self._stands(match[0]):
                return prose, Complaint("unknown_document", f"提到的文件不在所引之列：{match[0]}")
        prose = _TITLE.sub(lambda m: MASK * len(m[0]), prose)
        prose, complaint = self._strip_documents(prose, self._bare_forms)
        if complaint:
            return prose, complaint
        for match in _NUMBER.finditer(prose):
            if fold(match[0])[-len(fold(match["number"])) - 1 :] not in fold(self.quoted):
                return prose, Complaint("unknown_document", f"提到的文号不在所引之列：{match[0]}")
        prose = _NUMBER.sub(lambda m: MASK * len(m[0]), prose)
        return self._strip_labels(prose)

    def _strip_documents(self, prose: str, forms: list[tuple[str, Card]]) -> tuple[str, Complaint | None]:
        """Blank out documents with what follows their names."""
        for form, card in forms:
            while (at := prose.find(form)) >= 0:
                end, complaint = self._follow(prose, at + len(form), card)
                if complaint:
                    return prose, complaint
                prose = prose[:at] + MASK * (end - at) + prose[end:]
        return prose, None

    def _follow(self, prose: str, end: int, card: Card) -> tuple[int, Complaint | None]:
        """Read what follows a document's name: number or origin in brackets, then the label of a clause."""
        note = _AFTER_TITLE.match(prose, end)
        if note and ("号" in note[1] or "来源文本" in note[1] or (card.region or "\0") in note[1]):
            if f"（{note[1]}）" not in source_name(card) and note[1] != card.number:
                return end, Complaint("wrong_document", f"{card.title}的文号或出处有误：{note[1]}")
            end = note.end()
        label = LABEL.match(prose, end)
        if label is None:
            return end, None
        if label[0] not in self.labels.get(card.id, frozenset()):
            return end, Complaint("wrong_label", f"{card.title}的这一条不在所引之列：{label[0]}")
        return label.end(), None

    def _strip_labels(self, prose: str) -> tuple[str, Complaint | None]:
        """Labels that stand by themselves have to be known, or to stand in the texts."""
        known = self.all_labels
        for match in LABEL.finditer(prose):
            label = match[0]
            if label in ("引言", "印发通知", "转发通知") or any(k == label or k.endswith(label) for k in known):
                continue
            if not self._stands(label):
                return prose, Complaint("wrong_label", f"提到的条款不在所引之列：{label}")
        return LABEL.sub(lambda m: MASK * len(m[0]), prose), None

    def _stands(self, name: str) -> bool:
        return name.strip() in self.quoted

    def foreign_place(self, prose: str, library: Library, places: str) -> Complaint | None:
        """Say which place is named that neither the documents nor the texts name: what binds there is not told."""
        for place in [*_short_places(library), *_PROVINCES]:
            if place in prose and place not in places and place not in self.quoted:
                return Complaint("foreign_region", f"提到的地区与所引文件无关：{place}")
        return None

    def nationwide(self, prose: str) -> Complaint | None:
        """Say where documents of one place are told as those of the nation."""
        if self.cards and all(card.region for card in self.cards):
            wide = _NATIONWIDE.search(prose)
            if wide and wide[0] not in self.quoted:
                return Complaint("foreign_region", f"所引文件只适用于一地，不能称“{wide[0]}”")
        return None

    def unknown_law(self, prose: str) -> Complaint | None:
        """Say which law is named without《》that the texts do not name: 劳动合同法."""
        known = self.quoted + "".join(c.title for c in self.cards)
        for match in _LAW.finditer(prose):
            if match[0][-3:] not in known:
                return Complaint("unknown_document", f"提到的法规不在所引之列：{match[0]}")
        return None


def _longest_first(forms: Iterable[tuple[str, Card]]) -> list[tuple[str, Card]]:
    return sorted(forms, key=lambda pair: -len(pair[0]))


def _titled(card: Card) -> list[str]:
    names = [f"《{name}》" for name in (card.title, *card.aliases)]
    return [source_name(card), card.display_title, *names]


@lru_cache(maxsize=2)
def _short_places(library: Library) -> tuple[str, ...]:
    return tuple(sorted({short_place(region) for region in library.local_regions.values()}))


def labels_of(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Labels by document, from (clause or document id, label)."""
    found: dict[str, set[str]] = {}
    for clause_id, label in pairs:
        found.setdefault(clause_id.partition(":")[0], set()).add(label)
    return {document: frozenset(labels) for document, labels in found.items()}
