"""The part of a long question that asks."""

from __future__ import annotations

import pytest

from assistant.focus import STORY, asked_apart, asked_in_clauses, asking_part

SCENE = "我们镇上有一百多家小厂，大多是做五金和家具的，老板们平时各忙各的，工人来来去去，前年才慢慢把工会建起来。" * 2

STORIES = [
    ("联合会几年换一届？", "联合会几年换一届？"),
    (SCENE + "请问联合会委员会每届任期几年？", "请问联合会委员会每届任期几年？"),
    ("请问联合会委员会每届任期几年？" + SCENE, "请问联合会委员会每届任期几年？"),
    (SCENE + "联合会委员会每届任期到底是多少年。谢谢！", "联合会委员会每届任期到底是多少年。"),
    (SCENE + "主席想找商会会长来当。这样行吗？", "主席想找商会会长来当。这样行吗？"),
    (SCENE + "任期几年？能不能延期换届？", "任期几年？能不能延期换届？"),
    (SCENE, SCENE),
    ("，" * 200, "，" * 200),
]


@pytest.mark.parametrize(("text", "part"), STORIES)
def test_the_asking_part_of_a_story(text: str, part: str) -> None:
    assert asking_part(text) == part


def test_of_a_sentence_without_end_the_clauses_that_ask_remain() -> None:
    part = asking_part(SCENE.replace("。", "，") + "商会会长很热心，想来当联合会主席，请问这样能不能行")
    assert part.endswith("想来当联合会主席，请问这样能不能行")
    assert len(part) < STORY


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("法人资格怎么取得？经费审查委员会要不要设？", ["法人资格怎么取得？", "经费审查委员会要不要设？"]),
        ("法人资格怎么取得？急！", []),
        ("联合会主席一届几年？对吗？", []),
        ("联合会主席由谁担任", []),
    ],
)
def test_several_questions_are_taken_apart(text: str, apart: list[str]) -> None:
    assert asked_apart(text) == apart


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("联合会一届几年，能连任吗", ["联合会一届几年", "能连任吗"]),
        ("主席是什么级别？工资多少？", ["主席是什么级别", "工资多少"]),
        ("联合会一届几年", []),
        ("我们镇有企业120家，能建总工会吗", []),  # the first tells
        (SCENE + "一届几年，能连任吗", []),
    ],
)
def test_clauses_that_each_ask(text: str, clauses: list[str]) -> None:
    assert asked_in_clauses(text) == clauses
