"""Generated questions and rules: no wrong verdict whatever figures surround the facts; nothing unproved loads."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import cn2an
import pytest
import yaml

from assistant.answer import AnswerStatus, Verdict
from assistant.pipeline import Assistant
from assistant.quantities import read_quantities
from assistant.rules.check import Facts, Given, check
from assistant.rules.facts import read_facts
from assistant.rules.load import AnchoredRule, RuleBook, RuleError, load_rules, quoted_numbers
from assistant.rules.schema import DATE, Condition, Input
from index.document import Clause, Document
from index.library import Library

SEED = 20190024
QUESTIONS = 650
ANSWERED = 0.9  # share of the questions with all their facts that get the verdict, not only no wrong one
YES, NO, CONDITIONAL = Verdict.YES, Verdict.NO, Verdict.CONDITIONAL
Oracle = Verdict | None


# --- Questions with figures that have nothing to do with them


@dataclass(frozen=True)
class Asked:
    """A question with what is right: its verdict, and the value that it asks for."""

    question: str
    verdict: Oracle = None
    value: str | None = None
    region: str | None = None


def _number(rng: random.Random, n: int) -> str:
    """A number in one of the ways in which people write it."""
    forms = [str(n), str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")), cn2an.an2cn(str(n))]
    if n >= 10000 and n % 1000 == 0:
        forms.append(f"{Decimal(n) / 10000:f}万")
    return cast("str", rng.choice(forms))


def _distractor(rng: random.Random) -> str:
    few, many = rng.randint(2, 90), rng.randint(100, 90000)
    clauses = [
        f"我今年{few}岁", f"文号是总工办发〔20{rng.randint(10, 24)}〕{few}号", f"办公室在{few}楼",
        f"电话是0372-{rng.randint(2000000, 8999999)}", f"{rng.randint(2005, 2025)}年{rng.randint(1, 12)}月刚发的文件",
        f"辖区面积{few}平方公里", f"收到经费{many}元", f"有党员{few}人", f"女职工{many}人", f"会员{many}人",
        f"听说隔壁镇有{few}家企业、{many}名职工", f"去年是{few}家企业、{many}名职工", f"其中规上企业{few}家",
        f"第{few}次会上提的", f"入会率{few}%", f"群里发了{few}条消息", f"手机尾号{many}", f"离市区{few}公里",
        f"明年预计有{many}名职工、{few}家企业", f"志愿者{few}名", "文件第3条说的", f"工会成立已有{few}个年头",
    ]  # fmt: skip
    return rng.choice(clauses)


_PLAIN = ("合规吗", "符合规定吗", "可以吗", "符不符合要求", "行不行", "是否符合规定")
_BREACH = ("违规吗", "是不是违规", "算不算违规", "是否违反规定")


def _turned(verdict: Verdict, asked: str) -> Verdict:
    return {YES: NO, NO: YES}.get(verdict, verdict) if asked in _BREACH else verdict


def _near(rng: random.Random, bound: int, span: int = 3) -> int:
    return max(1, rng.choice([bound - 1, bound, bound + 1, rng.randint(1, bound * span)]))


def _town(rng: random.Random, around: Callable[[str], str]) -> Asked:
    firms, workers = _near(rng, 100), _near(rng, 5000)
    staffed = rng.choice([None, True, False])
    said = {None: "", True: "，专职主席和工作人员都能配齐", False: "，但是没有专职人员"}[staffed]
    place = rng.choice(["镇上", "街道", "乡里", "我们镇"])
    facts = f"{place}有企业{_number(rng, firms)}家、职工{_number(rng, workers)}人{said}"
    met = firms >= 100 and workers >= 5000 and staffed is not False
    verdict = NO if not met else YES if staffed else CONDITIONAL
    return Asked(around(facts) + f"，{rng.choice(['能建总工会吗', '可以成立总工会吗', '能不能设总工会'])}？", verdict)


def _zone(rng: random.Random, around: Callable[[str], str]) -> Asked:
    firms, workers = rng.choice([20, 60, 89, 100, 130]), rng.choice([900, 4000, 5000, 8000])
    level = rng.choice(["省级开发区", "国家级开发区", "县级开发区"])
    facts = f"{level}有{_number(rng, firms)}家企业、{_number(rng, workers)}名职工"
    met = firms >= 100 and workers >= 5000 and level != "县级开发区"
    return Asked(around(facts) + "，能设总工会吗？", YES if met else NO)


def _separate(rng: random.Random, around: Callable[[str], str]) -> Asked:
    n = _near(rng, 25)
    duty = rng.random() < 0.5
    asked = rng.choice(["要不要", "应不应该", "是不是必须"] if duty else ["可不可以", "能不能", "可否"])
    facts = f"公司有{_number(rng, n)}名职工"
    return Asked(around(facts) + f"，{asked}单独建工会？", YES if n >= 25 else NO if duty else CONDITIONAL)


def _joint(rng: random.Random, around: Callable[[str], str]) -> Asked:
    n, asked = max(2, _near(rng, 50)), rng.choice(_PLAIN + _BREACH)
    facts = f"联合基层工会下面有{_number(rng, n)}家{rng.choice(['企业', '单位', '公司'])}"
    return Asked(around(facts) + f"，{asked}？", _turned(YES if n <= 50 else NO, asked))


def _term(rng: random.Random, around: Callable[[str], str]) -> Asked:
    years, asked = rng.randint(1, 9), rng.choice(_PLAIN + _BREACH)
    facts = f"{rng.choice(['区域性工会联合会', '行业性工会联合会'])}每届任期{_number(rng, years)}年"
    return Asked(around(facts) + f"，{asked}？", _turned(YES if 3 <= years <= 5 else NO, asked))


def _linyi_term(rng: random.Random, around: Callable[[str], str]) -> Asked:
    years = rng.randint(2, 8)
    facts = f"{rng.choice(['产业工会', '行业工会'])}任期定为{_number(rng, years)}年"
    return Asked(around(facts) + f"，{rng.choice(_PLAIN)}？", YES if years == 5 else CONDITIONAL, region="山东省临沂市")


def _committee(rng: random.Random, around: Callable[[str], str]) -> Asked:
    n, asked = max(2, _near(rng, 7)), rng.choice(_PLAIN + _BREACH)
    facts = f"行业工会联合会设委员{_number(rng, n)}名"
    return Asked(around(facts) + f"，{asked}？", _turned(YES if n >= 7 else NO, asked), region="广东省广州市")


def _training(rng: random.Random, around: Callable[[str], str]) -> Asked:
    months, asked = rng.randint(2, 30), rng.choice(_PLAIN + _BREACH)
    facts = f"新任镇工会主席上岗{_number(rng, months)}个月了还没参加脱产培训"
    return Asked(around(facts) + f"，{asked}？", _turned(YES if months <= 12 else NO, asked))


def _review(rng: random.Random, around: Callable[[str], str]) -> Asked:
    n, asked = rng.randint(1, 5), rng.choice(_PLAIN + _BREACH)
    facts = f"考核评议会每年召开{_number(rng, n)}次"
    return Asked(around(facts) + f"，{asked}？", _turned(YES, asked))


def _share(rng: random.Random, around: Callable[[str], str]) -> Asked:
    n, asked = _near(rng, 10), rng.choice(_PLAIN + _BREACH)
    facts = f"全总对下补助的{_number(rng, n)}%用于乡镇工会"
    facts = re.sub(r"的([一二三四五六七八九十]+)%", r"的百分之\1", facts)
    return Asked(around(facts) + f"，{asked}？", _turned(YES if n >= 10 else NO, asked))


def _social(rng: random.Random, around: Callable[[str], str]) -> Asked:
    n = rng.choice([1999, 300, 3000, 6000, 9000, 8000, 12000])
    value = "1名" if n <= 2000 else f"{n // 3000}名" if n % 3000 == 0 else f"{n // 3000}—{n // 3000 + 1}名"
    facts = f"我们街道有职工{_number(rng, n)}人"
    return Asked(around(facts) + "，可以配几名社会化工会工作者？", value=value)


def _split(rng: random.Random, around: Callable[[str], str]) -> Asked:
    n = rng.randint(20, 400)
    return Asked(around(f"有{_number(rng, n)}家小企业") + "，要建几个联合基层工会？", value=f"{-(-n // 50)}个")


FAMILIES = (
    _town, _town, _zone, _separate, _joint, _term, _linyi_term, _committee, _training, _review, _share, _social, _split
)  # fmt: skip


def _questions() -> Iterator[tuple[Asked, bool]]:
    """Questions, with whether the figures put in are told apart by the words around them alone."""
    rng = random.Random(SEED)
    for number in range(QUESTIONS):
        before = [_distractor(rng) for _ in range(number % 3)]
        after = [_distractor(rng) for _ in range(number % 5 == 0)]
        lead, tail = "，".join([*before, ""]), "".join(f"，{clause}" for clause in after)
        yield FAMILIES[number % len(FAMILIES)](rng, lambda facts: f"{lead}{facts}{tail}"), not (before or after)  # noqa: B023


def test_irrelevant_figures_never_yield_a_wrong_verdict(assistant: Assistant) -> None:
    wrong, silent, plain = [], 0, []
    for asked, undisturbed in _questions():
        answer = assistant.ask(asked.question, region=asked.region)
        values = {check.value for check in answer.checks if check.outcome == "computed"}
        right = answer.verdict == asked.verdict and (asked.value is None or values == {asked.value})
        if answer.verdict not in (asked.verdict, None) or (asked.value and values - {asked.value}):
            wrong.append((asked.question, answer.verdict, values, asked))
        elif not right:
            silent += 1
            plain += [asked.question] if undisturbed else []
    assert wrong == []
    assert plain == [], "facts alone are always enough"
    assert silent <= QUESTIONS * (1 - ANSWERED)


def test_sentences_that_no_rule_is_about_get_no_verdict(assistant: Assistant, library: Library) -> None:
    """The corpus's own words, from clauses without a rule, with figures thrown in."""
    rng = random.Random(SEED)
    anchored = {rule.clause.id for rule in assistant.rules()}
    clauses = [c for i in library.document_ids for c in library.clauses(i) if c.id not in anchored]
    pieces = [p for c in clauses for p in re.split(r"[，。；：\n]", c.text) if 6 <= len(p) <= 24 and "《" not in p]
    for piece in rng.sample(pieces, min(300, len(pieces))):
        question = f"{_distractor(rng)}，{piece}，{_distractor(rng)}，{rng.choice(_PLAIN + _BREACH)}？"
        answer = assistant.ask(question)
        assert answer.verdict is None, question


