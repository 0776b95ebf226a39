"""Search tokens: dictionary words, the words inside them, and character pairs; forms that readers equate are equal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.tokens import normalise, tokenise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("社会化工会工作者", {"社会", "工会", "工作", "工作者", "会化", "化工", "会工", "作者"}),
        ("总工办发〔2020〕2号", {"总工", "办发", "2020", "2"}),
        ("３－５年，80%以上", {"3", "5", "80", "以上"}),
        ("不低于10.5%", {"不低", "低于", "10.5"}),
        ("QQ群、ＱＱ群", {"qq"}),
    ],
)
def test_words_pairs_and_numbers_are_tokens(text: str, expected: set[str]) -> None:
    assert expected <= set(tokenise(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("（一）总工办发［2020］２号", "(一)总工办发[2020]2号"),
        ("ＷＴＯ", "wto"),
        ("工会　主席", "工会 主席"),
        ("工会\n主席", "工会 主席"),
    ],
)
def test_forms_that_readers_equate_give_equal_tokens(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)
    assert tokenise(one) == tokenise(other)


@pytest.mark.parametrize("text", ["", "　\n", "，。！？——“”", "〔〕《》"])
def test_punctuation_gives_no_tokens(text: str) -> None:
    assert tokenise(text) == []


def test_repeats_are_kept_for_the_weighting() -> None:
    assert tokenise("工会工会").count("工会") >= 2


def test_function_words_are_no_tokens() -> None:
    assert not {"的", "了", "和"} & set(tokenise("的 了 和"))


@settings(deadline=None)
@given(st.text(max_size=60))
def test_tokens_of_any_text_are_words_that_its_normal_form_holds(text: str) -> None:
    form = normalise(text)
    assert all(token and token in form for token in tokenise(text))
