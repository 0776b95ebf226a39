"""What the rules say → answer: the conclusion, the conditions with their working, the clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Answer, AnswerStatus, Check, Citation, Missing, Notice, Verdict
from assistant.compose import notice_line
from assistant.notices import NoticesOf, reading_notices
from assistant.question import Question
from assistant.rules.check import LACKING, Outcome
from assistant.rules.load import AnchoredRule
from assistant.sources import DENIAL, Finding, citation_of, escaped, short_name, source_name, source_of
from index.document import Span

MAX_CLAUSES = 3
# Words of a question that takes for granted what the rule says, and not its contrary.
_AGREES = re.compile(r"不变|不得|(?<!能)不能|(?<!可)不可|(?<!应)不应|不准|应当|必须|选举")
RESULTS = {"pass": "符合", "fail": "不符合", "unknown": "待确认", "computed": "已算出"}


def compose_checked(question: Question, outcomes: Sequence[Outcome], *, index: str, notices: NoticesOf) -> Answer:
    """Compose the answer to a question that rules settle; `outcomes` are not empty, the one that prevails first.

    `notices` says what there is to know of the clauses that they go by.
    """
    leading = next((o for o in outcomes if not _lacks_facts(o)), outcomes[0])
    shown = [leading, *(o for o in outcomes if o is not leading and not _lacks_facts(o))][:MAX_CLAUSES]
    if _lacks_facts(leading):
        shown = [o for o in outcomes if _lacks_facts(o)][:MAX_CLAUSES]
    findings = _findings(shown)
    conflicts = _conflicts(shown)
    others = [n for n in notices(findings) if not (conflicts and n.kind == "relation")]  # which the conflict tells
    notes = [*reading_notices(question), *conflicts, *_remarks(shown), *others]
    checks = tuple(c for o in shown for c in o.checks)
    parts = [_conclusion(question.meant, leading, shown), *_tables(shown)]
    parts += [source_of(f, whole=i == 0) for i, f in enumerate(findings)]
    parts += map(notice_line, notes)
    return Answer(
        question=question.text,
        asked_as=question.asked_as,
        status=AnswerStatus.NEEDS_INPUT if _lacks_facts(leading) else AnswerStatus.ANSWERED,
        verdict=None if _lacks_facts(leading) else leading.verdict,
        text="\n\n".join(p for p in parts if p),
        citations=tuple(_citations(findings)),
        checks=checks,
        missing=tuple({m.name: m for o in shown for m in o.missing}.values()) if _lacks_facts(leading) else (),
        notices=tuple(notes),
        region=question.region,
        as_of=question.as_of,
        index=index,
    )


def _lacks_facts(outcome: Outcome) -> bool:
    return bool(outcome.missing) and outcome.verdict is None


def _conclusion(question: str, leading: Outcome, shown: Sequence[Outcome]) -> str:
    if _lacks_facts(leading):
        return asked_back([m for o in shown for m in o.missing])
    if computed := computed_line([(o.rule, o.checks) for o in shown]):
        return computed
    said = leading.rule.rule.says.get(leading.found or Verdict.CONDITIONAL)
    lead = DENIAL if leading.rule.rule.premise and leading.found is Verdict.NO and not _AGREES.search(question) else ""
    return f"**{lead}{escaped(said.rstrip('。') + _shortfall(leading))}**" if said else ""


def computed_line(checked: Sequence[tuple[AnchoredRule, Sequence[Check]]]) -> str:
    """The line that tells what was worked out, each value once; empty where nothing was."""
    told = {
        computation.told.replace("{}", (check.value or "").replace("—", "至"))
        for rule, checks in checked
        for computation in rule.rule.computations
        for check in checks
        if check.outcome == "computed" and check.requirement.partition("：")[0] == computation.name
    }
    return f"**{'；'.join(sorted(told))}。**" if told else ""


def asked_back(missing: Sequence[Missing]) -> str:
    """The line that asks for facts, each named once with its unit."""
    names = dict.fromkeys(f"{m.name}（{m.unit}）" if m.unit else m.name for m in missing)
    return f"**请补充以下情况：{'、'.join(names)}。**"


def _shortfall(outcome: Outcome) -> str:
    """Name the conditions that are not met, or those that are still open; the table has the rest."""
    failed = [
        f"{spoken(c.requirement)}（所给：{'，'.join([c.given, *_lacking(c)])}）"
        for c in outcome.checks
        if c.outcome == "fail" and c.given
    ]
    unsettled = [spoken(c.requirement) for c in outcome.checks if c.outcome == "unknown"]
    if len(outcome.checks) > 1 and failed:
        return f"，未达到的是：{'；'.join(failed)}。"
    if len(outcome.checks) > 1 and unsettled and outcome.found is Verdict.CONDITIONAL:
        return f"，尚待确认的是：{'；'.join(unsettled)}。"
    return "。"


def spoken(requirement: str) -> str:
    """A requirement as people say it: 职工 ≥ 5000 人 → 职工不少于 5000 人."""
    return requirement.replace(" ≥ ", "不少于 ").replace(" ≤ ", "不超过 ").replace("≤ ", "不超过 ")


def _lacking(check: Check) -> list[str]:
    """How much is lacking, from the working."""
    _, lacks, amount = (check.working or "").partition(LACKING)
    return [lacks + amount] if lacks else []


def _tables(shown: Sequence[Outcome]) -> list[str]:
    """A table of conditions for every rule that compares facts, under the clause where that is not the first one's."""
    parts = []
    for outcome in shown:
        if table := _table(outcome.checks):
            rule = outcome.rule
            first = rule.clause.id == shown[0].rule.clause.id
            parts.append(table if first else f"另据{source_name(rule.document)}{rule.clause.label}：\n\n{table}")
    return parts


