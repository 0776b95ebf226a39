"""Which documents a question sets side by side."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.comparison import compared_documents
from assistant.pipeline import Assistant
from assistant.question import read_question
from index.library import Library

NATIONAL = {"acftu-2020-2", "acftu-2019-24", "acftu-2014-22"}


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("总工办发〔2020〕2号和总工发〔2014〕22号对主席的要求有什么不同", [{"acftu-2020-2"}, {"acftu-2014-22"}]),
        ("临沂和广州对办事人员的规定一样吗", [{"linyi-2015"}, {"guangzhou-hangye"}]),
        ("临沂的任期规定跟国家的有区别吗", [{"linyi-2015"}, NATIONAL]),
        ("临沂的任期是几年", []),
        ("临沂的主席、副主席分别由谁担任", []),
        ("临沂怎么化解劳动矛盾", []),
        ("临沂、广州、安阳和全国各怎么说", [{"linyi-2015"}, {"guangzhou-hangye"}, {"anyang-2020-7"}]),
        ("联合会和联合基层工会有什么区别", []),
    ],
)
def test_sides_of_a_comparison(library: Library, text: str, sides: list[set[str]]) -> None:
    question = read_question(text, library, region=None, as_of=date(2026, 11, 20))
    assert sorted(map(sorted, compared_documents(question, library))) == sorted(map(sorted, sides))


def test_both_sides_are_cited(assistant: Assistant) -> None:
    answer = assistant.ask("临沂和广州的行业工会经费来源有什么不同")
    assert {c.clause_id.partition(":")[0] for c in answer.citations} == {"linyi-2015", "guangzhou-hangye"}
