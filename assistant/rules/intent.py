"""What a question wants of a rule: leave, a duty, a judgement of a breach, an amount; whose case it is; how asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLAUSE = re.compile(r"[^，。；？！,;?!\s]+[？?]?")
_ASKS = re.compile(
    r"能不能|可不可以|行不行|是不是|要不要|该不该|够不够|合不合|算不算|对不对|允不允许|应不应|用不用|需不需要|符不符合|达没达|有没有资格|许不许"
    r"|(.)不\1|有没有违|能否|可否|是否|会不会|还是|(?:吗|吧|嘛)[？?]?$"
)
_ASKS_AT_THE_END = re.compile(r"(?:么|不|没有|没)\s*[？?。！!]*$")
_LEAVE = re.compile(r"能不能|可不可以|行不行|允不允许|能否|可否|许不许|可以|能|行|允许|准许|够|资格|条件|达标|合格")
_DUTY = re.compile(
    r"应不应|该不该|要不要|用不用|需不需要|必须|非得|非要|非.{0,12}不可|一定要|应当|应该|是不是得|是不是要|得不得|(?:也|都|还)得(?![到了票分奖])"
)
_MUST = re.compile(r"必须|非得|非要|非.{0,12}不可|一定要|强制|硬性|只能")
_AMOUNT = re.compile(r"几(?!乎)|多少|多长|多久|算算|算一下|怎么算|怎么配|怎样配|何时|[什啥]么?时候|哪一?年|哪个月|哪天")
_CONDITIONS = re.compile(
    r"什么条件|哪些条件|啥条件|条件是什么|多少家以上|多少人以上|怎么规定|如何规定|标准是|要求是|规定是"
    r"|有(?:没有)?[^，。？符达合违按]{0,20}(?:要求|规定|限制)"
)
_OWN = re.compile(
    r"我们|我镇|我街道|我乡|我县|我区|我市|我司|我厂|我单位|我公司|本镇|本街道|本乡|本单位|本公司|咱|俺|这一届|我这|手上|手里|我想|我(?=[是在当想要准])"
)
# 能不能, 可不可以, 合不合规: a way of asking, no denial.
_EITHER_WAY = re.compile(r"(有)没\1|(.)不\2|可不可以|需不需要|(?:是|能|可|会)否")
_PROBE = re.compile(r"有没有|是不是|会不会|算不算|是否")
_WRONG = r"违规|违反|违法|违背|超标|超编|超员|犯规|越线|有问题"
_UNFIT = r"不合规|不符合|不合格|不达标|不合法"
_NOT = r"(?:不|没有?|未|并不|不算|不会|不至于|不存在|谈不上|不是|不能算)(?:有|是|算)?"
_TWICE = re.compile(rf"{_NOT}(?:{_UNFIT})|不是不|不能不|没有不|{_NOT}{_NOT}(?:{_WRONG})")
_NO_BREACH = re.compile(rf"{_NOT}(?:{_WRONG})|没(?:什么|啥)?问题")
_BREACH = re.compile(rf"{_WRONG}|{_UNFIT}")
_DEED = "以|叫|拿|单独|独立|建|成立|设|配|开|召开|组建|参加|培训|报|备案|换届|签|让|担任|兼任|当|交|变"
_DENIED = re.compile(
    r"不(?:能|可以|可|得|许|准|该|应|行)(?!不)|(?:可以|能|允许|可)不(?!能|可以|行|了|少|错|到|足|满|超|够|得|[？?]|$)"
    rf"|不(?:用|必|需要?|想|打算|准备|再)*(?:{_DEED})"
)
_UNDONE = re.compile(r"(?:没有?|未|不)(?:单独|独立|建|成立|设)(?![^，。？]{0,3}党)")
_CHOICE = re.compile(r".还是(?!可以|能|要|得|没|不能|不行|算)")
# What is left of 这样合规吗 or 符不符合文件要求 when these are taken out: nothing, so that it asks about what was said.
_EMPTY = re.compile(
    rf"{_EITHER_WAY.pattern}|{_WRONG}|{_UNFIT}|可以|允许|能行|合规|符合|合格|达标|合法|合理|超出|规定|要求|政策|文件|条件|标准|真的|这样|这种"
    r"|这么|做法|情况|数量|人数|次数|个数|算数|达到|最低|当地|市里|省里|国家|上级|没有|时间|数量|人数|次数|期限|原则|意见|通知|市里|省里|县里|上头|上面|全总|市总|省总|当地|按照|到底|究竟|算是|办|做|按|照|依|上|里|还|这|个|数|算|行|够|对|是|合|能|可|好|也|就|那|的|了|有|不|没|得|吗|吧|嘛|么|呢|啊|[？?]"
)


@dataclass(frozen=True, slots=True)
class Intent:
    """How a question is meant.

    `breach` says that yes would mean a breach, so that the verdict turns round; `unclear` that it is asked in the
    negative, twice in the negative, as a choice, or with several questions: no single yes or no answers it. `asking`
    are the clauses that ask; `generic` says that one of them asks no more than whether what was said is right.
    """

    yes_no: bool
    leave: bool
    duty: bool
    must: bool
    breach: bool
    denied: bool
    unclear: bool
    choice: bool
    amount: bool
    conditions: bool
    own: bool
    asking: tuple[str, ...]
    generic: bool

    @property
    def own_case(self) -> bool:
        """Whether it asks about a case of the asker's rather than for what the text says."""
        return self.own and not self.conditions

    @property
    def asks(self) -> bool:
        """Whether it asks anything that a rule could answer."""
        return self.yes_no or self.amount or self.conditions


def read_intent(question: str) -> Intent:
    """Read what a question wants; several may hold at once."""
    clauses = _CLAUSE.findall(question)
    at = [i for i, clause in enumerate(clauses) if _ASKS.search(clause)]
    if not at and _ASKS_AT_THE_END.search(question):
        at = [len(clauses) - 1]
    asking = tuple(clauses[i] for i in at)
    empty = [len(_EMPTY.sub("", clause)) <= 1 for clause in asking]
    scope = "，".join(
        clauses[j] for i, bare in zip(at, empty, strict=True) for j in ((i - 1, i) if bare and i else (i,))
    )
    plain = re.sub(r"非.{0,12}不可|违不(?=违)", "", _PROBE.sub("", scope))
    plain = _EITHER_WAY.sub(lambda m: m[2] or "", plain)
    duty = bool(_DUTY.search(question))
    choice = bool(_CHOICE.search(scope))
    return Intent(
        yes_no=bool(asking),
        leave=bool(asking) and not duty and bool(_LEAVE.search(question)),
        duty=bool(asking) and duty,
        must=bool(_MUST.search(scope)),
        breach=bool(_BREACH.search(_NO_BREACH.sub("", plain))),
        denied=bool(_DENIED.search(plain) or _UNDONE.search(_EITHER_WAY.sub("", question))),
        unclear=choice or bool(_TWICE.search(plain)) or empty.count(False) > 1,
        choice=choice,
        amount=bool(_AMOUNT.search(question)),
        conditions=bool(_CONDITIONS.search(question)),
        own=bool(_OWN.search(question)),
        asking=asking,
        generic=any(empty),
    )
