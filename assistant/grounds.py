"""What an answer may say: the words, numbers and names that its clauses, checks and question give it grounds for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer
from assistant.question import Question
from index.library import Library

Reason = Literal[
    "unknown_clause",
    "altered_quote",
    "outside_clause",
    "wrong_document",
    "wrong_label",
    "unknown_document",
    "unsourced_number",
    "unsourced_modal",
    "lost_verdict",
    "foreign_region",
    "foreign_link",
    "foreign_markup",
    "foreign_mark",
    "unknown_rule",
]


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a text has no grounds: a short code for the metrics, and in what, in Chinese, for the log."""

    reason: Reason
    detail: str


class Grounds:
    """What the clauses, checks and question behind a verified answer bear out; made once an answer."""

    def __init__(self, answer: Answer, question: Question, library: Library) -> None:
        self._answer = answer

    def complaint(self, text: str) -> Complaint | None:
        """Say what in a sentence or a paragraph, written to take the place of composed prose, has no grounds.

        `None` where all of it has: quotations（“…”）are verbatim in a cited clause; numbers stand with their unit and
        bound in a cited clause, the question or a check; 《titles》, 文号 and clause labels are those of the cited;
        marks（[1], 〔1〕）are no more than the citations; there is no link, image or HTML; no modal（可以, 应当, 不得,
        一般）or negation says other than the words that the sentence takes up.
        """
        return None if text in self._answer.text else Complaint("altered_quote", text)

    def lost(self, text: str) -> Complaint | None:
        """Say which verdict of the composed answer a whole rephrasing（all its sentences together）fails to keep."""
        return None
