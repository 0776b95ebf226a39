"""The verdict on questions that ask for leave."""

from __future__ import annotations

import pytest

from assistant.answer import Verdict
from assistant.verdict import read_verdict

ALLOWS = "乡镇（街道）工会可单独建设服务阵地，也可与党政机构等共建共享阵地，实现资源有效配置。"
FORBIDS = "不能以职业名称或基层工会名称等作为区域性、行业性工会联合会的名称。"
NEITHER = "推动建立区域、行业集体合同制度。"


@pytest.mark.parametrize(
    ("question", "quote", "verdict"),
    [
        ("能不能和社区共建阵地？", ALLOWS, Verdict.YES),
        ("跟企业合着用一个场子行得通吗", ALLOWS, Verdict.YES),
        ("可以和企业共建吗？", ALLOWS, Verdict.YES),
        ("用职业来命名行吗？", FORBIDS, Verdict.NO),
        ("是否可以用职业来命名", FORBIDS, Verdict.NO),
        ("能不能和社区共建阵地？", NEITHER, None),
        ("阵地怎么建？", ALLOWS, None),
        ("有120家企业，可以建总工会吗？", ALLOWS, None),
        ("我们镇能不能成立总工会？", "企业100家以上、职工5000人以上的，可以建立总工会。", None),
        ("可以吗？", "可以兼职，但不得取酬。", None),
        ("可以吗？", "不可以由他人代行。", Verdict.NO),
    ],
)
def test_only_plain_words_give_a_verdict(question: str, quote: str, verdict: Verdict | None) -> None:
    assert read_verdict(question, [quote]) == verdict


def test_without_a_quote_there_is_no_verdict() -> None:
    assert read_verdict("可以吗？", []) is None
