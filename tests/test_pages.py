"""The pages: the reader shows the served text and nothing else, the look-up works without scripts."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from assistant.pages import CITE_EXAMPLES, facts, kin, validity
from index.document import Document, Level, Status
from index.library import Library


class Article(HTMLParser):
    """Collects the text of the article without its asides, and what stands in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside = self.aside = self.mark = False
        self.text = ""
        self.ids: list[str] = []
        self.marked: list[str] = []
        self.asides: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside |= tag == "article"
        self.aside |= tag == "aside"
        self.mark |= tag == "mark"
        if self.inside and (identity := dict(attrs).get("id")):
            self.ids.append(identity)
        if tag == "aside":
            self.asides.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "article"
        self.aside &= tag != "aside"
        self.mark &= tag != "mark"

    def handle_data(self, data: str) -> None:
        if self.aside:
            self.asides[-1] += data
        elif self.inside:
            self.text += data
            if self.mark:
                self.marked.append(data)


def test_the_reader_shows_the_served_text_with_an_anchor_for_each_clause(client: TestClient, library: Library) -> None:
    for document in library.documents():
        response = client.get(f"/d/{document.id}", params={"q": "工会"})
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        article = Article(response.text)
        assert article.text == document.text
        assert len(article.ids) == len(set(article.ids))
        for clause in library.clauses(document.id):
            assert clause.path in article.ids
            assert [f"{clause.path}#{n + 1}" in article.ids for n in range(len(clause.paragraphs))]


def test_the_reader_gives_the_particulars(client: TestClient) -> None:
    page = client.get("/d/acftu-2020-2").text
    assert all(words in page for words in ("总工办发〔2020〕2号", "中华全国总工会办公厅", "2020年1月15日", "现行有效"))
    assert 'href="/d/acftu-2014-22"' in page
    unstated = client.get("/d/guangzhou-hangye").text
    assert all(words in unstated for words in ("来源文本未载文号", "广东省广州市", "是否现行有效请向广州市总工会核实"))


def test_errata_stand_beside_their_clause(client: TestClient) -> None:
    asides = Article(client.get("/d/acftu-2020-2").text).asides
    assert asides.count("勘误提示：“奔实”疑为“夯实”之误，来源文本如此。") == 1


def test_found_words_are_marked_and_counted(client: TestClient) -> None:
    page = client.get("/d/acftu-2020-2", params={"q": "每届任期 三年至五年"}).text
    assert Article(page).marked == ["每届任期三年至五年"]
    assert "共 1 处，已标出" in page
    assert "文中没有“不在文中”" in client.get("/d/acftu-2020-2", params={"q": "不在文中"}).text


@pytest.mark.parametrize("path", ["/d/acftu-2020-2", "/cite"])
def test_a_query_is_never_markup(client: TestClient, path: str) -> None:
    page = client.get(path, params={"q": '<script>alert(1)</script>"><img src=x>'}).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("path", ["/d/none", "/d/none?q=x", "/nothing", "/d/", "/d/a/b", "/static/site/none.css"])
def test_unknown_pages_are_a_chinese_page(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "没有找到页面" in response.text
    assert response.headers["content-type"].startswith("text/html")


def test_wrong_methods_and_arguments_are_a_chinese_page(client: TestClient) -> None:
    assert client.post("/cite").status_code == 405
    assert "请求方法" in client.post("/cite").text
    assert client.head("/d/acftu-2020-2").status_code == 200


def test_cite_shows_the_clause_with_a_link_to_the_reader(client: TestClient, library: Library) -> None:
    page = client.get("/cite", params={"q": "全总2019年24号文第三条第二款"}).text
    text = library.clause("acftu-2019-24:3").paragraphs[1].of(library.document("acftu-2019-24").text)
    assert f'<blockquote class="verbatim">{text}</blockquote>' in page
    assert 'href="/d/acftu-2019-24#3#2"' in page


def test_cite_says_what_is_wrong(client: TestClient) -> None:
    assert "没有读出文件名称或文号" in client.get("/cite", params={"q": "今天天气"}).text
    assert "引用过长" in client.get("/cite", params={"q": "第" * 501}).text
    assert 'class="notice"' not in client.get("/cite").text


@pytest.mark.parametrize("example", CITE_EXAMPLES)
def test_the_examples_of_the_look_up_are_found(client: TestClient, example: str) -> None:
    assert client.get("/api/v1/cite", params={"q": example}).json()["matches"]
    assert 'class="verbatim"' in client.get("/cite", params={"q": example}).text


def test_the_list_names_every_document(client: TestClient, library: Library) -> None:
    page = client.get("/documents").text
    for document in library.documents():
        assert f'<a href="/d/{document.id}">{document.title}</a>' in page


def test_pages_ask_nothing_of_other_hosts(client: TestClient) -> None:
    for path in ("/d/acftu-2020-2?q=x", "/documents", "/cite?q=x", "/nothing"):
        response = client.get(path)
        assert re.findall(r'(?:src|href|action)="(?!/|#)[^"]*"', response.text) == []
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "unsafe" not in response.headers["content-security-policy"]


def test_related_documents_are_named_from_both_sides(library: Library) -> None:
    forwarding, forwarded = library.document("anyang-2020-7"), library.document("acftu-2019-24")
    assert [(k.relation, k.document.id) for k in kin(forwarding, library)] == [("转发", "acftu-2019-24")]
    assert ("附于", "anyang-2020-7") in [(k.relation, k.document.id) for k in kin(forwarded, library)]
    linyi = library.document("linyi-2015")
    assert kin(linyi, library) == []


TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({"status": Status.IN_FORCE}, "in_force", "现行有效"),
        (
            {"status": Status.IN_FORCE, "effective_to": date(2026, 11, 20)},
            "in_force",
            "现行有效，有效期至2026年11月20日",
        ),
        ({"status": Status.IN_FORCE, "effective_to": date(2026, 11, 19)}, "ended", "2026年11月19日"),
        ({"status": Status.IN_FORCE, "effective_from": date(2027, 1, 1)}, "unknown", "尚未施行"),
        ({"status": Status.REPEALED}, "ended", "已废止"),
        ({"status": Status.EXPIRED}, "ended", "已失效"),
        ({"status": Status.UNKNOWN}, "unknown", "是否现行有效"),
        ({"unstated": {"status": "请核实。"}}, "unknown", "请核实。"),
    ],
)
def test_the_banner_tells_validity(fields: dict[str, object], kind: str, words: str) -> None:
    document = Document("d", "题", "s", text="文", **fields)  # type: ignore[arg-type]
    assert validity(document, TODAY)[0] == kind
    assert words in validity(document, TODAY)[1]


def test_what_a_source_does_not_state_is_said() -> None:
    shown = {f.name: (f.value, f.stated) for f in facts(Document("d", "题", "s", text="文", level=Level.NATIONAL))}
    assert shown["文号"] == ("来源文本未载文号", False)
    assert shown["适用地区"] == ("全国", True)
