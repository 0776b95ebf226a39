"""Why something that an answer says is not sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.errors import PolicyError

Reason = Literal[
    "unknown_clause",
    "altered_quote",
    "outside_clause",
    "wrong_document",
    "wrong_label",
    "wrong_check",
    "unknown_document",
    "unsourced_number",
    "unsourced_modal",
    "lost_verdict",
    "foreign_region",
    "foreign_link",
    "foreign_markup",
    "foreign_mark",
]


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a text has no grounds: a short code for the metrics, and in what, in Chinese, for the log."""

    reason: Reason
    detail: str


class VerificationError(PolicyError):
    """An answer failed verification; the message says in what, for the log, `reason` in a word, for the metrics."""

    code = "verification_failed"

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def insist(complaint: Complaint | None) -> None:
    """Raise `VerificationError` if there is a complaint."""
    if complaint:
        raise VerificationError(complaint.reason, complaint.detail)
