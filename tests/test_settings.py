"""Settings from the environment and from a file; all of them documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings, SettingsError, load_settings
from index.corpus import default_corpus

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"POLICY_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.corpus == default_corpus()
    assert settings.embedder is None
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert list(tmp_path.iterdir()) == [], "reading settings makes no files"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policy.env").write_text("POLICY_PORT=9000\nPOLICY_HOST=192.0.2.1\n", encoding="utf-8")
    monkeypatch.setenv("POLICY_PORT", "9001")
    settings = load_settings()
    assert (settings.host, settings.port) == ("192.0.2.1", 9001)
    assert load_settings(port=9002).port == 9002


def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_PORT", "70000")
    with pytest.raises(SettingsError, match="POLICY_PORT"):
        load_settings()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    assert f"`POLICY_{name.upper()}`" in README
    assert Settings.model_fields[name].description
