"""A turn of a conversation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the conversation so far; `role` is ``user`` or ``assistant``."""

    role: str
    content: str
