"""The chat: what a bubble shows, that hostile text stays text, and how a conversation is kept."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from fakes import ScriptedAssistant, answer

from assistant.answer import AnswerStatus, Citation, Notice, RelatedClause
from assistant.bubbles import answer_bubble, error_bubble, question_bubble
from assistant.chat import EXAMPLES, Bubble, Talk, reply
from assistant.pipeline import Assistant
from assistant.question import Turn
from assistant.talk.resolve import MAX_TURNS
from index.document import Clause
from index.errors import QuestionError, UnknownClauseError
from index.library import Library

HOSTILE = (
    '<script>alert(1)</script> <img src="http://evil.example/x.png" onerror="alert(2)"> '
    "![图](http://evil.example/y.png) [点此](javascript:alert(3)) [外链](https://evil.example/) "
    "<a href='//evil.example'>x</a>\n\n<iframe src=//evil.example></iframe>\n\n```html\n<b>\n\n</b>\n```"
)


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def citation(library: Library, clause_id: str, quote: str, **fields: Any) -> Citation:
    clause = library.clause(clause_id)
    document = library.document(clause.document_id)
    start = document.text.index(quote)
    return Citation(
        **{
            "clause_id": clause_id,
            "doc_no": document.number,
            "title": document.title,
            "issuer": document.issuer,
            "issued_on": document.issued_on,
            "level": document.level,
            "region": document.region,
            "label": clause.label,
            "quote": quote,
            "start": start,
            "end": start + len(quote),
            "url": f"/d/{document.id}#{clause.path}",
            **fields,
        }
    )


@pytest.fixture
def term(library: Library) -> Citation:
    return citation(library, "acftu-2020-2:2.9", "每届任期三年至五年")


def test_a_bubble_names_the_clause_and_quotes_it_within_its_words(library: Library, term: Citation) -> None:
    html = answer_bubble(answer("三年至五年。", citations=(term,)), library.clause)
    assert "<mark>每届任期三年至五年</mark>" in html
    assert all(
        words in html for words in ("第二部分（九）", "总工办发〔2020〕2号", "中华全国总工会办公厅", "2020年1月15日")
    )
    links = [attributes for tag, attributes in Tags(html).tags if tag == "a"]
    assert links == [{"href": "/d/acftu-2020-2#2.9", "target": "_blank", "rel": "noopener"}]
    assert "\n" not in html


def test_a_long_clause_is_folded_behind_its_quote(library: Library) -> None:
    clause = max(library.clauses("acftu-2014-22"), key=lambda c: len(c.text))
    quote = clause.text[40:60]
    html = answer_bubble(answer(citations=(citation(library, clause.id, quote),)), library.clause)
    assert f"<blockquote>{quote}</blockquote><details>" in html
    assert f"<mark>{quote}</mark>" in html


def test_a_clause_of_an_older_index_is_quoted_all_the_same(term: Citation) -> None:
    def gone(clause_id: str) -> Clause:
        raise UnknownClauseError(clause_id)

    assert "<blockquote>每届任期三年至五年</blockquote>" in answer_bubble(answer(citations=(term,)), gone)


def test_what_the_cards_show_is_not_said_twice(library: Library, term: Citation) -> None:
    clause = library.clause(term.clause_id)
    notice = Notice(kind="validity", text="请核实效力。")
    text = f"**结论**\n\n依据：《某文件》{term.label}\n\n> {clause.text}\n\n注意：{notice.text}\n\n另：请注意。"
    html = answer_bubble(answer(text, citations=(term,), notices=(notice,)), library.clause)
    words = re.sub(r"<[^>]+>", "", html)
    assert "<strong>结论</strong>" in html
    assert "另：请注意。" in words
    assert words.count("可结合区域、行业实际") == 1
    assert words.count(notice.text) == 1
    assert "依据：" not in words


def test_a_quotation_that_no_card_shows_stays(library: Library, term: Citation) -> None:
    html = answer_bubble(answer("依据：别处\n\n> 别的话", citations=(term,)), library.clause)
    assert "依据：别处" in html
    assert "别的话" in html


@pytest.mark.parametrize("kind", ["correction", "conflict", "jurisdiction", "validity", "ambiguity", "degraded"])
def test_notices_are_told_apart(library: Library, kind: Any) -> None:
    html = answer_bubble(answer(notices=(Notice(kind=kind, text="<注意>"),)), library.clause)
    assert f'class="notice {kind}"' in html
    assert "&lt;注意&gt;" in html


def test_near_clauses_are_linked_once(library: Library) -> None:
    near = RelatedClause(clause_id="a:1", label="第一条", title="题", url="/d/a#1")
    alone = answer_bubble(answer("没有。", status=AnswerStatus.NOT_FOUND, related=(near,)), library.clause)
    named = answer_bubble(answer("见[第一条](/d/a#1)", status=AnswerStatus.NOT_FOUND, related=(near,)), library.clause)
    assert [t for t, _ in Tags(alone).tags].count("a") == [t for t, _ in Tags(named).tags].count("a") == 1


def test_hostile_text_brings_no_markup_no_image_and_no_foreign_link(library: Library, term: Citation) -> None:
    fields = {"title": HOSTILE, "issuer": HOSTILE, "label": HOSTILE, "doc_no": HOSTILE, "url": "https://evil.example/"}
    hostile = term.model_copy(update=fields)
    near = RelatedClause(clause_id="a:1", label=HOSTILE, title=HOSTILE, url="javascript:alert(4)")
    html = answer_bubble(answer(HOSTILE, citations=(hostile,), related=(near,)), library.clause)
    allowed = {"div", "p", "a", "br", "strong", "blockquote", "mark", "details", "summary", "ul", "li", "pre", "code"}
    assert {tag for tag, _ in Tags(html).tags} <= allowed
    for tag, attributes in Tags(html).tags:
        assert set(attributes) <= {"class", "href", "target", "rel"}
        assert tag != "a" or attributes["href"] == "#"
    assert "\n" not in html


@pytest.mark.parametrize("make", [question_bubble, error_bubble])
def test_questions_and_errors_are_text(make: Any) -> None:
    html = make("<b>\n\n# x</b>")
    assert "&lt;b&gt;" in html
    assert "\n" not in html


def test_a_question_that_cannot_be_shown_whole_is_shown_as_far_as_it_can() -> None:
    assert "a?b" in question_bubble("a\ud800b")
    assert len(question_bubble("长" * 100_000)) < 2_100


def test_a_conversation_hands_its_turns_on_and_leaves_errors_out(assistant: Assistant) -> None:
    scripted = ScriptedAssistant(
        assistant.shelf,
        assistant.embedder,
        answer("甲。"),
        QuestionError("读不懂。"),
        ZeroDivisionError("x"),
        answer("丁。"),
    )
    talk = Talk()
    for question in ("一", "二", "三", "四"):
        talk = talk.add(*reply(scripted, question, "", talk))
    assert [turns for *_, turns in scripted.asked] == [(), *[(Turn("user", "一"), Turn("assistant", "甲。"))] * 3]
    assert [region for _, region, *_ in scripted.asked] == [None] * 4
    shown = [m.content for m in talk.messages]
    assert "读不懂。" in shown[3]
    assert "系统内部出错" in shown[5]
    assert "ZeroDivision" not in "".join(map(str, shown))


def test_only_the_last_turns_are_handed_on() -> None:
    talk = Talk().add(*(Bubble("user", "", Turn("user", str(n))) for n in range(MAX_TURNS + 5)))
    assert [t.content for t in talk.turns] == [str(n) for n in range(5, MAX_TURNS + 5)]


@pytest.mark.parametrize("question", [q for _, q in EXAMPLES])
def test_the_examples_are_answered(assistant: Assistant, question: str) -> None:
    got = assistant.ask(question)
    assert got.status is AnswerStatus.ANSWERED
    assert got.citations
