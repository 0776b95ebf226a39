"""Places of the country in questions and in the asker's region."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import cast

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.divisions import FILE
from assistant.places import find_places, most_specific, places_called
from assistant.regions import read_regions
from index.corpus import default_corpus
from index.library import Library

ANYANG, LINYI, GUANGZHOU = "河南省安阳市", "山东省临沂市", "广东省广州市"
ASKED = "镇工会主席怎么选"

# what is asked, the asker's region, regions that bind, places without a local document
NAMED: list[tuple[str, str | None, set[str], tuple[str, ...]]] = [
    ("林州市的镇工会有多少会员才设专职主席？", None, {ANYANG}, ()),
    ("我在林州一个镇上班，福利归谁发", None, {ANYANG}, ()),
    ("林州市委让我们先建会，行吗", None, {ANYANG}, ()),
    ("汤阴县总工会怎么补助乡镇工会", None, {ANYANG}, ()),
    ("汤阴这边镇工会班子怎么建", None, {ANYANG}, ()),
    ("滑县一个镇的工会主席", None, {ANYANG}, ()),
    ("在滑县，镇总工会几个委员", None, {ANYANG}, ()),
    ("安阳县的乡镇工会", None, {ANYANG}, ()),
    ("文峰区一个街道打算成立总工会", None, {ANYANG}, ()),
    ("北关区、殷都区、龙安区的街道", None, {ANYANG}, ()),
    ("内黄县一个乡，半年开一次委员会", None, {ANYANG}, ()),
    ("安阳市总工会转发的通知说了什么", None, {ANYANG}, ()),
    ("安阳林州的街道总工会", None, {ANYANG}, ()),
    ("河南省安阳市林州市姚村镇工会", None, {ANYANG}, ()),
    ("河南安阳的规定", None, {ANYANG}, ()),
    ("工会同安阳市总工会的关系", None, {ANYANG}, ()),
    ("兰陵县的行业工会", None, {LINYI}, ()),
    ("费县我们镇上要把厂长推进委员会", None, {LINYI}, ()),
    ("罗庄的小厂十几个人开不起职代会", None, {LINYI}, ()),
    ("临沂河东的行业工会归谁管", None, {LINYI}, ()),
    ("临沂市河东区的行业工会归谁管", None, {LINYI}, ()),
    ("临沂下辖的沂南县", None, {LINYI}, ()),
    ("临沂的产业工会", None, {LINYI}, ()),
    ("沂水、蒙阴两县的行业工会能不能合建", None, {LINYI}, ()),
    ("天河区写字楼里的小公司怎么建会", None, {GUANGZHOU}, ()),
    ("天河一带小公司太散", None, {GUANGZHOU}, ()),
    ("广州白云的片区联合会", None, {GUANGZHOU}, ()),
    ("白云区的片区联合会直接归区总，这是广州的规定吗", None, {GUANGZHOU}, ()),
    ("增城、从化这样的区算不算", None, {GUANGZHOU}, ()),
    ("南沙区的行业工会联合会", None, {GUANGZHOU}, ()),
    ("林州和兰陵的规定一样吗", None, {ANYANG, LINYI}, ()),
    ("临沂和广州的规定一样吗", ANYANG, {ANYANG, LINYI, GUANGZHOU}, ()),
    ("郑州市的镇工会主席怎么选", None, set(), ("河南省郑州市",)),
    ("我在郑州，中原区的工会归谁管", None, set(), ("河南省郑州市中原区",)),
    ("郑州的中原区", None, set(), ("河南省郑州市中原区",)),
    ("北京市朝阳区的街道工会", None, set(), ("北京市朝阳区",)),
    ("北京朝阳的街道工会", None, set(), ("北京市朝阳区",)),
    ("浙江有没有自己的规定", None, set(), ("浙江省",)),
    ("内蒙古的镇工会", None, set(), ("内蒙古自治区",)),
    ("新疆维吾尔自治区伊犁哈萨克自治州伊宁市", None, set(), ("新疆维吾尔自治区伊犁哈萨克自治州伊宁市",)),
    ("广西的乡镇工会", None, set(), ("广西壮族自治区",)),
    ("延边的行业工会", None, set(), ("吉林省延边朝鲜族自治州",)),
    ("济源市的镇工会", None, set(), ("河南省济源市",)),
    ("吉林的规定", None, set(), ("吉林省",)),
    ("吉林市的规定", None, set(), ("吉林省吉林市",)),
    ("海南藏族自治州共和县的工会", None, set(), ("青海省海南藏族自治州共和县",)),
    ("河南的规定是怎么样的", None, set(), ("河南省",)),
    ("从安阳到郑州，会员关系怎么转", None, {ANYANG}, ("河南省郑州市",)),
    ("上海和江苏昆山的行业工会", None, set(), ("上海市", "江苏省苏州市昆山市")),
    ("山东日照的行业工会", None, set(), ("山东省日照市",)),
    ("开封市的镇工会", None, set(), ("河南省开封市",)),
    ("内蒙古乌海市海南区", None, set(), ("内蒙古自治区乌海市海南区",)),
    ("安徽和县的镇工会", None, set(), ("安徽省马鞍山市和县",)),
]
SET: list[tuple[str, str | None, set[str], tuple[str, ...]]] = [
    (ASKED, None, set(), ()),
    *[
        (ASKED, region, {ANYANG}, ())
        for region in ("林州", "林州市", "安阳林州", "河南省安阳市林州市", "河南安阳", "安阳")
    ],
    *[
        (ASKED, region, {ANYANG}, ())
        for region in ("安阳市", ANYANG, "河南省 安阳市", "滑县", "安阳县", "北关区", "林州市姚村镇")
    ],
    *[(ASKED, region, {LINYI}, ()) for region in ("临沂市兰陵县", "兰陵", "费县", "临沂河东", "山东临沂")],
    *[(ASKED, region, {GUANGZHOU}, ()) for region in ("广州市天河区", "天河", "广州白云", "番禺区")],
    (ASKED, "河南省", set(), ("河南省",)),
    (ASKED, "河南", set(), ("河南省",)),
    (ASKED, "北京市朝阳区", set(), ("北京市朝阳区",)),
    (ASKED, "朝阳", set(), ("辽宁省朝阳市",)),
    (ASKED, "日照", set(), ("山东省日照市",)),
    (ASKED, "郑州市金水区", set(), ("河南省郑州市金水区",)),
    (ASKED, "鼓楼区", set(), ()),
    (ASKED, "火星", set(), ()),
    (ASKED, "市", set(), ()),
    (ASKED, "全国", set(), ()),
    (ASKED, "\u3000", set(), ()),
    ("安阳的规定是什么", "郑州市", {ANYANG}, ()),
    ("我们河南的镇工会", "安阳市", {ANYANG}, ()),
    ("我们河南的镇工会", "郑州市", set(), ("河南省郑州市",)),
    ("鼓楼区的街道工会", "江苏省南京市", set(), ("江苏省南京市鼓楼区",)),
    ("鼓楼区的街道工会", "河南省", set(), ("河南省开封市鼓楼区",)),
    ("鼓楼区的街道工会", "浙江省", set(), ("浙江省",)),
    ("鼓楼区的街道工会", "开封市龙亭区", set(), ("河南省开封市鼓楼区",)),
]
NO_PLACES = [
    "市中区、鼓楼区、朝阳区、新城区的工会",
    "经济开发区和高新区能不能建总工会",
    "工业园区、示范区、开发区的工会",
    "城区、郊区和矿区的街道工会",
    "东区、西区两个厂区各建一个工会吗",
    "老城区改造以后工会怎么办",
    "新建区级总工会要几个委员",
    "平安建设、和平解决争议、民主选举",
    "开封了的会员证还能用吗",
    "日照时间长，高温津贴怎么发",
    "来宾的座位怎么排",
    "合作市场的摊主能入会吗",
    "新民市场的摊主能入会吗",
    "乡镇和县里的工会谁领导谁",
    "市总工会同县总工会是什么关系",
    "工会同意后才能解除合同吗",
    "工会东部片区怎么划",
    "会同县总工会一起检查",
    "比如县总工会，要配几个专职的",
    "代县总工会起草的文件有效吗",
    "经费县级留多少",
    "收会费县里留成多少",
    "把乡镇改成县级市以后工会怎么改",
    "对应县级工会的职责",
    "提高县级工会经费比例",
    "管理县域内的企业",
    "创新乡镇工会的工作方式",
    "新乡镇工会怎么建",
    "资源县域统筹",
    "重大理由才能罢免主席吗",
    "高级技工、高安全标准",
    "长治久安、延安精神、大庆精神",
    "北京路街道总工会几个委员",
    "中山装、中山路、和田玉",
    "阿里和宁德时代有没有行业工会",
    "张建平、李文成、王秀英三位同志能当委员吗",
    "长安街上的公司",
    "三明两暗的房子",
    "中华全国总工会、全总、省总、市总、区总",
    "职工之家、友谊、光明、前进、共和",
    "应城乡统筹",
    "北海公园",
    "沿河六个村的石材厂",
    "新会员怎么接收",
    "天下大同、自治县工会",
    "联合会委员会每届任期几年",
]


@pytest.mark.parametrize(("text", "region", "regions", "uncovered"), [*NAMED, *SET])
def test_places_bind_by_what_lies_in_what(
    library: Library, text: str, region: str | None, regions: set[str], uncovered: tuple[str, ...]
) -> None:
    read = read_regions(text, region, library)
    assert (set(read.named | read.own), read.uncovered) == (regions, uncovered)


@pytest.mark.parametrize("text", NO_PLACES)
def test_what_is_a_place_by_accident_is_none(text: str) -> None:
    assert find_places(text) == []


@cache
def full_names() -> list[str]:
    """The full name of every province, prefecture and county of the table, read from the file."""
    rows = [line.split("\t")[:2] for line in FILE.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    names = dict(rows)
    return ["".join(names.get(code[:n], "") for n in (2, 4, 6) if n <= len(code)) for code in names]


def test_the_table_is_whole() -> None:
    names = full_names()
    assert len(names) == len(set(names))
    assert sum(name.endswith(("省", "自治区", "特别行政区")) and name.count("省") < 2 for name in names) >= 30
    assert 3_100 < len(names) < 3_600
    assert {ANYANG, LINYI, GUANGZHOU, "北京市朝阳区", "河南省济源市", "香港特别行政区"} <= set(names)


def test_every_division_is_read_by_its_full_name() -> None:
    wrong = [n for n in full_names() if [f.place.full_name for f in find_places(f"在{n}，工会")] != [n]]
    assert wrong == []
    assert [n for n in full_names() if [p.full_name for p in places_called(n)] != [n]] == []


def test_parents_and_levels_are_those_of_the_code() -> None:
    (county,) = places_called("林州")
    assert (county.name, county.parents, county.level) == ("林州市", ("河南省", "安阳市"), "county")
    (prefecture,), (province,) = places_called("安阳"), places_called("河南")
    assert (prefecture.level, province.level) == ("prefecture", "province")
    assert county.lies_in(prefecture)
    assert county.lies_in(county)
    assert not prefecture.lies_in(county)
    assert most_specific([province, county, county]) == [county]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("我在河南省安阳市的林州市，问一下", "河南省安阳市的林州市"),
        ("问：汤阴县、滑县", "汤阴县"),
        ("我们文峰区", "文峰区"),
    ],
)
def test_offsets_are_those_of_the_text(text: str, written: str) -> None:
    found = find_places(text)[0]
    assert text[found.start : found.end] == written


class _Local:
    """A library of documents of the given regions."""

    def __init__(self, *regions: str) -> None:
        self.local_regions = {region: region for region in regions}


@pytest.mark.parametrize(
    ("held", "text", "setting", "regions", "uncovered"),
    [
        ("河南省", ASKED, "林州市", {"河南省"}, ()),
        ("河南省", "郑州的镇工会", None, {"河南省"}, ()),
        ("安阳市", ASKED, "林州市", {"安阳市"}, ()),
        ("河南省安阳市林州市", ASKED, "安阳市", set(), (ANYANG,)),
        ("河南省安阳市林州市", ASKED, "林州", {"河南省安阳市林州市"}, ()),
        ("甲省甲市", "甲市的镇工会", None, {"甲省甲市"}, ()),
        ("甲省甲市", ASKED, "甲市", {"甲省甲市"}, ()),
        ("甲省甲市", "甲市的镇工会", "安阳市", {"甲省甲市"}, ()),
        ("安阳县水冶镇", ASKED, "安阳县", set(), ("河南省安阳市安阳县",)),
        ("安阳县水冶镇", ASKED, "水冶镇", {"安阳县水冶镇"}, ()),
    ],
)
def test_a_document_binds_who_is_in_its_region(
    held: str, text: str, setting: str | None, regions: set[str], uncovered: tuple[str, ...]
) -> None:
    read = read_regions(text, setting, cast("Library", _Local(held)))
    assert (set(read.named | read.own), read.uncovered) == (regions, uncovered)


def test_names_of_places_are_kept_to_be_left_out_the_longest_first(library: Library) -> None:
    words = read_regions("林州市和安阳的规定，郑州呢", None, library).words
    assert {"林州市", "安阳", "郑州"} <= set(words)
    assert list(words) == sorted(words, key=lambda w: (-len(w), w))


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for found in find_places(text):
        assert 0 <= found.start < found.end <= len(text)
    assert all(place.full_name for place in places_called(text))


PIECES = [
    "安阳",
    "市",
    "县",
    "区",
    "和",
    "会",
    "同",
    "州",
    "林",
    "北京",
    "省",
    "河南",
    "的",
    "、",
    "自治",
    "朝阳",
    "鼓楼区",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_names_run_together_are_read_in_order_and_never_overlap(text: str) -> None:
    ends = [0, *(n for f in find_places(text) for n in (f.start, f.end))]
    assert ends == sorted(ends)


def test_the_documents_name_the_places_that_they_are_of(library: Library) -> None:
    for document in library.documents():
        assert {f.place.full_name for f in find_places(document.text)} <= {document.region, "河南省"}


def _ways_of_asking() -> list[tuple[str, str]]:
    folder = default_corpus() / "questions"
    files = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))}
    return [
        (name, text)
        for name, file in files.items()
        for clause in file["clauses"]
        for fact in clause["facts"]
        for text in fact["questions"]
    ]


def test_ways_of_asking_name_places_of_their_document_and_few_others() -> None:
    elsewhere = {
        place.full_name
        for _, text in _ways_of_asking()
        for place in (f.place for f in find_places(text))
        if not any(place.full_name.startswith(region) for region in (ANYANG, LINYI, GUANGZHOU))
    }
    assert elsewhere == {"北京市", "广东省东莞市", "河南省"}


def test_the_table_is_read_when_a_place_may_be_named_and_not_on_import(tmp_path: Path) -> None:
    code = "import assistant.places, assistant.divisions as d; print(d.table.cache_info().currsize)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert done.stdout.decode().split() == ["0"]


def test_the_licence_of_the_table_stands_beside_it() -> None:
    licence = FILE.with_suffix(".LICENSE").read_text(encoding="utf-8")
    assert re.search(r"MIT License.*Copyright", licence, re.DOTALL)
