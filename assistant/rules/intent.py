"""What a question wants of a rule: leave, a duty, a judgement of a breach, an amount; and whose case it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

_YES_NO = re.compile(
    r"能不能|可不可以|行不行|是不是|要不要|该不该|够不够|合不合|算不算|对不对|允不允许|应不应|用不用|需不需要|符不符合|达没达|有没有资格|许不许"
    r"|能否|可否|是否|会不会"
    r"|(?:吗|么|不|没有|没|吧|嘛)\s*[？?。！!]*$|(?:吗|吧|嘛)\s*[？?，,。]"
    r"|还是"
)
_LEAVE = re.compile(r"能不能|可不可以|行不行|允不允许|能否|可否|许不许|可以|能|行|允许|准许|够|资格|条件|达标|合格")
_DUTY = re.compile(
    r"应不应|该不该|要不要|用不用|需不需要|必须|非得|非要|非.{0,12}不可|一定要|应当|应该|是不是得|是不是要|得不得"
)
_BREACH = re.compile(
    r"(?<!不)(?:违规|违反|违法|违背|超标|超编|超员|犯规|越线)|(?<!合)不合规|(?<!符)不符合|(?<!合)不合格|(?<!达)不达标|有问题"
)
_AMOUNT = re.compile(r"几(?!乎)|多少|多长|多久|算算|算一下|怎么算|怎么配|怎样配|何时|什么时候")
_CONDITIONS = re.compile(
    r"什么条件|哪些条件|啥条件|条件是什么|多少家以上|多少人以上|怎么规定|如何规定|标准是|要求是|规定是"
)
_OWN = re.compile(
    r"我们|我镇|我街道|我乡|我县|我区|我市|我司|我厂|我单位|我公司|本镇|本街道|本乡|本单位|本公司|咱|俺|这一届|我这|手上|手里|我想|我(?=[是在当想要准])"
)


@dataclass(frozen=True, slots=True)
class Intent:
    """How a question is meant. `breach` says that yes would mean a breach, so that the verdict turns round."""

    yes_no: bool
    leave: bool
    duty: bool
    breach: bool
    amount: bool
    conditions: bool
    own: bool

    @property
    def own_case(self) -> bool:
        """Whether it asks about a case of the asker's rather than for what the text says."""
        return self.own and not self.conditions


def read_intent(question: str) -> Intent:
    """Read what a question wants; several may hold at once."""
    yes_no = bool(_YES_NO.search(question))
    duty = bool(_DUTY.search(question))
    return Intent(
        yes_no=yes_no,
        leave=yes_no and not duty and bool(_LEAVE.search(question)),
        duty=yes_no and duty,
        breach=yes_no and bool(_BREACH.search(question)),
        amount=bool(_AMOUNT.search(question)),
        conditions=bool(_CONDITIONS.search(question)),
        own=bool(_OWN.search(question)),
    )
