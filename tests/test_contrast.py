"""Two sides of a comparison, side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.citation import locate
from assistant.contrast import Side, binding_words, contrast, quantities_in
from assistant.pipeline import Assistant
from assistant.sources import Finding, finding_of
from index.document import Span
from index.library import Library


def side(library: Library, clause_id: str, words: str) -> Side:
    finding = saying(library, clause_id, words)
    return Side((finding.document,), (finding,))


def saying(library: Library, clause_id: str, words: str) -> Finding:
    finding = finding_of(locate(library, clause_id))
    start = finding.document.text.index(words, finding.clause.span.start)
    return replace(finding, sentences=(Span(start, start + len(words)),))


@pytest.mark.parametrize(
    ("words", "quantities"),
    [
        ("每届任期三年至五年，任期届满应按时换届", ["三年至五年"]),
        ("每届任期一般为五年", ["一般为五年"]),
        ("企业 100 家左右、职工 5000 人左右的乡镇", ["100 家左右", "5000 人左右"]),
        ("企业100家以上、职工5000人以上", ["100家以上", "5000人以上"]),
        ("不低于补助总额的10%", ["10%"]),
        ("配备办事人员1-2名", ["1-2名"]),
        ("每年必须至少召开一次委员会会议", ["一次"]),
        ("所辖单位原则上不超过 50 家", ["不超过 50 家"]),
        ("按照联合制、代表制原则，一般建立在县及以下，作为一级地方工会，进一步加强", []),
    ],
)
def test_quantities_as_the_text_words_them(words: str, quantities: list[str]) -> None:
    assert quantities_in(words) == quantities


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("不得担任主席，可以专职，也可以兼职", ["不得", "可以"]),
        ("应按时换届，应用、相应、反应、可能都不算", ["应"]),
        ("一般为五年，须经批准，鼓励探索", ["一般", "须", "鼓励", "探索"]),
    ],
)
def test_words_that_bind(words: str, found: list[str]) -> None:
    assert binding_words(words) == found


def test_quantities_that_differ_are_the_conclusion(library: Library) -> None:
    text = contrast(
        [
            side(library, "linyi-2015:2.4", "产业（行业）工会每届任期一般为五年"),
            side(library, "acftu-2020-2:2.9", "区域性、行业性工会联合会委员会每届任期三年至五年"),
        ]
    )
    assert text[0] == (
        "**规定不同：临沂市《关于加强产业（行业）工会建设的意见》规定“一般为五年”，总工办发〔2020〕2号规定“三年至五年”。**"
    )
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in text[1].split("\n")]
    assert [row[0] for row in rows] == ["比较项", "---", "条款", "规定", "数量", "约束用语"]
    assert rows[3][1:] == [
        "“产业（行业）工会每届任期一般为五年”",
        "“区域性、行业性工会联合会委员会每届任期三年至五年”",
    ]
    assert {len(row) for row in rows} == {3}


def test_nothing_is_said_to_differ_where_only_one_side_has_a_number(library: Library) -> None:
    conclusion, table = contrast(
        [
            side(library, "linyi-2015:2.3", "建立产业（行业）工会的同时，应同步建立经费审查委员会"),
            side(library, "acftu-2020-2:2.9", "区域性、行业性工会联合会委员会每届任期三年至五年"),
        ]
    )
    assert conclusion == "**规定对照如下。**"
    assert "| 数量 | — | “三年至五年” |" in table


def test_a_side_that_says_nothing_is_told_so(library: Library) -> None:
    term = side(library, "acftu-2020-2:2.9", "区域性、行业性工会联合会委员会每届任期三年至五年")
    conclusion, table = contrast([term, Side((library.cards["guangzhou-hangye"],), ())])
    name = "广州市《关于推进我市各区、县级市行业工会联合会建设的实施意见》"
    assert conclusion == f"**{name}没有查到相关规定，其余如下。**"
    assert table.split("\n")[3].endswith("| 没有查到相关规定 |")


@pytest.mark.parametrize(
    ("question", "region", "cited"),
    [
        ("主席上岗培训，2014年的意见和2019年的意见要求一样吗", None, {"acftu-2014-22", "acftu-2019-24"}),
        ("经费审查委员会怎么建，19年文件和20年文件各怎么说", None, {"acftu-2019-24", "acftu-2020-2"}),
        ("任期多长，市里的文件和全总2020年的意见有没有出入", "山东省临沂市", {"linyi-2015", "acftu-2020-2"}),
        ("乡镇工会主席配备，2014和2019两份文件比较一下", None, {"acftu-2014-22", "acftu-2019-24"}),
    ],
)
def test_documents_named_by_their_year_are_set_side_by_side(
    assistant: Assistant, question: str, region: str | None, cited: set[str]
) -> None:
    answer = assistant.ask(question, region=region)
    assert {c.clause_id.partition(":")[0] for c in answer.citations} == cited
    assert "| 比较项 |" in answer.text


@pytest.mark.parametrize(
    "question", ["我们2019年筹备、2020年成立联合会，哪年该换届", "2021年6月选的，任期五年，什么时候换届"]
)
def test_years_of_what_happened_are_no_documents(assistant: Assistant, question: str) -> None:
    assert "| 比较项 |" not in assistant.ask(question).text
