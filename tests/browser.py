"""What the browser tests need: a Chromium wherever one is found, and the site run as officers run it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, WebError, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OpenPage = Callable[..., Page]


@dataclass(frozen=True)
class Served:
    """A running site, and what it said on its way up."""

    address: str
    said: tuple[str, ...]
    process: subprocess.Popen[str]


@dataclass
class Watch:
    """Notes what a page must not do: ask another host, log an error, throw one."""

    address: str
    complaints: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.complaints.append(f"foreign request: {request.url}")

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")

    def error(self, error: WebError) -> None:
        self.complaints.append(f"thrown: {error.error}")


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start the Chromium of `POLICY_TEST_BROWSER`, else the system's, else Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("POLICY_TEST_BROWSER") or next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


@contextmanager
def serve_app(home: Path) -> Iterator[Served]:
    """Run `python app.py` on a free port until the block ends."""
    environment = {**os.environ, "POLICY_HOME": str(home), "POLICY_PORT": "0", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    try:
        said = []
        for line in process.stderr:
            said.append(line)
            if match := re.search(r"已启动：(http://\S+?)（", line):
                yield Served(match[1], tuple(said), process)
                break
        else:
            raise AssertionError(f"the site did not start: {''.join(said)}")
    finally:
        if process.returncode is None:
            process.terminate()
            process.communicate()
