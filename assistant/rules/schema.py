"""What a rule is: data in `corpus/rules/*.yaml`, anchored on a verbatim quote of one clause."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assistant.answer import Verdict

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Words = Annotated[tuple[Text, ...], Field(min_length=1)]
DATE = "日期"  # unit of an input that is a date


class Kind(StrEnum):
    """Kinds of rules."""

    THRESHOLD = "threshold"
    RANGE = "range"
    QUOTA = "quota"
    RATIO = "ratio"
    DEADLINE = "deadline"
    FREQUENCY = "frequency"
    COUNT = "count"
    ELIGIBILITY = "eligibility"
    NAMING = "naming"
    APPROVAL = "approval"
    DUTY = "duty"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Input(_Model):
    """A fact that a rule needs: a quantity with its unit and the nouns that it may count, or a statement.

    `alone` admits a quantity of that unit that names nothing it counts; `shown` is the unit that a scaled condition is
    shown in（月 ÷ 12 → 年）. `yes` and `no` are regular expressions of saying that the statement holds or does not,
    `zero` of saying that there is none of what is counted. The unit 日期 makes the input a date.
    """

    name: Text
    unit: Text | None = None
    counts: tuple[Text, ...] = ()
    alone: bool = True
    per: Text | None = None
    shown: Text | None = None
    yes: tuple[re.Pattern[str], ...] = ()
    no: tuple[re.Pattern[str], ...] = ()
    zero: tuple[re.Pattern[str], ...] = ()

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Input:
        if (self.unit is None) == (not self.yes and not self.no):
            raise ValueError(f"输入“{self.name}”须有 unit，或有 yes、no，二者取一")
        return self


class Condition(_Model):
    """A bound on an input, with the word of the text that says whether the bound itself is included."""

    input: Text
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    holds: bool | None = None
    word: Text | None = None
    about: bool = False
    optional: bool = False
    scale: Decimal = Decimal(1)
    requirement: Text | None = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> Condition:
        numeric = self.at_least is not None or self.at_most is not None
        if numeric == (self.holds is not None):
            raise ValueError(f"条件“{self.input}”须有数值界限（at_least、at_most）或 holds，二者取一")
        if self.word in EXCLUSIVE:
            raise ValueError(f"条件“{self.input}”的“{self.word}”不含本数，而 at_least、at_most 含本数")
        return self


class Computation(_Model):
    """A value to work out: ``per`` (so much for so many), ``times``, ``share`` (per cent), ``split``, ``fixed``.

    ``term_end`` is the date `since` and the length of time `input` together. `at_least` and `at_most` say for what
    inputs, divided by `scale`, the value is worked out at all. `told` is the conclusion, with {} for the value.
    """

    name: Text
    told: Text
    unit: str = ""
    input: Text
    since: Text | None = None
    form: Literal["fixed", "per", "times", "share", "split", "term_end"]
    size: Decimal | None = None
    low: Decimal = Decimal(1)
    high: Decimal | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    scale: Decimal = Decimal(1)

    @model_validator(mode="after")
    def _has_its_size(self) -> Computation:
        if self.told.count("{}") != 1:
            raise ValueError(f"计算“{self.name}”的 told 须恰有一处 {{}}，写数值的位置")
        if (self.form in ("per", "split", "share")) != (self.size is not None):
            raise ValueError(f"计算“{self.name}”的 size 与 form 不符：per、split、share 须有 size，其余不得有")
        if (self.form == "term_end") != (self.since is not None):
            raise ValueError(f"计算“{self.name}”的 since 与 form 不符：term_end 须有 since，其余不得有")
        if not self.unit and self.form != "term_end":
            raise ValueError(f"计算“{self.name}”须有 unit")
        return self


class Applies(_Model):
    """When a question calls the rule: a word of every group of `all`, none of `none`, every pattern of `matches`."""

    all: Annotated[tuple[Words, ...], Field(min_length=1)]
    none: tuple[Text, ...] = ()
    matches: tuple[re.Pattern[str], ...] = ()


class Stricter(_Model):
    """That a local rule is stricter than one that binds more widely（`rule`, its id）, and in what."""

    rule: Text
    by: Text


class Rule(_Model):
    """One rule; see the comments at the head of the files in `corpus/rules/`.

    `otherwise_if_leave` is the verdict where conditions fail but leave was asked for, not a duty; `verdict_if_must`
    that on whether one must do what the text says one may; `premise` marks a rule against a mistaken premise,
    `negative` one that is itself about leaving something undone, so that a question in the negative is plain to it.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{2,79}$")]
    kind: Kind
    title: Text
    clause: Text
    quote: Text
    modality: Literal["应当", "必须", "可以", "一般", "原则上", "左右", "不得", "力争"]
    applies: Applies
    inputs: tuple[Input, ...] = ()
    conditions: tuple[Condition, ...] = ()
    computations: tuple[Computation, ...] = ()
    verdict: Verdict | None = None
    otherwise: Verdict = Verdict.NO
    otherwise_if_leave: Verdict | None = None
    verdict_if_must: Verdict | None = None
    premise: bool = False
    negative: bool = False
    effective_from: date | None = None
    effective_to: date | None = None
    says: dict[Verdict, Text] = Field(default_factory=dict)
    stricter_than: Stricter | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Rule:
        if not (self.conditions or self.computations) and self.verdict is None:
            raise ValueError("须有 conditions、computations 或 verdict 之一")
        names = {i.name for i in self.inputs}
        used = {c.input for c in self.conditions} | {c.input for c in self.computations}
        used |= {c.since for c in self.computations if c.since}
        if used - names:
            raise ValueError(f"条件或计算用到没有定义的输入：{'、'.join(sorted(used - names))}")
        if names - used:
            raise ValueError(f"输入没有用到：{'、'.join(sorted(names - used))}")
        return self

    @property
    def numbers(self) -> frozenset[Decimal]:
        """Every number that the rule uses; each must be read from the quote."""
        found = [n for c in self.conditions for n in (c.at_least, c.at_most)]
        found += [n for c in self.computations for n in (c.size, c.at_least, c.at_most, c.high)]
        found += [c.low for c in self.computations if c.form in ("fixed", "per", "times")]
        return frozenset(n for n in found if n is not None)


EXCLUSIVE = frozenset({"不满", "超过", "以外", "低于", "多于", "少于"})
