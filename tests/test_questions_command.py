"""The command `questions`: lists, drafts against a real endpoint on 127.0.0.1, accepts; nothing is lost on the way."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import MakeCorpus
from model_server import Exchange, ModelServer, model_server

from assistant.asking.command import question_lines
from assistant.cli import main
from assistant.generator import LanguageModelError, Limits
from assistant.language_model import LanguageModel
from assistant.settings import load_settings
from index.askings import load_askings
from index.corpus import load_corpus

Captured = pytest.CaptureFixture[str]
TEXT = """\
一、任期
委员会每届任期三年。
二、经费
（一）来源。经费由会员缴纳。
（二）用途。经费用于职工服务。
三、附则
自印发之日起施行。
"""
QUOTES = {"每届任期三年": "1", "由会员缴纳": "2.1", "用于职工服务": "2.2", "自印发之日起施行": "3"}
DRAFT = Path("questions-drafts/a-1.yaml")
KEY = "sk-very-secret-0123456789"


@pytest.fixture
def corpus(make_corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A corpus of one document with four askable clauses, in use; the working directory is beside it."""
    folder = make_corpus({"a-1.txt": TEXT})
    monkeypatch.setenv("POLICY_CORPUS", str(folder))
    for name in ("BASE_URL", "MODEL", "API_KEY"):
        monkeypatch.delenv(f"POLICY_LLM_{name}", raising=False)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return folder


