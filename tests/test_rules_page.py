"""The page of rules, and the table of checks in a chat bubble."""

from __future__ import annotations

import re
from html import unescape

import pytest
from browser import OpenPage
from fakes import answer
from playwright.sync_api import expect
from starlette.testclient import TestClient

from assistant.bubbles import answer_bubble
from assistant.pipeline import Assistant
from index.library import Library

TABLE = "**不符合。**\n\n| 文件要求 | 所给情况 |\n|---|---|\n| 职工 ≥ 5000 人 | <b>4800</b> 人 |"


def card(page: str, rule_id: str) -> str:
    """The card of a rule, its text as a reader sees it."""
    found = re.search(rf'<li class="card rule" id="{re.escape(rule_id)}">(.*?)</li>', page, re.DOTALL)
    assert found, rule_id
    return found[1]


def test_every_rule_stands_on_the_page_with_its_clause(client: TestClient, assistant: Assistant) -> None:
    page = client.get("/rules").text
    for anchored in assistant.rules():
        shown = card(page, anchored.rule.id)
        assert f'href="/d/{anchored.clause.document_id}#{anchored.clause.path}"' in shown
        assert f'<blockquote class="verbatim">{anchored.rule.quote}</blockquote>' in unescape(shown)
        assert all(f"{i.name}（" in unescape(shown) for i in anchored.rule.inputs)
    assert f"共 {len(assistant.rules())} 条" in page
    assert page.count('class="card rule"') == len(assistant.rules())


def test_rules_are_grouped_by_topic(client: TestClient, assistant: Assistant) -> None:
    page = client.get("/rules").text
    topics = re.findall(r'<h2 class="topic" id="(topic-\d+)">(.*?)</h2>', page)
    assert [t for _, t in topics] == list(dict.fromkeys(r.topic for r in assistant.rules()))
    assert all(f'href="#{identity}"' in page for identity, _ in topics)


def test_requirements_and_computations_are_shown(client: TestClient) -> None:
    page = client.get("/rules").text
    assert "企业 ≥ 100 家（“以上”）；职工 ≥ 5000 人（“以上”）" in card(page, "town-general-union-2019")
    assert "职工 ÷ 3000 人" in card(page, "social-workers-large")
    assert "广东省广州市" in card(page, "guangzhou-staff")
    assert "<dt>结论</dt>" in card(page, "anyang-no-stand-in")


@pytest.mark.parametrize("path", ["/documents", "/cite", "/rules", "/d/acftu-2020-2", "/nothing"])
def test_every_page_links_to_the_rules(client: TestClient, path: str) -> None:
    assert '<a href="/rules"' in client.get(path).text


def test_the_page_asks_nothing_of_other_hosts(client: TestClient) -> None:
    response = client.get("/rules")
    assert re.findall(r'(?:src|href|action)="(?!/|#)[^"]*"', response.text) == []
    assert "unsafe" not in response.headers["content-security-policy"]
    assert client.head("/rules").status_code == 200


def test_a_table_in_a_bubble_is_a_table_in_a_frame(library: Library) -> None:
    bubble = answer_bubble(answer(TABLE), library.clause)
    assert '<div class="table"><table>' in bubble
    assert "</table></div>" in bubble
    assert "<td>职工 ≥ 5000 人</td>" in bubble
    assert "<b>" not in bubble


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light")])
def test_the_working_is_read_in_the_chat(open_page: OpenPage, width: int, scheme: str) -> None:
    page = open_page(width, 844, color_scheme=scheme)
    page.goto("/")
    box = page.get_by_role("textbox", name="问题")
    box.fill("我们镇有企业120家、职工4800人，能成立总工会吗")
    box.press("Enter")
    table = page.locator(".answer .table table").first
    expect(table.get_by_role("row").nth(2)).to_contain_text("4800 < 5000")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    frame = page.locator(".answer .table").first
    assert frame.evaluate("e => getComputedStyle(e).overflowX") == "auto"
    ink, ground = (
        table.locator("td").first.evaluate(f"e => getComputedStyle(e).{p}") for p in ("color", "borderColor")
    )
    assert ink != ground
    expect(page.get_by_role("link", name="规则", exact=True)).to_have_attribute("href", "/rules")
    page.goto("/rules")
    expect(page.get_by_role("heading", name="规则", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.browser
def test_a_rule_has_an_address_and_leads_to_its_clause(open_page: OpenPage) -> None:
    page = open_page(390, 844)
    page.goto("/rules#federation-term")
    rule = page.locator(".rule:target")
    expect(rule).to_be_in_viewport()
    rule.get_by_role("link").click()
    expect(page.locator("section.clause:target")).to_contain_text("三年至五年")
