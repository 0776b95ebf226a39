"""Coverage: no numeral of the shipped corpus without rule or waiver, and the measure itself finds what it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import MakeCorpus
from fakes import HashingEmbedder

from assistant.cli import main
from assistant.pipeline import Assistant
from assistant.rules.commands import demand_coverage
from assistant.rules.coverage import Coverage, cover, find_expressions
from assistant.rules.load import RuleError, load_rules
from index.build import build_index
from index.document import Clause, Span
from index.generation import Generations
from index.library import Library
from index.shelf import Shelf

WAIVER = '- {clause: "*", text: 一般, reason: 语气。}\n'


@pytest.fixture(scope="module")
def coverage(assistant: Assistant) -> Coverage:
    return cover(assistant.shelf.current(), assistant.rules())


def test_every_numeral_of_the_corpus_has_a_rule_or_a_waiver(coverage: Coverage) -> None:
    assert [(e.clause.id, e.text, e.context) for e in coverage.uncovered] == []
    assert coverage.idle == ()
    demand_coverage(coverage)


@pytest.mark.parametrize(
    ("clause", "text", "rule"),
    [
        ("acftu-2019-24:3", "100家以上", "town-general-union-2019"),
        ("acftu-2014-22:1.3", "3-5年", "six-haves-years"),
        ("acftu-2014-22:1.3", "80%以上", "six-haves-share"),
        ("acftu-2020-2:2.9", "三年至五年", "federation-term"),
        ("acftu-2019-24:6", "3000 人", "social-workers-large"),
    ],
)
def test_hard_numbers_are_covered_by_rules_not_waived(coverage: Coverage, clause: str, text: str, rule: str) -> None:
    (found,) = [e for e in coverage.expressions if (e.clause.id, e.text) == (clause, text)]
    assert rule in [r.rule.id for r in found.rules]
    assert found.waiver is None


def test_every_quantity_of_a_demand_is_settled_by_a_rule(coverage: Coverage) -> None:
    """What states a bound is never waived."""
    bounds = ("以上", "以下", "以内", "左右", "不超过", "不低于", "至少")
    waived = [e for e in coverage.expressions if e.waiver]
    before = {(e.clause.id, e.start): e.clause.text[max(0, e.start - 3) : e.end + 2] for e in waived}
    assert [k for k, text in before.items() if any(word in text for word in bounds)] == []


def clause_of(text: str) -> Clause:
    return Clause("d:1", "d", "1", "第一条", text, Span(0, len(text)), 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、职工25人以上的，应当建会。", ["25人以上"]),
        ("（十二）任期三年至五年。\n3、每年至少一次。", ["三年至五年", "一次"]),
        ("第十七条 按照总工办发〔2019〕24号执行。", []),
        ("上一级工会；“六有”工会；五一劳动奖章。", ["一", "六", "五一"]),
        ("不低于补助总额的10%，９０％。", ["10%", "９０％"]),
        ("工会主席由选举产生。", []),
    ],
)
def test_expressions_are_found(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in find_expressions(clause_of(text))] == expected


@dataclass
class Made:
    """Builds a library of one document and gives its coverage."""

    corpus: MakeCorpus
    home: Path
    opened: list[Shelf] = field(default_factory=list)

    def __call__(self, waivers: str, rules: str = "") -> Coverage:
        files = {"note.txt": "一、建会。职工一般在25人以上的，单独建会。\n二、换届。每届任期三年。\n"}
        folder = self.corpus(files)
        (folder / "waivers.yaml").write_text(waivers, encoding="utf-8")
        if rules:
            (folder / "rules").mkdir(exist_ok=True)
            (folder / "rules" / "r.yaml").write_text(rules, encoding="utf-8")
        build_index(folder, Generations(self.home), HashingEmbedder())
        self.opened.append(Shelf(self.home))
        library: Library = self.opened[-1].current()
        return cover(library, load_rules(library))


@pytest.fixture
def made(make_corpus: MakeCorpus, tmp_path: Path, probe_here: None) -> Iterator[Callable[..., Coverage]]:
    maker = Made(make_corpus, tmp_path / "home")
    yield maker
    for shelf in maker.opened:
        shelf.close()


RULE = """
topic: 建会
rules:
  - id: alone
    kind: threshold
    title: 单独建会
    clause: note:1
    quote: 25人以上的，单独建会
    modality: 应当
    applies: {all: [[单独建会]]}
    inputs: [{name: 职工, unit: 人, counts: [职工]}]
    conditions: [{input: 职工, at_least: 25, word: 以上}]
    says: {"yes": 是, "no": 否, conditional: 视确数而定}
