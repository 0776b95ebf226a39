"""Reading a question."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.question import MAX_QUESTION, Question, Turn, read_question
from assistant.spelling import Correction
from index.errors import QuestionError
from index.library import Library

DAY = date(2026, 11, 20)


def read(text: str, library: Library, region: str | None = None, history: tuple[Turn, ...] = ()) -> Question:
    return read_question(text, library, region=region, as_of=DAY, history=history)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有读到问题"),
        (" \n\t　", "没有读到问题"),
        ("？？！", "没有读到问题"),
        ("工" * 100_000, f"上限 {MAX_QUESTION} 字"),
        ("联合会\0任期", "第 4 个字符无法识别（U+0000）"),
        ("联合会\ud800任期", "第 4 个字符无法识别（U+D800）"),
        ("\x1b[31m任期", "第 1 个字符无法识别（U+001B）"),
    ],
)
def test_what_is_no_question_is_refused_in_words(library: Library, text: str, words: str) -> None:
    with pytest.raises(QuestionError) as caught:
        read(text, library)
    assert words in str(caught.value)


@pytest.mark.parametrize(("region", "words"), [("安" * 61, "地区过长"), ("安阳\0", "地区的第 3 个字符")])
def test_a_bad_region_is_refused(library: Library, region: str, words: str) -> None:
    with pytest.raises(QuestionError) as caught:
        read("任期几年", library, region)
    assert words in str(caught.value)


def test_bad_characters_in_the_history_are_refused(library: Library) -> None:
    with pytest.raises(QuestionError, match="对话记录"):
        read("主席呢", library, history=(Turn("user", "委员\ud800"),))


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("任期几年", None, set()),
        ("任期几年", "河南省安阳市", {"河南省安阳市"}),
        ("任期几年", "安阳", {"河南省安阳市"}),
        ("任期几年", "安阳市", {"河南省安阳市"}),
        ("任期几年", "河南省安阳市林州市", {"河南省安阳市"}),
        ("任期几年", "北京市", set()),
        ("任期几年", "市", set()),
        ("临沂的产业工会任期几年", None, {"山东省临沂市"}),
        ("临沂和广州的规定一样吗", "河南省安阳市", {"山东省临沂市", "广东省广州市", "河南省安阳市"}),
    ],
)
def test_regions_are_given_or_named(library: Library, text: str, region: str | None, expected: set[str]) -> None:
    assert read(text, library, region).regions == expected


def test_a_local_document_answers_only_for_its_region_unless_it_is_named(library: Library) -> None:
    assert read("任期几年", library).admits("acftu-2020-2", None)
    assert not read("任期几年", library).admits("linyi-2015", "山东省临沂市")
    assert read("任期几年", library, "山东省临沂市").admits("linyi-2015", "山东省临沂市")
    assert read("《关于加强产业（行业）工会建设的意见》怎么定任期", library).admits("linyi-2015", "山东省临沂市")


def test_names_of_documents_say_where_to_look_and_not_what_for(library: Library) -> None:
    question = read("照全总2020年那份意见，行业职代会的日常办事班子由谁来当？", library)
    assert question.documents == {"acftu-2020-2"}
    assert "全总" not in question.search_text
    assert "职代会" in question.search_text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("街道总公会换界，会藉怎么办", "街道总工会换届，会籍怎么办"),
        ("鄉鎮總工會要１２０家企業嗎", "乡镇总工会要120家企业吗"),
        ("工 会 换 界 👍", "工会换届"),
        ("联合会任期几年", "联合会任期几年"),
    ],
)
def test_a_question_is_read_as_meant_and_shown_as_typed(library: Library, text: str, meant: str) -> None:
    question = read(text, library)
    assert question.text == text
    assert question.meant == meant
    assert question.asked == meant
    assert read(meant, library).corrections == ()


def test_what_was_set_right_is_kept_to_be_shown(library: Library) -> None:
    shown = read("街道总公会换界", library).corrections
    assert shown == (Correction("街道总公会", "街道总工会"), Correction("换界", "换届"))


def test_terms_are_added_to_what_is_searched_for_and_not_to_what_rules_read(library: Library) -> None:
    question = read("经审会要建吗", library)
    assert question.search_text == "经审会要建吗 工会经费审查委员会"
    assert question.asked == question.meant == question.focus == "经审会要建吗"


def test_english_is_searched_in_chinese_terms(library: Library) -> None:
    question = read("What is the term of office of a union federation?", library)
    assert question.terms == ("任期", "工会联合会")
    assert question.search_text.endswith("? 任期 工会联合会")
    assert question.focus == question.search_text


def test_the_focus_of_a_story_is_what_it_asks(library: Library) -> None:
    story = "我们镇有一百多家小厂，大多做五金和家具，老板们各忙各的，工人来来去去。" * 3
    question = read(f"{story}请问联合会委员会每届任期几年？", library)
    assert question.focus == "请问联合会委员会每届任期几年？"
    assert question.asked.startswith("我们镇")


@pytest.mark.parametrize("text", ["總工辦發〔2020〕2號第九條怎麼說？", "总工办发〔２０２０〕２号第九条"])
def test_a_citation_is_read_however_it_is_typed(library: Library, text: str) -> None:
    citation = read(text, library).citation
    assert citation is not None
    assert [m.reference for m in citation.matches] == ["acftu-2020-2:2.9"]


def test_a_place_in_traditional_chinese_is_known(library: Library) -> None:
    assert read("任期几年", library, "河南省安陽市").regions == {"河南省安阳市"}
    assert read("臨沂的產業工會任期幾年", library).regions == {"山东省临沂市"}


@pytest.mark.parametrize(
    "text",
    ["<script>公会</script>", "公会.*+?()[]|^$\\", "公会" * 1_000, "é" * 500 + "換屆", "\u202e會籍", "'--公会"],
)
def test_hostile_text_is_read_like_any_other(library: Library, text: str) -> None:
    question = read(text, library)
    assert question.text == text.strip()
    assert "公会" not in question.meant
    assert read(question.meant, library).meant == question.meant


def test_a_follow_up_is_read_as_a_full_question(library: Library) -> None:
    history = (Turn("user", "联合会几年换一届？"), Turn("assistant", "三年至五年。"))
    question = read("往后拖半年呢", library, history=history)
    assert question.text == "往后拖半年呢"
    assert question.meant == question.asked == question.focus == question.asked_as == "联合会换届，往后拖半年怎么办"
    assert read("联合会名称怎么起", library, history=history).asked_as is None


def test_earlier_turns_are_read_as_meant(library: Library) -> None:
    history = (Turn("user", "聯合會主席怎麼產生"), Turn("assistant", "……"))
    assert read("副主席呢", library, history=history).asked_as == "联合会副主席怎么产生"


def test_a_bare_article_follows_up_on_the_document_named_before(library: Library) -> None:
    history = (Turn("user", "总工办发〔2020〕2号第九条怎么说"), Turn("assistant", "……"))
    question = read("第十条呢", library, history=history)
    assert question.citation is not None
    assert [m.reference for m in question.citation.matches] == ["acftu-2020-2:2.10"]
