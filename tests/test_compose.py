"""Findings → the answer's text and citations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import Notice
from assistant.bubbles import answer_bubble
from assistant.citation import locate
from assistant.compose import compose, compose_not_found, finding_of, source_name
from assistant.glossary import Translation
from assistant.question import Question
from assistant.spelling import Correction
from index.library import Library

QUESTION = Question(*["任期几年？"] * 5, region=None, as_of=date(2026, 11, 20))


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("acftu-2019-24", "《中华全国总工会关于加强乡镇（街道）工会建设的若干意见》（总工办发〔2019〕24号）"),
        ("linyi-2015", "《关于加强产业（行业）工会建设的意见》（山东省临沂市，2015年4月9日，来源文本未载文号）"),
        (
            "guangzhou-hangye",
            "《关于推进我市各区、县级市行业工会联合会建设的实施意见》（广东省广州市，来源文本未载文号）",
        ),
    ],
)
def test_a_document_without_a_number_is_named_by_what_it_states(library: Library, document: str, name: str) -> None:
    assert source_name(library.document(document)) == name


def test_the_words_that_answer_come_first_and_no_verdict_is_read_into_them(library: Library) -> None:
    answer = compose(QUESTION, [finding_of(locate(library, "acftu-2020-2:2.12"))], index="g")
    assert answer.text.startswith("**（十二）")
    assert answer.verdict is None


def test_a_citation_says_all_that_is_known_of_its_document(library: Library) -> None:
    answer = compose(QUESTION, [finding_of(locate(library, "acftu-2019-24:3", 2))], index="g")
    citation = answer.citations[0]
    assert citation.doc_no == "总工办发〔2019〕24号"
    assert (citation.level, citation.region, citation.issued_on) == ("national", None, date(2019, 12, 27))
    assert citation.label == "第三条第二款"
    assert citation.url == "/d/acftu-2019-24#3"
    assert citation.quote.startswith("乡镇（街道）工会组织形式")


def test_notices_stand_in_the_text(library: Library) -> None:
    notice = Notice(kind="validity", text="是否现行有效请核实。")
    answer = compose(QUESTION, [finding_of(locate(library, "linyi-2015:2.4"))], index="g", notices=[notice])
    assert "注意：是否现行有效请核实。" in answer.text
    assert answer.notices == (notice,)


def test_notices_of_what_was_searched_for_come_first_and_bring_no_markup(library: Library) -> None:
    hostile = replace(
        QUESTION,
        corrections=(Correction("[公会](/d/x)", "<b>工会</b>"),),
        translations=(Translation("x", ("*任期*",)),),
    )
    notice = Notice(kind="validity", text="是否现行有效请核实。")
    answer = compose(hostile, [finding_of(locate(library, "linyi-2015:2.4"))], index="g", notices=[notice])
    assert [n.kind for n in answer.notices] == ["correction", "correction", "validity"]
    assert answer.notices[0].text == "已按“<b>工会</b>”检索（原文输入“[公会](/d/x)”）。"
    assert "已按“\\<b\\>工会\\</b\\>”检索（原文输入“\\[公会\\](/d/x)”）。" in answer.text
    assert "英文用语已按“\\*任期\\*”检索。" in answer.text
    html = answer_bubble(answer, library.clause)
    assert "<b>" not in html
    assert html.count("原文输入") == 1
    refusal = compose_not_found(hostile, [], index="g")
    assert [n.kind for n in refusal.notices] == ["correction", "correction"]


def test_a_refusal_links_what_lies_near_and_cites_nothing(library: Library) -> None:
    clauses = [library.clause(f"acftu-2020-2:2.{n}") for n in (7, 8, 9, 10)]
    near = [(c, library.document(c.document_id)) for c in clauses]
    answer = compose_not_found(QUESTION, near, index="g")
    assert answer.citations == ()
    assert [r.clause_id for r in answer.related] == ["acftu-2020-2:2.7", "acftu-2020-2:2.8", "acftu-2020-2:2.9"]
    assert "(/d/acftu-2020-2#2.7)" in answer.text
