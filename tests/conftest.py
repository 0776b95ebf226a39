"""Fixtures: the built index of the shipped corpus, and small corpora made to order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes import HashingEmbedder

from assistant.pipeline import Assistant
from index.build import build_index
from index.corpus import default_corpus
from index.embedding import DEFAULT_MODEL, Embedder
from index.errors import IndexBuildError
from index.generation import Generations
from index.library import Library
from index.probe import probe
from index.shelf import Shelf
from index.static_embedding import open_embedder

pytest_plugins = ["web_fixtures"]
MakeCorpus = Callable[..., Path]


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The shipped model where it is there, else the fake."""
    return open_embedder() if DEFAULT_MODEL.is_dir() else HashingEmbedder()


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A home with the index of the shipped corpus, probed in a child as users get it."""
    home = tmp_path_factory.mktemp("home")
    build_index(default_corpus(), Generations(home), embedder)
    return home


@pytest.fixture(scope="session")
def library(built_home: Path) -> Iterator[Library]:
    """The index of the shipped corpus, open."""
    shelf = Shelf(built_home)
    yield shelf.current()
    shelf.close()


@pytest.fixture(scope="session")
def assistant(built_home: Path, embedder: Embedder) -> Iterator[Assistant]:
    """The assistant on the shipped corpus."""
    shelf = Shelf(built_home)
    yield Assistant(shelf, embedder)
    shelf.close()


@pytest.fixture
def make_corpus(tmp_path: Path) -> MakeCorpus:
    """Write `files` (name → text or bytes) and a catalogue into a folder, `corpus` unless named, and return it.

    The catalogue lists a document a file, its id the file's stem; `entries` (id → keys) adds to an entry or overrides
    it, `catalogue` replaces the whole file, and `catalogue=None` writes none.
    """

    def make(
        files: Mapping[str, str | bytes],
        *,
        entries: Mapping[str, Mapping[str, Any]] | None = None,
        catalogue: str | bytes | None = "",
        folder: str = "corpus",
    ) -> Path:
        corpus = tmp_path / folder
        for name, content in files.items():
            path = corpus / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        corpus.mkdir(exist_ok=True)
        if catalogue == "":
            documents = [_entry(name, (entries or {}).get(Path(name).stem, {})) for name in files]
            catalogue = yaml.safe_dump({"documents": documents}, allow_unicode=True, sort_keys=False)
        if catalogue is not None:
            raw = catalogue.encode() if isinstance(catalogue, str) else catalogue
            (corpus / "catalogue.yaml").write_bytes(raw)
        return corpus

    return make


def _entry(name: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    gaps = {key: "来源文本未载。" for key in ("number", "issuer", "issued_on") if key not in keys}
    return {"id": Path(name).stem, "title": f"关于{Path(name).stem}的意见", "source": name, "unstated": gaps, **keys}


@pytest.fixture
def probe_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Probe new indexes in this process, which saves the start of a child; `test_probe.py` runs the child."""

    def probe_in_process(folder: Path) -> None:
        if complaint := probe(folder):
            raise IndexBuildError(complaint)

    monkeypatch.setattr("index.build.probe_in_child", probe_in_process)
