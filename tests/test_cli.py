"""The command line, in process; one test starts it as users do."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import main
from index.corpus import default_corpus

ROOT = Path(__file__).resolve().parent.parent
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(built_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("POLICY_HOME", str(built_home))
    monkeypatch.chdir(tmp_path)
    return built_home


def run(*arguments: str) -> int:
    return main(list(arguments))


def test_ask_prints_the_answer(capsys: Captured) -> None:
    assert run("ask", "联合会委员会每届任期几年") == 0
    out = capsys.readouterr().out
    assert "三年至五年" in out.split("\n")[0]
    assert "总工办发〔2020〕2号" in out


def test_ask_gives_the_answer_object(capsys: Captured) -> None:
    assert run("ask", "产业工会任期几年", "--region", "临沂", "--as-of", "2026-01-31", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    promised = {
        "question", "status", "verdict", "text", "citations", "checks", "missing", "related", "notices", "region",
        "as_of", "index", "elapsed_ms",
    }  # fmt: skip
    assert promised <= answer.keys()
    assert (answer["as_of"], answer["region"]) == ("2026-01-31", "临沂")
    cited = {
        "clause_id",
        "doc_no",
        "title",
        "issuer",
        "issued_on",
        "level",
        "region",
        "label",
        "quote",
        "start",
        "end",
        "url",
    }
    assert cited <= answer["citations"][0].keys()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", ""], "没有读到问题"),
        (["ask", "工" * 100_000], "过长"),
        (["ask", "任期\0"], "U+0000"),
        (["ask", "任期\ud800"], "U+D800"),
        (["cite", "国发〔2020〕2号第九条"], "没有国发〔2020〕2号"),
        (["cite", "acftu-2020-2:99"], "acftu-2020-2:99"),
        (["batch", "none.jsonl"], "none.jsonl"),
        (["eval", "none.jsonl"], "none.jsonl"),
        (["search"], "检索词"),
    ],
)
def test_what_cannot_be_met_is_one_chinese_line_and_status_1(
    capsys: Captured, arguments: list[str], words: str
) -> None:
    assert run(*arguments) == 1
    error = capsys.readouterr().err.strip()
    assert words in error
    assert "\n" not in error
    assert "Traceback" not in error


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["ask"], ["ask", "任期", "--as-of", "昨天"]])
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2


def test_batch_keeps_order_and_reports_lines_that_fail(capsys: Captured, tmp_path: Path) -> None:
    lines = [
        {"id": "b", "q": "产业工会任期几年", "region": "山东省临沂市"},
        {"id": "a", "q": ""},
        {"id": "c", "q": "往后拖呢", "history": [{"role": "user", "content": "联合会几年换届"}], "as_of": "2026-01-01"},
        {"id": "d", "q": "任期", "as_of": "昨天"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n\n".join(json.dumps(x, ensure_ascii=False) for x in lines), encoding="utf-8")
    assert run("batch", str(path)) == 1
    captured = capsys.readouterr()
    out = [json.loads(line) for line in captured.out.splitlines()]
    assert [x["id"] for x in out] == ["b", "a", "c", "d"]
    assert out[0]["answer"]["citations"][0]["clause_id"] == "linyi-2015:2.4"
    assert out[1]["error"]["code"] == "bad_question"
    assert out[2]["answer"]["as_of"] == "2026-01-01"
    assert "第 3 行（a）" in captured.err


def test_batch_reads_standard_input(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"id": 1, "q": "任期几年"}\n'))
    assert run("batch", "-") == 0
    assert json.loads(capsys.readouterr().out)["id"] == 1


@pytest.mark.parametrize("line", ["{", "[1]", '{"q": "任期"}', '{"id": 1, "q": 2}'])
def test_batch_names_a_line_that_is_no_question(capsys: Captured, tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line, encoding="utf-8")
    assert run("batch", str(path)) == 1
    assert "第 1 行" in capsys.readouterr().err


def test_batch_refuses_another_encoding(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "gbk.jsonl"
    path.write_bytes('{"id": 1, "q": "任期"}'.encode("gbk"))
    assert run("batch", str(path)) == 1
    assert "UTF-8" in capsys.readouterr().err


def test_search_ranks_clauses(capsys: Captured, tmp_path: Path) -> None:
    assert run("search", "联合基层工会 50家", "-k", "3", "--json") == 0
    hits = json.loads(capsys.readouterr().out)
    assert len(hits) == 3
    assert hits[0]["clause_id"] == "acftu-2014-22:2.6"
    assert {"clause_id", "title", "label", "score"} <= hits[0].keys()
    assert run("search", "产业工会的任期届限") == 0
    assert "linyi-2015:2.4" in capsys.readouterr().out.splitlines()[0]
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "x", "q": "会籍管理"}\n', encoding="utf-8")
    assert run("search", "--batch", str(path), "-k", "20") == 0
    line = json.loads(capsys.readouterr().out)
    assert line["id"] == "x"
    assert len(line["hits"]) == 20


def test_cite_prints_the_clause(capsys: Captured) -> None:
    assert run("cite", "全总2019年24号文第三条第二款") == 0
    assert "[acftu-2019-24:3#2]" in capsys.readouterr().out
    assert run("cite", "总工办发[2020]2号第9条", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["matches"][0]["clause_id"] == "acftu-2020-2:2.9"
    assert found["matches"][0]["text"].startswith("（九）")


def test_documents_lists_the_corpus(capsys: Captured) -> None:
    assert run("documents") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert "未载日期" in lines[5]
    assert run("documents", "--json") == 0
    documents = json.loads(capsys.readouterr().out)
    assert {d["id"]: d["clauses"] for d in documents}["acftu-2020-2"] == 35
    assert documents[5]["issued_on"] is None
    assert "issued_on" in documents[5]["unstated"]


def test_eval_prints_the_table(capsys: Captured, tmp_path: Path) -> None:
    gold = default_corpus() / "evaluation" / "questions.jsonl"
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(gold.read_text(encoding="utf-8").splitlines()[84:94]), encoding="utf-8")
    assert run("eval", str(path), "--failures", "3") == 0
    assert capsys.readouterr().out.startswith("kind")


def test_index_says_what_is_ready(capsys: Captured) -> None:
    assert run("index") == 0
    assert capsys.readouterr().out.startswith("索引已就绪：g-")


def test_a_bad_setting_is_named(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_PORT", "eighty")
    assert run("documents") == 1
    assert "POLICY_PORT" in capsys.readouterr().err


def test_the_module_runs_as_users_start_it(home: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "POLICY_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "assistant", "ask", "联合会每届任期几年"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert "三年至五年" in done.stdout.decode("utf-8")
    assert done.stderr == b""
