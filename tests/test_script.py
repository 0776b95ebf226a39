"""How a text was typed, folded."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.script import fold_script, simplified

FOLDED = [
    ("產業工會每屆任期幾年？", "产业工会每届任期几年？"),
    ("産業工會", "产业工会"),
    ("經費審查委員會與會員代表大會", "经费审查委员会与会员代表大会"),
    ("会籍關係", "会籍关系"),
    ("１２０家企业，４８００人", "120家企业，4800人"),
    ("ＡＣＦＴＵ ２０％", "ACFTU 20%"),
    ("总工办发〔２０２０〕２号第九條", "总工办发〔2020〕2号第九条"),
    ("工 会 换 届", "工会换届"),
    ("联合 会 任期", "联合会任期"),
    ("联合会 任期 几年", "联合会 任期 几年"),
    ("换届了吗？👍🏻", "换届了吗？"),
    ("工\u200b会\ufeff主席", "工会主席"),
    ("⼯会", "工会"),
    ("委员（代表）？！", "委员（代表）？！"),
    ("三年\n五年", "三年\n五年"),
    ("", ""),
    ("👍", ""),
]


@pytest.mark.parametrize(("typed", "read"), FOLDED)
def test_a_text_is_folded_to_what_the_documents_use(typed: str, read: str) -> None:
    assert fold_script(typed) == read
    assert fold_script(read) == read


@pytest.mark.parametrize("text", ["会藉", "乾隆", "樊於期", "著作", "覆盖", "瞭望", "union", "％", "𠮷"])
def test_simplified_chinese_stays_as_it_is(text: str) -> None:
    assert simplified(text) == text


def test_no_document_is_changed() -> None:
    for source in Path("corpus/policies").glob("*.txt"):
        text = source.read_text(encoding="utf-8")
        assert simplified(text) == text
