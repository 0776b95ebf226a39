"""The catalogue of a corpus: `catalogue.yaml` read and checked, or made from the texts where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from index.document import Level, Status
from index.errors import CorpusError
from index.reading import READABLE_SUFFIXES

CATALOGUE_NAME = "catalogue.yaml"

DocumentId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,99}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

_REASONS = {
    "missing": "缺少此项",
    "extra_forbidden": "没有此项，请核对拼写或删去",
    "string_pattern_mismatch": "只能用小写字母、数字和连字符",
    "string_too_short": "不能为空",
    "string_type": "应为文字",
    "enum": "取值不在允许范围内",
    "literal_error": "取值不在允许范围内",
    "list_type": "应为列表",
    "dict_type": "应为键值表",
    "model_type": "应为键值表",
}


class _Loader(yaml.SafeLoader):
    """Leaves dates as text, so that one which the calendar does not have is told by its entry and key."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as in the base class
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RelationEntry(_Entry):
    """A relation to another document of the catalogue."""

    kind: Annotated[str, StringConstraints(pattern="^(forwards|attached_to|same_matter|amends|replaces)$")]
    document: DocumentId


class RemarkEntry(_Entry):
    """A remark on words of a clause; `quote` must occur exactly once in it."""

    clause: Text
    quote: Text
    note: Text


class LapseEntry(RemarkEntry):
    """Words that hold no longer than `until`."""

    until: date


class CatalogueEntry(_Entry):
    """One document of the catalogue; see the comments at the head of `corpus/catalogue.yaml`."""

    id: DocumentId
    title: Text
    source: Text
    begins: Text | None = None
    number: Text | None = None
    issuer: Text | None = None
    level: Level = Level.UNKNOWN
    region: Text | None = None
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    status: Status = Status.UNKNOWN
    aliases: tuple[Text, ...] = ()
    relations: tuple[RelationEntry, ...] = ()
    errata: tuple[RemarkEntry, ...] = ()
    lapses: tuple[LapseEntry, ...] = ()
    unstated: dict[str, Text] = Field(default_factory=dict)
    note: Text | None = None

    @model_validator(mode="after")
    def _gaps_are_stated(self) -> CatalogueEntry:
        known = {"number", "issuer", "issued_on", "status", "region", "effective_to"}
        if unknown := set(self.unstated) - known:
            raise ValueError(f"unstated 中没有此项：{'、'.join(sorted(unknown))}")
        gaps = [name for name in ("number", "issuer", "issued_on") if getattr(self, name) is None]
        if silent := [name for name in gaps if name not in self.unstated]:
            raise ValueError(f"{'、'.join(silent)} 为空，须在 unstated 中写明来源文本未载，不得臆测")
        if self.region is None and self.level not in (Level.NATIONAL, Level.UNKNOWN):
            raise ValueError("地方文件须写明 region")
        return self


def load_catalogue(corpus: Path) -> tuple[CatalogueEntry, ...]:
    """Read `catalogue.yaml` of a corpus folder.

    Raises `CorpusError` naming file, entry, key and what is wrong with it.
    """
    path = corpus / CATALOGUE_NAME
    entries = _entries(path)
    documents = tuple(_entry(path, i, entry) for i, entry in enumerate(entries, 1))
    _check_ids(path, documents)
    _check_sections(path, documents)
    for document in documents:
        _check_source(path, corpus, document)
    return documents


def _entries(path: Path) -> list[Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as error:
        raise CorpusError(f"目录文件不是 UTF-8 编码：{path}。请另存为 UTF-8 后重试。") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "某处"
        raise CorpusError(f"目录文件 {path} {where}不是合法的 YAML。请检查缩进、冒号和引号。") from error
    if not isinstance(content, dict) or set(content) - {"documents"} or not isinstance(content.get("documents"), list):
        extra = "、".join(map(str, set(content) - {"documents"})) if isinstance(content, dict) else ""
        hint = f"，多出：{extra}" if extra else ""
        raise CorpusError(f"目录文件 {path} 的顶层应只有 documents 一项，且为列表{hint}。")
    if not content["documents"]:
        raise CorpusError(f"目录文件 {path} 没有列出任何文件。请至少列出一份。")
    return list(content["documents"])


def _entry(path: Path, number: int, entry: Any) -> CatalogueEntry:
    name = entry.get("id") if isinstance(entry, dict) else None
    where = f"目录文件 {path} 第 {number} 份文件" + (f"（{name}）" if name else "")
    try:
        return CatalogueEntry.model_validate(entry)
    except ValidationError as error:
        raise CorpusError(f"{where}有误：{_explain(error)}") from error


def _explain(error: ValidationError) -> str:
    """Say in Chinese what pydantic found, one remark a field."""
    remarks = []
    for item in error.errors():
        key = ".".join(map(str, item["loc"]))
        reason = _REASONS.get(item["type"])
        if item["type"] == "value_error":
            reason = str(item["ctx"]["error"])
        elif item["type"].startswith("date"):
            reason = "应为日期，如 2020-01-15"
        remarks.append(f"{key}：{reason or '取值不合要求'}" if key else str(reason or "取值不合要求"))
    return "；".join(remarks) + "。"


def _check_ids(path: Path, documents: Sequence[CatalogueEntry]) -> None:
    seen: dict[str, int] = {}
    for number, document in enumerate(documents, 1):
        if document.id in seen:
            raise CorpusError(
                f"目录文件 {path} 中标识 {document.id} 重复：第 {seen[document.id]} 份与第 {number} 份文件。"
                "每份文件的 id 须各不相同。"
            )
        seen[document.id] = number
    for document in documents:
        for relation in document.relations:
            if relation.document not in seen:
                raise CorpusError(
                    f"目录文件 {path} 中 {document.id} 的 relations 指向 {relation.document}，但目录中没有这份文件。"
                )


def _check_sections(path: Path, documents: Sequence[CatalogueEntry]) -> None:
    whole: dict[str, str] = {}
    for document in documents:
        if document.begins is None and whole.setdefault(document.source, document.id) != document.id:
            raise CorpusError(
                f"目录文件 {path} 中 {whole[document.source]} 与 {document.id} 的来源同为 {document.source}。"
                "请用 begins 写明后一份从哪一行开始。"
            )


def _check_source(path: Path, corpus: Path, document: CatalogueEntry) -> None:
    source = (corpus / document.source).resolve()
    if not source.is_relative_to(corpus.resolve()):
        raise CorpusError(f"目录文件 {path} 中 {document.id} 的来源 {document.source} 在语料文件夹之外，不予读取。")
    if source.suffix.lower() not in READABLE_SUFFIXES:
        raise CorpusError(
            f"目录文件 {path} 中 {document.id} 的来源 {document.source} 不是可读的格式"
            f"（{'、'.join(READABLE_SUFFIXES)}）。请另存为纯文本后再列入。"
        )
    if not source.is_file():
        raise CorpusError(
            f"目录文件 {path} 中 {document.id} 的来源文件不存在：{source}。请核对 source 一项，或把文件放回原处。"
        )
