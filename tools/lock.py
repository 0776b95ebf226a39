"""Write the lock files: what pip resolves for the project's own dependencies, every version pinned.

Run in a fresh virtual environment:  python tools/lock.py [--constraint FILE]
`requirements.lock` runs the product, `requirements-dev.lock` adds the tools of `make test` and `make bench`.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# Made by tools/lock.py from pyproject.toml; do not edit.\n"


def resolve(requirements: list[str], constraint: str | None) -> dict[str, str]:
    """Return name → version of everything that pip would install for `requirements`."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += ["--report", str(report), *(["-c", constraint] if constraint else []), *requirements]
        subprocess.run(command, check=True)
        installed = json.loads(report.read_text())["install"]
    names = {re.sub(r"[-_.]+", "-", i["metadata"]["name"]).lower(): i["metadata"]["version"] for i in installed}
    # A local build (2.13.0+cpu) satisfies the public version, which is what other machines can get.
    return {name: version.partition("+")[0] for name, version in sorted(names.items())}


def main() -> None:
    """Resolve twice and write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--constraint", help="a file of versions to stay with")
    arguments = parser.parse_args()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [r for extra in project["optional-dependencies"].values() for r in extra]
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    run = resolve([*project["dependencies"], *build], arguments.constraint)
    everything = resolve([*project["dependencies"], *build, *extras], arguments.constraint)
    if clash := [n for n, v in run.items() if everything.get(n) != v]:
        sys.exit(f"the two resolutions differ in: {', '.join(clash)}")
    (ROOT / "requirements.lock").write_text(HEAD + "".join(f"{n}=={v}\n" for n, v in run.items()))
    rest = {n: v for n, v in everything.items() if n not in run}
    text = HEAD + "-r requirements.lock\n" + "".join(f"{n}=={v}\n" for n, v in rest.items())
    (ROOT / "requirements-dev.lock").write_text(text)


if __name__ == "__main__":
    main()
