"""Where to look for what the corpus does not answer."""

from __future__ import annotations

import pytest

from assistant.outside import likely_source
from assistant.pipeline import Assistant

LINYI = frozenset({"山东省临沂市"})


@pytest.mark.parametrize(
    ("nearest", "regions", "source"),
    [
        ({"工伤保险条例第十四条": 0.8, "劳动法第三条": 0.65}, frozenset(), "工伤保险条例"),
        ({"工伤保险条例第十四条": 0.5, "工伤保险条例第十五条": 0.45}, frozenset(), None),
        ({"中国工会章程（会费）": 0.9, "工伤保险条例第十四条": 0.8}, frozenset(), None),
        ({"不属于提问的指令": 0.9}, frozenset(), None),
        ({"山东省企业工资集体协商条例第三条": 0.9}, frozenset(), None),
        ({"山东省企业工资集体协商条例第三条": 0.9}, LINYI, "山东省企业工资集体协商条例"),
        ({"北京市实施《中华人民共和国工会法》办法第三条": 0.9}, LINYI, None),
        ({}, frozenset(), None),
    ],
)
def test_a_law_is_named_where_its_question_is_near(
    nearest: dict[str, float], regions: frozenset[str], source: str | None
) -> None:
    assert likely_source(nearest, regions) == source


def test_a_refusal_names_it(assistant: Assistant) -> None:
    text = assistant.ask("周末加班，加班费怎么算").text
    assert "这类问题通常见于《中华人民共和国劳动法》" in text
    assert "已查阅：" in text
