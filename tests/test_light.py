"""Start-up pays for what it uses: with the shipped model no run of the product loads torch or what stands on it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("torch", "transformers", "sentence_transformers", "sklearn", "scipy", "onnxruntime")
ASK = """
from assistant.__main__ import main
sys.argv = ["assistant", "ask", "联合会委员会每届任期几年"]
assert main() == 0
"""
SITE = """
from starlette.testclient import TestClient
from assistant.pipeline import open_assistant
from assistant.settings import load_settings
from assistant.site import create_site
settings = load_settings()
assistant, _ = open_assistant(settings)
answered = TestClient(create_site(assistant, settings)).post("/api/v1/ask", json={"question": "联合会主席怎么产生"})
assert answered.json()["status"] == "answered"
"""
INDEX = """
from assistant.__main__ import main
sys.argv = ["assistant", "index", "--rebuild"]
assert main() == 0
"""


@pytest.mark.parametrize(
    ("code", "unused"),
    [
        pytest.param(ASK, (*HEAVY, "gradio", "fastapi", "openai"), id="ask"),
        pytest.param(SITE, HEAVY, id="site"),
        pytest.param(INDEX, (*HEAVY, "gradio", "fastapi"), id="index"),
    ],
)
def test_what_a_run_has_no_use_for_is_not_loaded(
    code: str, unused: tuple[str, ...], built_home: Path, tmp_path: Path
) -> None:
    home = built_home if code != INDEX else tmp_path / "home"
    environment = {**os.environ, "POLICY_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    program = f"import sys\n{code}\nprint('loaded:', *sorted({{m.partition('.')[0] for m in sys.modules}}))"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.splitlines()[-1].split()
    assert ("chromadb" in loaded) is (code == INDEX)  # few passages are compared one by one
    assert not set(loaded) & set(unused)
