"""The project as a whole: what a wheel holds, what the README promises, what the tree must not name."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT_SUFFIXES = {".py", ".md", ".toml", ".yaml", ".html", ".css", ".js", ".sh", ".lock", ".jsonl", ""}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    unpacked = folder / "unpacked"
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        archive.extractall(unpacked)
    return unpacked


def test_an_installed_wheel_answers_from_its_own_corpus(wheel: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "POLICY_HOME": str(tmp_path / "home"), "PYTHONPATH": str(wheel)}
    command = [sys.executable, "-m", "assistant", "ask", "联合会委员会每届任期几年"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert "三年至五年" in done.stdout.decode("utf-8")


def test_a_wheel_holds_corpus_model_and_pages(wheel: Path) -> None:
    for name in (
        "corpus/catalogue.yaml",
        "corpus/policies/linyi-2015.txt",
        "corpus/evaluation/questions.jsonl",
        "index/models/static-zh-law/model.safetensors",
        "assistant/divisions.tsv",
        "assistant/divisions.LICENSE",
        "assistant/templates",
        "assistant/static",
        "assistant/export/word_template/[Content_Types].xml",
        "assistant/export/word_template/_rels/.rels",
    ):
        assert (wheel / name).exists(), name


def test_the_top_level_is_what_it_should_be() -> None:
    expected = {"corpus", "assistant", "index", "app.py", "tests", "pyproject.toml", "README.md", "LICENSE", "Makefile"}
    assert expected <= {p.name for p in ROOT.iterdir()}


def test_every_make_target_of_the_readme_exists() -> None:
    readme, makefile = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "Makefile"))
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", readme)) <= targets


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_every_file_that_a_document_names_exists(document: str) -> None:
    path = ROOT / document
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        if not link.startswith("http"):
            assert (path.parent / link).exists(), link
    for name in re.findall(r"`((?:assistant|index|corpus|tests|tools)/[\w./-]+)`", text):
        assert (ROOT / name).exists(), name


def test_every_command_of_the_readme_is_one_of_the_command_line() -> None:
    from assistant.cli import _parser

    text = _parser().format_help()
    for command in re.findall(r"python -m assistant ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert re.search(rf"^\s+{command}\b", text, re.MULTILINE), command


def test_the_locks_pin_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [
        line
        for name in ("requirements.lock", "requirements-dev.lock")
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-r"))
    ]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.!]+", line) for line in lines)
    pinned = {line.partition("==")[0] for line in lines}
    wanted = [*project["dependencies"], *(r for extra in project["optional-dependencies"].values() for r in extra)]
    for requirement in wanted:
        name = re.split(r"[<>=!~ ;\[]", requirement)[0].lower().replace("_", "-")
        assert name in pinned, requirement


def test_the_tree_speaks_of_itself_alone() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = listed.stdout.splitlines()
    foreign = re.compile("|".join(["/wo" + "rk/", r"\.\./sha" + "red", "py" + r"pi\.org", "registry\\.np" + "mjs"]))
    for name in names:
        path = ROOT / name
        if path.is_file() and path.suffix in TEXT_SUFFIXES and not name.endswith("tokenizer.json"):
            assert not foreign.search(path.read_text(encoding="utf-8", errors="replace")), name
