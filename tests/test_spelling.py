"""Typing errors in terms, and what looks like one and is none."""

from __future__ import annotations

import pytest

from assistant.spelling import Correction, Speller

TERMS = [
    "民主管理", "委员会", "常任制", "职代会", "法律援助", "工会联合会", "联合会", "会籍",
    "换届", "考核", "选聘", "基层工会", "总工会", "工会主席", "会员登记", "社会化工会工作者",
    "会员代表大会", "集体协商", "街镇工会", "镇工会", "监督权", "会计", "公示", "合同",
    "实施", "职工", "委员", "机关", "摸查核实", "经费审查委员会",
]  # fmt: skip
SPELLER = Speller(
    {"公会": "工会", "会藉": "会籍", "专职人元": "专职工作人员"},
    TERMS,
    alike=["聘骋", "援授"],
    unless=["同业公会"],
    written="委员会会议依法管会、依法履职",
)

CORRECTED = [
    ("街道总公会换界", "街道总工会换届", [("总公会", "总工会"), ("换界", "换届")]),
    ("会藉在哪", "会籍在哪", [("会藉", "会籍")]),
    ("公会换届", "工会换届", [("公会", "工会")]),
    ("基层公会主席", "基层工会主席", [("基层公会", "基层工会")]),
    ("民住管理 区域", "民主管理 区域", [("民住管理", "民主管理")]),
    ("伟员会几年", "委员会几年", [("伟员会", "委员会")]),
    ("代表常认制", "代表常任制", [("常认制", "常任制")]),
    ("职代汇谁来开", "职代会谁来开", [("职代汇", "职代会")]),
    ("集体偕商", "集体协商", [("集体偕商", "集体协商")]),
    ("莫查核实", "摸查核实", [("莫查核实", "摸查核实")]),
    ("找法律授助", "找法律援助", [("法律授助", "法律援助")]),
    ("社工的选骋", "社工的选聘", [("选骋", "选聘")]),
    ("专职人元配几名", "专职工作人员配几名", [("专职人元", "专职工作人员")]),
    ("工会联联合会", "工会联合会", [("工会联联合会", "工会联合会")]),
    ("社会化工会工者作", "社会化工会工作者", [("社会化工会工者作", "社会化工会工作者")]),
    ("经废审查委圆会", "经费审查委员会", [("经废审查委圆会", "经费审查委员会")]),
]
RIGHT = [
    "主席办公会议研究",
    "同业公会",
    "工会及其工作人员",
    "工会会及时通知",
    "会员等级",
    "更换界碑",
    "刚接镇工会的账",
    "审计监督全覆盖",
    "公式",
    "事实清楚",
    "积怨很深",
    "会议纪要",
    "委员会会议",
    "联合会会员大会",
    "工会会籍",
    "男职工委员会",
    "会同有关部门",
    "四世同堂",
    "只供参考",
    "惠及职工",
    "",
    "union",
    "😀",
]


@pytest.mark.parametrize(("typed", "meant", "shown"), CORRECTED)
def test_a_typing_error_in_a_term_is_set_right(typed: str, meant: str, shown: list[tuple[str, str]]) -> None:
    text, corrections = SPELLER.correct(typed)
    assert text == meant
    assert list(corrections) == [Correction(*pair) for pair in shown]
    assert SPELLER.correct(text) == (text, ())


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert SPELLER.correct(text) == (text, ())


def test_what_the_documents_write_is_right() -> None:
    assert Speller({}, ["常任制"]).correct("常认制")[0] == "常任制"
    assert Speller({}, ["常任制"], written="代表常认制").correct("常认制") == ("常认制", ())


@pytest.mark.parametrize("text", ["会" * 2_000, "公会" * 1_000, ".*[(会藉\\", "<b>公会</b>", "工" * 999 + "公会"])
def test_hostile_texts_are_read_like_any_other(text: str) -> None:
    read, _ = SPELLER.correct(text)
    assert len(read) == len(text)
    assert SPELLER.correct(read) == (read, ())
