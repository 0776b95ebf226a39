"""Fixtures of the site: in this process for the interface and the pages, served and in a browser for the whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from browser import OpenPage, Served, Watch, open_browser, serve_app
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.testclient import TestClient

from assistant.pipeline import Assistant
from assistant.settings import load_settings
from assistant.site import create_site

MakeSite = Callable[[Assistant], FastAPI]


@pytest.fixture(scope="session")
def make_site() -> MakeSite:
    """Makes sites. In a running loop, because Gradio outside one opens loops that it never closes; in a thread of its
    own, because that of the tests runs the browser's loop.
    """

    async def make(assistant: Assistant) -> FastAPI:
        return create_site(assistant, load_settings())

    def in_thread(assistant: Assistant) -> FastAPI:
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(asyncio.run, make(assistant)).result()

    return in_thread


@pytest.fixture(scope="session")
def site(assistant: Assistant, make_site: MakeSite) -> FastAPI:
    """The whole site."""
    return make_site(assistant)


@pytest.fixture(scope="session")
def client(site: FastAPI) -> Iterator[TestClient]:
    """A client of the site, started up."""
    with TestClient(site, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def served(built_home: Path) -> Iterator[Served]:
    """The address of `python app.py`, run as officers run it, on a free port."""
    with serve_app(built_home) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    with open_browser() as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[OpenPage]:
    """Opens pages of the served site; at the end, no page asked another host for anything or logged an error."""
    watch = Watch(served.address)
    contexts: list[BrowserContext] = []

    def open_at(width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=served.address, locale="en-US", **options
        )
        contexts.append(context)
        context.on("request", watch.request)
        context.on("console", watch.console)
        context.on("weberror", watch.error)
        return context.new_page()

    yield open_at
    complaints = list(watch.complaints)  # closing a page aborts its event stream, which Gradio logs as an error
    for context in contexts:
        context.close()
    assert complaints == []
