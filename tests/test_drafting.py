"""A folder without a catalogue: number, title, issuer and date are read from the texts, ids are made and stay."""

from __future__ import annotations

import itertools
import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import MakeCorpus

from index.catalogue import CatalogueEntry
from index.corpus import default_corpus, load_corpus
from index.drafting import draft_catalogue, read_date
from index.errors import CorpusError

BODY = "为了某事，提出如下意见：\n一、甲。\n二、乙。\n"
NUMBERED = f"某市总工会文件\n某工发〔2024〕3号\n关于加强某事的意见\n各区总工会：\n{BODY}某市总工会\n2024年3月1日\n"
DATED = f"关于加强另一事的意见\n（2015年4月9日）\n{BODY}"
BARE = f"关于推进第三事的实施意见\n{BODY}"
LAW = "# 中华人民共和国工会法\n1992年4月3日第七届全国人民代表大会第五次会议通过\n第一条 甲。\n第二条 乙。\n"


def draft(corpus: Path) -> list[CatalogueEntry]:
    return list(draft_catalogue(corpus))


def ids(corpus: Path) -> dict[str, str]:
    return {e.source: e.id for e in draft_catalogue(corpus)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NUMBERED, ("mougongfa-2024-3", "某工发〔2024〕3号", "关于加强某事的意见", "某市总工会", date(2024, 3, 1))),
        (DATED, ("guanyujiaqianglingyishideyijian-2015", None, "关于加强另一事的意见", None, date(2015, 4, 9))),
        (BARE, ("guanyutuijindisanshideshishiyijian", None, "关于推进第三事的实施意见", None, None)),
        (LAW, ("gonghuifa-1992", None, "中华人民共和国工会法", None, date(1992, 4, 3))),
    ],
    ids=["numbered", "dated", "bare", "law"],
)
def test_what_the_text_states_is_read(make_corpus: MakeCorpus, text: str, expected: tuple[object, ...]) -> None:
    (entry,) = draft(make_corpus({"a.txt": text}, catalogue=None))
    assert (entry.id, entry.number, entry.title, entry.issuer, entry.issued_on) == expected


def test_what_the_text_does_not_state_is_said_to_be_unread(make_corpus: MakeCorpus) -> None:
    (entry,) = draft(make_corpus({"a.txt": BARE}, catalogue=None))
    assert entry.unstated == {
        "number": "来源文本中未读出文号。",
        "issuer": "来源文本中未读出发文机关。",
        "issued_on": "来源文本中未读出印发日期。",
    }


def test_the_title_is_that_of_the_document_and_not_of_its_letter(make_corpus: MakeCorpus) -> None:
    letter = "关于印发《某办法》的通知\n某工发〔2024〕9号\n各区总工会：\n现印发给你们。\n某市总工会\n2024年3月1日\n"
    (entry,) = draft(
        make_corpus({"a.txt": letter + "某市职工之家建设办法\n第一条 甲。\n第二条 乙。\n"}, catalogue=None)
    )
    assert (entry.number, entry.title) == ("某工发〔2024〕9号", "某市职工之家建设办法")


def test_a_second_letterhead_begins_a_second_document(make_corpus: MakeCorpus) -> None:
    other = NUMBERED.replace("某市", "乙省").replace("某工发〔2024〕3号", "乙工发〔2023〕8号")
    entries = draft(make_corpus({"a.txt": NUMBERED + other}, catalogue=None))
    assert [(e.id, e.begins) for e in entries] == [("mougongfa-2024-3", None), ("yigongfa-2023-8", "乙省总工会文件")]


SOME = {"a.txt": NUMBERED, "b.md": DATED, "c.TXT": BARE, "d.txt": LAW}


def test_ids_are_ascii_and_all_different(make_corpus: MakeCorpus) -> None:
    found = ids(make_corpus(SOME, catalogue=None)).values()
    assert len(set(found)) == len(SOME)
    assert all(i.isascii() and i == i.lower() for i in found)


def test_ids_stay_when_files_are_renamed(make_corpus: MakeCorpus) -> None:
    before = ids(make_corpus(SOME, catalogue=None, folder="before"))
    renamed = {f"z/{9 - n}{name}": text for n, (name, text) in enumerate(SOME.items())}
    after = ids(make_corpus(renamed, catalogue=None, folder="after"))
    assert {SOME[s]: i for s, i in before.items()} == {renamed[s]: i for s, i in after.items()}