def use(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_LLM_BASE_URL", server.url)
    monkeypatch.setenv("POLICY_LLM_MODEL", "test")
    monkeypatch.setenv("POLICY_LLM_API_KEY", KEY)


def asked(exchange: Exchange) -> dict[str, Any]:
    """The clause that a request is about."""
    content: dict[str, Any] = json.loads(exchange.body["messages"][1]["content"])
    return content


def facts(clause: dict[str, Any]) -> list[dict[str, object]]:
    return [
        {"quote": quote, "questions": [f"{path}怎么问{i}" for i in range(3)]}
        for quote, path in QUOTES.items()
        if quote in clause["条款原文"]
    ]


def good(exchange: Exchange) -> None:
    exchange.say(json.dumps({"facts": facts(asked(exchange))}, ensure_ascii=False))


def drafted(path: Path = DRAFT) -> list[str]:
    return [c["clause"] for c in yaml.safe_load(path.read_text(encoding="utf-8"))["clauses"]]


def test_without_a_model_the_settings_are_named(corpus: Path, capsys: Captured) -> None:
    assert main(["questions", "a-1"]) == 1
    error = capsys.readouterr().err.strip()
    assert "POLICY_LLM_BASE_URL" in error
    assert "POLICY_LLM_MODEL" in error
    assert "\n" not in error
    assert not DRAFT.exists()


def test_the_list_needs_no_model_and_shows_what_is_thin(corpus: Path, capsys: Captured) -> None:
    fact = {"quote": "每届任期三年", "questions": ["几年", "多久", "多长"]}
    thin = {"quote": "由会员缴纳", "questions": ["谁出钱"]}
    content = {"document": "a-1", "clauses": [{"clause": "1", "facts": [fact]}, {"clause": "2.1", "facts": [thin]}]}
    (corpus / "questions").mkdir()
    (corpus / "questions" / "a-1.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    assert main(["questions", "a-1", "--list"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines[:-1]] == ["a-1:1", "a-1:2.1", "a-1:2.2", "a-1:3"]
    assert [line[2:] for line in lines[:-1]] == [
        ["事实 1 处", "问法 3 种"],
        ["事实 1 处", "问法 1 种", "偏少"],
        ["事实 0 处", "问法 0 种", "偏少"],
        ["事实 0 处", "问法 0 种", "偏少"],
    ]
    assert "共 4 条可问，偏少的 3 条" in lines[-1][0]


def test_a_draft_is_made_read_and_accepted(corpus: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    with model_server(good) as server:
        use(server, monkeypatch)
        assert main(["questions", "a-1"]) == 0
        assert len(server.seen) == 4, "the bare heading is not asked about"
        assert main(["questions", "a-1"]) == 0
        assert len(server.seen) == 4, "what is drafted is not asked for again"
    out = capsys.readouterr().out
    assert f"草稿：{DRAFT}，新增 4 条条款、4 处事实、12 种问法" in out
    assert "草稿中已有 4 条" in out
    assert drafted() == ["1", "2.1", "2.2", "3"]
    assert load_askings(corpus, load_corpus(corpus)) == (), "a draft is no part of the corpus"
    DRAFT.write_text(DRAFT.read_text(encoding="utf-8").replace("1怎么问0", "改过的问法"), encoding="utf-8")
    assert main(["questions", "a-1", "--accept", str(DRAFT)]) == 0
    assert "4 条条款的 12 种问法" in capsys.readouterr().out
    askings = load_askings(corpus, load_corpus(corpus))
    assert len(askings) == 12
    assert "改过的问法" in {a.text for a in askings}
    before = (corpus / "questions" / "a-1.yaml").read_bytes()
    assert main(["questions", "a-1", "--accept", str(DRAFT)]) == 0
    assert "没有改动" in capsys.readouterr().out
    assert (corpus / "questions" / "a-1.yaml").read_bytes() == before
    assert main(["questions", "a-1", "--list"]) == 0
    assert "偏少的 0 条" in capsys.readouterr().out


def test_only_thin_clauses_are_drafted_unless_all_are_wanted(
    corpus: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with model_server(good) as server:
        use(server, monkeypatch)
        assert main(["questions", "a-1"]) == 0
        assert main(["questions", "a-1", "--accept", str(DRAFT)]) == 0
        DRAFT.unlink()
        assert main(["questions", "a-1"]) == 0
        assert len(server.seen) == 4
        assert "各条款的问法都不算少" in capsys.readouterr().out
        assert main(["questions", "a-1", "--all", "--output", str(tmp_path / "more.yaml")]) == 0
        assert len(server.seen) == 8
        assert asked_last(server)["已有问法"] == ["3怎么问0", "3怎么问1", "3怎么问2"]
    out = capsys.readouterr().out
    assert "与已有问法重复 12" in out
    assert "4 条没有得到新的问法" in out
    assert not (tmp_path / "more.yaml").exists()


def asked_last(server: ModelServer) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(server.seen[-1][2]["messages"][1]["content"])
    return content


def test_lies_are_dropped_and_counted_and_never_shown(
    corpus: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lie(exchange: Exchange) -> None:
        lies = [
            {"quote": "每届任期五十年", "questions": ["编造的问法"]},
            {"quote": "委员会", "questions": ["\x1b]0;owned\x07改标题"]},
        ]
        exchange.say("```json\n" + json.dumps({"facts": [*facts(asked(exchange)), *lies]}) + "\n```")

    with model_server(lie) as server:
        use(server, monkeypatch)
        assert main(["questions", "a-1"]) == 0
    captured = capsys.readouterr()
    assert "8 项未采用：引文不在条款原文中 7，问法含控制字符 1" in captured.out
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", captured.out + captured.err)
    text = DRAFT.read_text(encoding="utf-8")
    assert "编造" not in text
    assert "改标题" not in text


def test_what_was_done_is_kept_when_the_run_is_stopped(
    corpus: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate, calls = LanguageModel.generate, []

    def interrupted(self: LanguageModel, instructions: str, request: str) -> str:
        calls.append(request)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return generate(self, instructions, request)

    with model_server(good) as server:
        use(server, monkeypatch)
        with monkeypatch.context() as patch:
            patch.setattr(LanguageModel, "generate", interrupted)
            assert main(["questions", "a-1"]) == 130
        assert drafted() == ["1", "2.1"]
        DRAFT.write_text(DRAFT.read_text(encoding="utf-8") + "# 看到这里\n", encoding="utf-8")
        assert main(["questions", "a-1"]) == 0
        assert len(server.seen) == 4
    assert drafted() == ["1", "2.1", "2.2", "3"]
    assert "# 看到这里" in DRAFT.read_text(encoding="utf-8")


def test_a_wrong_key_ends_the_run_at_once_and_is_not_shown(
    corpus: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(exchange: Exchange) -> None:
        if len(exchange.server.seen) == 1:
            good(exchange)
        else:
            exchange.reply(401, json.dumps({"error": {"message": f"wrong: {KEY}"}}).encode())

    with model_server(refuse) as server:
        use(server, monkeypatch)
        assert main(["questions", "a-1"]) == 1
        assert len(server.seen) == 2
    captured = capsys.readouterr()
    assert "请核对 POLICY_LLM_API_KEY" in captured.err
    assert f"已起草的 1 条保存在 {DRAFT}" in captured.err
    assert KEY not in captured.out + captured.err + DRAFT.read_text(encoding="utf-8")
    assert drafted() == ["1"]


def test_a_clause_that_the_model_fails_at_does_not_hold_up_the_others(
    corpus: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(exchange: Exchange) -> None:
        number = len(exchange.server.seen)
        if number == 1:
            exchange.say("我不会。<script>alert(1)</script>")
        elif number == 3:
            exchange.reply(400, b"{}")
        else:
            good(exchange)

    with model_server(fail) as server:
        use(server, monkeypatch)
        assert main(["questions", "a-1"]) == 1
        captured = capsys.readouterr()
        assert "2 条没有起草成（a-1:1、a-1:2.2）" in captured.err
        assert "script" not in captured.out + captured.err
        assert drafted() == ["2.1", "3"]
        assert main(["questions", "a-1"]) == 0
    assert drafted() == ["1", "2.1", "2.2", "3"]


def test_a_model_that_is_down_is_not_asked_about_every_clause(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with model_server(lambda e: e.reply(500, b"{}")) as server:
        use(server, monkeypatch)
        lines = question_lines(load_settings(), "a-1", limits=Limits(connect=5, total=30, retries=0))
        with pytest.raises(LanguageModelError, match="出错（500）"):
            list(lines)
        assert len(server.seen) == 3
    assert not DRAFT.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["b-2"], "没有标识为“b-2”的文件。现有：a-1"),
        (["a-1", "--list", "--output", "x.yaml"], "--output 只用于起草"),
        (["a-1", "--output", "CORPUS/questions/a-1.yaml"], "草稿不能放在语料文件夹"),
        (["a-1", "--output", "other.yaml"], "是 b-2 的问法文件"),
        (["a-1", "--accept", "other.yaml"], "不是 a-1 的"),
        (["a-1", "--accept", "none.yaml"], "无法读取问法文件：none.yaml"),
        (["a-1", "--accept", "lie.yaml"], "出现 0 次"),
        (["a-1", "--accept", "taken.yaml"], "“几年”与 a-1:1 的重复"),
        (["a-1", "--accept", "broken.yaml"], "不是合法的 YAML"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    corpus: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    def write(path: Path, document: str, clause: str, quote: str, question: str) -> None:
        entry = {"clause": clause, "facts": [{"quote": quote, "questions": [question]}]}
        path.write_text(yaml.safe_dump({"document": document, "clauses": [entry]}, allow_unicode=True), "utf-8")

    target = corpus / "questions" / "a-1.yaml"
    target.parent.mkdir()
    write(target, "a-1", "1", "每届任期三年", "几年")
    write(Path("other.yaml"), "b-2", "1", "每届", "几届")
    write(Path("lie.yaml"), "a-1", "1", "每届任期五年", "几届")
    write(Path("taken.yaml"), "a-1", "3", "自印发之日起施行", "几年")
    Path("broken.yaml").write_text("document: [", encoding="utf-8")
    monkeypatch.setenv("POLICY_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("POLICY_LLM_MODEL", "test")
    before = target.read_bytes()
    assert main(["questions", *(a.replace("CORPUS", str(corpus)) for a in arguments)]) == 1
    error = capsys.readouterr().err.strip()
    assert words in error
    assert "\n" not in error
    assert target.read_bytes() == before
    assert [p.name for p in target.parent.iterdir()] == ["a-1.yaml"]


@pytest.mark.parametrize("layout", ["document: a-1\nclauses: []\n"])
def test_a_file_of_another_layout_is_left_to_its_author(corpus: Path, capsys: Captured, layout: str) -> None:
    target = corpus / "questions" / "a-1.yaml"
    target.parent.mkdir()
    target.write_text(layout, encoding="utf-8")
    entry = {"clause": "1", "facts": [{"quote": "每届任期三年", "questions": ["几年"]}]}
    Path("draft.yaml").write_text(yaml.safe_dump({"document": "a-1", "clauses": [entry]}), encoding="utf-8")
    assert main(["questions", "a-1", "--accept", "draft.yaml"]) == 1
    assert "请照草稿手工添入" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == layout


def test_two_things_at_once_are_wrong_usage(corpus: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["questions", "a-1", "--list", "--all"])
    assert stopped.value.code == 2
