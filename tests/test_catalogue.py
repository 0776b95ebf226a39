"""One malformed catalogue an error: the message names the file, the entry and key, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeCorpus

from index.catalogue import CATALOGUE_NAME, load_catalogue
from index.corpus import default_corpus, fingerprint, load_corpus
from index.document import Level, Relation, Status
from index.errors import CorpusError

TEXT = "关于某事的意见\n一、任期\n每届任期三年。\n二、经费\n专款专用。\n"
HEAD = "documents:\n  - id: jia\n    title: 甲\n    source: jia.txt\n"


def complaint(corpus: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        load_corpus(corpus)
    return str(caught.value)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"source": "wu.txt"}, ["jia 的来源文件不存在", "wu.txt", "source", "放回原处"]),
        ({"source": "../outside.txt"}, ["jia", "../outside.txt", "语料文件夹之外"]),
        ({"source": "/etc/passwd"}, ["jia", "/etc/passwd", "语料文件夹之外"]),
        ({"source": "jia.pdf"}, ["jia", "jia.pdf", "不是可读的格式", "纯文本"]),
        ({"tittle": "甲"}, ["第 1 份文件（jia）", "tittle", "没有此项，请核对拼写"]),
        ({"id": "甲"}, ["第 1 份文件（甲）", "id：只能用小写字母、数字和连字符"]),
        ({"id": 7}, ["第 1 份文件（7）", "id：应为文字"]),
        ({"title": " "}, ["jia", "title：不能为空"]),
        ({"title": None}, ["jia", "title：应为文字"]),
        ({"issued_on": "2020-13-45"}, ["jia", "issued_on：应为日期，如 2020-01-15"]),
        ({"issued_on": "去年"}, ["jia", "issued_on：应为日期"]),
        ({"effective_to": "2020年1月"}, ["jia", "effective_to：应为日期"]),
        ({"level": "galactic"}, ["jia", "level：取值不在允许范围内"]),
        ({"status": "maybe"}, ["jia", "status：取值不在允许范围内"]),
        ({"level": "municipal"}, ["jia", "地方文件须写明 region"]),
        ({"aliases": "甲"}, ["jia", "aliases"]),
        ({"unstated": {}}, ["jia", "number、issuer、issued_on 为空", "unstated", "不得臆测"]),
        (
            {"unstated": {"number": "无", "issuer": "无", "issued_on": "无", "colour": "无"}},
            ["jia", "unstated", "colour"],
        ),
        ({"relations": [{"kind": "likes", "document": "jia"}]}, ["jia", "relations.0.kind"]),
        ({"relations": [{"kind": "amends", "document": "nobody"}]}, ["jia 的 relations 指向 nobody", "没有这份文件"]),
        ({"errata": [{"clause": "jia:1", "quote": "四年", "note": "误"}]}, ["jia:1", "四年", "出现 0 次，应恰好一次"]),
        ({"errata": [{"clause": "jia:2", "quote": "专", "note": "误"}]}, ["jia:2", "出现 2 次，应恰好一次"]),
        ({"errata": [{"clause": "jia:9", "quote": "专", "note": "误"}]}, ["jia:9", "没有这一条款", "订正"]),
        ({"errata": [{"clause": "jia:1", "quote": "三年"}]}, ["jia", "errata.0.note：缺少此项"]),
        ({"begins": "没有这一行"}, ["jia", "没有这一行", "jia.txt", "出现 0 次", "一整行"]),
    ],
)
def test_a_wrong_entry_is_named_with_key_and_remedy(
    make_corpus: MakeCorpus, keys: Mapping[str, Any], words: list[str]
) -> None:
    corpus = make_corpus({"jia.txt": TEXT}, entries={"jia": keys})
    (corpus.parent / "outside.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "jia.pdf").write_bytes(b"%PDF")
    message = complaint(corpus)
    assert not [word for word in [*words, CATALOGUE_NAME] if word not in message], message
    assert message.endswith("。")


@pytest.mark.parametrize(
    ("catalogue", "words"),
    [
        ("documents:\n  - id: [", ["第", "行不是合法的 YAML", "缩进"]),
        ("documents: \x07", ["不是合法的 YAML"]),
        ("documents:\n  - {id: 甲}".encode("gb18030"), ["不是 UTF-8 编码", "另存为 UTF-8"]),
        ("- id: jia", ["顶层应只有 documents 一项"]),
        ("", ["顶层应只有 documents 一项"]),
        ("documents: jia", ["顶层应只有 documents 一项，且为列表"]),
        ("documents: []\nversion: 2", ["多出：version"]),
        ("documents: []", ["没有列出任何文件", "至少列出一份"]),
        ("documents: [jia]", ["第 1 份文件有误", "应为键值表"]),
        ("documents:\n  - title: 甲", ["第 1 份文件有误", "id：缺少此项", "source：缺少此项"]),
    ],
    ids=["broken", "control", "GB 18030", "list", "empty", "text", "extra", "no entry", "no mapping", "keys missing"],
)
def test_a_catalogue_that_is_none_is_refused(tmp_path: Path, catalogue: str | bytes, words: list[str]) -> None:
    raw = catalogue if isinstance(catalogue, bytes) else catalogue.encode()
    (tmp_path / CATALOGUE_NAME).write_bytes(raw)
    message = complaint(tmp_path)
    assert str(tmp_path / CATALOGUE_NAME) in message
    assert not [word for word in words if word not in message], message


def test_an_id_given_twice_is_refused_with_both_places(make_corpus: MakeCorpus) -> None:
    corpus = make_corpus({"jia.txt": TEXT, "yi.txt": TEXT}, entries={"yi": {"id": "jia"}})
    assert re.search(r"标识 jia 重复：第 1 份与第 2 份文件", complaint(corpus))


def test_two_documents_cannot_both_be_a_whole_file(make_corpus: MakeCorpus) -> None:
    corpus = make_corpus({"jia.txt": TEXT, "yi.txt": TEXT}, entries={"yi": {"source": "jia.txt"}})
    assert re.search(r"jia 与 yi 的来源同为 jia\.txt.*begins", complaint(corpus))


def test_a_start_that_the_source_has_twice_is_refused(make_corpus: MakeCorpus) -> None:
    corpus = make_corpus({"jia.txt": f"附：\n{TEXT}附：\n"}, entries={"jia": {"begins": "附："}})
    assert "出现 2 次" in complaint(corpus)


def test_a_source_without_any_clause_is_refused(make_corpus: MakeCorpus) -> None:
    message = complaint(make_corpus({"jia.txt": "只有标题\n"}))
    assert "jia.txt" in message
    assert "没有读出 jia 的任何条款" in message


def test_a_missing_folder_is_refused_with_the_setting_that_names_it(tmp_path: Path) -> None:
    for read in (load_corpus, fingerprint):
        with pytest.raises(CorpusError, match=r"找不到语料文件夹：.*无.*POLICY_CORPUS"):
            read(tmp_path / "无")


def test_a_source_of_several_documents_is_cut_where_each_begins(make_corpus: MakeCorpus) -> None:
    second = "关于乙事的办法\n一、乙的条款。\n"
    entries = {"yi": {"source": "jia.txt", "begins": "关于乙事的办法"}}
    corpus = make_corpus({"jia.txt": TEXT + second, "yi.txt": ""}, entries=entries)
    first, other = load_corpus(corpus)
    assert [c.id for c in first.clauses] == ["jia:1", "jia:2"]
    assert [c.text for c in other.clauses] == ["一、乙的条款。"]


def test_every_key_of_an_entry_reaches_the_document(make_corpus: MakeCorpus) -> None:
    keys = {
        "number": "甲工发〔2024〕1号",
        "title": "甲办法",
        "issuer": "甲市总工会",
        "level": "municipal",
        "region": "甲省甲市",
        "issued_on": "2024-02-29",
        "effective_from": "2024-03-01",
        "effective_to": "2029-02-28",
        "status": "in_force",
        "aliases": ["办法"],
        "relations": [{"kind": "replaces", "document": "yi"}],
        "errata": [{"clause": "jia:1", "quote": "三年", "note": "疑误。"}],
        "unstated": {},
        "note": "说明。",
    }
    document = load_corpus(make_corpus({"jia.txt": TEXT, "yi.txt": TEXT}, entries={"jia": keys}))[0].document
    assert (document.number, document.issuer, document.region) == ("甲工发〔2024〕1号", "甲市总工会", "甲省甲市")
    assert (document.level, document.status) == (Level.MUNICIPAL, Status.IN_FORCE)
    assert (document.issued_on, document.effective_to) == (date(2024, 2, 29), date(2029, 2, 28))
    assert document.relations == (Relation("replaces", "yi"),)
    assert (document.errata[0].quote, document.aliases, document.note) == ("三年", ("办法",), "说明。")
    assert document.display_title == "《甲办法》（甲工发〔2024〕1号）"


def test_the_shipped_catalogue_is_sound() -> None:
    assert [e.id for e in load_catalogue(default_corpus())] == [
        "acftu-2020-2",
        "anyang-2020-7",
        "acftu-2019-24",
        "acftu-2014-22",
        "linyi-2015",
        "guangzhou-hangye",
    ]


@pytest.mark.parametrize("name", ["jia.txt", "catalogue.yaml", "new.TXT", "sub/new.md", "rules/new.yaml"])
def test_the_fingerprint_changes_with_every_file_that_is_read(make_corpus: MakeCorpus, name: str) -> None:
    corpus = make_corpus({"jia.txt": TEXT})
    before = fingerprint(corpus)
    (corpus / name).parent.mkdir(exist_ok=True)
    with (corpus / name).open("a", encoding="utf-8") as file:
        file.write("\n# 改动\n")
    assert fingerprint(corpus) != before


def test_the_fingerprint_changes_when_a_file_is_renamed_and_not_when_it_is_touched(make_corpus: MakeCorpus) -> None:
    corpus = make_corpus({"jia.txt": TEXT})
    before = fingerprint(corpus)
    (corpus / "jia.txt").touch()
    assert fingerprint(corpus) == before
    (corpus / "jia.txt").rename(corpus / "yi.txt")
    assert fingerprint(corpus) != before
