"""Lines of composed answers that have a form of their own, told true and told false."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import Verdict
from assistant.complaint import VerificationError
from assistant.pipeline import Assistant
from assistant.question import read_question
from assistant.verify import verify
from index.library import Library

AS_OF = date(2026, 11, 20)
TERM = "联合会委员会每届任期几年"
PREMISE = "听说联合会委员会每届任期两年，到期怎么换届"
COMPARED = "主席上岗培训，2014年的意见和2019年的意见要求一样吗"
BANNED = "街道工会的收入可以不列入预算吗"
DUE = "社会化工会工作者要不要岗前培训"
NOTHING = "今天食堂吃什么菜"

# (question, words of the answer, what is put in their place)
LIES = [
    (TERM, "总工办发〔2020〕2号第二部分（九）规定", "总工办发〔2020〕2号第二部分（八）规定"),
    (TERM, "总工办发〔2020〕2号第二部分（九）规定", "总工办发〔2019〕24号第二部分（九）规定"),
    (TERM, "三年至五年，任期届满应按时换届。”**", "三年至五年”**"),
    (TERM, "规定：“区域性", "规定：“并非区域性"),
    (TERM, "**总工办发", "**安阳市另有规定，总工办发"),
    (TERM, "每届任期三年至五年，任期届满", "每届任期三年至六年，任期届满"),
    (PREMISE, "总工办发〔2020〕2号第二部分（九）规定", "总工办发〔2020〕2号第二部分（七）规定"),
    (COMPARED, "| 总工办发〔2019〕24号 |", "| 总工办发〔2020〕2号 |"),
    (COMPARED, "| 第七条 |", "| 第八条 |"),
    (COMPARED, "“一年内”", "“两年内”"),
    (COMPARED, "| 条款 |", "| 结论 |"),
    (COMPARED, "应参加上级工会组织的脱产培训", "可以参加上级工会组织的脱产培训"),
    (BANNED, "**不可以：", "**可以："),
    (BANNED, "**不可以：", "**视情况而定："),
    (BANNED, "**不可以：", "**"),
    (DUE, "**需要：", "**不需要："),
    (DUE, "**需要：", "**可以："),
    (TERM, "**总工办发", "**可以：总工办发"),
    (NOTHING, "已查阅：《", "已查阅：《工会监督法》、《"),
]


@pytest.mark.parametrize(("question", "true", "false"), LIES)
def test_a_line_of_its_own_form_is_held_to_it(
    assistant: Assistant, library: Library, question: str, true: str, false: str
) -> None:
    answer = assistant.ask(question, as_of=AS_OF)
    read = read_question(question, library, region=None, as_of=AS_OF)
    assert verify(answer, read, library, assistant.rules()) is answer
    assert true in answer.text
    lie = answer.model_copy(update={"text": answer.text.replace(true, false, 1)})
    with pytest.raises(VerificationError):
        verify(lie, read, library, assistant.rules())


@pytest.mark.parametrize(
    ("question", "wrong"),
    [(BANNED, Verdict.YES), (BANNED, None), (DUE, Verdict.NO), (DUE, Verdict.CONDITIONAL), (TERM, Verdict.YES)],
)
def test_a_verdict_is_the_one_that_the_words_come_to(
    assistant: Assistant, library: Library, question: str, wrong: Verdict | None
) -> None:
    answer = assistant.ask(question, as_of=AS_OF)
    assert answer.verdict is not wrong
    read = read_question(question, library, region=None, as_of=AS_OF)
    with pytest.raises(VerificationError):
        verify(answer.model_copy(update={"verdict": wrong}), read, library, assistant.rules())