# --- Every rule at its bounds


@pytest.fixture(scope="module")
def book(assistant: Assistant) -> RuleBook:
    return assistant.rules()


def _bounds(rule: AnchoredRule) -> Iterator[tuple[Condition, Input, Decimal, int]]:
    """Every bound of a rule in the unit of its input, with the side on which it fails."""
    inputs = {i.name: i for i in rule.rule.inputs}
    for c in rule.rule.conditions:
        for bound, side in ((c.at_least, -1), (c.at_most, 1)):
            if bound is not None:
                yield c, inputs[c.input], bound * c.scale, side


def _satisfying(rule: AnchoredRule) -> dict[str, Given]:
    facts = {}
    for c in rule.rule.conditions:
        bound = c.at_least if c.at_least is not None else c.at_most
        n = (bound or Decimal(0)) * c.scale
        facts[c.input] = Given(holds=c.holds) if c.holds is not None else Given(n, n, text=str(n))
    return facts


def test_every_rule_turns_at_its_bounds_and_not_before(book: RuleBook) -> None:
    seen = 0
    for rule in book:
        full = _satisfying(rule)
        for c, source, bound, side in _bounds(rule):
            for step in (-1, 0, 1):
                n = bound + step
                outcome = check(rule, {**full, source.name: Given(n, n, text=str(n))})
                both = c.at_least is not None and c.at_least == c.at_most
                outside = step == side or (both and step != 0)
                low, high = (c.at_least or Decimal(0)) * c.scale, (c.at_most or Decimal(10**9)) * c.scale
                assert outside == (not low <= n <= high)
                wanted = rule.rule.verdict or YES
                if outside:
                    wanted = CONDITIONAL if c.about and n >= bound * Decimal("0.9") else rule.rule.otherwise
                assert outcome.verdict == wanted, (rule.rule.id, source.name, n)
                assert outcome.missing == ()
                seen += 1
    assert seen >= 50


