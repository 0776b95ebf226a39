"""What starting costs, for `tools/bench.py`: processes timed from outside, from their start to their answer."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
PORT = 7871
READY_LIMIT = 60.0  # seconds
OFFLINE = {"HF_HUB_OFFLINE": "1"}
PEER = """
import sys
from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings
folder, model, question = sys.argv[1:]
store = Chroma(persist_directory=folder, embedding_function=HuggingFaceEmbeddings(model_name=model))
print(store.similarity_search(question, k=4)[0].page_content)
"""


def cold_starts(home: Path, peer_folder: Path, model: Path, question: str) -> tuple[float, float]:
    """Median seconds of `ask` on a built index, and of the peer's script on its own folder, run in turn."""
    ours = [sys.executable, "-m", "assistant", "ask", question]
    peer = [sys.executable, "-c", PEER, str(peer_folder), str(model), question]
    times = [(_seconds(ours, {"POLICY_HOME": str(home)}), _seconds(peer, OFFLINE)) for _ in range(RUNS + 1)]
    asked, searched = zip(*times[1:], strict=True)  # the first run of each finds the files not yet in memory
    return statistics.median(asked), statistics.median(searched)


def start_site(home: Path, questions: Sequence[str] = ()) -> tuple[float, float]:
    """Seconds until the site is ready, and its resident megabytes after it has answered `questions`."""
    environment = {**os.environ, "POLICY_HOME": str(home), "POLICY_PORT": str(PORT)}
    quiet = subprocess.DEVNULL
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=quiet, stderr=quiet) as site:
        try:
            while not _ready():
                if time.perf_counter() - start > READY_LIMIT:
                    raise TimeoutError(f"the site was not ready after {READY_LIMIT} s")
                time.sleep(0.05)
            ready = time.perf_counter() - start
            if not all(_meets("POST", "/api/v1/ask", json.dumps({"question": q})) for q in questions):
                raise RuntimeError("the site did not answer")
            return ready, _resident(site.pid)
        finally:
            site.terminate()


def _seconds(command: Sequence[str], settings: Mapping[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, check=True)
    return time.perf_counter() - start


def _ready() -> bool:
    try:
        return _meets("GET", "/readyz")
    except (OSError, HTTPException):
        return False


def _meets(method: str, path: str, body: str | None = None) -> bool:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        return connection.getresponse().status == HTTPStatus.OK
    finally:
        connection.close()


def _resident(process: int) -> float:
    """Resident memory in megabytes, as Linux tells it."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024 / 1e6
