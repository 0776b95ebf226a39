"""A rule, and what it says of given facts, as people and programs are shown them: one form for CLI, HTTP and page."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from assistant.answer import Check, Missing, Verdict, clause_url
from assistant.rules.check import Facts, check
from assistant.rules.load import AnchoredRule
from assistant.rules.schema import DATE, Computation, Input, Kind

KIND_NAMES: Final = {
    Kind.THRESHOLD: "门槛",
    Kind.RANGE: "范围",
    Kind.QUOTA: "配备标准",
    Kind.RATIO: "比例",
    Kind.DEADLINE: "期限",
    Kind.FREQUENCY: "次数",
    Kind.COUNT: "个数",
    Kind.ELIGIBILITY: "资格",
    Kind.NAMING: "名称",
    Kind.APPROVAL: "审批",
    Kind.DUTY: "义务",
}
_CONCLUSIONS: Final = {Verdict.YES: "符合", Verdict.NO: "不符合", Verdict.CONDITIONAL: "视情况而定"}
_OUTSIDE: Final = "所给情况不在这条规则的适用范围内，未作计算。"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


FactKind = Literal["quantity", "date", "statement"]


class InputModel(_Model):
    """A fact that a rule takes: a quantity with its unit, counted each `per` period, a date, or a statement."""

    name: str
    kind: FactKind
    unit: str | None
    per: str | None
    optional: bool

    @property
    def expected(self) -> str:
        """What is to be given, in words: 企业（家）, 委员会会议（次，每年）, 专职人员（是/否，可不填）."""
        notes = [self.unit or "是/否", f"每{self.per}" if self.per else "", "可不填" if self.optional else ""]
        return f"{self.name}（{'，'.join(filter(None, notes))}）"


class RequirementModel(_Model):
    """A condition in words, with the word of the text that includes the bound itself."""

    text: str
    word: str | None
    optional: bool


class ComputationModel(_Model):
    """A value that a rule works out, and how."""

    name: str
    unit: str
    formula: str


class RuleModel(_Model):
    """A rule with the clause that it is anchored on; `verdict` is what one without conditions says of its matter."""

    id: str
    kind: Kind
    kind_name: str
    title: str
    topic: str
    clause_id: str
    label: str
    document: str
    doc_no: str | None
    region: str | None
    quote: str
    modality: str
    inputs: list[InputModel]
    requirements: list[RequirementModel]
    computations: list[ComputationModel]
    verdict: Verdict | None
    conclusions: dict[Verdict, str]
    note: str | None
    url: str
    clause_url: str

    @classmethod
    def of(cls, anchored: AnchoredRule) -> RuleModel:
        """Describe a rule."""
        rule = anchored.rule
        worded = [c.requirement for c in check(anchored, {}).checks]  # the checker words what it compares
        return cls(
            id=rule.id,
            kind=rule.kind,
            kind_name=KIND_NAMES[rule.kind],
            title=rule.title,
            topic=anchored.topic,
            clause_id=anchored.clause.id,
            label=anchored.clause.label,
            document=anchored.document.title,
            doc_no=anchored.document.number,
            region=anchored.document.region,
            quote=rule.quote,
            modality=rule.modality,
            inputs=[_input(anchored, source) for source in rule.inputs],
            requirements=[
                RequirementModel(text=text, word=c.word, optional=c.optional)
                for text, c in zip(worded, rule.conditions, strict=False)  # those of the computations come after
            ],
            computations=[
                ComputationModel(name=c.name, unit=c.unit, formula=_formula(c, anchored)) for c in rule.computations
            ],
            verdict=rule.verdict,
            conclusions=dict(rule.says),
            note=rule.note,
            url=f"/rules#{rule.id}",
            clause_url=clause_url(anchored.clause.id),
        )

    @property
    def source(self) -> str:
        """Document and clause as people write them: 《…》（总工办发〔2019〕24号）第三条."""
        return f"《{self.document}》{f'（{self.doc_no}）' if self.doc_no else ''}{self.label}"


class OutcomeModel(_Model):
    """What a rule says of the facts given; `missing` are facts that it still needs, `remarks` what else to know."""

    rule_id: str
    verdict: Verdict | None
    conclusion: str | None
    checks: list[Check]
    missing: list[Missing]
    remarks: list[str]

    @classmethod
    def of(cls, anchored: AnchoredRule, facts: Facts) -> OutcomeModel:
        """Apply a rule and describe the outcome."""
        outcome, rule = check(anchored, facts), anchored.rule
        verdict = outcome.verdict
        outside = rule.computations and not outcome.checks and not outcome.missing
        return cls(
            rule_id=rule.id,
            verdict=verdict,
            conclusion=rule.says.get(verdict, _CONCLUSIONS[verdict]) if verdict else None,
            checks=list(outcome.checks),
            missing=list(outcome.missing),
            remarks=[*outcome.remarks, *([_OUTSIDE] if outside else [])],
        )


def given_unit(source: Input) -> str | None:
    """The unit in which a fact is asked for: 年 for a length that the text states in years, `None` for a statement."""
    return source.shown or source.unit


def _input(anchored: AnchoredRule, source: Input) -> InputModel:
    needed = any(c.input == source.name and not c.optional for c in anchored.rule.conditions)
    needed |= any(source.name in (c.input, c.since) for c in anchored.rule.computations)
    kind: FactKind = "date" if source.unit == DATE else "quantity" if source.unit else "statement"
    return InputModel(name=source.name, kind=kind, unit=given_unit(source), per=source.per, optional=not needed)


def _formula(c: Computation, anchored: AnchoredRule) -> str:
    unit = next(given_unit(i) for i in anchored.rule.inputs if i.name == c.input) or ""
    amount = f"{c.low:f}" if c.high is None else f"{c.low:f}—{c.high:f}"
    formula = {
        "fixed": f"{amount} {c.unit}",
        "per": f"{c.input} ÷ {c.size} {unit}",
        "split": f"{c.input} ÷ {c.size} {unit}，不足一个的按一个计",
        "share": f"{c.input} × {c.size}%",
        "times": f"{c.input} × {amount}",
        "term_end": f"{c.since} + {c.input}",
    }[c.form]
    bounds = [f"≥ {c.at_least:f} {unit}"] if c.at_least is not None else []
    bounds += [f"≤ {c.at_most:f} {unit}"] if c.at_most is not None else []
    return f"{formula}（{c.input} {'，'.join(bounds)} 时）" if bounds else formula
