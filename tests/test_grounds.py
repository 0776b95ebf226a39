"""What a language model may make of an answer, sentence by sentence."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.grounds import Grounds
from assistant.pipeline import Assistant
from assistant.question import read_question
from index.library import Library

AS_OF = date(2026, 6, 1)
TERM = "区域性、行业性工会联合会委员会每届任期几年？"
HEAD = "企业行政负责人能不能当联合会委员"
TOWN = "我们镇有企业130家、职工6200人，可以成立总工会吗"
STAFF = "全镇职工7000人，可以配几名社会化工会工作者"
ALONE = "单位有30名职工，要单独建工会吗"
MARKED = "根据《中华全国总工会关于加强和规范区域性、行业性工会联合会建设的意见》（总工办发〔2020〕2号）第二部分（九）"


def grounds(assistant: Assistant, library: Library, question: str) -> Grounds:
    answer = assistant.ask(question, as_of=AS_OF)
    return Grounds(answer, read_question(question, library, region=None, as_of=AS_OF), library)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (TERM, "联合会委员会每届任期为三年至五年。"),
        (TERM, "联合会委员会的任期是3—5年，任期届满应按时换届。"),
        (TERM, f"{MARKED}，每届任期三年至五年[1]。"),
        (TERM, "文件规定“每届任期三年至五年”〔1〕。"),
        (TERM, "如有特殊情况需提前或延期换届，应报上一级工会批准。"),
        (HEAD, "不可以。基层单位行政主要负责人不得作为联合会委员会委员人选。"),
        (HEAD, "行政主要负责人不能担任联合会委员会委员。"),
        (TOWN, "视条件而定：企业130家、职工6200人，均达到企业100家以上、职工5000人以上的条件。"),
        (STAFF, "可配备2—3名社会化工会工作者。"),
        (ALONE, "30名职工的单位属于25人以上单位，应当单独组建工会。"),
    ],
)
def test_a_true_rephrasing_has_grounds(assistant: Assistant, library: Library, question: str, sentence: str) -> None:
    assert grounds(assistant, library, question).complaint(sentence) is None


@pytest.mark.parametrize(
    ("question", "sentence", "reason"),
    [
        (TERM, "每届任期为三年。", "unsourced_number"),
        (TERM, "任期五年至八年。", "unsourced_number"),
        (TERM, "每届任期三个月至五个月。", "unsourced_number"),
        (TERM, "任期届满可以延期换届。", "unsourced_modal"),
        (TERM, "特殊情况可自行延期换届。", "unsourced_modal"),
        (TERM, "任期届满应按时换届，无须报批。", "unsourced_modal"),
        (TERM, "任期届满不应按时换届。", "unsourced_modal"),
        (TERM, "文件规定“每届任期三年或者五年”。", "altered_quote"),
        (TERM, "任期三年至五年[2]。", "foreign_mark"),
        (TERM, "按第二部分（八），任期三年至五年。", "wrong_label"),
        (TERM, "按《工会章程》，任期三年至五年。", "unknown_document"),
        (TERM, "按劳动合同法，任期三年至五年。", "unknown_document"),
        (TERM, "在江苏，任期三年至五年。", "foreign_region"),
        (TERM, "任期三年至五年，见 www.example.com 。", "foreign_link"),
        (TERM, "## 任期三年至五年", "foreign_markup"),
        (TERM, "任期三年至五年 (three to five)。", "foreign_markup"),
        (HEAD, "可以。", "unsourced_modal"),
        (HEAD, "行政主要负责人可以作为委员人选。", "unsourced_modal"),
        (HEAD, "行政主要负责人“作为区域性、行业性工会联合会委员会委员人选”。", "altered_quote"),
        (TOWN, "可以成立。", "unsourced_modal"),
        (TOWN, "企业须达到130家以上。", "unsourced_number"),
        (TOWN, "企业50家以上即可。", "unsourced_number"),
        (STAFF, "可配备3—4名。", "unsourced_number"),
        (STAFF, "必须配备2—3名社会化工会工作者。", "unsourced_modal"),
        (STAFF, "可配备2—3个主席。", "unsourced_number"),
        (ALONE, "可以不单独组建。", "unsourced_modal"),
        (ALONE, "25人以下单位应单独组建工会。", "unsourced_number"),
    ],
)
def test_a_false_rephrasing_has_none(
    assistant: Assistant, library: Library, question: str, sentence: str, reason: str
) -> None:
    complaint = grounds(assistant, library, question).complaint(sentence)
    assert complaint is not None
    assert complaint.reason == reason, complaint
