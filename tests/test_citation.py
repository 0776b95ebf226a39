"""What a citation points to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import HashingEmbedder

from assistant.citation import cite, locate, look_up
from index.build import build_index
from index.errors import UnknownClauseError, UnknownDocumentError
from index.generation import Generations
from index.library import Library
from index.shelf import Shelf

ONE = [
    ("总工办发〔2020〕2号第九条", "acftu-2020-2:2.9", "第二部分（九）"),
    ("总工办发[2020]2号第9条", "acftu-2020-2:2.9", "第二部分（九）"),
    ("总工办发(2020)2号第（九）条", "acftu-2020-2:2.9", "第二部分（九）"),
    ("总工办发〔2020〕2号第二部分（九）", "acftu-2020-2:2.9", "第二部分（九）"),
    ("总工办发〔2020〕2号第二部分第（九）条", "acftu-2020-2:2.9", "第二部分（九）"),
    ("总工办发〔2020〕2号二（九）", "acftu-2020-2:2.9", "第二部分（九）"),
    ("总工办发〔2020〕2号（二十五）", "acftu-2020-2:4.25", "第四部分（二十五）"),
    ("总工办发〔2020〕2号第二部分", "acftu-2020-2:2", "第二部分"),
    ("全总2020年2号文第九条", "acftu-2020-2:2.9", "第二部分（九）"),
    ("全总2019年24号文第三条第二款", "acftu-2019-24:3#2", "第三条第二款"),
    ("全总24号文 第3条第2款", "acftu-2019-24:3#2", "第三条第二款"),
    ("《关于加强乡镇（街道）工会建设的若干意见》第六条", "acftu-2019-24:6", "第六条"),
    ("《若干意见》第六条", "acftu-2019-24:6", "第六条"),
    ("总工发〔2014〕22号第11条", "acftu-2014-22:3.11", "第三部分第11条"),
    ("总工发〔2014〕22号第３部分第十一条", "acftu-2014-22:3.11", "第三部分第11条"),
    ("安工办〔2020〕7号第三条", "anyang-2020-7:3", "第三条"),
    ("《关于加强产业（行业）工会建设的意见》第二部分第3条第二款", "linyi-2015:2.3#2", "第二部分第3条第二款"),
    ("广州的实施意见“管理原则”里的第2点", "guangzhou-hangye:2.3.2", "第二部分（三）第2项"),
    ("广州的实施意见第二部分（四）第3项", "guangzhou-hangye:2.4.3", "第二部分（四）第3项"),
    ("acftu-2020-2:2.9", "acftu-2020-2:2.9", "第二部分（九）"),
    ("acftu-2019-24:3#2", "acftu-2019-24:3#2", "第三条第二款"),
    ("见acftu-2019-24:3#2。", "acftu-2019-24:3#2", "第三条第二款"),
]
NONE = [
    ("国发〔2020〕2号第九条", "国发〔2020〕2号"),
    ("总工办发〔2020〕2号第九十九条", "第五部分（二十八）"),
    ("acftu-2020-2:9.9", "acftu-2020-2:9.9"),
    ("第九条", "文件名称或文号"),
    ("联合会任期几年", "文件名称或文号"),
]
LAW = """某市工会条例
第一章　总则
第一条　为了规范工会工作，制定本条例。
第二条　工会应当履行下列职责：
（一）维护职工权益；
（二）组织职工活动。
工会可以设立专项经费。
第三条　本条例自公布之日起施行。
"""


@pytest.mark.parametrize(("text", "reference", "label"), ONE)
def test_a_full_citation_has_one_match(library: Library, text: str, reference: str, label: str) -> None:
    found = look_up(text, library)
    assert found is not None
    assert [(m.reference, m.label) for m in found.matches] == [(reference, label)]
    assert found.message is None


@pytest.mark.parametrize(("text", "_", "label"), ONE)
def test_a_match_gives_the_words_of_the_document(library: Library, text: str, _: str, label: str) -> None:
    place = cite(text, library).matches[0]
    assert place.text
    assert place.text == place.document.text[place.span.start : place.span.end]
    assert place.clause.span.start <= place.span.start < place.span.end <= place.clause.span.end


@pytest.mark.parametrize(("text", "word"), NONE)
def test_what_cannot_be_found_is_said_in_words(library: Library, text: str, word: str) -> None:
    found = cite(text, library)
    assert found.matches == ()
    assert found.message is not None
    assert word in found.message


def test_several_articles_of_one_document_are_all_found(library: Library) -> None:
    found = cite("总工办发〔2019〕24号第六条和第七条", library)
    assert [m.reference for m in found.matches] == ["acftu-2019-24:6", "acftu-2019-24:7"]


def test_a_number_that_stands_in_several_parts_lists_them_all(library: Library) -> None:
    found = cite("临沂的意见第三条", library)
    assert [m.reference for m in found.matches] == ["linyi-2015:2.3", "linyi-2015:3.3", "linyi-2015:4.3"]
    assert found.message is not None
    assert "不止一处" in found.message


def test_a_document_alone_opens_at_its_beginning(library: Library) -> None:
    found = cite("总工办发〔2020〕2号", library)
    assert [m.reference for m in found.matches] == ["acftu-2020-2:notice"]
    assert look_up("总工办发〔2020〕2号讲了什么", library) is None


def test_a_bare_article_is_read_against_the_conversation(library: Library) -> None:
    assert look_up("第九条呢", library) is None
    found = look_up("第九条呢", library, ["acftu-2020-2"])
    assert found is not None
    assert [m.reference for m in found.matches] == ["acftu-2020-2:2.9"]


def test_an_unknown_place_raises(library: Library) -> None:
    with pytest.raises(UnknownDocumentError, match="none-1"):
        locate(library, "none-1:1")
    with pytest.raises(UnknownClauseError, match="77"):
        locate(library, "acftu-2020-2:77")
    with pytest.raises(UnknownClauseError, match="第 9 款"):
        locate(library, "acftu-2019-24:3", 9)


@pytest.fixture
def law_library(make_corpus: Callable[..., Path], tmp_path: Path, probe_here: None) -> Library:
    corpus = make_corpus({"tiaoli.txt": LAW}, entries={"tiaoli": {"title": "某市工会条例"}})
    build_index(corpus, Generations(tmp_path / "home"), HashingEmbedder())
    return Shelf(tmp_path / "home").current()


@pytest.mark.parametrize(
    ("text", "expected", "label"),
    [
        ("《某市工会条例》第二条", "第二条　工会应当履行下列职责：", "第二条"),
        ("《某市工会条例》第二条第一款", "第二条　工会应当履行下列职责：\n（一）", "第二条第一款"),
        ("某市工会条例第二条第二款", "工会可以设立专项经费。", "第二条第二款"),
        ("tiaoli:2.2", "（二）组织职工活动。", "第二条第（二）项"),
        ("tiaoli:2#1.2", "（二）组织职工活动。", "第二条第（二）项"),
        ("tiaoli:2#2", "工会可以设立专项经费。", "第二条第二款"),
        ("《某市工会条例》第二条第二款", "工会可以设立专项经费。", "第二条第二款"),
        ("《某市工会条例》第二条第（二）项", "（二）组织职工活动。", "第二条第（二）项"),
        ("《某市工会条例》第二条第一款第二项", "（二）组织职工活动。", "第二条第（二）项"),
    ],
)
def test_paragraphs_and_items_of_laws_are_found(law_library: Library, text: str, expected: str, label: str) -> None:
    places = cite(text, law_library).matches
    assert [p.label for p in places] == [label]
    assert places[0].text.startswith(expected)


@pytest.mark.parametrize(
    ("text", "clause"),
    [("全总24号文第三条第九款", "acftu-2019-24:3"), ("2014年22号文第十九条第二款", "acftu-2014-22:4.19")],
)
def test_a_clause_without_the_paragraph_that_is_cited_is_shown_whole(library: Library, text: str, clause: str) -> None:
    found = cite(text, library)
    assert [match.clause.id for match in found.matches] == [clause]
    assert "没有所问的款项，现列出全条" in (found.message or "")
