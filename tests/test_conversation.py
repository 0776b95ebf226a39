"""Follow-ups: what a turn is read as, and what the assistant answers to it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.glossary import load_glossary
from assistant.pipeline import Assistant
from assistant.script import fold_script
from assistant.talk.resolve import resolve
from assistant.talk.turn import Turn
from index.library import Library

FILE = Path(__file__).with_name("conversations.yaml")
TALKS: list[dict[str, Any]] = [
    talk for talks in yaml.safe_load(FILE.read_text(encoding="utf-8")).values() for talk in talks
]
ANSWERED = [talk for talk in TALKS if talk.keys() & {"status", "verdict", "cites", "value"}]


def _name(talk: dict[str, Any]) -> str:
    return "→".join(talk["says"])[-60:]


def _turns(talk: dict[str, Any]) -> list[Turn]:
    said = [("assistant", t[2:]) if t.startswith("答：") else ("user", t) for t in map(str, talk["says"])]
    return [Turn(role, content) for role, content in said]


def _said_in(full: str, alternatives: str) -> bool:
    return any(words in full for words in alternatives.split("|"))


def problems(talk: dict[str, Any], full: str) -> list[str]:
    """What is wrong with a full question."""
    found = []
    expected = talk.get("full")
    if expected and full not in ([expected] if isinstance(expected, str) else expected):
        found.append(f"is not {expected}")
    if talk.get("same") and full != talk["says"][-1]:
        found.append("should stand alone")
    found += [f"lacks {words}" for words in talk.get("has", ()) if not _said_in(full, str(words))]
    found += [f"has {words}" for words in talk.get("lacks", ()) if str(words) in full]
    return found


def full_of(talk: dict[str, Any], library: Library) -> str:
    """The last turn as it is read."""
    *history, last = _turns(talk)
    glossary = load_glossary(library)
    return resolve(glossary.correct(fold_script(last.content))[0], history, library).full