def _table(checks: Sequence[Check]) -> str:
    """The conditions as a Markdown table; none where a rule has no facts to compare."""
    compared = [c for c in checks if c.given or c.working or c.outcome == "unknown"]
    if not compared:
        return ""
    rows = [
        f"| {_cell(c.requirement)} | {_cell(c.given or '未说明')} | {_cell(c.working or '—')} | {RESULTS[c.outcome]} |"
        for c in compared
    ]
    return "\n".join(["| 文件要求 | 所给情况 | 核对 | 结果 |", "|---|---|---|---|", *rows])


def _cell(text: str) -> str:
    return escaped(text.replace("\n", " "))


def _findings(shown: Sequence[Outcome]) -> list[Finding]:
    """One finding a clause, quoting what its rules quote."""
    findings: dict[str, Finding] = {}
    for outcome in shown:
        clause, document = outcome.rule.clause, outcome.rule.document
        start = clause.span.start + clause.text.index(outcome.rule.rule.quote)
        quote = Span(start, start + len(outcome.rule.rule.quote))
        findings.setdefault(clause.id, Finding(document, clause, (quote,), clause.label, clause.span))
    return list(findings.values())


def _citations(findings: Sequence[Finding]) -> list[Citation]:
    return [citation_of(f) for f in findings]


def _conflicts(shown: Sequence[Outcome]) -> list[Notice]:
    """Two clauses that settle the matter differently: both are named, and which one prevails here."""
    first = shown[0]
    other = next((o for o in shown[1:] if o.verdict and first.verdict and o.verdict is not first.verdict), None)
    if other is None:
        return []
    ours, theirs = (f"{short_name(o.rule.document)}{o.rule.clause.label}" for o in (first, other))
    text = f"{ours}与{theirs}对同一事项的规定不一致。{ours}{_why(first, other)}，本答复以其为准，并列出后者供参考。"
    return [Notice(kind="conflict", text=text, clause_ids=(first.rule.clause.id, other.rule.clause.id))]


def _why(first: Outcome, other: Outcome) -> str:
    """Why the first prevails, as `assistant.rules.choose` orders them."""
    ours, theirs = first.rule.document, other.rule.document
    if ours.region and not theirs.region:
        return "是当地的规定"
    if ours.issued_on and theirs.issued_on and ours.issued_on > theirs.issued_on:
        return "印发在后"
    return "是所问的文件"


def _remarks(shown: Sequence[Outcome]) -> list[Notice]:
    return [
        Notice(kind="ambiguity", text=remark, clause_ids=(o.rule.clause.id,)) for o in shown for remark in o.remarks
    ]
