"""Answers made by hand, for what is written down of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from fakes import answer

from assistant.answer import AnswerStatus, Check, Citation, Missing, Notice, RelatedClause
from assistant.export.entry import Entry, Passage

QUOTE = "委员会每届任期三年至五年。"
CLAUSE = f"（九）联合会可制定组织办法。{QUOTE}\n特殊情况的，报上一级工会批准。"
LOOKUP_TEXT = f"**{QUOTE}**\n\n依据：《甲意见》（总工办发〔2020〕2号）第九条\n\n> {QUOTE}"


def cited(quote: str = QUOTE, **fields: Any) -> Citation:
    """A citation of 《甲意见》第九条."""
    fixed: dict[str, Any] = {
        "clause_id": "jia:9",
        "doc_no": "总工办发〔2020〕2号",
        "title": "甲意见",
        "issuer": "中华全国总工会办公厅",
        "issued_on": date(2020, 1, 15),
        "level": "national",
        "region": None,
        "label": "第九条",
        "quote": quote,
        "start": 10,
        "end": 10 + len(quote),
        "url": "/d/jia#9",
    }
    return Citation(**{**fixed, **fields})


def lookup(question: str = "任期几年？", **fields: Any) -> Entry:
    """A question that a clause answers; the clause is printed whole."""
    fixed: dict[str, Any] = {"text": LOOKUP_TEXT, "citations": (cited(),)}
    return Entry(question, answer(**{**fixed, **fields}), (Passage(CLAUSE, whole=True),))


def checked() -> Entry:
    """A question that a rule was applied to, with a fact missing."""
    checks = (
        Check(rule_id="r", outcome="pass", requirement="企业 ≥ 100 家", given="120 家", working="120 ≥ 100",
              value=None, clause_id="jia:9", quote=QUOTE),
        Check(rule_id="r", outcome="unknown", requirement="职工 ≥ 5000 人", given=None, working=None, value=None,
              clause_id="jia:9", quote=QUOTE),
    )  # fmt: skip
    text = (
        "要回答这一问题，还需要知道：职工（人）。请补充后再问。\n\n"
        "| 文件要求 | 所给情况 | 核对 | 结果 |\n|---|---|---|---|\n"
        "| 企业 ≥ 100 家 | 120 家 | 120 ≥ 100 | 符合 |\n| 职工 ≥ 5000 人 | 未说明 | — | 待确认 |\n\n"
        f"依据：《甲意见》（总工办发〔2020〕2号）第九条\n\n> {QUOTE}\n\n注意：两份文件规定不一。"
    )
    made = answer(
        text,
        status=AnswerStatus.NEEDS_INPUT,
        citations=(cited(),),
        checks=checks,
        missing=(Missing(name="职工", unit="人", clause_id="jia:9"),),
        notices=(Notice(kind="conflict", text="两份文件规定不一。"),),
        region="河南省安阳市",
    )
    return Entry("能建吗？", made, (Passage(QUOTE, whole=False),))


def unfound() -> Entry:
    """A question that nothing answers."""
    related = (RelatedClause(clause_id="jia:1", label="第一条", title="甲意见", url="/d/jia#1"),)
    text = (
        "没有查到。\n\n以下条款内容相近，供参考，但并未直接回答：\n\n"
        "- [《甲意见》第一条](/d/jia#1)\n\n请换一种说法再问。"
    )
    return Entry("食堂谁承包？", answer(text, status=AnswerStatus.NOT_FOUND, related=related), ())
