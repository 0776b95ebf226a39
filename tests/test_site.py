"""The site as a whole: what Gradio is let do, the headers, and how it starts and fails to start."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from browser import ROOT, serve_app
from starlette.testclient import TestClient

from assistant.gate import local_page
from assistant.settings import Settings, SettingsError
from assistant.site import serve
from index.generation import Generations


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/documents",
        "/healthz",
        "/api/v1/documents",
        "/none",
        "/api/none",
        "/gradio_api/upload",
        "/static/site/page.css",
    ],
)
def test_every_response_bears_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


def test_the_chat_page_names_no_other_host_and_is_chinese(client: TestClient) -> None:
    response = client.get("/", headers={"accept-encoding": "br"})
    page = response.text
    assert response.headers["cache-control"] == "no-store"
    assert '<html lang="zh-CN"' in page.replace("\n\t", " ")
    assert re.findall(r'(?:src|href|content)="(?:https?:)?//[^"]*"', page) == []
    assert "iframeResizer.contentWindow" not in page
    assert "Gradio" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_only_the_scripts_of_the_page_may_run(client: TestClient) -> None:
    first, second = client.get("/"), client.get("/")
    [nonce] = re.findall(r"'nonce-([^']+)'", first.headers["content-security-policy"])
    scripts = re.findall(r"<script[^>]*>", first.text)
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert nonce not in second.text
    assert "unsafe-eval" not in first.headers["content-security-policy"]


def test_what_names_other_hosts_is_cut_out_of_the_page() -> None:
    page = (
        '<html\n lang="en"><head><meta property="og:image" content="https://x.example/a.png" />'
        '<link rel="preconnect" href="https://fonts.googleapis.com"><link rel="manifest" href="/m.json" />'
        "<script>a()</script><script>s.src='/iframeResizer.contentWindow.min.js'</script><script src=x></script></head>"
    )
    got = local_page(page, "N")
    assert "example" not in got
    assert "googleapis" not in got
    assert "iframeResizer" not in got
    assert got.startswith('<html lang="zh-CN"><head>')
    assert '<script nonce="N">a()</script><script nonce="N" src=x></script>' in got


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://evil.example/"),
        ("POST", "/gradio_api/run/respond"),
        ("POST", "/gradio_api/call/respond"),
        ("POST", "/gradio_api/component_server"),
        ("GET", "/gradio_api/queue/status"),
        ("GET", "/gradio_api/queue/join"),
        ("POST", "/login"),
        ("GET", "/monitoring"),
        ("GET", "/assets/../config/x"),
    ],
)
def test_what_the_chat_does_not_need_is_closed(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path)
    assert response.status_code in (403, 404)
    assert re.search(r"[\u4e00-\u9fff]{4}", response.text)


def test_an_upload_is_refused_with_403(client: TestClient) -> None:
    response = client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")})
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "forbidden"


def test_other_sites_cannot_use_the_chat(client: TestClient) -> None:
    join = "/gradio_api/queue/join"
    headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert client.post(join, json={}, headers=headers).status_code == 403
    own = client.post(join, json={}, headers={"sec-fetch-site": "same-origin", "origin": "https://evil.example"})
    assert own.status_code != 403
    assert "access-control-allow-origin" not in own.headers


def test_the_endpoints_of_the_chat_are_private(client: TestClient) -> None:
    page = client.get("/config").json()
    assert {d["api_visibility"] for d in page["dependencies"]} == {"private"}
    assert page["show_error"] is False
    assert page["analytics_enabled"] is False
    assert page["footer_links"] == []


def test_static_files_are_cached(client: TestClient) -> None:
    response = client.get("/static/site/page.css")
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert "max-age=86400" in response.headers["cache-control"]
    again = client.get("/static/site/page.css", headers={"if-none-match": response.headers["etag"]})
    assert again.status_code == 304


def test_a_port_in_use_is_told_in_one_line(built_home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        environment = {**os.environ, "POLICY_HOME": str(built_home), "POLICY_PORT": str(port)}
        run = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr == f"端口 {port} 已被占用。请停止占用它的程序，或用 --port（或设置 POLICY_PORT）换一个端口。\n"


@pytest.mark.parametrize(("host", "port"), [("256.0.0.1", 7860), ("127.0.0.1", 70000), ("no-such-host.invalid", 7860)])
def test_an_address_that_cannot_be_used_is_told(tmp_path: Path, host: str, port: int) -> None:
    with pytest.raises(SettingsError, match="--host"):
        serve(Settings(home=tmp_path), host, port)


def test_a_broken_corpus_is_told_and_the_older_index_serves(
    tmp_path: Path, built_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "corpus"
    broken.mkdir()
    (broken / "catalogue.yaml").write_text("documents: [{id: x}]", encoding="utf-8")
    monkeypatch.setenv("POLICY_CORPUS", str(broken))
    with serve_app(built_home) as served:
        assert any("现用此前建好的索引继续服务" in line for line in served.said)
    assert Generations(built_home).current()


def test_a_broken_corpus_without_an_index_ends_with_one_line(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "POLICY_HOME": str(tmp_path),
        "POLICY_CORPUS": str(tmp_path / "none"),
        "POLICY_PORT": "0",
    }
    run = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr == f"找不到语料文件夹：{tmp_path / 'none'}。请核对设置 POLICY_CORPUS。\n"


def test_the_site_is_stopped_without_a_word_while_a_chat_is_open(built_home: Path) -> None:
    with serve_app(built_home) as served:
        with urllib.request.urlopen(f"{served.address}/gradio_api/heartbeat/x", timeout=60) as beat:
            assert beat.readline()
            served.process.send_signal(signal.SIGINT)
            _, said = served.process.communicate()
        assert said == ""
        assert served.process.returncode == 0