def test_every_input_that_is_missing_is_asked_for_and_gives_no_verdict(book: RuleBook) -> None:
    for rule in book:
        full = _satisfying(rule)
        for c in rule.rule.conditions:
            facts: Facts = {name: given for name, given in full.items() if name != c.input}
            outcome = check(rule, facts)
            if c.optional:
                assert outcome.verdict is CONDITIONAL
                assert outcome.missing == ()
            else:
                assert outcome.verdict is None, rule.rule.id
                assert [m.name for m in outcome.missing] == [c.input]
        for computation in rule.rule.computations:
            names = [computation.input] + ([computation.since] if computation.since else [])
            outcome = check(rule, {})
            assert {m.name for m in outcome.missing} == set(names)
            assert all(made.outcome == "unknown" for made in outcome.checks)


def _forms(n: Decimal, source: Input) -> Iterator[str]:
    """An amount of an input written in Arabic and Chinese numerals, with 万, and in full-width digits."""
    noun = source.counts[0] if source.counts else ""
    every = "每年" if source.per else ""
    unit = {"月": "个月", "%": "%"}.get(source.unit or "", source.unit)
    arabic, chinese = f"{n:f}", cn2an.an2cn(f"{n:f}")
    wide = arabic.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    yield f"{noun}{every}{arabic}{unit}"
    yield f"{noun}{every}{wide}{unit}"
    yield f"{noun}{every}百分之{chinese}" if source.unit == "%" else f"{noun}{every}{chinese}{unit}"
    if n >= 1000 and n % 100 == 0:
        yield f"{noun}{every}{(n / 10000).normalize():f}万{unit}"


