"""What a question takes for granted, and whether a clause plainly says the opposite."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.citation import locate
from assistant.pipeline import Assistant
from assistant.premise import find_contradiction, misstates
from assistant.question import Question
from assistant.sources import finding_of
from index.library import Library
from index.passages import sentences

CHAIR, TERM, OWN, TOWN, STAFF, MERGED = (
    "acftu-2020-2:2.7", "acftu-2020-2:2.9", "acftu-2020-2:2.11",
    "acftu-2019-24:3", "acftu-2019-24:6", "acftu-2014-22:2.4",
)  # fmt: skip

# (question, clause, words of the sentence that contradicts it or None, whether it asks if the premise holds)
CASES = [
    ("听说联合会主席、副主席必须专职，工资谁发", CHAIR, "可以专职，也可以兼职", False),
    ("既然行业协会会长可以担任联合会主席，那怎么办手续", CHAIR, "不得担任", False),
    ("文件规定联合会委员会每届任期两年，对吧？", TERM, "三年至五年", True),
    ("联合会委员会不是规定每届任期八年吗", TERM, "三年至五年", True),
    ("联合会所覆盖的基层单位不用单独建立基层工会组织，原来的怎么注销", OWN, "应当分别单独建立", False),
    ("都说企业50家、职工2000人以上就可以建立乡镇总工会，我们去申请吧", TOWN, "100家以上", False),
    ("乡镇工会委员会由镇党委任命，任期怎么算", TOWN, "选举产生", False),
    ("文件允许企业改革改制中将工会合并到党群工作部门，那主席怎么安排", MERGED, "切实纠正", False),
    # What agrees, or only differs in words.
    ("听说联合会委员会每届任期三到五年，写在哪一条", TERM, None, False),
    ("文件规定任期四年的联合会委员会符合要求，对吧", TERM, None, False),
    ("行业协会会长不得担任联合会主席，那秘书长呢", CHAIR, None, False),
    ("职工2000人以下的乡镇配1名社会化工会工作者，那2000人以上的配几名", STAFF, None, False),
    ("乡镇工会不得随意撤销、合并，那能不能改名", TOWN, None, False),
    # Plans and wishes take nothing for granted, nor does a string of keywords, nor what is asked.
    ("我们打算让会长担任联合会主席，手续怎么办", CHAIR, None, False),
    ("如果会长可以担任联合会主席，要报谁", CHAIR, None, False),
    ("联合会主席 必须 专职 兼职", CHAIR, None, False),
    ("联合会主席必须专职吗", CHAIR, None, False),
    # Another organisation.
    ("街道工会委员会每届任期两年，怎么换届", TERM, None, False),
    # The asker's own figures.
    ("我们联合会委员会任期已经六年，怎么换届", TERM, None, False),
]


def asked(text: str) -> Question:
    return Question(*[text] * 5, region=None, as_of=date(2026, 11, 20))


@pytest.mark.parametrize(("text", "clause", "words", "asks"), CASES)
def test_plain_contradictions_are_found_and_no_others(
    library: Library, text: str, clause: str, words: str | None, asks: bool
) -> None:
    found = find_contradiction(asked(text), [finding_of(locate(library, clause))])
    if words is None:
        assert found is None
    else:
        assert found
        assert words in found.finding.words
        assert found.asked is asks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22号文件要求专项资金不低于补助总额的30%，对吧", True),
        ("22号文件要求专项资金不低于补助总额的30%，我们镇拨了12%，够吗", False),
        ("专项资金占补助总额的12%，够吗", False),
        ("文件规定要报批，对吧", False),
    ],
)
def test_numbers_laid_at_a_documents_door_are_not_the_askers(text: str, expected: bool) -> None:
    assert misstates(asked(text)) is expected


def test_a_premise_is_denied_before_a_rule_is_checked_with_its_number(assistant: Assistant) -> None:
    answer = assistant.ask("总工发〔2014〕22号要求给乡镇工会的专项资金不低于补助总额的30%，对吧？")
    assert answer.verdict == "no"
    assert answer.text.startswith("**文件没有这样规定；相反，总工发〔2014〕22号")
    assert not answer.checks


def test_long_texts_state_no_single_premise(library: Library) -> None:
    text = "文件规定联合会委员会每届任期两年，对吧？" * 20
    assert find_contradiction(asked(text), [finding_of(locate(library, TERM))]) is None


FRAMES = ("听说{}，对吧？", "文件规定{}，对吗？", "不是说{}吗？", "既然{}，我们该怎么做？")
LONGEST = 60  # characters of a sentence that people would repeat


def test_the_documents_own_words_are_never_denied(assistant: Assistant) -> None:
    library = assistant.shelf.current()
    told = []
    for document in library.document_ids:
        region = library.cards[document].region
        for clause in library.clauses(document):
            spans = [] if clause.is_heading else sentences(clause.body)
            said = [span.of(clause.body).strip("。；：\n ") for span in spans]
            told += [(region, words) for words in said if 8 <= len(words) <= LONGEST]
    denied = []
    for i, (region, words) in enumerate(told):
        question = FRAMES[i % len(FRAMES)].format(words)
        answer = assistant.ask(question, region=region)
        if "文件没有这样规定" in answer.text:
            denied.append(question)
    assert len(told) > 200
    assert denied == []


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    "words",
    [
        "联合会主席可以由会员代表大会选举产生",
        "联合会主席必须履行民主程序",
        "产业工会主席可以由会员大会选举产生",
        "产业工会组建后基层工会隶属关系不变",
    ],
)
def test_what_is_true_in_other_words_is_not_denied(assistant: Assistant, frame: str, words: str) -> None:
    assert "文件没有这样规定" not in assistant.ask(frame.format(words), region="山东省临沂市").text
