"""Which documents a text names."""

from __future__ import annotations

import pytest

from assistant.mentions import find_mentions, fold, short_place
from index.library import Library

NATIONAL_2020, NATIONAL_2019, NATIONAL_2014 = "acftu-2020-2", "acftu-2019-24", "acftu-2014-22"

NAMES = [
    ("总工办发〔2020〕2号", [[NATIONAL_2020]]),
    ("总工办发[2020]2号", [[NATIONAL_2020]]),
    ("总工办发（2020）2号", [[NATIONAL_2020]]),
    ("总工办发【2020】第2号", [[NATIONAL_2020]]),
    ("总工办发〔２０２０〕２号", [[NATIONAL_2020]]),
    ("总工办发2020年2号", [[NATIONAL_2020]]),
    ("根据总工办发〔2019〕24号", [[NATIONAL_2019]]),
    ("全总2020年2号文", [[NATIONAL_2020]]),
    ("全总24号文", [[NATIONAL_2019]]),
    ("2014年22号文", [[NATIONAL_2014]]),
    ("安工办〔2020〕7号", [["anyang-2020-7"]]),
    ("安阳转发通知", [["anyang-2020-7"]]),
    ("《关于加强乡镇（街道）工会建设的若干意见》", [[NATIONAL_2019]]),
    ("《中华全国总工会关于加强乡镇（街道）工会建设的若干意见》", [[NATIONAL_2019]]),
    ("《若干意见》", [[NATIONAL_2019]]),
    ("中华全国总工会关于新形势下加强基层工会建设的意见", [[NATIONAL_2014]]),
    ("全总2014年的意见", [[NATIONAL_2014]]),
    ("照全总2020年那份意见办", [[NATIONAL_2020]]),
    ("临沂2015年的意见", [["linyi-2015"]]),
    ("广州的实施意见", [["guangzhou-hangye"]]),
    ("2014年22号文跟2019年24号文", [[NATIONAL_2014], [NATIONAL_2019]]),
    ("安阳转发通知里的要求跟全总24号文", [["anyang-2020-7"], [NATIONAL_2019]]),
    ("国发〔2020〕2号", [[]]),
    ("总工办发〔2021〕9号", [[]]),
]
NO_NAMES = ["我们镇有120家企业、4800名职工", "2020年建的会", "第九条", "24号开会", "工会意见箱", "临沂有几家企业", ""]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_a_document_is_recognised_however_it_is_named(library: Library, text: str, expected: list[list[str]]) -> None:
    assert [list(m.document_ids) for m in find_mentions(text, library)] == expected


@pytest.mark.parametrize("text", NO_NAMES)
def test_other_figures_and_words_name_no_document(library: Library, text: str) -> None:
    assert find_mentions(text, library) == []


@pytest.mark.parametrize(("text", "_"), NAMES)
def test_a_mention_spans_its_own_words_only(library: Library, text: str, _: object) -> None:
    framed = f"请问{text}怎么说"
    for mention in find_mentions(framed, library):
        assert 0 <= mention.start < mention.end <= len(fold(framed))
        assert "怎么说" not in fold(framed)[mention.start : mention.end]


@pytest.mark.parametrize(
    ("region", "short"),
    [("河南省安阳市", "安阳"), ("北京市", "北京"), ("广西壮族自治区南宁市", "南宁"), ("安阳", "安阳")],
)
def test_places_are_called_by_their_short_names(region: str, short: str) -> None:
    assert short_place(region) == short
