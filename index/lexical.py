"""The lexical index: BM25 over the tokens of clauses, kept by tantivy in a folder of the generation."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import tantivy

from index.document import Card, Clause
from index.errors import IndexUnavailableError
from index.tokens import tokenise

WEIGHTS = {"body": 1.0, "headings": 0.6, "title": 0.3}
WRITER_MEMORY = 256_000_000  # bytes; tantivy spills to the disk beyond it
TRIED = 4  # times as many hits are taken where most documents are admitted


class LexicalIndex(Protocol):
    """Clauses by shared words."""

    def search(
        self, tokens: Sequence[str], k: int, documents: Collection[str] | None = None, *, few: bool = True
    ) -> list[tuple[str, float]]:
        """Return up to `k` (clause id, BM25 score), the best first, of the given documents or of all.

        With `few` false the documents are most of those that there are.
        """
        ...

    def holds(self, clause_id: str, tokens: Iterable[str]) -> bool:
        """Whether the index holds the clause with every one of `tokens` in its body."""
        ...


class TantivyLexicalIndex:
    """tantivy with pre-tokenised text; fields: body, headings, title of the document."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        try:
            self._searcher = tantivy.Index.open(str(folder)).searcher()
        except (ValueError, OSError) as error:
            raise IndexUnavailableError(
                f"词语索引已损坏：{folder}。请运行 python -m assistant index --rebuild。"
            ) from error

    @staticmethod
    def build(folder: Path, clauses: Iterable[tuple[Clause, Card]]) -> None:
        """Write a new index into `folder`, which is made here."""
        folder.mkdir()
        _write(tantivy.Index(_schema(), path=str(folder)), clauses)

    @staticmethod
    def extend(earlier: Path, folder: Path, removed: Iterable[str], clauses: Iterable[tuple[Clause, Card]]) -> None:
        """Write the `earlier` index into a new `folder` without the `removed` documents and with more clauses.

        Files of the earlier one are shared: tantivy never writes into a file again. Removed clauses are not found any
        more, yet count in how rare words are until the index is built anew.
        """
        folder.mkdir()
        for path in sorted(earlier.iterdir()):
            if path.suffix == ".json":
                shutil.copyfile(path, folder / path.name)
            elif path.suffix != ".lock":
                _share(path, folder / path.name)
        _write(tantivy.Index.open(str(folder)), clauses, removed)

    def search(
        self, tokens: Sequence[str], k: int, documents: Collection[str] | None = None, *, few: bool = True
    ) -> list[tuple[str, float]]:
        """See `LexicalIndex.search`."""
        words = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(field, token), weight))
            for token in dict.fromkeys(tokens)
            for field, weight in WEIGHTS.items()
        ]
        if not words or k < 1 or (documents is not None and not documents):
            return []
        query = tantivy.Query.boolean_query(words)
        if documents is None:
            return self._hits(query, k)
        if not few:  # a filter costs tantivy its shortcuts: mostly it is quicker to look a little further
            found = self._hits(query, TRIED * k)
            inside = [hit for hit in found if hit[0].partition(":")[0] in documents][:k]
            if len(inside) == k or len(found) < TRIED * k:
                return inside
        chosen = tantivy.Query.term_set_query(self._schema, "document", sorted(documents))
        unscored = tantivy.Query.const_score_query(chosen, 0.0)
        return self._hits(tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)]), k)

    def _hits(self, query: Any, k: int) -> list[tuple[str, float]]:
        hits = self._searcher.search(query, k, count=False).hits
        return [(self._searcher.doc(address)["clause"][0], float(score)) for score, address in hits]

    def holds(self, clause_id: str, tokens: Iterable[str]) -> bool:
        """See `LexicalIndex.holds`."""
        needed = [self._term("clause", clause_id), *(self._term("body", t) for t in dict.fromkeys(tokens))]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in needed])
        return bool(self._searcher.search(query, 1, count=False).hits)

    def _term(self, field: str, token: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, token, "freq" if field in WEIGHTS else "basic")


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("clause", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    for field in WEIGHTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _write(index: Any, clauses: Iterable[tuple[Clause, Card]], removed: Iterable[str] = ()) -> None:
    writer = index.writer(heap_size=WRITER_MEMORY, num_threads=1)
    for document_id in removed:
        writer.delete_documents_by_term("document", document_id)
    for clause, card in clauses:
        writer.add_document(
            tantivy.Document(
                clause=clause.id,
                document=card.id,
                body=_joined(clause.text),
                headings=_joined(" ".join(clause.headings)),
                title=_joined(card.title),
            )
        )
    writer.commit()
    writer.wait_merging_threads()


def _share(path: Path, copy: Path) -> None:
    try:
        os.link(path, copy)
    except OSError:  # a file system without links
        shutil.copyfile(path, copy)


def _joined(text: str) -> str:
    return " ".join(tokenise(text))