def test_every_input_is_read_at_its_bounds_in_every_form(book: RuleBook) -> None:
    seen = 0
    for rule in book:
        for _, source, bound, _ in _bounds(rule):
            for n in (bound - 1, bound, bound + 1, bound * 100):
                if n < 1:
                    continue
                for text in _forms(n, source):
                    given = read_facts(rule.rule, text, read_quantities(text)).get(source.name)
                    assert given is not None, (rule.rule.id, text)
                    assert (given.low, given.high) == (n, n), (rule.rule.id, text)
                    seen += 1
    assert seen >= 150


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        ("2021年6月", 60, "2026年6月"),
        ("2020年2月29日", 36, "2023年2月28日"),
        ("2020年2月29日", 48, "2024年2月29日"),
        ("2019年8月31日", 54, "2024年2月29日"),
        ("2021年12月31日", 36, "2024年12月31日"),
        ("2021年12月", 42, "2025年6月"),
        ("2019年", 48, "2023年"),
        ("2019年", 42, None),
        ("2021年13月", 60, None),
        ("2021年2月30日", 60, None),
    ],
)
def test_a_term_ends_on_the_day_to_the_month(book: RuleBook, start: str, term: int, end: str | None) -> None:
    rule = book.rules["federation-next-election"]
    text = f"{start}选举产生"
    facts = read_facts(rule.rule, text, read_quantities(text))
    months = Given(Decimal(term), Decimal(term), text="任期")
    outcome = check(rule, {**facts, "所定任期": months})
    assert [c.value for c in outcome.checks] == [end]
    assert [m.name for m in outcome.missing] == ([] if end else ["本届选举产生的时间"])


@pytest.mark.parametrize("term", [35, 61])
def test_no_end_is_worked_out_for_a_term_that_the_text_does_not_allow(book: RuleBook, term: int) -> None:
    rule = book.rules["federation-next-election"]
    months = Given(Decimal(term), Decimal(term))
    outcome = check(rule, {"所定任期": months, "本届选举产生的时间": Given(date=(2021, 6, 1))})
    assert outcome.checks == ()


@pytest.mark.parametrize(
    "text", ["2021年6月选举产生，上一届2016年6月选举产生", "选举产生", "2021年6月下发文件", "21年6月选举产生"]
)
def test_a_date_that_is_not_plain_is_not_taken(book: RuleBook, text: str) -> None:
    rule = book.rules["federation-next-election"]
    assert "本届选举产生的时间" not in read_facts(rule.rule, text, read_quantities(text))


@pytest.mark.parametrize("text", ["2021-06-15成立", "2021年6月15日成立", "二〇二一年六月十五日成立", "2021.6.15成立"])
def test_a_date_is_read_however_it_is_written(book: RuleBook, text: str) -> None:
    rule = book.rules["federation-next-election"]
    assert any(source.unit == DATE for source in rule.rule.inputs)
    assert read_facts(rule.rule, text, []).get("本届选举产生的时间") == Given(
        date=(2021, 6, 15), text=text.removesuffix("成立")
    )


def test_a_date_that_is_missing_is_asked_for_with_the_term(assistant: Assistant) -> None:
    answer = assistant.ask("我们行业性工会联合会哪一年换届？")
    assert answer.status is AnswerStatus.NEEDS_INPUT
    assert [m.name for m in answer.missing] == ["本届选举产生的时间", "所定任期"]


