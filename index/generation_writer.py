"""Writing one generation: what changed since an earlier one is read, embedded and indexed, the rest is taken over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.askings import find_askings
from index.background import background_cosine
from index.corpus import Listed, attachments, file_digests, list_documents, read_documents
from index.drafts import RememberedDrafts
from index.earlier import Earlier
from index.embedding import Embedder
from index.errors import CorpusError
from index.lexical import TantivyLexicalIndex
from index.library import LEXICAL_FOLDER
from index.outside import load_outside
from index.passages import embedding_digest
from index.steps import Report, Step
from index.store import FILE_NAME
from index.store_writer import StoreWriter
from index.vector_writer import Shelve, VectorWriter
from index.volumes import write_listing

_ASKED = "asked\0"  # a question is not embedded as a passage of the same words
SMALL = 20_000  # clauses; the words of so few are indexed anew when any are removed
MAX_REMOVED = 0.02  # of the clauses: beyond it, what is removed bends the ranking by words, see `TantivyLexicalIndex`


def write_generation(
    corpus: Path,
    folder: Path,
    embedder: Embedder,
    code: str,
    earlier: Earlier | None,
    shelve: Shelve,
    report: Report,
) -> None:
    """Write store, lexical index and list of volumes of the corpus into the empty `folder`; see `index.build`.

    `code` names the code that reads; `shelve` publishes a finished volume.
    """
    same_code = earlier if earlier and earlier.facts.get("code") == code else None
    digests = file_digests(corpus)
    drafts = RememberedDrafts(corpus, digests, same_code.drafts if same_code else {})
    documents = list_documents(corpus, digests, drafts)
    known = same_code.origins if same_code else {}
    changed = [item for item in documents if known.get(item.entry.id) != item.origin]
    gone = sorted(known.keys() - ({item.entry.id for item in documents} - {item.entry.id for item in changed}))
    store = StoreWriter(folder / FILE_NAME, same_code.store if same_code else None)
    try:
        removed = sum(store.remove_document(document) for document in gone)
        left_out = _read(corpus, changed, store, report)
        report(Step.STORE, 0, 1)
        if not store.clause_count():
            raise CorpusError(f"语料文件夹 {corpus} 的文件中没有读出任何条款。请确认文件内容是正文而非空白或图片。")
        store.order_documents(item.entry.id for item in documents)
        store.write_attachments(attachments(corpus))
        store.write_drafts(drafts.used)
        vectors = VectorWriter(store, earlier.volumes if earlier else (), embedder, folder.parent / "volume")
        vectors.embed(report)
        report(Step.WORDS, 0, 1)
        unmerged = int(same_code.facts.get("removed_clauses", 0)) + removed if same_code else 0
        unmerged = _write_words(folder / LEXICAL_FOLDER, store, same_code, gone, unmerged)
        _write_questions(corpus, [item.entry.id for item in documents], store, embedder)
        background = background_cosine(embedder, vectors.used())
        write_listing(folder, vectors.bind(shelve, report))
        store.write_facts(
            {
                "code": code,
                "embedder": embedder.name,
                "embedder_fingerprint": embedder.fingerprint,
                "background_cosine": f"{background:.4f}",
                "removed_clauses": str(unmerged),
                "left_out": "\n".join(left_out),
            }
        )
    finally:
        store.close()


def _write_questions(corpus: Path, documents: Sequence[str], store: StoreWriter, embedder: Embedder) -> None:
    """Write ways of asking and questions from outside; those that were there are not embedded again."""
    askings, outside = find_askings(corpus, documents, store.find_clause), load_outside(corpus)
    texts = [*(a.text for a in askings), *(q.text for q in outside)]
    digests = [embedding_digest(embedder.fingerprint, f"{_ASKED}{text}") for text in texts]
    known = store.known_askings()
    if new := [i for i, digest in enumerate(digests) if digest not in known]:
        vectors = embedder.encode_queries([texts[i] for i in new])
        known.update((digests[i], v.astype("<f4").tobytes()) for i, v in zip(new, vectors, strict=True))
    found = [known[digest] for digest in digests]
    cut = len(askings)
    store.write_askings(askings, digests[:cut], found[:cut])
    store.write_outside(outside, digests[cut:], found[cut:])


def _read(corpus: Path, changed: Sequence[Listed], store: StoreWriter, report: Report) -> list[str]:
    """Read the changed documents into the store; return the sources in which there was no clause."""
    origins = {item.entry.id: item.origin for item in changed}
    report(Step.READ, 0, len(changed))
    for item in read_documents(corpus, changed, lambda done, total: report(Step.READ, done, total)):
        store.add_document(item, origins.pop(item.document.id))
    return [item.entry.source for item in changed if item.entry.id in origins]


def _write_words(folder: Path, store: StoreWriter, earlier: Earlier | None, gone: Sequence[str], removed: int) -> int:
    """Write the lexical index; return how many removed clauses its statistics still count."""
    clauses = store.clause_count()
    if earlier and (not removed or (clauses > SMALL and removed <= MAX_REMOVED * clauses)):
        TantivyLexicalIndex.extend(earlier.lexical, folder, gone, store.clauses(newest=True))
        return removed
    TantivyLexicalIndex.build(folder, store.clauses())
    return 0
