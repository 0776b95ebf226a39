"""Figures are compared as values, with unit and side."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.figures import Figure, read_figures


def figure(low: str, high: str, unit: str = "", side: str = "") -> Figure:
    return Figure(Decimal(low), Decimal(high), unit, side)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5000人", [figure("5000", "5000", "人")]),
        ("五千人", [figure("5000", "5000", "人")]),
        ("5,000名", [figure("5000", "5000", "人")]),
        ("５０００ 人", [figure("5000", "5000", "人")]),
        ("1.2万元", [figure("12000", "12000", "元")]),
        ("三年至五年", [figure("36", "60", "月")]),
        ("3-5年", [figure("36", "60", "月")]),
        ("百分之十", [figure("10", "10", "%")]),
        ("10%以上", [figure("10", "10", "%", "low")]),
        ("三分之二以上", [figure("2", "2", "/3", "low")]),
        ("半数", [figure("1", "1", "/2")]),
        ("不超过50家", [figure("50", "50", "家", "high")]),
        ("不得少于五人", [figure("5", "5", "人", "low")]),
        ("至少召开一次", [figure("1", "1", "次", "low")]),
        ("至多召开一次", [figure("1", "1", "次", "high")]),
        ("超过50家", [figure("50", "50", "家", "over")]),
        ("100家左右", [figure("100", "100", "家", "about")]),
        ("2020年1月15日", [figure("20200115", "20200115", "日期")]),
        ("2020-01-15", [figure("20200115", "20200115", "日期")]),
        ("二〇二〇年", [figure("20200000", "20200000", "日期")]),
        ("第九条", [figure("9", "9", "第条")]),
        ("80头", [figure("80", "80", "头")]),
        ("96 < 100", [figure("96", "96"), figure("100", "100", "", "under")]),
        ("工会委员会", []),
    ],
)
def test_figures(text: str, expected: list[Figure]) -> None:
    assert [found for found, _ in read_figures(text).figures] == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("统一领导", [("统一", "一领")]),
        ("三方机制", [("三", "三方")]),
        ("设叁名", [("设叁", "叁名")]),
        ("①登记", [("①", "①登")]),
        ("一年", []),
    ],
)
def test_numerals_that_count_nothing_are_words(text: str, words: list[tuple[str, str]]) -> None:
    assert list(read_figures(text).words) == words


def test_a_span_knows_its_ends_as_bounds_only() -> None:
    known = read_figures("任期三年至五年").known
    assert figure("36", "36", "月", "low") in known
    assert figure("60", "60", "月", "high") in known
    assert figure("36", "36", "月") not in known


def test_an_endless_numeral_is_a_word_at_once() -> None:
    for endless in ("1" * 5000, "一" * 5000, "十百千万" * 1000):
        stated = read_figures(f"共{endless}人")
        assert stated.figures == ()
        assert stated.words == ((endless, endless),)
