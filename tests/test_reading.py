"""Reading source files: encodings are recognised, furniture goes, and no character of the text changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import CorpusError
from index.reading import MAX_SOURCE_BYTES, clean_lines, read_source

SAMPLE = "总工办发〔2020〕2号\n（一）工会每届任期三年至五年，“会、站、家”一体化。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"], ids=["UTF-8", "BOM", "UTF-16", "GB18030", "GBK"]
)
def test_text_comes_out_the_same_from_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(SAMPLE.encode(encoding))
    assert read_source(path) == SAMPLE


def test_utf16_is_read_in_both_byte_orders(tmp_path: Path) -> None:
    for bom, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        path = tmp_path / encoding
        path.write_bytes(bom + SAMPLE.encode(encoding))
        assert read_source(path) == SAMPLE


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_line_ends(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(f"甲{end}乙".encode())
    assert read_source(path) == "甲\n乙"


@pytest.mark.parametrize(
    "raw",
    [
        b"\x80\x81\x82\xff",
        b"PK\x03\x04\x14\x00\x06\x00",
        "工会\0章程".encode(),
        "工会".encode("utf-16-le"),
        b"\xff\xfe\x00",
        bytes(range(256)),
    ],
    ids=["broken bytes", "zip or docx", "NUL", "UTF-16 without BOM", "odd UTF-16", "binary"],
)
def test_what_is_not_text_is_refused_by_name_with_a_remedy(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "坏文件.txt"
    path.write_bytes(raw)
    with pytest.raises(CorpusError, match=r"坏文件\.txt.*UTF-8"):
        read_source(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"找不到来源文件：.*无此文件\.txt.*source"):
        read_source(tmp_path / "无此文件.txt")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="找不到来源文件"):
        read_source(tmp_path)


def test_an_overlarge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "大文件.txt"
    with path.open("wb") as file:
        file.truncate(MAX_SOURCE_BYTES + 1)
    with pytest.raises(CorpusError, match=r"过大：.*大文件\.txt.*20 MB"):
        read_source(path)


@pytest.mark.parametrize(
    "line",
    [
        "---",
        "____",
        "＊＊＊",
        "· · ·",
        "— 1 —",
        "- 12 -",
        "－3－",
        "第 3 页",
        "第 3 页 共 9 页",
        "第3页/共9页",
        "PAGE",
        "PAGE  ",
        "PAGE \\* MERGEFORMAT 7",
        "<!-- INFO END -->",
        "",
        " 　\xa0\ufeff\u200b",
    ],
)
def test_page_furniture_goes(line: str) -> None:
    assert clean_lines(f"甲。\n{line}\n乙。") == ["甲。", "乙。"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("# 安阳市总工会办公室文件", "安阳市总工会办公室文件"),
        ("###### 第一节　总则", "第一节　总则"),
        ("**一、明确职责。**乡镇工会……", "一、明确职责。乡镇工会……"),
        ("**甲**和**乙**", "甲和乙"),
        ("　　为进一步加强。\u3000", "为进一步加强。"),
        ("\ufeff一、总则", "一、总则"),
    ],
)
def test_markdown_marks_and_indents_go(line: str, expected: str) -> None:
    assert clean_lines(line) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "#工会#不是标题",
        "2 ** 3 ** 4",
        "按照“巩固、发展、提高”的要求",
        "××（行政区划名称）+××（区域或行业名称）+工会联合会",
        "职工 2000 人以下的，可配备 1 名",
        "难。要顺应时代要求",
        "奔实工会基层基础",
        "- 12 - 号文件",
        "第 3 页说明",
        "- 列表项",
        "> 引文",
        "PAGES",
        "QQ群、ＱＱ群、㈠",
    ],
)
def test_no_other_character_changes(line: str) -> None:
    assert clean_lines(line) == [line]


def test_form_feeds_and_unicode_separators_end_lines() -> None:
    assert clean_lines("甲\f乙\v丙\u2028丁\u2029戊") == ["甲", "乙", "丙", "丁", "戊"]