# --- Nothing unproved loads


class Altered:
    """The library with other rules."""

    def __init__(self, library: Library, content: str) -> None:
        self.library = library
        self.attachments = {"rules/altered.yaml": content}

    def clause(self, clause_id: str) -> Clause:
        return self.library.clause(clause_id)

    def document(self, document_id: str) -> Document:
        return self.library.document(document_id)


def _load(library: Library, *entries: Any) -> RuleBook:
    content = yaml.safe_dump({"topic": "试", "rules": list(entries)}, allow_unicode=True, sort_keys=False)
    return load_rules(cast("Library", Altered(library, content)))


def _entries(library: Library) -> Iterator[dict[str, Any]]:
    for name, content in library.attachments.items():
        if name.startswith("rules/"):
            for entry in yaml.safe_load(content)["rules"]:
                entry.pop("stricter_than", None)  # of another rule, and each is loaded alone
                yield entry


_NUMERAL = re.compile(r"\d+|[一二两三四五六七八九十百千万]+")


def test_a_rule_whose_quote_has_another_numeral_is_refused(library: Library) -> None:
    altered = 0
    for entry in _entries(library):
        assert len(_load(library, entry)) == 1
        quote = entry["quote"]
        for found in _NUMERAL.finditer(quote):
            other = str(int(found[0]) + 1) if found[0].isdigit() else "七" if found[0] != "七" else "八"
            changed = quote[: found.start()] + other + quote[found.end() :]
            with pytest.raises(RuleError, match=f"{entry['id']}.*出现 0 次"):
                _load(library, {**entry, "quote": changed})
            altered += 1
    assert altered >= 40


def test_a_rule_is_stricter_than_one_that_is_there_and_wider(library: Library) -> None:
    entries = {entry["id"]: entry for entry in _entries(library)}
    local, wider = entries["linyi-term"], entries["federation-term"]
    stricter = {**local, "stricter_than": {"rule": wider["id"], "by": "一般为五年"}}
    assert len(_load(library, stricter, wider)) == 2
    with pytest.raises(RuleError, match="linyi-term 的 stricter_than 指向 federation-term，没有这条规则"):
        _load(library, stricter)
    with pytest.raises(RuleError, match="只能由地方规则指向全国规则"):
        _load(library, {**wider, "stricter_than": {"rule": local["id"], "by": "一般为五年"}}, local)


def test_a_rule_says_what_it_may_come_to(library: Library) -> None:
    entry = next(e for e in _entries(library) if e["id"] == "federation-term")
    with pytest.raises(RuleError, match="的 says 须写明各种结论，缺少：conditional"):
        _load(library, {**entry, "says": {k: v for k, v in entry["says"].items() if k != "conditional"}})


def test_a_rule_with_another_number_is_refused(library: Library) -> None:
    altered = 0
    for entry in _entries(library):
        quoted = quoted_numbers(entry["quote"])
        for part in ("conditions", "computations"):
            for at, item in enumerate(entry.get(part, ())):
                for key in ("at_least", "at_most", "size", "low", "high"):
                    if key not in item:
                        continue
                    strange = next(n for n in range(int(item[key]) + 1, 10**7) if n not in quoted)
                    items = [{**i, key: strange} if i is item else i for i in entry[part]]
                    with pytest.raises(RuleError, match=f"{entry['id']}用到的数.*{strange}.*不在引文中"):
                        _load(library, {**entry, part: items})
                    assert items[at][key] == strange
                    altered += 1
    assert altered >= 30


GOOD: dict[str, Any] = {
    "id": "trial-rule",
    "kind": "threshold",
    "title": "试",
    "clause": "acftu-2014-22:2.6",
    "quote": "规范联合基层工会组织架构，所辖单位原则上不超过 50 家",
    "modality": "原则上",
    "applies": {"all": [["联合基层工会"]]},
    "inputs": [{"name": "单位", "unit": "家", "counts": ["单位"]}],
    "conditions": [{"input": "单位", "at_most": 50, "word": "不超过"}],
    "says": {"yes": "符合。", "no": "不符合。", "conditional": "视确数而定。"},
}
COMPUTED = {"name": "数", "told": "分成{}", "unit": "个", "input": "单位", "form": "split", "size": 50}


def _with(**keys: Any) -> dict[str, Any]:
    return {**GOOD, **keys}


def _condition(**keys: Any) -> dict[str, Any]:
    return _with(conditions=[{"input": "单位", **keys}])


