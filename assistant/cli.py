"""The command line: `python -m assistant …`. Exit status 0 done, 1 the request could not be met, 2 usage."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.pipeline import Assistant, approve, open_assistant
from assistant.progress import progress_bar
from assistant.question import Turn
from assistant.rules.commands import check_lines, rules_lines
from assistant.settings import Settings, load_settings
from index.build import build_index
from index.errors import PolicyError, QuestionError
from index.generation import Generations
from index.library import Library
from index.static_embedding import open_embedder

DONE, FAILED = 0, 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        settings = load_settings()
        command: Callable[[argparse.Namespace, Settings], int] = arguments.command
        return command(arguments, settings)
    except PolicyError as error:
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing is left to say to it
        return DONE
    except KeyboardInterrupt:
        print("已中止。", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant", description="工会政策助手：只依据政策文件作答。")
    commands = parser.add_subparsers(title="命令", required=True, metavar="命令")

    def add(name: str, run: Callable[[argparse.Namespace, Settings], int], summary: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=summary, description=summary)
        command.set_defaults(command=run)
        return command

    ask = add("ask", _ask, "回答一个问题")
    ask.add_argument("question", metavar="问题")
    ask.add_argument("--region", metavar="地区", help="提问者所在地区，如 河南省安阳市")
    ask.add_argument("--as-of", metavar="日期", type=_date, help="答案适用的日期，如 2026-01-31")
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="输出完整的答案对象")
    form.add_argument("--output", metavar="文件", type=Path, help="把答复写入 .docx 或 .txt 文件")
    ask.add_argument("--force", action="store_true", help="文件已存在时覆盖")

    batch = add("batch", _batch, "逐行回答一个 JSONL 文件中的问题")
    batch.add_argument("file", metavar="文件.jsonl", help="每行含 id、q，可有 region、history、as_of；- 表示标准输入")

    export = add("export", _export, "把一次对话的问题逐个作答，写入 .docx 或 .txt 文件")
    export.add_argument("file", metavar="对话.jsonl", type=Path, help="依提问次序，每行含 q，可有 region、as_of")
    export.add_argument("--output", metavar="文件", type=Path, required=True, help=".docx 或 .txt 文件")
    export.add_argument("--force", action="store_true", help="文件已存在时覆盖")

    search = add("search", _search, "只检索，不作答")
    search.add_argument("query", metavar="检索词", nargs="?")
    search.add_argument("--batch", metavar="文件.jsonl", help="逐行检索，每行含 id、q")
    search.add_argument("-k", type=int, default=10, metavar="条数", help="最多列出的条款数，默认 10")
    search.add_argument("--json", action="store_true", help="输出 JSON")

    cite = add("cite", _cite, "查引文：总工办发〔2020〕2号第九条")
    cite.add_argument("text", metavar="引文")
    cite.add_argument("--json", action="store_true", help="输出 JSON")

    rules = add("rules", _rules, "列出全部规则；给出规则标识则列出这条规则的全部内容")
    rules.add_argument("rule", metavar="规则", nargs="?")
    rules.add_argument("--coverage", action="store_true", help="列出语料中的每处数值表述及其规则或免列理由")
    rules.add_argument("--json", action="store_true", help="输出 JSON")

    check = add("check", _check, "用所给情况核对一条规则")
    check.add_argument("rule", metavar="规则")
    check.add_argument("facts", metavar="名称=值", nargs="*", help="如 企业=120家 职工=4800 专职人员=是")
    check.add_argument("--json", action="store_true", help="输出 JSON")

    documents = add("documents", _documents, "列出全部文件")
    documents.add_argument("--json", action="store_true", help="输出 JSON")

    questions = add("questions", _questions, "为一份文件的条款起草问法，须配置大语言模型；草稿经人审核后并入语料")
    questions.add_argument("document", metavar="文件标识")
    mode = questions.add_mutually_exclusive_group()
    mode.add_argument("--list", action="store_true", help="只列出各条款已有多少问法，不用大语言模型")
    mode.add_argument("--all", action="store_true", help="为全部条款起草，不限于问法偏少的")
    mode.add_argument("--accept", metavar="草稿.yaml", type=Path, help="把审核过的草稿并入语料，原有问法不动")
    questions.add_argument(
        "--output", metavar="草稿.yaml", type=Path, help="草稿文件，默认 questions-drafts/文件标识.yaml"
    )

    index = add("index", _index, "建立索引；语料未变则不重建")
    index.add_argument("--rebuild", action="store_true", help="即使语料未变也重建")

    evaluation = add("eval", _eval, "用评测题打分")
    evaluation.add_argument("gold", metavar="题目.jsonl", nargs="?", help="默认用随附的评测题")
    evaluation.add_argument("--failures", type=int, default=0, metavar="条数", help="列出答错的前若干题")

    serve = add("serve", _serve, "启动网站")
    serve.add_argument("--host", help="监听地址，默认 127.0.0.1")
    serve.add_argument("--port", type=int, help="端口，默认 7860")
    return parser


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"日期“{text}”应写成 2026-01-31 的形式") from error


def _open(settings: Settings) -> Assistant:
    with progress_bar() as report:
        assistant, complaint = open_assistant(settings, report)
    if complaint:
        print(f"{complaint}\n暂用上一次建立的索引。", file=sys.stderr)
    return assistant


def _dump(value: Any, *, indent: int | None = 2) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=indent))


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.output:
        return _ask_to_file(arguments, settings)
    answer = _open(settings).ask(arguments.question, region=arguments.region, as_of=arguments.as_of)
    if arguments.json:
        _dump(answer.model_dump(mode="json"))
    else:
        print(answer.text)
    return DONE


def _ask_to_file(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.export.entry import entry_of
    from assistant.export.files import check_output, save

    check_output(arguments.output, force=arguments.force)
    assistant = _open(settings)
    answer = assistant.ask(arguments.question, region=arguments.region, as_of=arguments.as_of)
    entry = entry_of(arguments.question, answer, assistant.shelf.current())
    save([entry], arguments.output, force=arguments.force)
    print(f"已写入 {arguments.output}")
    return DONE


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.export.conversation import read_conversation
    from assistant.export.entry import ask_in_turn
    from assistant.export.files import check_output, save

    conversation = read_conversation(arguments.file)
    check_output(arguments.output, force=arguments.force)
    save(ask_in_turn(_open(settings), conversation), arguments.output, force=arguments.force)
    print(f"已写入 {arguments.output}")
    return DONE


def _lines(file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) of a JSONL file; raises `QuestionError` naming the line."""
    try:
        with nullcontext(sys.stdin) if file == "-" else Path(file).open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, _item(line, f"{file} 第 {number} 行")
    except OSError as error:
        raise QuestionError(f"无法读取文件：{file}。请核对路径。") from error
    except UnicodeDecodeError as error:
        raise QuestionError(f"文件 {file} 不是 UTF-8 编码。请另存为 UTF-8 后重试。") from error


