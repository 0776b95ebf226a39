"""What kind of quantity a question asks for, and whether a text states one: numbers belong to the clauses.

A question for a number that no clause gives is not answered by the clause that comes nearest.
"""

from __future__ import annotations

import re
from enum import StrEnum

_NUMBER = r"(?:\d[\d,.，]*|[〇零一二两三四五六七八九十百千万]+)"
_RANGE = rf"{_NUMBER}\s*(?:(?:至|-|—|－|～|~|到|、|或者|或)\s*{_NUMBER})?"
_SHARE = rf"[百千万]分之|{_NUMBER}\s*[%％]|{_NUMBER}分之|半数|过半|一半|以{_NUMBER}比"


class Sought(StrEnum):
    """Kinds of quantities."""

    SHARE = "比例"
    MONEY = "金额"
    TIME = "期限"
    PEOPLE = "人数"
    TIMES = "次数"
    AMOUNT = "数额"


# How each kind is asked for; 几个 and 多少 by themselves may mean “several” and are left alone.
_ASKS = {
    Sought.SHARE: r"百分之(?:多少|几)|千分之几|几分之几|[百千万]分之.{1,3}还是|[%％]还是|占多少|几成"
    r"|(?:比例|比率|占比|率)[^，。？]{0,5}?(?:多少|几成|多大|多高|几分)",
    Sought.MONEY: r"多少(?:钱|元|块|万元|补贴|津贴|补助|工资|奖金|会费)|几(?:块钱|元|百块|千块)"
    r"|(?:工资|补贴|津贴|补助|奖金|会费|慰问金|金额|价)[^，。？]{0,6}多少",
    Sought.TIME: r"几(?:个)?(?:年|月|天|日|周|小时|工作日|届|岁)|多少(?:年|个月|天|日|岁|届)|多久|多长时间"
    r"|期限(?:是|为)?(?:多|几)|多大(?:年龄|岁数)",
    Sought.PEOPLE: r"(?:几|多少)(?:个|名|位)?(?:人|职工|员工|会员|工人|委员|干部|代表|专职|兼职|副主席|社会化|工作者)",
    Sought.TIMES: r"几(?:次|回|遍)|多少(?:次|回)",
    Sought.AMOUNT: r"(?<!号)(?<!号是)(?<!号为)多少(?!人|个|名|位|家|年|天|月|次|回|职工|员工|会员|企业|有|、|，|。|钱)"
    r"|(?:上限|下限|最高|最低|最多|最少)[^，。？]{0,6}几",
}
# How each kind is stated in numbers, and in the words that the documents use in their place.
_STATES = {
    Sought.SHARE: (_SHARE, "均等"),
    Sought.MONEY: (rf"{_NUMBER}\s*(?:元|块|万元)|[%％]|{_NUMBER}倍|{_NUMBER}分之", "适当"),
    Sought.TIME: (
        rf"{_RANGE}\s*(?:个)?(?:年|月|日|天|周|届|小时|工作日|岁|周岁)",
        "同时|相同|期满|每年|每月|每季|半年|随时",
    ),
    Sought.PEOPLE: (
        rf"{_RANGE}\s*(?:名|位|人(?![民大]))|{_RANGE}\s*个(?:专职|兼职|委员|社会)",
        r"(?:人数|数额|名额)[^，。；]{0,20}(?:确定|协商)|适当扩大",
    ),
    Sought.TIMES: (rf"{_NUMBER}\s*(?:次|回)", "定期|每(?:年|季|月|半)|年度"),
    Sought.AMOUNT: (rf"{_RANGE}\s*(?:人|名|家|年|月|日|天|次|元|个|届)|{_SHARE}", r"(?!)"),
}
# Several, how many kinds, and 第几: no quantity is asked for.
_NONE = re.compile(
    r"没(?:有)?多少|(?<=[那这们])几[个名位]|有几[个名位](?=[^，。？]*的)|几(?:个人|位|名|个)(?=合|拍|都|写|商|凑|一)|哪几|好几|几乎|十几|几十"
    r"|没几|几句|第几|几(?:个)?(?:种|类|方面|项|条|点|步|部分|块|样|件|级|大|道|环节|途径|渠道|办法|方式|形式|原则|要求|任务|职责|条件|情形)"
)
_ASKS_COMPILED = {kind: re.compile(pattern) for kind, pattern in _ASKS.items()}
_NUMBERS_COMPILED = {kind: re.compile(numbers) for kind, (numbers, _) in _STATES.items()}
_WORDS_COMPILED = {kind: re.compile(words) for kind, (_, words) in _STATES.items()}


def sought_in(question: str) -> tuple[Sought, ...]:
    """Return the kinds of quantities that a question asks for; `AMOUNT` where it does not say of what."""
    rest = _NONE.sub(" ", question)
    kinds = tuple(kind for kind, pattern in _ASKS_COMPILED.items() if pattern.search(rest))
    return tuple(kind for kind in kinds if kind is not Sought.AMOUNT) or kinds


def states(text: str, kind: Sought) -> bool:
    """Whether a text states a quantity of that kind."""
    return numbers(text, kind) or bool(_WORDS_COMPILED[kind].search(text))


def numbers(text: str, kind: Sought) -> bool:
    """Whether a text states a quantity of that kind in numbers."""
    return bool(_NUMBERS_COMPILED[kind].search(text))
