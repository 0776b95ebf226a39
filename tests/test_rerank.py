"""Reranking: off by default; on, a cross-encoder changes the order of the candidates and nothing else."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from fakes import HashingEmbedder, ScriptedReranker, save_tiny_model

from assistant.answer import AnswerStatus
from assistant.cli import main
from assistant.pipeline import Assistant, open_assistant
from assistant.question import Question, read_question
from assistant.rerank import CANDIDATES, WEIGHT, CrossEncoderReranker, Reranker, open_reranker, rescore
from assistant.retrieve import Evidence, HybridRetriever, retrieve
from assistant.settings import SettingsError, load_settings
from index.embedding import Embedder
from index.library import Library
from index.passages import PASSAGE_LIMIT

QUERY = "联合会委员会委员人数多少"
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"工会联合委员主席任期人数经费区域行业每届三五年"]


def question(library: Library, text: str = QUERY, region: str | None = None) -> Question:
    return read_question(text, library, region=region, as_of=date(2026, 11, 20))


def ids(evidence: Sequence[Evidence]) -> list[str]:
    return [e.clause.id for e in evidence]


def save_model(folder: Path, kind: str = "BertForSequenceClassification", labels: int = 1, positions: int = 64) -> Path:
    """Let transformers save a BERT of random weights, eight dimensions wide, with a tokenizer of characters."""
    import torch
    import transformers

    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=positions,
        num_labels=labels,
        initializer_range=1.0,
    )
    torch.manual_seed(7)
    getattr(transformers, kind)(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def tiny(tiny_model: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(tiny_model))


class Broken:
    """A reranker that says what it should not, or breaks down."""

    def __init__(self, said: Any) -> None:
        self.said = said

    def logits(self, question: str, texts: Sequence[str]) -> Any:
        if isinstance(self.said, Exception):
            raise self.said
        return self.said(len(texts))


# The setting


def test_nothing_reranks_unless_it_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLICY_RERANKER", raising=False)
    assert load_settings().reranker is None
    assert open_reranker(None) is None
    monkeypatch.setenv("POLICY_RERANKER", " ")
    assert load_settings().reranker is None


def test_what_is_off_loads_nothing() -> None:
    code = (
        "import sys; from assistant.rerank import open_reranker; assert open_reranker(None) is None\n"
        "sys.exit(any(m in sys.modules for m in ('torch', 'sentence_transformers', 'transformers')))"
    )
    root = Path(__file__).resolve().parent.parent
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_the_setting_reaches_the_answer(
    tiny_model: Path, built_home: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_RERANKER", str(tiny_model))
    reranking, complaint = open_assistant(load_settings(home=built_home))
    assert complaint is None
    assert isinstance(reranking.reranker, CrossEncoderReranker)
    answer = reranking.ask("区域性、行业性工会联合会委员会每届任期几年？")
    assert answer.status is AnswerStatus.ANSWERED
    plain, ours = assistant.search(QUERY, 10), reranking.search(QUERY, 10)
    assert [h.score for h in ours] != [h.score for h in plain]
    assert [h.score for h in ours] == sorted((h.score for h in ours), reverse=True)
    reranking.shelf.close()


@pytest.mark.parametrize("model", ["/no/such/folder", "no-such/model", "nosuchmodel"])
def test_a_model_that_is_not_here_is_refused_in_chinese_and_never_fetched(
    monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    def no_network(*arguments: object, **options: object) -> None:
        pytest.fail("the reranker asked for the network")

    monkeypatch.setattr("socket.getaddrinfo", no_network)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    with pytest.raises(SettingsError, match=f"无法载入重排模型 {model}。.*POLICY_RERANKER.*本机.*去掉这项设置"):
        open_reranker(model)


def test_the_command_says_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_RERANKER", "/no/such/folder")
    monkeypatch.setenv("POLICY_HOME", str(tmp_path / "home"))
    assert main(["ask", QUERY]) == 1
    said = capsys.readouterr().err.strip()
    assert "POLICY_RERANKER" in said
    assert "\n" not in said
    assert not (tmp_path / "home").exists(), "no index is built before the setting is known to be good"


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
@pytest.mark.parametrize("content", [b"", b"\x00\x01broken"], ids=["empty", "bytes"])
def test_a_damaged_model_is_refused_in_chinese(tiny_model: Path, tmp_path: Path, name: str, content: bytes) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(tiny_model, damaged)
    (damaged / name).write_bytes(content)
    with pytest.raises(SettingsError, match="无法载入重排模型"):
        open_reranker(str(damaged))


@pytest.mark.parametrize(
    ("kind", "labels"), [("BertModel", 1), ("BertForMaskedLM", 1), ("BertForSequenceClassification", 3)]
)
def test_a_model_that_was_not_trained_to_rank_is_refused(tmp_path: Path, kind: str, labels: int) -> None:
    folder = save_model(tmp_path / "other", kind, labels)
    with pytest.raises(SettingsError, match=r"不是重排模型。.*POLICY_RERANKER.*CrossEncoder"):
        open_reranker(str(folder))


def test_an_embedder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="POLICY_RERANKER"):
        open_reranker(str(save_tiny_model(tmp_path / "embedder")))


def test_code_that_comes_with_a_model_is_not_run(tiny_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "remote"
    shutil.copytree(tiny_model, folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    own = {"AutoConfig": "own.Config", "AutoModelForSequenceClassification": "own.Model"}
    config |= {"model_type": "own", "auto_map": own}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    ran = tmp_path / "ran"
    (folder / "own.py").write_text(f"open({str(ran)!r}, 'w').close()", encoding="utf-8")
    with pytest.raises(SettingsError, match="POLICY_RERANKER"):
        open_reranker(str(folder))
    assert not ran.exists()


# The model


def test_the_implementation_and_the_fake_fill_the_seam(tiny: CrossEncoderReranker) -> None:
    for one in (tiny, ScriptedReranker()):
        assert isinstance(one, Reranker)


def test_logits_are_the_models_own(tiny: CrossEncoderReranker, tiny_model: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    texts = ["委员会每届任期三年", "经费", "主席人数"]
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    model = AutoModelForSequenceClassification.from_pretrained(tiny_model).eval()
    with torch.inference_mode():
        expected = model(**tokenizer(["任期几年"] * 3, texts, padding=True, return_tensors="pt")).logits[:, 0].tolist()
    assert tiny.logits("任期几年", texts) == pytest.approx(expected, abs=1e-5)
    assert max(map(abs, expected)) > 1e-3


def test_a_pair_is_cut_to_the_models_length(tiny: CrossEncoderReranker) -> None:
    assert tiny._model.max_seq_length == 64
    start = "委员会" * 30
    assert tiny.logits("任期", [start + "主席"]) == pytest.approx(tiny.logits("任期", [start + "经费"]), abs=1e-6)
    assert tiny.logits("任期" * 1000, ["委员" * 1000])
    assert tiny.logits("任期", []) == []


def test_a_model_that_takes_more_is_given_no_more_than_enough(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "long", positions=2048)
    assert CrossEncoderReranker(str(folder))._model.max_seq_length == 512


def test_threads_take_turns(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reranker = CrossEncoderReranker(str(tiny_model))
    inside, most = [0], [0]

    def predict(pairs: Sequence[tuple[str, str]], **options: object) -> list[float]:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        time.sleep(0.01)
        inside[0] -= 1
        return [0.0] * len(pairs)

    monkeypatch.setattr(reranker, "_model", SimpleNamespace(predict=predict))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda q: reranker.logits(q, ["经费"]), ["任期"] * 8)) == [[0.0]] * 8
    assert most == [1]


# The ranking


def test_off_is_as_it_was(library: Library, embedder: Embedder) -> None:
    asked = question(library)
    hits = HybridRetriever(library=library, embedder=embedder).invoke(asked.search_text, focus=asked.focus, k=60)
    regions = library.regions
    expected = [(h.id, h.metadata["score"]) for h in hits if regions[library.clause(str(h.id)).document_id] is None]
    evidence, _ = retrieve(asked, library, embedder, 5)
    found = [(e.clause.id, e.score) for e in evidence]
    assert found == [hit for hit in expected if not library.clause(str(hit[0])).is_heading][:5]


def test_it_changes_the_order_and_keeps_the_clauses(library: Library, embedder: Embedder) -> None:
    asked = question(library)
    plain, elsewhere = retrieve(asked, library, embedder, CANDIDATES)
    liked = plain[1].clause
    fake = ScriptedReranker(**{liked.text[:20]: 50.0})
    ours, still_elsewhere = retrieve(asked, library, embedder, CANDIDATES, fake)
    assert ids(ours)[0] == liked.id != ids(plain)[0]
    assert sorted(ids(ours)) == sorted(ids(plain))
    assert [e.score for e in ours] == sorted((e.score for e in ours), reverse=True)
    assert still_elsewhere == elsewhere
    by_id = {e.clause.id: e for e in plain}
    assert all(replace(e, score=by_id[e.clause.id].score) == by_id[e.clause.id] for e in ours), "only scores change"


def test_the_score_is_the_old_one_and_the_standardised_logit(library: Library, embedder: Embedder) -> None:
    asked = question(library)
    plain, _ = retrieve(asked, library, embedder, CANDIDATES)
    logits = np.random.default_rng(3).normal(5, 4, len(plain))
    ours, _ = retrieve(asked, library, embedder, CANDIDATES, Broken(lambda n: logits))
    standardised = (logits - logits.mean()) / logits.std()
    expected = {e.clause.id: e.score + WEIGHT * z for e, z in zip(plain, standardised, strict=True)}
    assert {e.clause.id: e.score for e in ours} == pytest.approx(expected, abs=1e-3)
    scaled, _ = retrieve(asked, library, embedder, CANDIDATES, Broken(lambda n: 100 * logits - 7))
    assert ids(scaled) == ids(ours)


def test_it_reads_the_best_in_one_call_under_their_titles_and_headings(library: Library, embedder: Embedder) -> None:
    asked = question(library)
    fake = ScriptedReranker()
    retrieve(asked, library, embedder, 3, fake)
    ((read, texts),) = fake.calls
    assert read == asked.focus
    assert len(texts) == CANDIDATES, "however few are asked for"
    plain, _ = retrieve(asked, library, embedder, CANDIDATES)
    for evidence, text in zip(plain, texts, strict=True):
        above = "\n".join([evidence.document.title, *evidence.clause.headings, ""])
        assert text.startswith(above)
        assert text.removeprefix(above) in evidence.clause.text


def test_of_a_long_clause_it_reads_the_nearest_passage(library: Library, embedder: Embedder) -> None:
    clauses = [c for d in library.document_ids for c in library.clauses(d)]
    long = next(c for c in clauses if len(c.text) > 2 * PASSAGE_LIMIT)
    passages = [p for p, _ in library.clause_passages([long.id])]
    assert len(passages) > 1
    for passage in passages:
        fake = ScriptedReranker()
        rescore(fake, passage.text, library, embedder, {long.id: 1.0})
        ((_, (text,)),) = fake.calls
        assert text == "\n".join([library.document(long.document_id).title, *long.headings, passage.text])


def test_with_an_index_of_another_model_it_reads_whole_clauses(library: Library) -> None:
    fake = ScriptedReranker()
    evidence, _ = retrieve(question(library), library, HashingEmbedder("another"), CANDIDATES, fake)
    ((_, texts),) = fake.calls
    assert len(texts) == len(evidence)
    assert all(text.endswith(e.clause.text) for text, e in zip(texts, evidence, strict=True))


def test_what_was_not_read_passes_nothing_that_was(library: Library, embedder: Embedder) -> None:
    asked = question(library)
    plain, _ = retrieve(asked, library, embedder, 40)
    read = ids(plain)[:CANDIDATES]
    ours, _ = retrieve(asked, library, embedder, 40, Broken(lambda n: -(np.arange(n) ** 3)))
    assert set(ids(ours)[:CANDIDATES]) == set(read)
    assert ids(ours)[CANDIDATES:] == ids(plain)[CANDIDATES:]
    assert [e.score for e in ours] == sorted((e.score for e in ours), reverse=True)


def test_equal_logits_leave_everything_as_it_is(library: Library, embedder: Embedder) -> None:
    asked = question(library)
    plain = retrieve(asked, library, embedder, 10)
    assert retrieve(asked, library, embedder, 10, Broken(lambda n: [3.0] * n)) == plain
    rounding = Broken(lambda n: 3.0 + 1e-7 * np.arange(n))
    assert retrieve(asked, library, embedder, 10, rounding) == plain


def test_ties_stay_in_their_order(library: Library, embedder: Embedder) -> None:
    clauses = [c.id for c in library.clauses("linyi-2015")][:6]
    logits = [2.0, 1.0, 2.0, 1.0, 2.0, 1.0]
    scores = rescore(Broken(lambda n: logits), QUERY, library, embedder, dict.fromkeys(clauses, 0.5))
    assert list(scores) == clauses
    assert scores[clauses[0]] == scores[clauses[2]] == scores[clauses[4]] == 0.5 + WEIGHT
    assert scores[clauses[1]] == scores[clauses[3]] == scores[clauses[5]] == 0.5 - WEIGHT


def test_the_region_filter_still_holds(library: Library, embedder: Embedder) -> None:
    fake = ScriptedReranker(广州=100.0, 广州市=100.0)
    text = "行业工会联合会委员人数多少"
    national, elsewhere = retrieve(question(library, text), library, embedder, 10, fake)
    assert not any(e.document.region for e in national)
    assert {e.document.id for e in elsewhere} == {"guangzhou-hangye"}, "that it has a rule is still told"
    local, elsewhere = retrieve(question(library, text, "广东省广州市"), library, embedder, 10, fake)
    assert local[0].document.id == "guangzhou-hangye"
    assert elsewhere == []


@pytest.mark.parametrize(
    "said",
    [
        RuntimeError("no memory"),
        lambda n: [float("nan")] * n,
        lambda n: [float("inf")] + [0.0] * (n - 1),
        lambda n: [1.0],
        lambda n: [[1.0, 2.0]] * n,
        lambda n: None,
    ],
    ids=["raises", "nan", "infinite", "too few", "two each", "nothing"],
)
def test_where_it_fails_the_answer_comes_without_it(
    said: Any, library: Library, embedder: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    asked = question(library)
    with caplog.at_level(logging.ERROR, "assistant.rerank"):
        found = retrieve(asked, library, embedder, 10, Broken(said))
    assert found == retrieve(asked, library, embedder, 10)
    assert [r.getMessage() for r in caplog.records] == ["reranking failed: going on without it"]
    assert QUERY not in caplog.text


def test_nothing_found_is_nothing_to_read(library: Library, embedder: Embedder) -> None:
    assert rescore(ScriptedReranker(), QUERY, library, embedder, {}) == {}