def _item(line: str, where: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise QuestionError(f"{where}不是合法的 JSON。") from error
    if not isinstance(item, dict) or not isinstance(item.get("q"), str) or "id" not in item:
        raise QuestionError(f"{where}须是含 id 和 q 的对象。")
    return item


def _batch(arguments: argparse.Namespace, settings: Settings) -> int:
    """Answer line by line; a question that cannot be read gets an `error` in its place, and the exit status says so."""
    assistant, status = _open(settings), DONE
    for number, item in _lines(arguments.file):
        try:
            answer = _batch_answer(assistant, item)
        except PolicyError as error:
            print(f"第 {number} 行（{item['id']}）：{error}", file=sys.stderr)
            _dump({"id": item["id"], "error": {"code": error.code, "message": str(error)}}, indent=None)
            status = FAILED
        else:
            _dump({"id": item["id"], "answer": answer.model_dump(mode="json")}, indent=None)
    return status


def _batch_answer(assistant: Assistant, item: dict[str, Any]) -> Answer:
    try:
        as_of = date.fromisoformat(item["as_of"]) if item.get("as_of") else None
        history = [Turn(str(t["role"]), str(t["content"])) for t in item.get("history") or []]
    except (ValueError, TypeError, KeyError) as error:
        raise QuestionError("as_of 须为 2026-01-31 形式的日期，history 须为含 role 和 content 的列表。") from error
    return assistant.ask(item["q"], region=item.get("region"), as_of=as_of, history=history)


def _search(arguments: argparse.Namespace, settings: Settings) -> int:
    if bool(arguments.query) == bool(arguments.batch):
        raise QuestionError("请给出检索词，或用 --batch 给出文件，二者取一。")
    assistant = _open(settings)
    if arguments.batch:
        for _, item in _lines(arguments.batch):
            hits = assistant.search(item["q"], arguments.k, region=item.get("region"))
            _dump({"id": item["id"], "hits": [h.model_dump() for h in hits]}, indent=None)
        return DONE
    hits = assistant.search(arguments.query, arguments.k)
    if arguments.json:
        _dump([h.model_dump() for h in hits])
    else:
        for hit in hits:
            print(f"{hit.score:.3f}  {hit.clause_id}  《{hit.title}》{hit.label}")
    return DONE


def _cite(arguments: argparse.Namespace, settings: Settings) -> int:
    lookup = _open(settings).cite(arguments.text)
    if arguments.json:
        matches = [
            {"clause_id": m.reference, "title": m.document.title, "doc_no": m.document.number, "label": m.label,
             "text": m.text, "start": m.span.start, "end": m.span.end}
            for m in lookup.matches
        ]  # fmt: skip
        _dump({"query": lookup.query, "matches": matches, "message": lookup.message})
    else:
        for m in lookup.matches:
            print(f"{m.document.display_title}{m.label}  [{m.reference}]\n{m.text}\n")
    if lookup.message:
        print(lookup.message, file=sys.stderr)
    return DONE if lookup.matches else FAILED


def _rules(arguments: argparse.Namespace, settings: Settings) -> int:
    assistant = _open(settings)
    library = assistant.shelf.current()
    book = assistant.rules(library)
    for line in rules_lines(library, book, arguments.rule, coverage=arguments.coverage, as_json=arguments.json):
        print(line)
    return DONE


def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    for line in check_lines(_open(settings).rules(), arguments.rule, arguments.facts, as_json=arguments.json):
        print(line)
    return DONE


def _documents(arguments: argparse.Namespace, settings: Settings) -> int:
    library = _open(settings).shelf.current()
    if arguments.json:
        _dump([
            {"id": d.id, "doc_no": d.number, "title": d.title, "issuer": d.issuer, "region": d.region,
             "issued_on": str(d.issued_on) if d.issued_on else None, "level": d.level, "status": d.status,
             "unstated": d.unstated, "clauses": library.clause_counts.get(d.id, 0)}
            for d in library.cards.values()
        ])  # fmt: skip
        return DONE
    for d in library.cards.values():
        facts = [d.number or "未载文号", d.issuer or "未署发文机关", str(d.issued_on or "未载日期"), d.region or "全国"]
        print(
            f"{d.id}\t{'  '.join(facts)}\t{STATUS_NAMES[d.status]}\t{library.clause_counts.get(d.id, 0)} 条\t{d.title}"
        )
    return DONE


STATUS_NAMES = {"in_force": "现行有效", "repealed": "已废止", "expired": "已失效", "unknown": "有效性待核实"}


def _questions(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.asking.command import question_lines

    for line in question_lines(
        settings,
        arguments.document,
        listing=arguments.list,
        everything=arguments.all,
        accepted=arguments.accept,
        output=arguments.output,
    ):
        print(line)
    return DONE


def _index(arguments: argparse.Namespace, settings: Settings) -> int:
    embedder = open_embedder(settings.embedder)
    with progress_bar() as report:
        generations = Generations(settings.home)
        name = build_index(
            settings.corpus,
            generations,
            embedder,
            rebuild=arguments.rebuild,
            report=report,
            approve=approve,
        )
    print(f"索引已就绪：{name}")
    library = Library(generations.path(name))
    left_out = library.facts["left_out"].splitlines()
    library.close()
    if left_out:
        print(f"有 {len(left_out)} 份文件没有读出任何条款，未收入：{'、'.join(left_out)}", file=sys.stderr)
    return DONE


def _eval(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.evaluation import evaluate, failures, read_gold, table

    path = Path(arguments.gold) if arguments.gold else settings.corpus / "evaluation" / "questions.jsonl"
    questions = read_gold(path)
    assistant = _open(settings)
    judged = evaluate(
        questions, lambda q: assistant.ask(q.q, region=q.region, history=q.turns), assistant.shelf.current()
    )
    for line in [*table(judged), *failures(judged, arguments.failures)]:
        print(line)
    return DONE


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    from assistant.site import serve

    serve(settings, arguments.host or settings.host, arguments.port if arguments.port is not None else settings.port)
    return DONE
