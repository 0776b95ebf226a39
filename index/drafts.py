"""What the last build read off each file of a folder without a catalogue, so that the next reads only new files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from index.drafting import FileDraft, draft_file

_FILE_DRAFT = TypeAdapter(FileDraft)


class RememberedDrafts:
    """Drafts files, those of known bytes and name from memory; `used` is what the next build should know."""

    def __init__(self, corpus: Path, digests: Mapping[str, bytes], known: Mapping[bytes, str]) -> None:
        """`digests` are those of the files by their names in `corpus`, `known` is the `used` of an earlier build."""
        self._corpus = corpus
        self._digests = digests
        self._known = known
        self.used: dict[bytes, str] = {}

    def __call__(self, path: Path) -> FileDraft:
        """Return the draft of a file; raises `CorpusError`."""
        name = path.relative_to(self._corpus).as_posix()
        key = hashlib.sha256(self._digests[name] + path.stem.encode()).digest()
        content = self._known.get(key)
        if content is None:
            draft = draft_file(path)
            content = _FILE_DRAFT.dump_json(draft).decode()
        else:
            draft = _FILE_DRAFT.validate_json(content)
        self.used[key] = content
        return draft
