"""The exception tree of the whole product.

PolicyError                 anything a user can be told about in one Chinese sentence
├── CorpusError             a document, the catalogue or a setting of the corpus is wrong
├── IndexBuildError         the corpus is fine, but no usable index could be made from it
├── IndexUnavailableError   there is no index to answer from
├── UnknownDocumentError    no such document id
├── UnknownClauseError      no such clause id
└── QuestionError           the question (or another argument of a request) cannot be read

Messages are shown to officers as they are: Chinese, naming what is wrong, where, and what to do.
"""

from __future__ import annotations


class PolicyError(Exception):
    """Base of every error that is meant for the user's eyes; `str(error)` is the message."""

    code = "error"


class CorpusError(PolicyError):
    """A source file, the catalogue or an entry of it is wrong."""

    code = "corpus_error"


class IndexBuildError(PolicyError):
    """An index could not be built or did not pass its probe."""

    code = "index_build_error"


class IndexUnavailableError(PolicyError):
    """There is no index to open."""

    code = "index_unavailable"


class UnknownDocumentError(PolicyError):
    """The corpus holds no document of that id."""

    code = "unknown_document"


class UnknownClauseError(PolicyError):
    """The document holds no clause of that id."""

    code = "unknown_clause"


class QuestionError(PolicyError):
    """A request's argument cannot be read: empty, too long, or not text."""

    code = "bad_question"
