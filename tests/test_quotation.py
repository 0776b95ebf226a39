"""Quotations stand in their source, with the quotations inside them."""

from __future__ import annotations

import pytest

from assistant.quotation import is_sentence, quotations, without_quotations

SOURCE = "开展工作要坚持“有所为有所不为”的原则，重在指导服务。行政负责人不得作为委员人选。"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲“乙”丙", ["“乙”"]),
        ("甲“乙“丙”丁”戊", ["“乙“丙”丁”"]),
        ("「甲」和『乙』", ["「甲」", "『乙』"]),
        ('甲"乙"丙', ['"乙"']),
        ("甲“乙", ["“乙"]),
        ("甲”乙", ["”"]),
        ("甲乙", []),
    ],
)
def test_quotations_are_found_outermost(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == found


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("要“坚持“有所为有所不为”的原则”", True),
        ("要“坚持‘有所为有所不为’的原则”", True),
        ("“重在指导服务。”", True),
        ("“不得作为委员人选”", True),
        ("“作为委员人选”", False),
        ("“坚持“有所为”的原则”", False),
        ("“重在服务”", False),
        ("“重在指导服务", False),
        ("重在指导服务”", False),
    ],
)
def test_quotations_hold_where_the_source_has_them(text: str, holds: bool) -> None:
    rest, complaint = without_quotations(text, SOURCE)
    assert (complaint is None) is holds
    if holds:
        assert len(rest) == len(text)
        assert "原则" not in rest


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("行政负责人不得作为委员人选。", True),
        ("重在指导服务。行政负责人不得作为委员人选。", True),
        ("作为委员人选。行政", False),
        ("不得作为委员人选。", False),
        ("服务。", False),
    ],
)
def test_a_sentence_begins_where_one_does(text: str, holds: bool) -> None:
    assert is_sentence(text, SOURCE) is holds


SENTENCES = "主席可以专职。主席不得兼任会长；副主席可以兼职。任期三年。"


@pytest.mark.parametrize(
    ("quoted", "holds"),
    [
        ("主席可以专职。……任期三年。", True),
        ("主席可以专职。……副主席可以兼职。……任期三年", True),
        ("主席可以……兼任会长", False),
        ("主席可以专职。……兼任会长；", False),
        ("主席可以专职。……任期六年。", False),
        ("主席……任期三年。", False),
    ],
)
def test_whole_sentences_may_be_left_out(quoted: str, holds: bool) -> None:
    assert (without_quotations(f"“{quoted}”", SENTENCES)[1] is None) is holds
