"""The ways to an exported file: the command line and HTTP."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from docx import Document
from starlette.testclient import TestClient

from assistant.cli import main
from assistant.export.files import MEDIA_TYPES

QUESTION = "联合会委员会每届任期几年"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def home(built_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("POLICY_HOME", str(built_home))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def conversation(home: Path, *lines: object) -> str:
    path = home / "talk.jsonl"
    path.write_text("\n\n".join(json.dumps(x, ensure_ascii=False) for x in lines), encoding="utf-8")
    return str(path)


def test_ask_writes_a_word_document(home: Path, capsys: Captured) -> None:
    assert main(["ask", QUESTION, "--as-of", "2026-01-31", "--output", "答复.docx"]) == 0
    assert capsys.readouterr().out == "已写入 答复.docx\n"
    text = "\n".join(p.text for p in Document("答复.docx").paragraphs)
    assert "三年至五年" in text
    assert "2026年1月31日" in text
    assert [p.name for p in home.iterdir()] == ["答复.docx"]


def test_export_writes_a_conversation_in_its_order(home: Path) -> None:
    lines = [
        {"q": QUESTION, "as_of": "2026-01-31"},
        {"id": 2, "q": "往后拖呢"},
        {"q": "任期几年", "region": "山东省临沂市"},
    ]
    assert main(["export", conversation(home, *lines), "--output", "记录.TXT"]) == 0
    text = (home / "记录.TXT").read_text(encoding="utf-8")
    assert text.index(QUESTION) < text.index("问题二\n往后拖呢") < text.index("问题三\n任期几年")
    assert "提问地区：山东省临沂市" in text


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("答复.pdf", "须以 .docx 或 .txt 结尾"),
        ("答复", "须以 .docx 或 .txt 结尾"),
        ("没有/答复.docx", "没有文件夹"),
        ("文件夹.txt", "是文件夹"),
        ("已有.txt", "--force"),
        ("长" * 300 + ".txt", "无法写入文件"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_in_a_line(home: Path, capsys: Captured, output: str, words: str) -> None:
    (home / "文件夹.txt").mkdir()
    (home / "已有.txt").write_text("旧", encoding="utf-8")
    assert main(["ask", QUESTION, "--output", output]) == 1
    error = capsys.readouterr().err.strip()
    assert words in error
    assert "\n" not in error
    assert (home / "已有.txt").read_text(encoding="utf-8") == "旧"
    assert sorted(p.name for p in home.iterdir()) == ["已有.txt", "文件夹.txt"]


def test_an_answer_is_printed_or_written() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["ask", QUESTION, "--json", "--output", "答复.docx"])
    assert stopped.value.code == 2


def test_force_replaces_a_file(home: Path) -> None:
    (home / "已有.txt").write_text("旧", encoding="utf-8")
    assert main(["ask", QUESTION, "--output", "已有.txt", "--force"]) == 0
    assert "三年至五年" in (home / "已有.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "第 2 行不是合法的 JSON"),
        ("[" * 100_000, "第 2 行不是合法的 JSON"),
        ("[1]", "第 2 行须是含 q"),
        ('{"q": 5}', "第 2 行须是含 q"),
        ('{"q": "问", "region": 5}', "region"),
        ('{"q": "问", "as_of": "昨天"}', "as_of"),
        ('{"q": "问", "as_of": 5}', "as_of"),
        ('{"q": ""}', "第 2 个问题：没有读到问题"),
        ('{"q": "\\ud800"}', "第 2 个问题"),
        ('{"q": "任期"}\n' * 100, "1 至 100 个问题"),
    ],
)
def test_a_conversation_that_cannot_be_read_is_told_in_a_line(
    home: Path, capsys: Captured, line: str, words: str
) -> None:
    path = home / "talk.jsonl"
    path.write_text(f'{{"q": "{QUESTION}"}}\n{line}\n', encoding="utf-8")
    assert main(["export", str(path), "--output", "记录.txt"]) == 1
    error = capsys.readouterr().err.strip()
    assert words in error
    assert "\n" not in error
    assert not (home / "记录.txt").exists()


@pytest.mark.parametrize(("raw", "words"), [(None, "无法读取文件"), (b"\xff\xfe", "不是 UTF-8"), (b"", "1 至 100")])
def test_a_conversation_that_is_no_text_is_told(home: Path, capsys: Captured, raw: bytes | None, words: str) -> None:
    if raw is not None:
        (home / "talk.jsonl").write_bytes(raw)
    assert main(["export", "talk.jsonl", "--output", "记录.txt"]) == 1
    assert words in capsys.readouterr().err


def post(client: TestClient, **body: Any) -> Any:
    return client.post("/api/v1/export", json=body)


@pytest.mark.parametrize("kind", ["docx", "txt"])
def test_a_conversation_is_sent_as_a_file(client: TestClient, kind: str) -> None:
    turns = [
        {"question": QUESTION, "as_of": "2026-11-20"},
        {"question": "任期几年", "region": "山东省临沂市", "as_of": "2026-01-31"},
    ]
    response = post(client, format=kind, turns=turns)
    assert response.status_code == 200
    assert response.headers["content-type"] == MEDIA_TYPES[kind]
    disposition = response.headers["content-disposition"]
    assert disposition.startswith(f'attachment; filename="policy-answers.{kind}"; ')
    assert unquote(disposition.partition("filename*=UTF-8''")[2]) == f"工会政策问答-2026-11-20.{kind}"
    if kind == "docx":
        text = "\n".join(p.text for p in Document(io.BytesIO(response.content)).paragraphs)
    else:
        text = response.content.decode("utf-8")
    assert "三年至五年" in text
    assert "问题二\n任期几年" in text
    assert response.content == post(client, format=kind, turns=turns).content


@pytest.mark.parametrize(
    ("body", "status", "named"),
    [
        ({"format": "pdf", "turns": [{"question": QUESTION}]}, 422, "format"),
        ({"format": "txt", "turns": []}, 422, "不能为空"),
        ({"format": "txt", "turns": [{"question": QUESTION}] * 51}, 422, "条数过多"),
        ({"format": "txt", "turns": [{"question": QUESTION, "answer": "可以"}]}, 422, "answer"),
        ({"format": "txt", "turns": [{"question": QUESTION, "as_of": "明天"}]}, 422, "日期"),
        ({"format": "txt", "turns": [{"question": QUESTION}, {"question": "a\x00"}]}, 400, "第 2 个问题"),
        ({"format": "txt"}, 422, "turns"),
    ],
)
def test_what_cannot_be_exported_is_told(client: TestClient, body: dict[str, Any], status: int, named: str) -> None:
    response = post(client, **body)
    assert response.status_code == status
    assert named in response.json()["error"]["message"]


def test_the_interface_describes_the_files(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/export"]["post"]
    assert set(described["responses"]["200"]["content"]) == set(MEDIA_TYPES.values())
