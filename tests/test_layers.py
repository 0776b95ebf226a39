"""Arrows one way only: corpus → index → assistant → app; no cycle; imports do nothing and load nothing heavy."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "assistant")
ALLOWED = {"index": set(), "assistant": {"index"}, "app": {"index", "assistant"}}
HEAVY = {"torch", "transformers", "sentence_transformers", "chromadb", "gradio"}
LIGHT = ["index.build", "index.shelf", "assistant.pipeline"]


def modules(package: str) -> dict[str, Path]:
    """Dotted name → file of every module of a package."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: set[str], *, top_only: bool = False) -> set[str]:
    """The project's modules that a file imports; with `top_only`, those that importing the file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = _top(tree.body) if top_only else list(ast.walk(tree))
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            submodules = {f"{module}.{alias.name}" for alias in node.names} & known
            names |= submodules or {module}
    return {name for name in names if name.partition(".")[0] in {*ALLOWED, "tests", "tools"}}


def _top(body: list[ast.stmt]) -> list[ast.stmt]:
    """Statements that run on import: not in functions, not under TYPE_CHECKING."""
    found: list[ast.stmt] = []
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        found.append(node)
        found += _top(getattr(node, "body", []))
    return found


ALL = {name: path for package in PACKAGES for name, path in modules(package).items()}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_stands_below_it(package: str) -> None:
    upwards = {
        (name, imported)
        for name, path in modules(package).items()
        for imported in imports(path, set(ALL))
        if imported.partition(".")[0] not in {package, *ALLOWED[package]}
    }
    assert not upwards


def test_the_application_is_imported_by_nobody_and_imports_only_the_packages() -> None:
    known = set(ALL)
    assert not {name for name, path in ALL.items() if "app" in imports(path, known)}
    files = [ROOT / "app.py"] if (ROOT / "app.py").exists() else []
    assert {i.partition(".")[0] for file in files for i in imports(file, known)} <= ALLOWED["app"]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_modules_of_a_package_import_each_other_in_a_circle(package: str) -> None:
    known = modules(package)
    graph = {name: imports(path, set(known)) & set(known) - {name} for name, path in known.items()}
    assert len(graph) > 1
    while free := [name for name, needed in graph.items() if not needed]:
        for name in free:
            del graph[name]
        for needed in graph.values():
            needed.difference_update(free)
    assert not graph, f"in a circle: {sorted(graph)}"


def test_a_circle_would_be_found() -> None:
    """The parser sees plain imports, imports from modules, and those inside functions."""
    sample = Path(__file__)
    assert imports(sample, {"index"}) == set()
    assert imports(ALL["index.probe"], set(ALL)) == {"index.errors", "index.library"}
    assert imports(ALL["index.probe"], set(ALL), top_only=True) == {"index.errors"}


IMPORT = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded_by(names: str, home: Path) -> set[str]:
    """Top-level packages in memory after an import in a fresh process that lives in an empty home."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "POLICY_"))}
    environment |= {"HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-W", "error", "-c", IMPORT, names]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("name", LIGHT)
def test_heavy_libraries_are_loaded_when_used_and_not_on_import(name: str, tmp_path: Path) -> None:
    assert not loaded_by(name, tmp_path) & HEAVY


def test_importing_every_module_leaves_no_file_behind(tmp_path: Path) -> None:
    everything = tmp_path / "everything"
    home = tmp_path / "home"
    everything.mkdir()
    home.mkdir()
    lines = [f"import {name}" for name in ALL if not name.endswith("__main__")]
    (everything / "everything.py").write_text("\n".join(["import sys", *lines]), encoding="utf-8")
    code = f"import sys; sys.path[:0] = [{str(everything)!r}, {str(ROOT)!r}]; import everything"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "POLICY_"))}
    environment |= {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=home, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    assert list(home.rglob("*")) == []
