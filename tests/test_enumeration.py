"""Lists that clauses make are answered whole, and only where all of them is asked for."""

from __future__ import annotations

import pytest

from assistant.answer import MAX_CITATIONS
from assistant.pipeline import Assistant

LINYI, GUANGZHOU = "山东省临沂市", "广州市"

WHOLE = [
    ("区域性工会联合会的主要职责任务有哪些", None, "acftu-2020-2:3", 7),
    ("联合会的工作保障有哪些", None, "acftu-2020-2:4", 3),
    ("基层工会建设的主要任务有哪些", None, "acftu-2014-22:3", 5),
    ("加强基层工会建设有哪些方法措施", None, "acftu-2014-22:4", 6),
    ("怎样加强基层工会建设的组织领导", None, "acftu-2014-22:5", 4),
    ("产业工会的主要职责是什么", LINYI, "linyi-2015:3", 7),
    ("广州行业工会联合会有哪些工作职责", GUANGZHOU, "guangzhou-hangye:2.4", 8),
    ("工会联合会的组织架构是怎样的", GUANGZHOU, "guangzhou-hangye:2.1", 3),
]
ONE = [
    ("联合会在集体协商方面有什么职责", None, "acftu-2020-2:3.20"),
    ("联合会怎么做劳动竞赛", None, "acftu-2020-2:3.18"),
    ("广州的联合会要不要管职工的文体活动", GUANGZHOU, "guangzhou-hangye:2.4.5"),
    ("联合会总体要求有哪些", None, "acftu-2020-2:1.3"),
    ("联合会的名称怎么起", None, "acftu-2020-2:2.12"),
]


@pytest.mark.parametrize(("question", "region", "heading", "count"), WHOLE)
def test_all_clauses_of_a_list_are_named_in_their_order(
    assistant: Assistant, question: str, region: str | None, heading: str, count: int
) -> None:
    answer = assistant.ask(question, region=region)
    cited, related = [c.clause_id for c in answer.citations], [r.clause_id for r in answer.related]
    below = [c.id for c in assistant.shelf.current().clauses(heading.partition(":")[0]) if c.parent_id == heading]
    assert len(below) == count
    assert cited == below[:MAX_CITATIONS]
    assert related == below[MAX_CITATIONS:]
    assert all(r.label in answer.text for r in answer.related)


@pytest.mark.parametrize(("question", "region", "clause"), ONE)
def test_who_asks_about_one_clause_of_a_list_gets_that_one(
    assistant: Assistant, question: str, region: str | None, clause: str
) -> None:
    answer = assistant.ask(question, region=region)
    assert answer.citations[0].clause_id == clause
    assert "如下：" not in answer.text


def test_clauses_with_headings_are_quoted_by_them(assistant: Assistant) -> None:
    quotes = [c.quote for c in assistant.ask("基层工会建设的主要任务有哪些").citations]
    assert quotes == ["教育引导职工。", "推动改革发展。", "履行维权职责。", "协调劳动关系。", "服务职工群众。"]
