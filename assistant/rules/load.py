"""Rules from `corpus/rules/*.yaml`, each proved against the clause that it is anchored on before it may answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from pydantic import ValidationError

from assistant.answer import Verdict
from assistant.rules.schema import Rule
from index.document import Clause, Document
from index.errors import CorpusError, UnknownClauseError, UnknownDocumentError
from index.library import Library
from index.marks import numeral
from index.safe_yaml import load_yaml

RULES_FOLDER = "rules/"
_NUMERAL = re.compile(r"\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]+")


class RuleError(CorpusError):
    """A rule cannot be trusted; the message names file, rule, clause and remedy."""

    code = "rule_error"


@dataclass(frozen=True, slots=True)
class AnchoredRule:
    """A rule with the clause and document that it was proved against."""

    rule: Rule
    topic: str
    clause: Clause
    document: Document

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in effect: within its own dates, or else those of its document; both ends count."""
        since = self.rule.effective_from or self.document.effective_from or self.document.issued_on
        until = self.rule.effective_to or self.document.effective_to
        return (since is None or since <= day) and (until is None or day <= until)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, by id, in the order of the files."""

    rules: Mapping[str, AnchoredRule]

    def __iter__(self) -> Iterator[AnchoredRule]:
        return iter(self.rules.values())

    def __len__(self) -> int:
        return len(self.rules)


def load_rules(library: Library) -> RuleBook:
    """Read and prove the rules that came with a library; a corpus without the folder has none.

    Raises `RuleError` at the first rule whose form is wrong, whose quote does not occur exactly once in its clause, or
    one of whose numbers does not stand in the quote, or that is stricter than a rule that is not there or not wider.
    """
    rules: dict[str, AnchoredRule] = {}
    for name, content in library.attachments.items():
        if not name.startswith(RULES_FOLDER):
            continue
        topic, entries = _read(name, content)
        for number, entry in enumerate(entries, 1):
            rule = _rule(name, number, entry)
            if rule.id in rules:
                raise RuleError(f"规则文件 {name} 的规则 {rule.id} 与另一条规则同名。请改用不同的 id。")
            rules[rule.id] = _anchored(name, topic, rule, library)
    for anchored in rules.values():
        _check_stricter(anchored, rules)
    return RuleBook(rules)


def _check_stricter(anchored: AnchoredRule, rules: Mapping[str, AnchoredRule]) -> None:
    """A rule that is stricter than another is of a narrower place, and both are there."""
    stricter = anchored.rule.stricter_than
    if stricter is None:
        return
    wider = rules.get(stricter.rule)
    if wider is None:
        raise RuleError(f"规则 {anchored.rule.id} 的 stricter_than 指向 {stricter.rule}，没有这条规则。请核对标识。")
    if wider.document.region is not None or anchored.document.region is None:
        raise RuleError(f"规则 {anchored.rule.id} 的 stricter_than 只能由地方规则指向全国规则，{stricter.rule} 不是。")


def _read(name: str, text: str) -> tuple[str, list[Any]]:
    try:
        content = load_yaml(text)
    except yaml.YAMLError as error:
        raise RuleError(f"规则文件 {name} 不是合法的 YAML。请检查缩进、冒号和引号。") from error
    if not isinstance(content, dict) or set(content) != {"topic", "rules"} or not isinstance(content["rules"], list):
        raise RuleError(f"规则文件 {name} 的顶层应为 topic 和 rules 两项，rules 为列表。")
    return str(content["topic"]), content["rules"]


def _rule(path: str, number: int, entry: Any) -> Rule:
    name = entry.get("id") if isinstance(entry, dict) else None
    try:
        return Rule.model_validate(entry)
    except ValidationError as error:
        remarks = []
        for item in error.errors():
            key = ".".join(map(str, item["loc"]))
            known = _REASONS.get(item["type"], "不合要求")
            reason = str(item["ctx"]["error"]) if item["type"] == "value_error" else known
            remarks.append(f"{key}：{reason}" if key else reason)
        where = f"规则文件 {path} 第 {number} 条规则（{name or '无 id'}）"
        raise RuleError(f"{where}有误：{'；'.join(remarks)}。") from error


_REASONS = {"missing": "缺少此项", "extra_forbidden": "没有此项，请核对拼写或删去", "enum": "取值不在允许范围内"}


def _anchored(path: str, topic: str, rule: Rule, library: Library) -> AnchoredRule:
    where = f"规则文件 {path} 的规则 {rule.id}"
    try:
        clause = library.clause(rule.clause)
    except (UnknownClauseError, UnknownDocumentError) as error:
        raise RuleError(f"{where}所引条款 {rule.clause} 不存在。请核对条款标识。") from error
    if (found := clause.text.count(rule.quote)) != 1:
        raise RuleError(
            f"{where}的引文在条款 {rule.clause} 中出现 {found} 次，应恰好一次：“{rule.quote}”。请照条款原文摘录。"
        )
    if strange := rule.numbers - quoted_numbers(rule.quote):
        numbers = "、".join(str(n) for n in sorted(strange))
        raise RuleError(f"{where}用到的数 {numbers} 不在引文中（{rule.clause}）。请改正数值，或换用含该数的引文。")
    for word in (c.word for c in rule.conditions):
        if word and word not in rule.quote:
            raise RuleError(f"{where}的界限用语“{word}”不在引文中（{rule.clause}）。请照条款原文填写。")
    outcomes = {rule.verdict or Verdict.YES, rule.otherwise, Verdict.CONDITIONAL} if rule.conditions else set()
    if unsaid := outcomes - rule.says.keys():
        raise RuleError(f"{where}的 says 须写明各种结论，缺少：{'、'.join(sorted(unsaid))}。")
    return AnchoredRule(rule, topic, clause, library.document(clause.document_id))


def quoted_numbers(text: str) -> frozenset[Decimal]:
    """Every number written in a quote, in Arabic or Chinese numerals."""
    found = set()
    for match in _NUMERAL.finditer(unicodedata.normalize("NFKC", text)):
        if match[0][0].isdigit():
            found.add(Decimal(match[0]))
        elif (number := numeral(match[0])) is not None:
            found.add(Decimal(number))
    return frozenset(found)