def _computation(**keys: Any) -> dict[str, Any]:
    computation = {key: value for key, value in {**COMPUTED, **keys}.items() if value is not None}
    return _with(conditions=[], computations=[computation])


MALFORMED = [
    ({k: v for k, v in GOOD.items() if k != "modality"}, ["modality：缺少此项"]),
    (_with(strange=1), ["strange：没有此项，请核对拼写或删去"]),
    (_with(kind="sort"), ["kind：取值不在允许范围内"]),
    (_with(id="X"), ["第 1 条规则（X）", "id：不合要求"]),
    (_with(title=" "), ["title：不合要求"]),
    (_with(modality="也许"), ["modality：不合要求"]),
    (_with(applies={"all": []}), ["applies.all：不合要求"]),
    (_with(applies={"all": [["联合"]], "matches": ["("]}), ["applies.matches.0：不合要求"]),
    (_with(inputs=[{"name": "单位"}]), ["输入“单位”须有 unit，或有 yes、no，二者取一"]),
    (_with(inputs=[{"name": "单位", "unit": "家", "yes": ["有"]}]), ["二者取一"]),
    (_condition(), ["条件“单位”须有数值界限（at_least、at_most）或 holds，二者取一"]),
    (_condition(at_most=50, holds=True), ["二者取一"]),
    (_condition(at_most=50, word="超过"), ["条件“单位”的“超过”不含本数"]),
    (_computation(size=None), ["计算“数”的 size 与 form 不符"]),
    (_computation(form="times"), ["计算“数”的 size 与 form 不符"]),
    (_computation(form="term_end", size=None), ["计算“数”的 since 与 form 不符"]),
    (_computation(since="单位"), ["计算“数”的 since 与 form 不符"]),
    (_computation(unit=None), ["计算“数”须有 unit"]),
    (_with(conditions=[], inputs=[]), ["须有 conditions、computations 或 verdict 之一"]),
    (_with(inputs=[]), ["用到没有定义的输入：单位"]),
    (_with(inputs=[*GOOD["inputs"], {"name": "职工", "unit": "人"}]), ["输入没有用到：职工"]),
    (_with(clause="acftu-2014-22:9.9"), ["所引条款 acftu-2014-22:9.9 不存在", "核对条款标识"]),
    (_with(clause="nowhere:1"), ["所引条款 nowhere:1 不存在", "核对条款标识"]),
    (_with(quote="所辖单位不超过 50 家"), ["acftu-2014-22:2.6", "出现 0 次，应恰好一次", "照条款原文摘录"]),
    (_with(quote="联合会", inputs=[], conditions=[], verdict="yes"), ["应恰好一次", "照条款原文摘录"]),
    (_condition(at_most=49, word="不超过"), ["用到的数 49 不在引文中", "acftu-2014-22:2.6", "改正数值"]),
    (_condition(at_most=50, word="以下"), ["界限用语“以下”不在引文中", "照条款原文填写"]),
    ("不是规则", ["第 1 条规则（无 id）"]),
]


@pytest.mark.parametrize(("entry", "words"), MALFORMED, ids=[words[0] for _, words in MALFORMED])
def test_what_is_wrong_with_a_rule_is_said_with_its_place(library: Library, entry: Any, words: list[str]) -> None:
    with pytest.raises(RuleError) as refused:
        _load(library, entry)
    message = str(refused.value)
    for word in ["规则文件 rules/altered.yaml", *words]:
        assert word in message
    if isinstance(entry, dict):
        assert entry["id"] in message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("topic: [", "不是合法的 YAML"),
        ("- 试", "顶层应为 topic 和 rules 两项"),
        ("topic: 试", "顶层应为 topic 和 rules 两项"),
        ("topic: 试\nrules: 无", "rules 为列表"),
        ("topic: 试\nrules: []\nmore: 1", "顶层应为 topic 和 rules 两项"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_name(library: Library, content: str, words: str) -> None:
    with pytest.raises(RuleError, match=f"规则文件 rules/altered.yaml.*{words}"):
        load_rules(cast("Library", Altered(library, content)))


def test_two_rules_of_one_name_are_refused(library: Library) -> None:
    assert list(_load(library, GOOD).rules) == ["trial-rule"]
    with pytest.raises(RuleError, match="trial-rule 与另一条规则同名。请改用不同的 id"):
        _load(library, GOOD, GOOD)
