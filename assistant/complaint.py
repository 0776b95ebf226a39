"""Why something that an answer says is not sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
