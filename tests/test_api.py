"""The HTTP interface: what it answers, and that every error is a Chinese sentence in JSON."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from fakes import ScriptedAssistant, answer
from starlette.testclient import TestClient
from web_fixtures import MakeSite

from assistant.answer import Answer
from assistant.pipeline import Assistant
from assistant.question import Turn
from index.errors import IndexUnavailableError
from index.library import Library

QUESTION = "区域性、行业性工会联合会委员会每届任期几年？"


def error_of(response: Any) -> tuple[int, str, str]:
    """Status, code and message; that there is nothing else, and that the message is Chinese, is checked."""
    error = response.json()["error"]
    assert set(response.json()) == {"error"}
    assert set(error) == {"code", "message"}
    assert re.search(r"[\u4e00-\u9fff]{4}", error["message"])
    assert "Traceback" not in response.text
    return response.status_code, error["code"], error["message"]


def test_ask_returns_the_answer_object_with_verbatim_quotes(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": QUESTION})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert "任期" in response.content.decode("utf-8")  # UTF-8, not escapes
    got = Answer.model_validate(response.json())
    assert "acftu-2020-2:2.9" in [c.clause_id for c in got.citations]
    for citation in got.citations:
        text = client.get(f"/api/v1/documents/{citation.clause_id.partition(':')[0]}/text").text
        assert text[citation.start : citation.end] == citation.quote


def test_ask_hands_region_date_and_turns_on(assistant: Assistant, make_site: MakeSite) -> None:
    scripted = ScriptedAssistant(assistant.shelf, assistant.embedder, answer())
    history = [{"role": "user" if n % 2 == 0 else "assistant", "content": str(n)} for n in range(14)]
    body = {"question": "问", "region": " 河南省安阳市 ", "as_of": "2024-02-29", "history": history}
    assert TestClient(make_site(scripted)).post("/api/v1/ask", json=body).status_code == 200
    [(question, region, as_of, turns)] = scripted.asked
    assert (question, region, str(as_of)) == ("问", "河南省安阳市", "2024-02-29")
    assert turns == tuple(Turn("user" if n % 2 == 0 else "assistant", str(n)) for n in range(14))


@pytest.mark.parametrize(
    ("body", "status", "named"),
    [
        ({}, 422, "question"),
        ({"question": 5}, 422, "应为文字"),
        ({"question": QUESTION, "as-of": "2020-01-01"}, 422, "as-of"),
        ({"question": QUESTION, "as_of": "2023-02-29"}, 422, "日期"),
        ({"question": QUESTION, "as_of": "明天"}, 422, "日期"),
        ({"question": QUESTION, "as_of": 20000}, 422, "日期"),
        ({"question": QUESTION, "history": [{"role": "system", "content": ""}]}, 422, "history.0.role"),
        ({"question": QUESTION, "history": [{"role": "user", "content": ""}] * 201}, 422, "条数过多"),
        ({"question": QUESTION, "region": ["安阳"]}, 422, "region"),
        ([QUESTION], 422, "JSON 对象"),
        ({"question": ""}, 400, "问题"),
        ({"question": "？" * 3000}, 400, "过长"),
        ({"question": "a\x00b"}, 400, "U+0000"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(client: TestClient, body: Any, status: int, named: str) -> None:
    got, _, message = error_of(client.post("/api/v1/ask", json=body))
    assert got == status
    assert named in message


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b'{"question": "', 400, "bad_json"),
        (b"", 422, "bad_request"),
        (b'{"question": "\xff\xfe"}', 400, "bad_request"),
        (b'{"question": "\\ud800"}', 400, "bad_question"),
        (b'{"question": "x", "\\ud800": 1}', 422, "bad_request"),
        (b'{"question": "x", "history": [{"role": "user", "content": "\\udfff"}]}', 400, "bad_question"),
        (b"[" * 100_000, 400, None),
        (b'{"question": ' + b"9" * 5000 + b"}", 400, None),
    ],
)
def test_a_body_that_is_no_text_or_no_json_is_refused(
    client: TestClient, raw: bytes, status: int, code: str | None
) -> None:
    response = client.post("/api/v1/ask", content=raw, headers={"content-type": "application/json"})
    got, got_code, _ = error_of(response)
    assert got == status
    assert code in (None, got_code)


def test_a_large_body_is_refused_with_and_without_its_length(client: TestClient) -> None:
    large = json.dumps({"question": "长" * 200_000}).encode()
    for content in (large, (large[i : i + 65_536] for i in range(0, len(large), 65_536))):
        response = client.post("/api/v1/ask", content=content, headers={"content-type": "application/json"})
        assert error_of(response)[:2] == (413, "too_large")


def test_other_content_types_are_told_to_send_json(client: TestClient) -> None:
    response = client.post("/api/v1/ask", content=b'{"question": "x"}', headers={"content-type": "text/plain"})
    assert error_of(response)[0] == 422
    assert "application/json" in error_of(response)[2]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api", 404, "not_found"),
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("POST", "/api/v2/ask", 404, "not_found"),
        ("GET", "/api/v1/ask", 405, "method_not_allowed"),
        ("DELETE", "/api/v1/documents", 405, "method_not_allowed"),
        ("GET", "/api/v1/documents/none", 404, "unknown_document"),
        ("GET", "/api/v1/documents/none/text", 404, "unknown_document"),
        ("GET", "/api/v1/documents/%ED%A0%80", 404, "unknown_document"),
        ("GET", "/api/v1/clauses/none:1", 404, "unknown_document"),
        ("GET", "/api/v1/clauses/acftu-2020-2:99", 404, "unknown_clause"),
        ("GET", "/api/v1/clauses/acftu-2019-24:3%2399", 404, "unknown_clause"),
        ("GET", "/api/v1/clauses/acftu-2019-24:3%23x", 404, "unknown_clause"),
        ("GET", "/api/v1/cite", 422, "bad_request"),
        ("GET", "/api/v1/cite?q=" + "a" * 501, 422, "bad_request"),
    ],
)
def test_unknown_things_are_answered_in_json(
    client: TestClient, method: str, path: str, status: int, code: str
) -> None:
    assert error_of(client.request(method, path))[:2] == (status, code)


def test_a_defect_is_logged_and_answered_without_a_traceback(
    assistant: Assistant, make_site: MakeSite, caplog: pytest.LogCaptureFixture
) -> None:
    scripted = ScriptedAssistant(assistant.shelf, assistant.embedder, ZeroDivisionError("secret"))
    response = TestClient(make_site(scripted)).post("/api/v1/ask", json={"question": "问"})
    assert error_of(response)[:2] == (500, "internal_error")
    assert "secret" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "ZeroDivisionError: secret" in caplog.text


def test_no_index_is_503(assistant: Assistant, make_site: MakeSite) -> None:
    scripted = ScriptedAssistant(assistant.shelf, assistant.embedder, IndexUnavailableError("还没有可用的索引。"))
    response = TestClient(make_site(scripted)).post("/api/v1/ask", json={"question": "问"})
    assert error_of(response) == (503, "index_unavailable", "还没有可用的索引。")


def test_every_clause_is_served_with_its_neighbours(client: TestClient, library: Library) -> None:
    for document in library.documents():
        clauses = library.clauses(document.id)
        for n, clause in enumerate(clauses):
            got = client.get(f"/api/v1/clauses/{quote(clause.id, safe='')}").json()
            assert got["text"] == clause.text == document.text[got["start"] : got["end"]]
            assert (got["previous"] or {}).get("clause_id") == (clauses[n - 1].id if n else None)
            assert (got["next"] or {}).get("clause_id") == (clauses[n + 1].id if n + 1 < len(clauses) else None)
            assert (got["parent"] or {}).get("clause_id") == clause.parent_id
            assert got["document"]["id"] == document.id


def test_a_paragraph_is_served_alone(client: TestClient, library: Library) -> None:
    got = client.get("/api/v1/clauses/acftu-2019-24:3%232").json()
    assert (got["reference"], got["clause_id"]) == ("acftu-2019-24:3#2", "acftu-2019-24:3")
    assert got["label"] == "第三条第二款"
    assert got["url"] == "/d/acftu-2019-24#3#2"
    clause = library.clause("acftu-2019-24:3")
    assert got["text"] == clause.paragraphs[1].of(library.document("acftu-2019-24").text)


def test_cite_finds_the_clause(client: TestClient) -> None:
    got = client.get("/api/v1/cite", params={"q": "总工办发〔2020〕2号第九条"}).json()
    assert [m["clause_id"] for m in got["matches"]] == ["acftu-2020-2:2.9"]
    assert got["message"] is None
    nothing = client.get("/api/v1/cite", params={"q": "今天天气"}).json()
    assert nothing["matches"] == []
    assert nothing["message"]


def test_the_documents_and_their_texts(client: TestClient, library: Library) -> None:
    listed = client.get("/api/v1/documents").json()
    assert [d["id"] for d in listed] == list(library.document_ids)
    for summary in listed:
        document = library.document(summary["id"])
        detail = client.get(f"/api/v1/documents/{document.id}").json()
        assert {k: detail[k] for k in summary} == summary
        assert len(detail["clauses"]) == summary["clause_count"] == len(library.clauses(document.id))
        text = client.get(summary["text_url"])
        assert text.headers["content-type"] == "text/plain; charset=utf-8"
        assert text.content.decode("utf-8") == document.text


def test_openapi_describes_every_route(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    assert set(described) == {
        "/api/v1/ask",
        "/api/v1/ask/stream",
        "/api/v1/cite",
        "/api/v1/clauses/{reference}",
        "/api/v1/documents",
        "/api/v1/documents/{document_id}",
        "/api/v1/documents/{document_id}/text",
        "/api/v1/export",
        "/api/v1/rules",
        "/api/v1/rules/{rule_id}",
        "/api/v1/rules/{rule_id}/check",
        "/healthz",
        "/metrics",
        "/readyz",
    }
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404


def test_the_probes(client: TestClient, library: Library) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json() == {"status": "ok", "index": library.name}
    assert client.head("/healthz").status_code == 200


def test_an_index_that_finds_nothing_is_not_ready(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Library, "search_vector", lambda *_: [])
    assert error_of(client.get("/readyz"))[:2] == (503, "index_unavailable")

    def broken(*_: object) -> None:
        raise OSError("disk gone")

    monkeypatch.setattr(Library, "search_vector", broken)
    assert error_of(client.get("/readyz"))[:2] == (503, "index_unavailable")
    assert "disk gone" in caplog.text
