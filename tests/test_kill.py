"""A builder killed at any step leaves the old index serving, and the next build is clean and serves the new texts."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import MakeCorpus
from fakes import HashingEmbedder

from index.build import Step, build_index
from index.errors import IndexUnavailableError
from index.generation import Generations
from index.shelf import Shelf
from index.volumes import read_listing

ROOT = Path(__file__).parent.parent
OLD, NEW = "（一）每届任期三年。", "（一）每届任期五年。"
FIRST, LAST = "first", "last"

pytestmark = pytest.mark.usefixtures("probe_here")

# One process that has imported everything forks a builder for each line "corpus⇥home⇥step⇥which", lets it kill itself
# when it reports that step (the first time, or when the step is done), and prints how it ended.
NURSERY = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, "tests")
import chromadb
from fakes import HashingEmbedder
from index import build
from index.generation import Generations
from index.probe import probe

build.probe_in_child = probe

def kill(killed_at, which):
    def report(step, done, total):
        if step.name == killed_at and (which == "first" or done == total):
            os.kill(os.getpid(), signal.SIGKILL)
    return report

for line in sys.stdin:
    corpus, home, step, which = line.rstrip().split("\\t")
    process = os.fork()
    if not process:
        build.build_index(Path(corpus), Generations(Path(home)), HashingEmbedder(), report=kill(step, which))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""

BUILDER = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
from fakes import HashingEmbedder
from index.build import build_index
from index.generation import Generations

build_index(Path(sys.argv[1]), Generations(Path(sys.argv[2])), HashingEmbedder())
"""


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def build_and_die(nursery: subprocess.Popen[str], corpus: Path, home: Path, step: Step, which: str = FIRST) -> int:
    """Build in a process that kills itself at the step, and return how that process ended."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    print(corpus, home, step.name, which, sep="\t", file=nursery.stdin, flush=True)
    return int(nursery.stdout.readline())


def builder(corpus: Path, home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", BUILDER, str(corpus), str(home)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


def answer(home: Path) -> str | None:
    """What a site that starts now finds for 任期, by words and by vector; `None` where it has no index."""
    shelf = Shelf(home)
    try:
        library = shelf.current()
        ((by_words, _),) = library.search_words("每届任期", 1)
        ((by_vector, _),) = library.search_vector(HashingEmbedder().encode_query("关于jia的意见\n任期\n" + OLD), 1)
        assert by_words == library.passages([by_vector])[by_vector].clause_id == "jia:1.1"
        return library.clause(by_words).text
    except IndexUnavailableError:
        return None
    finally:
        shelf.close()


@pytest.fixture
def corpus(make_corpus: MakeCorpus) -> Path:
    return make_corpus({"jia.txt": f"关于甲事的意见\n一、任期\n{OLD}\n（二）届满换届。\n二、经费专款专用。\n"})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def renew(corpus: Path) -> None:
    path = corpus / "jia.txt"
    path.write_text(path.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")


def assert_clean(home: Path) -> None:
    """Nothing is under way, and every generation is finished."""
    generations = Generations(home)
    assert list(generations.root.glob("building-*")) == []
    listed = set()
    for folder in generations.root.glob("generations/*"):
        assert {p.name for p in folder.iterdir()} == {"library.sqlite", "lexical", "volumes.json"}
        listed |= {volume.name for volume in read_listing(folder)}
    assert {p.name for p in generations.root.glob("volumes/*")} == listed


STEPS = [(step, FIRST) for step in Step] + [(Step.READ, LAST), (Step.VECTORS, LAST), (Step.SWITCH, LAST)]


def test_a_builder_killed_at_each_step_in_turn_never_harms_the_old_index(
    corpus: Path, home: Path, nursery: subprocess.Popen[str]
) -> None:
    old = build_index(corpus, Generations(home), HashingEmbedder())
    renew(corpus)
    for step, which in STEPS:
        assert build_and_die(nursery, corpus, home, step, which) == -signal.SIGKILL, (step, which)
        if (step, which) == (Step.SWITCH, LAST):
            assert answer(home) == NEW  # it was killed after the switch
        else:
            assert (answer(home), Generations(home).current()) == (OLD, old), (step, which)
        if (step, which) == (Step.SWITCH, FIRST):
            _forget_published(home, old)
    assert build_and_answer(corpus, home) == NEW


def _forget_published(home: Path, old: str) -> None:
    """Let the next build go through every step again, though the killed one had already published its result."""
    (published,) = (p for p in (home / "index" / "generations").iterdir() if p.name != old)
    shutil.rmtree(published)


@pytest.mark.parametrize("step", [Step.STORE, Step.PROBE, Step.SWITCH])
def test_after_a_kill_the_next_build_is_clean_and_serves_the_new_texts(
    corpus: Path, home: Path, nursery: subprocess.Popen[str], step: Step
) -> None:
    build_index(corpus, Generations(home), HashingEmbedder())
    renew(corpus)
    assert build_and_die(nursery, corpus, home, step) == -signal.SIGKILL
    assert answer(home) == OLD
    assert build_and_answer(corpus, home) == NEW


def build_and_answer(corpus: Path, home: Path) -> str | None:
    build_index(corpus, Generations(home), HashingEmbedder())
    assert_clean(home)
    return answer(home)


def test_a_first_builder_killed_at_each_step_leaves_no_index_and_no_harm(
    corpus: Path, home: Path, nursery: subprocess.Popen[str]
) -> None:
    for step in Step:
        assert build_and_die(nursery, corpus, home, step) == -signal.SIGKILL, step
        assert answer(home) is None, step
    assert build_and_answer(corpus, home) == OLD


def test_a_builder_killed_while_its_child_probes_leaves_the_old_index_serving(corpus: Path, home: Path) -> None:
    build_index(corpus, Generations(home), HashingEmbedder())
    renew(corpus)
    parent = builder(corpus, home)
    child = _wait_for_probe(parent.pid)
    parent.send_signal(signal.SIGKILL)
    assert parent.wait(timeout=60) == -signal.SIGKILL
    assert answer(home) == OLD
    _wait_for_end(child)
    assert build_and_answer(corpus, home) == NEW


def test_a_probe_killed_under_its_builder_fails_the_build(corpus: Path, home: Path) -> None:
    build_index(corpus, Generations(home), HashingEmbedder())
    renew(corpus)
    parent = builder(corpus, home)
    os.kill(_wait_for_probe(parent.pid), signal.SIGKILL)
    assert parent.wait(timeout=60) == 1
    assert_clean(home)
    assert answer(home) == OLD


def _wait_for_probe(parent: int) -> int:
    """The process id of the probe that the builder starts."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for child in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split():
            if b"index.probe" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
        time.sleep(0.005)
    raise AssertionError("the builder started no probe")


def _wait_for_end(process: int) -> None:
    deadline = time.monotonic() + 60
    while Path(f"/proc/{process}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
