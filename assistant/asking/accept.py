"""Acceptance: a draft that a person has read goes into the corpus, beside what is there and never over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.asking.files import read_text, replace_text
from assistant.asking.merge import LayoutError, Way, fresh, merge, ways
from assistant.asking.survey import Survey
from index.askings import FOLDER, AskingFile, ClauseEntry, read_askings, resolve_askings
from index.errors import CorpusError

HEAD = "{title}的问法，按能作答的原文分列。quote 逐字摘自该条款且只出现一次。"


def accept(found: Survey, draft: Path, corpus: Path) -> Iterator[str]:
    """Merge a draft into the corpus's file of the document, and yield what was done.

    Raises `CorpusError` where the draft does not hold or would ask twice in the same words; then nothing is changed.
    """
    form = read_askings(draft)
    if form.document != found.document.id:
        raise CorpusError(f"{draft} 是 {form.document} 的问法，不是 {found.document.id} 的。请核对文件标识。")
    resolve_askings([(draft, form)], found.documents)
    target = corpus / FOLDER / f"{found.document.id}.yaml"
    there = next((f for p, f in found.files if p == target), None)
    if there is not None and there.document != found.document.id:
        raise CorpusError(f"{target} 是 {there.document} 的问法文件。请先把它改名。")
    text = _merged(target, there, form, found)
    new = ways(form) - (ways(there) if there else set())
    if not new:
        yield f"{draft} 中的问法 {target} 里都有，没有改动。"
        return
    merged = AskingFile(document=form.document, clauses=((there.clauses if there else ()) + _only(form, new)))
    others = [(p, f) for p, f in found.files if p != target]
    resolve_askings([*others, (draft, merged)], found.documents)
    replace_text(target, text)
    clauses = len({clause for clause, _, _ in new})
    kept = f"，原有的 {len(ways(there))} 种未动" if there else ""
    yield f"已并入 {target}：{clauses} 条条款的 {len(new)} 种问法{kept}。"
    yield f"请运行 python -m assistant index 更新索引。草稿 {draft} 可以删去。"


def _merged(target: Path, there: AskingFile | None, form: AskingFile, found: Survey) -> str:
    order = [c.path for c in found.clauses]
    if there is None:
        rank = {path: i for i, path in enumerate(order)}
        sorted_form = form.model_copy(update={"clauses": tuple(sorted(form.clauses, key=lambda e: rank[e.clause]))})
        return fresh(sorted_form, HEAD.format(title=found.document.display_title))
    try:
        return merge(read_text(target), form, order)
    except LayoutError as error:
        raise CorpusError(f"{target} 的排法不是每项一行，无法自动并入。请照草稿手工添入。") from error


def _only(form: AskingFile, new: set[Way]) -> tuple[ClauseEntry, ...]:
    """Return the entries of a form with the new questions alone."""
    entries = []
    for entry in form.clauses:
        facts = []
        for fact in entry.facts:
            questions = tuple(q for q in fact.questions if (entry.clause, fact.quote, q) in new)
            if questions:
                facts.append(fact.model_copy(update={"questions": questions}))
        if facts:
            entries.append(entry.model_copy(update={"facts": tuple(facts)}))
    return tuple(entries)