"""


def test_what_has_neither_rule_nor_waiver_is_named(made: Callable[..., Coverage]) -> None:
    found = made("[]")
    assert [(e.clause.id, e.text) for e in found.uncovered] == [
        ("note:1", "一"),
        ("note:1", "25人以上"),
        ("note:2", "三年"),
    ]
    with pytest.raises(
        RuleError, match="3 处数值表述没有规则也没有免列说明：note:1“一”、note:1“25人以上”、note:2“三年”"
    ):
        demand_coverage(found)


def test_rules_and_waivers_settle_expressions(made: Callable[..., Coverage]) -> None:
    found = made(WAIVER, RULE)
    assert [e.text for e in found.uncovered] == ["三年"]
    assert [r.rule.id for e in found.expressions for r in e.rules] == ["alone"]
    assert [e.waiver.reason for e in found.expressions if e.waiver] == ["语气。"]


def test_a_rule_that_quotes_a_number_without_using_it_does_not_cover_it(made: Callable[..., Coverage]) -> None:
    unused = RULE.partition("    inputs:")[0] + '    verdict: "yes"\n'
    assert "25人以上" in [e.text for e in made(WAIVER, unused).uncovered]


@pytest.mark.parametrize(
    "line",
    [
        '- {clause: "note:1", text: 任期三年, reason: 不在这一条。}',  # stands in another clause
        '- {clause: "*", text: 单独建会, reason: 没有数字。}',
        '- {clause: "note:1", text: 25人以上, reason: 已有规则。}',
        "- {clause: none, text: 三年, reason: 没有这一条。}",
    ],
)
def test_a_waiver_that_waives_nothing_is_an_error(made: Callable[..., Coverage], line: str) -> None:
    found = made(f'{WAIVER}- {{clause: "note:2", text: 三年, reason: 试。}}\n{line}\n', RULE)
    assert found.uncovered == ()
    assert len(found.idle) == 1
    with pytest.raises(RuleError, match="1 项免列说明没有对上"):
        demand_coverage(found)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a: [", "不是合法的 YAML"),
        ("a: 1", "顶层应为列表"),
        ('- {clause: "*", text: 一般}', "第 1 项有误：reason"),
        ('- {clause: "*", text: 一般, reason: 语气。, note: x}', "note"),
        ('- {clause: "*", text: "", reason: 语气。}', "text"),
        ("- 一般", "第 1 项有误：本项"),
    ],
)
def test_malformed_waivers_are_named(made: Callable[..., Coverage], content: str, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        made(content)


def test_the_command_lists_everything_and_counts_it(
    built_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], coverage: Coverage
) -> None:
    monkeypatch.setenv("POLICY_HOME", str(built_home))
    assert main(["rules", "--coverage"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(coverage.expressions) + 1
    assert lines[-1].endswith("未覆盖 0 处。")
    assert any(line.startswith("acftu-2014-22:1.3\t3-5年\t规则：six-haves-years\t") for line in lines)
    assert any(line.startswith("acftu-2014-22:1.2\t三\t免列：理论名称。\t") for line in lines)


def test_the_command_fails_where_something_is_uncovered(
    built_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICY_HOME", str(built_home))
    monkeypatch.setattr("assistant.rules.coverage.read_waivers", lambda _: ())
    assert main(["rules", "--coverage"]) == 1
    captured = capsys.readouterr()
    assert "\t未覆盖\t" in captured.out
    assert captured.err.count("\n") == 1
    assert "acftu-2020-2:notice“十七”" in captured.err
