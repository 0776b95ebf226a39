"""The site in a real Chromium, as officers use it. Every page is watched: see `open_page`."""

from __future__ import annotations

import pytest
from browser import OpenPage
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

QUESTION = "区域性、行业性工会联合会委员会每届任期几年？"
QUOTE = "区域性、行业性工会联合会委员会每届任期三年至五年"
SIZES = [(390, 844), (1280, 900)]


def ask(page: Page, question: str) -> None:
    box = page.get_by_role("textbox", name="问题")
    box.fill(question)
    box.press("Enter")


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_question_is_answered_and_its_citation_opens_at_the_clause(
    open_page: OpenPage, width: int, height: int
) -> None:
    page = open_page(width, height)
    page.goto("/")
    ask(page, QUESTION)
    card = page.locator(".answer .card").first
    expect(card.locator("blockquote")).to_contain_text(QUOTE)
    expect(card).to_contain_text("总工办发〔2020〕2号")
    assert overflow(page) == 0
    with page.context.expect_page() as opened:
        card.get_by_role("link", name="在原文中查看").click()
    reader = opened.value
    clause = reader.locator("section.clause:target")
    expect(clause).to_contain_text(QUOTE)
    expect(clause).to_be_in_viewport()
    plain = reader.locator("section.clause").first
    background = "element => getComputedStyle(element).backgroundColor"
    assert clause.evaluate(background) != plain.evaluate(background)
    assert overflow(reader) == 0


def test_an_example_is_asked_by_one_click_and_a_new_conversation_starts_empty(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_role("button", name="例题1").click()
    expect(page.locator(".answer .card").first).to_be_visible()
    page.get_by_role("button", name="新对话").click()
    expect(page.get_by_role("button", name="例题1")).to_be_visible()
    expect(page.locator(".answer")).to_have_count(0)


def test_the_region_is_asked_with(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_label("所在地区").click()
    page.get_by_role("option", name="广东省广州市").click()
    ask(page, "行业工会联合会的建设有哪些具体措施？")
    expect(page.locator(".answer .card", has_text="广东省广州市").first).to_be_visible()


def test_any_place_may_be_typed_as_the_region(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    region = page.get_by_label("所在地区")
    region.click()
    page.keyboard.type("林州市")
    page.keyboard.press("Enter")
    ask(page, "街道总工会几个委员？")
    expect(page.locator(".answer .card", has_text="河南省安阳市").first).to_be_visible()
    expect(region).to_have_value("林州市")


def test_an_unreadable_question_and_one_without_an_answer(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    ask(page, "？？")
    expect(page.locator(".answer.error")).to_contain_text("请输入要问的内容")
    ask(page, "食堂饭菜怎么做好吃")
    expect(page.locator(".answer.not_found")).to_contain_text("没有查到")


def test_markup_in_a_question_stays_text(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    question = '<img src="http://evil.example/x.png"> ![y](http://evil.example/y.png) **任期**几年'
    ask(page, question)
    expect(page.locator(".question")).to_have_text(question)
    expect(page.locator(".answer:not(.waiting)")).to_be_visible()
    assert page.locator("#talk img").count() == 0


def test_the_chat_speaks_chinese_in_an_english_browser(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    ask(page, QUESTION)
    expect(page.locator(".answer .card").first).to_be_visible()
    words = page.evaluate(
        """() => [document.body.innerText, ...[...document.querySelectorAll('*')].flatMap(
            e => ['aria-label', 'title', 'placeholder', 'alt'].map(a => e.getAttribute(a)))].filter(Boolean)"""
    )
    assert [w for w in words if any("a" <= c.lower() <= "z" for c in w)] == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_citation_is_looked_up(open_page: OpenPage, width: int, height: int) -> None:
    page = open_page(width, height)
    page.goto("/documents")
    page.get_by_role("link", name="引用查询").click()
    page.get_by_role("searchbox").fill("全总2019年24号文第三条第二款")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("blockquote.verbatim")).to_contain_text("企业100家以上、职工5000人以上")
    assert overflow(page) == 0
    page.get_by_role("link", name="在原文中查看").click()
    expect(page.locator("p:target")).to_contain_text("企业100家以上、职工5000人以上")
    expect(page.locator("p:target")).to_be_in_viewport()


def test_the_look_up_works_without_scripts(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/cite")
    page.get_by_role("searchbox").fill("总工办发〔2020〕2号第九条")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("blockquote.verbatim")).to_contain_text(QUOTE)
    expect(page.get_by_role("button", name="复制原文")).to_have_count(0)


def test_a_citation_is_copied(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/cite?q=acftu-2020-2:2.9")
    page.get_by_role("button", name="复制引用").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert (
        copied
        == "《中华全国总工会关于加强和规范区域性、行业性工会联合会建设的意见》（总工办发〔2020〕2号）第二部分（九）"
    )


def test_found_words_are_scrolled_to(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/d/acftu-2020-2?q=每届任期 三年至五年")
    expect(page.locator("mark")).to_have_text("每届任期三年至五年")
    expect(page.locator("mark")).to_be_in_viewport()


def test_selecting_the_document_copies_the_served_text(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/d/acftu-2020-2")
    selected = page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('article')), getSelection().toString()"
    )
    served = page.request.get("/api/v1/documents/acftu-2020-2/text").text()
    assert "".join(selected.split()) == "".join(served.split())


@pytest.mark.parametrize("path", ["/", "/documents", "/cite?q=acftu-2020-2:2.9", "/d/linyi-2015"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_narrow_phone_in_light_and_dark(open_page: OpenPage, path: str, scheme: str) -> None:
    page = open_page(360, 640, color_scheme=scheme)
    page.goto(path)
    page.wait_for_load_state("load")
    assert overflow(page) == 0
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)")
    assert (sum(ground) < 200) is (scheme == "dark")
