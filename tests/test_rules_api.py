"""The rules over HTTP: listed, described, applied, and every error a Chinese sentence in JSON."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.pipeline import Assistant

TOWN = "town-general-union-2019"
CHECK = f"/api/v1/rules/{TOWN}/check"


def test_every_rule_is_listed_and_described(client: TestClient, assistant: Assistant) -> None:
    listed = client.get("/api/v1/rules").json()
    assert [r["id"] for r in listed] == list(assistant.rules().rules)
    for rule in listed:
        assert client.get(f"/api/v1/rules/{rule['id']}").json() == rule
        clause = client.get("/api/v1/clauses/" + rule["clause_id"].replace("#", "%23")).json()
        assert rule["quote"] in clause["text"]
        assert rule["clause_url"] == clause["url"]


def test_a_rule_is_described(client: TestClient) -> None:
    rule = client.get(f"/api/v1/rules/{TOWN}").json()
    assert (rule["kind"], rule["label"], rule["doc_no"]) == ("threshold", "第三条", "总工办发〔2019〕24号")
    assert rule["inputs"][0] == {"name": "企业", "kind": "quantity", "unit": "家", "per": None, "optional": False}
    assert rule["inputs"][2]["kind"] == "statement"
    assert rule["inputs"][2]["optional"] is True
    assert rule["requirements"][0] == {"text": "企业 ≥ 100 家", "word": "以上", "optional": False}
    assert rule["url"] == f"/rules#{TOWN}"


@pytest.mark.parametrize(
    ("facts", "verdict", "outcomes"),
    [
        ({"企业": "120家", "专职人员": True}, None, ["pass", "unknown", "pass"]),
        ({"企业": "120家", "职工": 4800, "专职人员": True}, "no", ["pass", "fail", "pass"]),
        ({"企业": 100, "职工": "5000", "专职人员": "是"}, "yes", ["pass", "pass", "pass"]),
        ({"企业": 100.0, "职工": 5000.0, "专职人员": False}, "no", ["pass", "pass", "fail"]),
        ({"企业": 99.5, "职工": "1.2万"}, "no", ["fail", "pass", "unknown"]),
        ({}, None, ["unknown"] * 3),
    ],
)
def test_facts_are_checked(client: TestClient, facts: dict[str, Any], verdict: str | None, outcomes: list[str]) -> None:
    outcome = client.post(CHECK, json={"facts": facts}).json()
    assert set(outcome) == {"rule_id", "verdict", "conclusion", "checks", "missing", "remarks"}
    assert outcome["rule_id"] == TOWN
    assert outcome["verdict"] == verdict
    assert bool(outcome["conclusion"]) == bool(verdict)
    assert [c["outcome"] for c in outcome["checks"]] == outcomes
    needed = [name for name in ("企业", "职工") if name not in facts]
    assert [m["name"] for m in outcome["missing"]] == needed


def test_a_value_is_computed_with_its_remark(client: TestClient) -> None:
    outcome = client.post("/api/v1/rules/social-workers-large/check", json={"facts": {"职工": "八千人"}}).json()
    assert outcome["verdict"] is None
    assert outcome["checks"][0]["value"] == "2—3名"
    assert "未规定如何取整" in outcome["remarks"][0]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/api/v1/rules/none", None, 404, "unknown_rule"),
        ("POST", "/api/v1/rules/none/check", {"facts": {}}, 404, "unknown_rule"),
        ("GET", CHECK, None, 405, "method_not_allowed"),
        ("POST", CHECK, {}, 422, "bad_request"),
        ("POST", CHECK, {"facts": [1]}, 422, "bad_request"),
        ("POST", CHECK, {"facts": {"企业": None}}, 422, "bad_request"),
        ("POST", CHECK, {"facts": {"企业": [100]}}, 422, "bad_request"),
        ("POST", CHECK, {"facts": {}, "region": "x"}, 422, "bad_request"),
        ("POST", CHECK, {"facts": {str(n): 1 for n in range(51)}}, 422, "bad_request"),
        ("POST", CHECK, {"facts": {"公司": 1}}, 400, "bad_fact"),
        ("POST", CHECK, {"facts": {"企业": "很多"}}, 400, "bad_fact"),
        ("POST", CHECK, {"facts": {"企业": True}}, 400, "bad_fact"),
        ("POST", CHECK, {"facts": {"企业": -1}}, 400, "bad_fact"),
        ("POST", CHECK, {"facts": {"企业": 1e300}}, 400, "bad_fact"),
        ("POST", CHECK, {"facts": {"专职人员": 1}}, 400, "bad_fact"),
        ("POST", CHECK, {"facts": {"专职人员": "大概"}}, 400, "bad_fact"),
    ],
)
def test_errors_are_chinese_sentences(
    client: TestClient, method: str, path: str, body: object, status: int, code: str
) -> None:
    response = client.request(method, path, json=body)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert re.search(r"[\u4e00-\u9fff]{4}", error["message"])


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(client: TestClient, number: str) -> None:
    content = f'{{"facts": {{"企业": {number}}}}}'.encode()
    response = client.post(CHECK, content=content, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.json()["error"]["message"]


def test_a_lone_surrogate_is_answered(client: TestClient) -> None:
    content = b'{"facts": {"\\ud800": "\\ud800"}}'
    response = client.post(CHECK, content=content, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_fact")
