"""Labels are what people write when they cite a clause."""

from __future__ import annotations

import pytest

from index.labels import chinese
from index.outline import outline

LETTER = ["关于印发某意见的通知", "各区总工会：", "现印发给你们，请执行。", "某市总工会", "2024年3月1日"]
PARTS = [
    "某意见",
    "为了某事，提出如下意见：",
    "一、甲部",
    "（一）子：",
    "1、丑。",
    "（1）寅。",
    "①卯。",
    "二、乙部",
    "3、辰。",
]
PLAIN = ["某意见", "一、甲。", "二、乙。", "十一、丙。"]
LAW = ["某法", "第九条 甲。", "第十条 乙。", "第十条之一 丙。", "第一百零三条 丁。", "第一条 戊。"]
BRACKETS = ["某意见", "（一）甲。", "（二）乙。"]
ARABIC = ["某意见", "1、甲。", "2、乙。"]
ANNEXES = ["某意见", "一、甲。", "附件1", "名单", "张三。", "附件2", "说明", "一、填写。"]


@pytest.mark.parametrize(
    ("lines", "path", "label"),
    [
        (PARTS, "0", "引言"),
        (PARTS, "1", "第一部分"),
        (PARTS, "1.1", "第一部分（一）"),
        (PARTS, "1.1.1", "第一部分（一）第1项"),
        (PARTS, "1.1.1.1", "第一部分（一）第1项（1）"),
        (PARTS, "1.1.1.1.1", "第一部分（一）第1项（1）第1目"),
        (PARTS, "2.3", "第二部分第3条"),
        (PLAIN, "1", "第一条"),
        (PLAIN, "2", "第二条"),
        (LAW, "10", "第十条"),
        (LAW, "10-1", "第十条之一"),
        (LAW, "103", "第一百零三条"),
        (BRACKETS, "2", "第（二）条"),
        (ARABIC, "2", "第2条"),
        (LETTER + PLAIN, "notice", "印发通知"),
        (["转发通知", "现将某意见转发给你们。", "某市总工会", "2024年3月1日", *PLAIN], "notice", "转发通知"),
        (ANNEXES, "annex1", "附件1"),
        (ANNEXES, "annex2.1", "附件2第一条"),
    ],
)
def test_a_clause_is_labelled_as_it_is_cited(lines: list[str], path: str, label: str) -> None:
    assert {c.path: c.label for c in outline("d", lines).clauses}[path] == label


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (103, "一百零三"), (1260, "一千二百六十")]
)
def test_numbers_are_written_in_chinese(number: int, text: str) -> None:
    assert chinese(number) == text
