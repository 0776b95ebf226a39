"""No lie about an answer gets through, and no true answer is withheld."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest
from lies import FAMILIES, Told, false_sentences, lies

from assistant.grounds import Grounds
from assistant.pipeline import Assistant
from assistant.question import Question
from assistant.verify import VerificationError, verify
from index.library import Library

ANYWHERE = (
    "区域性、行业性工会联合会委员会每届任期几年？",
    "联合会的主席由谁选举产生",
    "企业行政负责人能不能当联合会委员",
    "商会的副会长可以担任联合会主席吗",
    "联合会能用职业名称命名吗",
    "提前换届要报谁批准",
    "没有党组织的区域怎么建联合会",
    "联合会的经费收缴关系要不要变",
    "小微企业和零散就业人员怎么覆盖",
    "联合会要不要成立经审委员会",
    "我们镇有企业130家、职工6200人，可以成立总工会吗",
    "我们镇有企业80家、职工3000人，可以成立总工会吗",
    "我们街道企业一百五十家、职工七千多人，能建总工会吗",
    "全镇职工7000人，可以配几名社会化工会工作者",
    "全镇职工1500人，能配几名社会化工会工作者",
    "乡镇工会可以随意撤销合并吗",
    "单位有30名职工，要单独建工会吗",
    "联合基层工会管60家单位可以吗",
    "上级工会每年开几次考核评议会",
    "新当选的工会主席多长时间内要参加培训",
    "六有工会指什么",
    "乡镇工会的主要职责有哪些",
    "怎样加强职工之家建设",
    "工会经费怎么向基层倾斜",
    "没有独立账户的乡镇工会，经费怎么管",
    "乡镇工会可以和企业共用活动阵地吗",
    "能不能用机关工会代替乡镇工会",
    "联合会任期定六年行不行",
    "怎么推进企业民主管理",
    "上级工会怎样指导下级工会",
)
IN_PLACES = (
    ("广东省广州市", "行业工会联合会要配几名职业化工会干部"),
    ("广东省广州市", "零售业能组建行业工会联合会吗"),
    ("广东省广州市", "行业工会联合会委员最少几名"),
    ("山东省临沂市", "产业工会每届任期几年"),
    ("山东省临沂市", "产业工会任期定三年可以吗"),
    ("山东省临沂市", "商会会长能当产业工会委员吗"),
    ("山东省临沂市", "产业工会提前换届要批准吗"),
    ("河南省安阳市", "安阳市转发通知有什么要求"),
)
CITED = (
    "总工办发〔2020〕2号第九条",
    "总工发〔2014〕22号第二部分第5条",
    "总工办发〔2019〕24号第三条第二款",
    "acftu-2020-2:2.7",
    "acftu-2019-24:6",
    "linyi-2015:2.4",
    "guangzhou-hangye:2.5",
    "临沂市关于加强产业（行业）工会建设的意见第二部分第3条",
)
SEEDS = range(3)


@pytest.fixture(scope="module")
def told(assistant: Assistant) -> list[Told]:
    """Real answers that cite, with their questions as read."""
    heard: list[Told] = []
    asked = [(None, q) for q in (*ANYWHERE, *CITED)] + list(IN_PLACES)
    with pytest.MonkeyPatch.context() as patch:

        def overhear(self: Assistant, answer: object, question: Question, library: Library) -> object:
            heard.append(Told(answer, question))  # type: ignore[arg-type]
            return answer

        patch.setattr(Assistant, "_verified", overhear)
        for region, question in asked:
            assistant.ask(question, region=region, as_of=date(2026, 6, 1))
    return [t for t in heard if t.answer.citations]


def test_there_are_answers_of_every_kind(told: list[Told]) -> None:
    assert len(told) >= 40
    assert {t.answer.verdict for t in told} >= {"yes", "no", "conditional", None}
    assert any(c.region for t in told for c in t.answer.citations)
    assert sum(bool(t.answer.checks) for t in told) >= 10


def test_true_answers_and_their_sentences_hold(told: list[Told], assistant: Assistant, library: Library) -> None:
    for t in told:
        assert verify(t.answer, t.question, library, assistant.rules()) is t.answer
        assert verify(t.answer, t.question, library) is t.answer
        assert Grounds(t.answer, t.question, library).complaint(t.sentence) is None, t.sentence


@pytest.mark.parametrize("seed", SEEDS)
def test_no_lie_is_sent(told: list[Told], assistant: Assistant, library: Library, seed: int) -> None:
    rng, caught = random.Random(seed), Counter[str]()
    for t in told:
        for lie in lies(t, library, rng):
            try:
                verify(lie.answer, lie.question, library, assistant.rules())
            except VerificationError:
                caught[lie.family] += 1
            else:
                pytest.fail(f"{lie.family}: {lie.answer.model_dump_json()}")
    assert set(caught) == set(FAMILIES)
    assert caught.total() >= 200


@pytest.mark.parametrize("seed", SEEDS)
def test_no_false_sentence_takes_the_place_of_prose(told: list[Told], library: Library, seed: int) -> None:
    rng, caught = random.Random(seed), Counter[str]()
    for t in told:
        grounds = Grounds(t.answer, t.question, library)
        for family, sentence in false_sentences(t, library, rng):
            assert grounds.complaint(sentence), f"{family}: {sentence} <- {t.sentence}"
            caught[family] += 1
    assert set(caught) == set(FAMILIES)
    assert caught.total() >= 200
