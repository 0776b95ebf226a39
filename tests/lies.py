"""Lies about real answers: each takes what was answered and says something else, in one of the ways that matter."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.answer import Answer, Citation, Verdict
from assistant.citation import locate
from assistant.compose import citation_of, finding_of, source_of
from assistant.question import Question
from index.library import Library

NUMERAL = re.compile(r"\d+|[一二两三四五六七八九十百]+(?=[年人名家个条级项次届部月])")
UNITS = re.compile(r"(?<=[\d一二两三四五六七八九十百千万])\s?(?:年|人|名|家|个月|个|次|%)")
OPPOSITES = {
    "不得": "可以", "不能": "可以", "不应": "应", "不可以": "可以", "应当": "可以", "必须": "不必", "可以": "不得",
    "须": "无须", "应": "不应", "可": "不得", "一般": "一律", "原则上": "必须", "左右": "以上", "不低于": "不超过",
    "不超过": "不少于", "以上": "以下", "以下": "以上", "至少": "至多", "需要": "不需要", "符合": "不符合", "不": "",
}  # fmt: skip
WORDS = re.compile(rf"(?<!“)(?:{'|'.join(OPPOSITES)})(?!断)")
LAWS = (
    "《工会会员权益保障暂行办法》",
    "总工办发〔2031〕8号",
    "《中华人民共和国工会监督法》第八条",
    "京工发〔2022〕15号",
    "劳动关系促进法",
    "《关于做好二〇二九年工会工作的通知》",
    "全总2023年第77号文",
    "国发[1998]第3号",
)
INJECTIONS = """
[详情](https://example.com/a)
![图](https://example.com/a.png)
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<b>加粗</b>
http://工会.example
www.example.com
[第九条](javascript:alert)
&lt;script&gt;
ｈｔｔｐ：／／example.com
[见此](/d/acftu-2020-2#9.99)
[见此][甲]
<!-- 注 -->
联系 a@example.com
`代码`
""".strip().split("\n")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer with the question that it was given to."""

    answer: Answer
    question: Question

    @property
    def sentence(self) -> str:
        """The conclusion, as prose."""
        first = self.answer.text.partition("\n")[0]
        return re.sub(r"\\(.)", r"\1", first.replace("*", ""))


@dataclass(frozen=True, slots=True)
class Lie:
    """An answer that is not true, of a family."""

    family: str
    answer: Answer
    question: Question


def with_text(told: Told, text: str) -> Answer:
    return told.answer.model_copy(update={"text": text})


def with_citation(told: Told, at: int, **changes: object) -> Answer:
    citations = list(told.answer.citations)
    citations[at] = citations[at].model_copy(update=changes)
    return told.answer.model_copy(update={"citations": tuple(citations)})


def another_number(written: str, rng: random.Random) -> str:
    """A number of the same kind that no document of the corpus and no question holds."""
    if written.isdigit():
        return str(rng.choice([n for n in (1137, 8461, 6173, 9419) if str(n) != written]))
    return rng.choice([n for n in ("二十九", "三十七", "四十三") if n != written])


def edited(text: str, pattern: re.Pattern[str], rng: random.Random, new: Callable[[str], str]) -> str | None:
    """`text` with one match of `pattern` replaced; `None` where there is none."""
    found = list(pattern.finditer(text))
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.start()] + new(match[0]) + text[match.end() :]


def number_lies(told: Told, library: Library, rng: random.Random) -> Iterator[Answer]:
    if text := edited(told.answer.text, NUMERAL, rng, lambda n: another_number(n, rng)):
        yield with_text(told, text)
    if text := edited(told.answer.text, UNITS, rng, lambda _: "头"):
        yield with_text(told, text)
    extra = rng.choice(
        (
            "另须６１７３人同意。",
            "期限为二十九个月。",
            "比例为百分之四十三。",
            "约1.37万元。",
            "三分之二以上同意即可。",
            "须有④项条件。",
        )
    )
    yield with_text(told, f"{told.answer.text}\n\n{extra}")
    for check in told.answer.checks[:1]:
        lie = check.model_copy(update={"requirement": NUMERAL.sub("8461", check.requirement) + " ≥ 8461 人"})
        yield told.answer.model_copy(update={"checks": (lie, *told.answer.checks[1:])})


def clause_lies(told: Told, library: Library, rng: random.Random) -> Iterator[Answer]:
    at = rng.randrange(len(told.answer.citations))
    cited = told.answer.citations[at]
    yield with_citation(told, at, clause_id=cited.clause_id.partition(":")[0] + ":9.99")
    yield with_citation(told, at, label=rng.choice(("第九十九条", cited.label + "第九款", "第七部分（四十二）")))
    other = rng.choice([i for i in library.document_ids if i != cited.clause_id.partition(":")[0]])
    yield with_citation(told, at, clause_id=library.clauses(other)[2].id)
    yield with_text(told, told.answer.text.replace(cited.label, "第九十九条"))
    yield with_text(told, f"{told.answer.text}\n\n另见《{cited.title}》第七部分（四十二）。")


def document_lies(told: Told, library: Library, rng: random.Random) -> Iterator[Answer]:
    at = rng.randrange(len(told.answer.citations))
    cited = told.answer.citations[at]
    named = {c.clause_id.partition(":")[0] for c in told.answer.citations}
    other = library.cards[rng.choice([i for i in library.document_ids if i not in named])]
    field = rng.choice(("title", "doc_no", "issuer", "issued_on"))
    new = {"title": other.title, "doc_no": "总工办发〔2031〕8号", "issuer": "北京市总工会", "issued_on": None}[field]
    if new != getattr(cited, field):
        yield with_citation(told, at, **{field: new})
    yield with_citation(told, at, url="/d/" + other.id)
    yield with_text(told, told.answer.text.replace(f"《{cited.title}》", f"《{other.title}》"))
    if cited.doc_no:
        yield with_text(told, told.answer.text.replace(cited.doc_no, other.number or "总工发〔2014〕23号"))


def quote_lies(told: Told, library: Library, rng: random.Random) -> Iterator[Answer]:
    at = rng.randrange(len(told.answer.citations))
    cited = told.answer.citations[at]
    yield with_citation(told, at, quote=garbled(cited.quote, rng))
    yield with_citation(told, at, start=cited.start + 1, end=cited.end + 1)
    blocks = [b for b in told.answer.text.split("\n\n") if b.startswith("> ")]
    block = rng.choice(blocks)
    yield with_text(told, told.answer.text.replace(block, "> " + garbled(block[2:].split("\n")[0], rng)))
    other = rng.choice(library.clauses(rng.choice(library.document_ids)))
    spliced = f"{cited.quote[: len(cited.quote) // 2]}{other.text[len(other.text) // 2 :]}".replace("\n", "")
    yield with_text(told, told.answer.text.replace(block, f"> {spliced}"))


def garbled(text: str, rng: random.Random) -> str:
    """`text` with one Chinese character changed or dropped; not at the ends, where what is left is a shorter quote."""
    at = rng.choice([i for i, c in enumerate(text) if "\u4e00" <= c <= "\u9fff" and 0 < i < len(text) - 2])
    return text[:at] + rng.choice(("", "甲" if text[at] != "甲" else "乙")) + text[at + 1 :]


def local_citation(told: Told, library: Library, rng: random.Random) -> tuple[Citation, str]:
    """A true citation of a place that is not asked about, as an answer would give it, with its block of text."""
    asked = {told.question.region} | told.question.regions
    cited = {p.document.id for p in told.question.citation.matches} if told.question.citation else set()
    there = [
        i
        for i, r in library.local_regions.items()
        if not told.question.admits(i, r) and r not in asked and i not in cited
    ]
    clause = rng.choice([c for c in library.clauses(rng.choice(there)) if not c.is_heading and len(c.text) > 30])
    finding = finding_of(locate(library, clause.id))
    return citation_of(finding), source_of(finding, whole=True)


def region_lies(told: Told, library: Library, rng: random.Random) -> Iterator[Answer]:
    citation, block = local_citation(told, library, rng)
    answer = told.answer
    more = {"citations": (*answer.citations[:5], citation), "text": f"{answer.text}\n\n{block}"}
    yield answer.model_copy(update=more)
    national = citation.model_copy(update={"region": None, "level": "national"})
    yield answer.model_copy(update=more | {"citations": (*answer.citations[:5], national)})
    at = rng.randrange(len(answer.citations))
    wrong = {"region": "北京市"} if answer.citations[at].region is None else {"region": None, "level": "national"}
    yield with_citation(told, at, **wrong)
    yield answer.model_copy(update={"region": "广东省深圳市"})
    yield with_text(told, f"{answer.text}\n\n北京市总工会{told.sentence}")


def modal_lies(told: Told, library: Library, rng: random.Random) -> Iterator[Answer]:
    first, _, rest = told.answer.text.partition("\n")
    if lie := edited(first, WORDS, rng, OPPOSITES.__getitem__):
        yield with_text(told, f"{lie}\n{rest}")
    if lie := edited(told.answer.text, WORDS, rng, OPPOSITES.__getitem__):
        yield with_text(told, lie)
    added = rng.choice(("工会主席可以不参加。", "禁止职工参加。", "无须报上级工会批准。", "一律必须执行。"))
    yield with_text(told, f"{told.answer.text}\n\n{added}")
    turned = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES, Verdict.CONDITIONAL: Verdict.YES}
    if told.answer.verdict and told.answer.checks:
        yield told.answer.model_copy(update={"verdict": turned[told.answer.verdict]})


def law_lies(told: Told, library: Library, rng: random.Random) -> Iterator[Answer]:
    law = rng.choice(LAWS)
    yield with_text(told, f"{told.answer.text}\n\n依据：{law}")
    first, _, rest = told.answer.text.partition("\n")
    yield with_text(told, f"根据{law}，{first}\n{rest}")


def injected_lies(told: Told, library: Library, rng: random.Random) -> Iterator[Answer]:
    injected = rng.choice(INJECTIONS)
    yield with_text(told, f"{told.answer.text}\n\n{injected}")
    yield with_text(told, f"{injected}{told.answer.text}")


FAMILIES: dict[str, Callable[[Told, Library, random.Random], Iterator[Answer]]] = {
    "number": number_lies,
    "clause": clause_lies,
    "document": document_lies,
    "quote": quote_lies,
    "region": region_lies,
    "modality": modal_lies,
    "law": law_lies,
    "injection": injected_lies,
}


def lies(told: Told, library: Library, rng: random.Random) -> Iterator[Lie]:
    """Lies of every family about an answer that cites."""
    for family, tell in FAMILIES.items():
        for answer in tell(told, library, rng):
            if answer != told.answer:
                yield Lie(family, answer, replace(told.question))


def false_sentences(told: Told, library: Library, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Family and sentence: the conclusion told falsely, as a language model might."""
    true, cited = told.sentence, told.answer.citations[0]
    named = {c.clause_id.partition(":")[0] for c in told.answer.citations} | told.question.documents
    other = library.cards[rng.choice([i for i in library.document_ids if i not in named])]
    number = edited(true, NUMERAL, rng, lambda n: another_number(n, rng))
    yield "number", number or f"{true.rstrip('。')}，须有二十九名委员同意。"
    yield "number", f"{true.rstrip('。')}（共1137家）。"
    if unit := edited(true, UNITS, rng, lambda _: "头"):
        yield "number", unit
    yield "clause", f"根据{rng.choice(('第九十九条', '第七部分（四十二）'))}，{true}"
    yield "clause", f"{true.rstrip('。')}[{len(told.answer.citations) + 1}]。"
    yield "document", f"根据《{other.title}》，{true}"
    yield "document", f"{true.rstrip('。')}（《{cited.title}》第九十九条）。"
    yield "quote", f"文件规定“{garbled(cited.quote.replace(chr(10), '').rstrip('。'), rng)}”。"
    half = len(cited.quote) // 2
    yield "quote", f"文件规定“{cited.quote[:half]}{library.clauses(other.id)[-1].text[-12:]}”。"
    yield "region", f"在{rng.choice(('北京市', '江苏省', '深圳市', '黑龙江'))}，{true}"
    if told.answer.citations and all(c.region for c in told.answer.citations):
        yield "region", f"全国各地都一样：{true}"
    modal = edited(true, WORDS, rng, OPPOSITES.__getitem__)
    yield "modality", modal or f"{true.rstrip('。；')}，但可以不执行。"
    yield "modality", f"{true.rstrip('。；')}，工会主席无须同意。"
    yield "law", f"根据{rng.choice(LAWS)}，{true}"
    yield "injection", f"{true}{rng.choice(INJECTIONS)}"
