"""What an answer says beside the clauses: validity, slips, stricter local rules, which document prevails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.citation import locate
from assistant.notices import source_notices
from assistant.pipeline import Assistant
from assistant.question import Question
from assistant.sources import Finding, finding_of
from index.document import Span, Status
from index.library import Library

TODAY = date(2026, 11, 20)
ANYANG, LINYI, GUANGZHOU = "河南省安阳市", "山东省临沂市", "广东省广州市"


def saying(library: Library, clause_id: str, words: str) -> Finding:
    finding = finding_of(locate(library, clause_id))
    start = finding.document.text.index(words, finding.clause.span.start)
    return replace(finding, sentences=(Span(start, start + len(words)),))


def told(
    assistant: Assistant, findings: list[Finding], *, region: str | None = None, as_of: date = TODAY
) -> list[tuple[str, str]]:
    question = Question(
        *["问题"] * 5, region=region, as_of=as_of, regions=(here := frozenset(filter(None, [region]))), own=here
    )
    notices = source_notices(question, assistant.shelf.current(), assistant.rules(), findings)
    return [(n.kind, n.text) for n in notices]


@pytest.mark.parametrize(
    ("clause", "words", "region", "kind", "says"),
    [
        ("linyi-2015:2.4", "每届任期一般为五年", LINYI, "validity", "来源文本未载有效期"),
        ("guangzhou-hangye:2.5", "设一名职业化工会干部", GUANGZHOU, "validity", "来源文本未载日期和有效期"),
        ("acftu-2014-22:1.3", "通过3-5年努力，使基层工会覆盖面明显扩大", None, "validity", "现已期满"),
        ("acftu-2020-2:1.2", "奔实工会基层基础", None, "ambiguity", "“奔实”疑为“夯实”之误"),
        ("linyi-2015:2.3", "行政负责人不应担任产业（行业）工会主席", LINYI, "jurisdiction", "临沂市的规定严于全国规定"),
        (
            "linyi-2015:2.3",
            "行政负责人不应担任产业（行业）工会主席",
            LINYI,
            "jurisdiction",
            "总工办发〔2020〕2号第二部分（七）",
        ),
        (
            "guangzhou-hangye:2.2.2",
            "主席候选人由区",
            GUANGZHOU,
            "jurisdiction",
            "在职业工会工作者中推荐产生",
        ),
        ("anyang-2020-7:2", "每年必须至少召开一次", ANYANG, "relation", "安阳市总工会办公室转发总工办发〔2019〕24号"),
        ("acftu-2019-24:3", "不得随意撤销", ANYANG, "relation", "安工办〔2020〕7号是安阳市总工会办公室转发"),
    ],
)
def test_what_is_said_of_a_clause(
    assistant: Assistant, library: Library, clause: str, words: str, region: str | None, kind: str, says: str
) -> None:
    notices = told(assistant, [saying(library, clause, words)], region=region)
    assert any(k == kind and says in text for k, text in notices), notices


@pytest.mark.parametrize(
    ("clause", "words", "region", "as_of"),
    [
        ("acftu-2019-24:3", "不得随意撤销", None, TODAY),  # forwarded, but not where the asker is
        ("acftu-2014-22:1.3", "一是有依法选举的工会主席", None, TODAY),  # the words that lapsed are not quoted
        ("acftu-2014-22:1.3", "通过3-5年努力", None, date(2017, 1, 1)),  # and had not then
        ("linyi-2015:2.3", "建立产业（行业）工会的同时", None, TODAY),
    ],
)
def test_what_is_not_said(
    assistant: Assistant, library: Library, clause: str, words: str, region: str | None, as_of: date
) -> None:
    notices = told(assistant, [saying(library, clause, words)], region=region, as_of=as_of)
    assert [n for n in notices if "来源文本未载" not in n[1]] == []


def test_of_two_documents_on_a_matter_the_newer_prevails(assistant: Assistant, library: Library) -> None:
    older = saying(library, "acftu-2014-22:2.5", "企业 100 家左右")
    newer = saying(library, "acftu-2019-24:3", "企业100家以上")
    for findings in ([older, newer], [newer, older]):
        (notice,) = [text for kind, text in told(assistant, findings) if kind == "relation"]
        assert notice == "总工办发〔2019〕24号印发在后，与总工发〔2014〕22号不一致的，以总工办发〔2019〕24号为准。"
    assert [k for k, _ in told(assistant, [newer]) if k == "relation"] == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"status": Status.REPEALED}, "已经废止，仅供查考"),
        ({"status": Status.EXPIRED}, "已经失效，仅供查考"),
        ({"effective_to": date(2020, 1, 1)}, "已经失效，仅供查考"),
        ({"effective_from": date(2027, 1, 1)}, "在所问日期尚未施行"),
        ({"effective_to": TODAY}, None),
        ({"effective_from": TODAY}, None),
    ],
)
def test_documents_that_do_not_hold_are_marked(
    assistant: Assistant, library: Library, changes: dict[str, object], says: str | None
) -> None:
    finding = saying(library, "acftu-2020-2:2.9", "每届任期三年至五年")
    finding = replace(finding, document=replace(finding.document, **changes))
    texts = [text for kind, text in told(assistant, [finding]) if kind == "validity"]
    assert bool(texts) == bool(says)
    assert says is None or says in texts[0]


def test_a_conflict_of_rules_says_why_the_first_prevails(assistant: Assistant) -> None:
    answer = assistant.ask("我们镇有99家企业、6000名职工，专职主席和专职工作人员都配齐了，可以成立总工会吗")
    (conflict,) = [n for n in answer.notices if n.kind == "conflict"]
    assert "总工办发〔2019〕24号第三条与总工发〔2014〕22号第二部分第5条对同一事项的规定不一致" in conflict.text
    assert "总工办发〔2019〕24号第三条印发在后，本答复以其为准" in conflict.text
    assert not [n for n in answer.notices if n.kind == "relation"], "the conflict says it"
