"""Findings → the answer's text and citations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import Notice, Verdict
from assistant.bubbles import answer_bubble
from assistant.citation import locate
from assistant.compose import compose, compose_cited, compose_not_found
from assistant.glossary import Translation
from assistant.premise import Contradiction
from assistant.question import Question
from assistant.sources import Finding, finding_of, source_name
from assistant.spelling import Correction
from index.document import Span
from index.library import Library
from index.passages import sentences

TERM = "区域性、行业性工会联合会委员会每届任期三年至五年，任期届满应按时换届"
QUESTION = Question(*["任期几年？"] * 5, region=None, as_of=date(2026, 11, 20))


def saying(library: Library, clause_id: str, words: str) -> Finding:
    """A finding that answers with the sentence that holds these words."""
    finding = finding_of(locate(library, clause_id))
    start = finding.document.text.index(words, finding.clause.span.start)
    return replace(finding, sentences=(Span(start, start + len(words) + 1),))


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("acftu-2019-24", "《中华全国总工会关于加强乡镇（街道）工会建设的若干意见》（总工办发〔2019〕24号）"),
        ("linyi-2015", "《关于加强产业（行业）工会建设的意见》（山东省临沂市，2015年4月9日，未载文号）"),
        (
            "guangzhou-hangye",
            "《关于推进我市各区、县级市行业工会联合会建设的实施意见》（广东省广州市，未载文号）",
        ),
    ],
)
def test_a_document_without_a_number_is_named_by_what_it_states(library: Library, document: str, name: str) -> None:
    assert source_name(library.document(document)) == name


def test_the_words_that_answer_come_first_and_no_verdict_is_read_into_them(library: Library) -> None:
    answer = compose(QUESTION, [saying(library, "acftu-2020-2:2.9", TERM)], index="g")
    assert answer.text.startswith(f"**总工办发〔2020〕2号第二部分（九）规定：“{TERM}。”**\n\n依据：《")
    assert answer.citations[0].quote == f"{TERM}。"
    assert answer.verdict is None


def test_what_is_left_out_between_sentences_is_marked(library: Library) -> None:
    clause = library.clause("acftu-2020-2:2.9")
    first, _, third = (Span(s.start + clause.span.start, s.end + clause.span.start) for s in sentences(clause.text))
    finding = replace(finding_of(locate(library, clause.id)), sentences=(first, third))
    assert "组织办法等。……特殊情况" in finding.words
    assert "……" not in finding.quote.of(finding.document.text)


def test_several_clauses_are_told_one_by_one(library: Library) -> None:
    findings = [
        saying(library, "acftu-2020-2:2.9", TERM),
        saying(library, "acftu-2020-2:2.10", "确需调整的，须经县级以上地方工会批准"),
        saying(library, "linyi-2015:2.4", "产业（行业）工会每届任期一般为五年，具体任期由会员（代表）大会决定"),
    ]
    lines = compose(QUESTION, findings, index="g").text.split("\n\n")
    assert lines[1].startswith("该文件第二部分（十）规定：“确需调整的")
    assert lines[2].startswith("临沂市另有规定，临沂市《关于加强产业（行业）工会建设的意见》第二部分第4条规定：“")


def test_a_premise_that_the_text_contradicts_is_named_first(library: Library) -> None:
    finding = saying(library, "acftu-2020-2:2.9", TERM)
    answer = compose(QUESTION, [finding], index="g", premise=Contradiction(finding, asked=True))
    assert answer.text.startswith("**文件没有这样规定；相反，总工办发〔2020〕2号")
    assert answer.verdict is Verdict.NO
    assert compose(QUESTION, [finding], index="g", premise=Contradiction(finding, asked=False)).verdict is None


def test_clauses_asked_for_by_number_stand_as_they_are(library: Library) -> None:
    answer = compose_cited(QUESTION, [finding_of(locate(library, "acftu-2020-2:2.12"))], index="g")
    assert answer.text.startswith("**总工办发〔2020〕2号第二部分（十二）原文如下：**")
    assert "> （十二）区域性" in answer.text


def test_a_refusal_says_what_was_searched_and_where_else_to_look(library: Library) -> None:
    cards = list(library.cards.values())
    text = compose_not_found(QUESTION, [], index="g", searched=cards[:2], elsewhere="工伤保险条例").text
    assert "这类问题通常见于《工伤保险条例》，该文件不在收录范围内" in text
    assert f"已查阅：{source_name(cards[0])}、{source_name(cards[1])}。" in text
    many = compose_not_found(QUESTION, [], index="g", searched=cards * 2).text
    assert many.count("》（") < len(cards) * 2
    assert "等。" in many


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
    assert "已按“\\<b>工会\\</b>”检索（原文输入“\\[公会\\](/d/x)”）。" in answer.text
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
