"""Drafts of ways of asking: clause by clause from the language model into a file of their own, for a person to read.

Every clause is written as soon as it is done, so that what stops a run loses nothing and the next run goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.asking.files import read_text, replace_text
from assistant.asking.merge import LayoutError, fresh, merge
from assistant.asking.prompt import instructions, request
from assistant.asking.sift import AnswerError, Reason, key, sift
from assistant.asking.survey import Survey
from assistant.generator import Generator, LanguageModelError
from assistant.progress import counted
from index.askings import AskingFile, ClauseEntry, read_askings, resolve_askings
from index.errors import CorpusError, PolicyError

FOLDER = "questions-drafts"
PATIENCE = 3  # clauses in a row that the model may fail at before the run ends
NAMED = 5  # clauses that a complaint names
HEAD = """\
{title}的问法草稿，由大语言模型起草，未经审核，不参与检索。
请逐条核对：quote 须逐字摘自该条款且只出现一次；问法的答案须在 quote 里。可以改写、删除、增添。
改好后并入：python -m assistant questions {document} --accept 本文件"""


class DraftError(PolicyError):
    """A draft could not be made, or not for every clause."""

    code = "draft_error"


@dataclass(slots=True)
class Tally:
    """What a run came to."""

    path: Path
    skipped: int = 0
    clauses: int = 0
    facts: int = 0
    questions: int = 0
    dropped: Counter[Reason] = field(default_factory=Counter)
    idle: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    reason: str = ""
    """Why the last of `failed` failed."""


def draft_path(document_id: str, output: Path | None, corpus: Path) -> Path:
    """Where the draft goes: `output` or the folder of drafts; raises `DraftError` for a place that is indexed."""
    path = output or Path(FOLDER) / f"{document_id}.yaml"
    if path.resolve().is_relative_to(corpus.resolve()):
        raise DraftError(f"草稿不能放在语料文件夹 {corpus} 里，以免未经审核就参与检索。请用 --output 另指位置。")
    return path


def draft(found: Survey, generator: Generator, path: Path, *, everything: bool = False) -> Tally:
    """Ask the model about the clauses that have few ways of asking, or about all, and write what holds to `path`.

    Clauses that the file at `path` already has are left as they are. Raises `LanguageModelError` where going on is of
    no use and `CorpusError` where the file cannot be read or written; what was done before is in the file.
    """
    there = _there(path, found)
    seen = {key(q) for _, form in [*found.files, (path, there)] for q in _questions(form)}
    done = {entry.clause for entry in there.clauses}
    wanted = found.clauses if everything else found.thin
    left = [c for c in wanted if c.path not in done]
    tally = Tally(path, skipped=len(wanted) - len(left))
    task = instructions() if left else ""
    row = 0
    for clause in counted(left, "起草问法"):
        try:
            answer = generator.generate(task, request(found.document, clause, found.of(clause)))
            sifted = sift(answer, clause, seen)
        except AnswerError:
            tally.failed.append(clause.id)
            tally.reason = "模型的回答不是所要的 JSON。可换用其他模型。"
            continue
        except LanguageModelError as error:
            row += 1
            if error.lasting or row == PATIENCE:
                message = f"{error}{_kept(tally)}"
                raise LanguageModelError(message, reason=error.reason, lasting=error.lasting) from error
            tally.failed.append(clause.id)
            tally.reason = str(error)
            continue
        row = 0
        tally.dropped += sifted.dropped
        if not sifted.facts:
            tally.idle.append(clause.id)
            continue
        _add(path, found, ClauseEntry(clause=clause.path, facts=sifted.facts))
        questions = [q for f in sifted.facts for q in f.questions]
        seen.update(map(key, questions))
        tally.clauses += 1
        tally.facts += len(sifted.facts)
        tally.questions += len(questions)
    return tally


def draft_lines(tally: Tally, found: Survey) -> Iterator[str]:
    """Yield what a run came to; raises `DraftError` after the last line where clauses failed."""
    if tally.skipped:
        yield f"草稿中已有 {tally.skipped} 条，照旧保留；要重新起草，请先把草稿移走。"
    if tally.clauses:
        yield f"草稿：{tally.path}，新增 {tally.clauses} 条条款、{tally.facts} 处事实、{tally.questions} 种问法。"
    elif not tally.failed and not tally.idle and not tally.skipped:
        yield f"{found.document.display_title}各条款的问法都不算少，没有起草。要为全部条款起草，请加 --all。"
    if tally.dropped:
        reasons = "，".join(f"{reason} {count}" for reason, count in tally.dropped.most_common())
        yield f"模型所给的有 {tally.dropped.total()} 项未采用：{reasons}。"
    if tally.idle:
        yield f"{len(tally.idle)} 条没有得到新的问法：{_named(tally.idle)}。"
    if tally.clauses or tally.skipped:
        yield (
            "草稿未经审核，不参与检索。请逐条核对修改，然后运行："
            f"python -m assistant questions {found.document.id} --accept {tally.path}"
        )
    if tally.failed:
        raise DraftError(
            f"{len(tally.failed)} 条没有起草成（{_named(tally.failed)}），再次运行时重试。"
            f"最近一次的原因：{tally.reason}"
        )


def _there(path: Path, found: Survey) -> AskingFile:
    if not path.exists():
        return AskingFile(document=found.document.id, clauses=())
    form = read_askings(path)
    if form.document != found.document.id:
        raise DraftError(
            f"{path} 是 {form.document} 的问法文件，不能写入 {found.document.id} 的草稿。请另指 --output。"
        )
    resolve_askings([(path, form)], found.documents)
    return form


def _add(path: Path, found: Survey, entry: ClauseEntry) -> None:
    """Write a clause into the draft, which is read again: a person may be at work on it."""
    addition = AskingFile(document=found.document.id, clauses=(entry,))
    if not path.exists():
        head = HEAD.format(title=found.document.display_title, document=found.document.id)
        replace_text(path, fresh(addition, head))
        return
    read_askings(path)
    try:
        text = merge(read_text(path), addition, [c.path for c in found.clauses])
    except LayoutError as error:
        raise CorpusError(
            f"草稿 {path} 的排法与起草的不同，无法续写。请把它移走后重试，移走的仍可用 --accept 并入。"
        ) from error
    replace_text(path, text)


def _questions(form: AskingFile) -> Iterator[str]:
    return (q for c in form.clauses for f in c.facts for q in f.questions)


def _kept(tally: Tally) -> str:
    if not tally.clauses:
        return ""
    return f"已起草的 {tally.clauses} 条保存在 {tally.path}，再次运行时接着起草。"


def _named(ids: Sequence[str]) -> str:
    return "、".join(ids[:NAMED]) + ("等" if len(ids) > NAMED else "")