def test_ids_stay_when_files_are_added(make_corpus: MakeCorpus) -> None:
    corpus = make_corpus(SOME, catalogue=None)
    before = ids(corpus)
    (corpus / "0.txt").write_text(NUMBERED.replace("3号", "4号"), encoding="utf-8")
    assert {s: i for s, i in ids(corpus).items() if s in before} == before


def test_a_date_that_only_the_name_of_a_file_gives_does_not_enter_the_id(make_corpus: MakeCorpus) -> None:
    (entry,) = draft(make_corpus({"办法(2024-03-01).txt": BARE}, catalogue=None))
    assert (entry.id, entry.issued_on) == ("guanyutuijindisanshideshishiyijian", date(2024, 3, 1))


CLASHING = [
    BARE,
    BARE + "三、丙。\n",
    BARE + "三、丁。\n",
    BARE.replace("第三事", "第三式"),  # sounds the same
]


def test_documents_that_claim_one_id_get_the_same_ids_in_any_order_of_files(make_corpus: MakeCorpus) -> None:
    seen = set()
    for n, order in enumerate(itertools.permutations(CLASHING)):
        files = {f"{i}.txt": text for i, text in enumerate(order)}
        found = ids(make_corpus(files, catalogue=None, folder=f"c{n}"))
        assert len(set(found.values())) == len(CLASHING)
        seen.add(frozenset((files[source], one) for source, one in found.items()))
    assert len(seen) == 1


def test_a_file_that_repeats_another_is_left_out(make_corpus: MakeCorpus) -> None:
    assert len(draft(make_corpus({"a.txt": BARE, "b.txt": BARE, "c.md": f"# {BARE}"}, catalogue=None))) == 1


def test_titles_that_are_cut_to_the_same_beginning_stay_apart(make_corpus: MakeCorpus) -> None:
    long = "关于进一步加强和规范区域性行业性工会联合会组织建设"
    texts = {f"{end}.txt": f"{long}{end}的意见\n{BODY}" for end in ("工作", "经费")}
    found = list(ids(make_corpus(texts, catalogue=None)).values())
    alone = list(ids(make_corpus({"工作.txt": texts["工作.txt"]}, catalogue=None, folder="alone")).values())
    assert len(set(found)) == 2
    assert alone[0] in found


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "catalogue.yml"])
def test_a_folder_without_readable_files_is_refused(make_corpus: MakeCorpus, name: str) -> None:
    with pytest.raises(CorpusError, match=r"没有可读的文件（\.txt、\.md）"):
        load_corpus(make_corpus({name: "甲"}, catalogue=None))


def test_the_shipped_texts_give_their_six_documents_without_a_catalogue(tmp_path: Path) -> None:
    shutil.copytree(default_corpus() / "policies", tmp_path / "corpus")
    found = {d.document.number or d.document.title: len(d.clauses) for d in load_corpus(tmp_path / "corpus")}
    assert found == {
        "总工办发〔2020〕2号": 35,
        "安工办〔2020〕7号": 6,
        "总工办发〔2019〕24号": 13,
        "总工发〔2014〕22号": 30,
        "关于加强产业（行业）工会建设的意见": 21,
        "关于推进我市各区、县级市行业工会联合会建设的实施意见": 28,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年1月15日", date(2020, 1, 15)),
        ("某市总工会 2020 年 1 月 15 日印发", date(2020, 1, 15)),
        ("（2015年4月9日）", date(2015, 4, 9)),
        ("2020-01-15", date(2020, 1, 15)),
        ("二〇二〇年一月十五日", date(2020, 1, 15)),
        ("二○一四年十二月三十一日", date(2014, 12, 31)),
        ("１９９９年１月２日", date(1999, 1, 2)),
        ("2020年13月1日", None),
        ("2023年2月29日", None),
        ("总工发〔2014〕22号", None),
        ("", None),
    ],
)
def test_dates_are_read_in_the_ways_officials_write_them(text: str, expected: date | None) -> None:
    assert read_date(text) == expected


def test_a_law_is_dated_by_its_last_amendment(tmp_path: Path) -> None:
    amended = ["1992年4月3日通过", "2021年12月24日修正，自2022年1月1日起施行", "2009年8月27日第二次修正"]
    (tmp_path / "a.txt").write_text("\n".join(["某法", *amended, "第一条 甲。", "第二条 乙。"]), encoding="utf-8")
    (entry,) = draft_catalogue(tmp_path)
    assert str(entry.issued_on) == "2021-12-24"
    assert entry.id.endswith("-2021")
