"""What a question is about, without what asks（联合会可以延期换届吗 → 联合会延期换届）."""

from __future__ import annotations

import re

from assistant.talk.clauses import EITHER, STOPS

MIN_MATTER = 2
MAX_MATTER = 200  # characters; a longer sentence is a story, and not what the next question hangs on

_WHAT = (
    r"(?:是|都|还|应该|应当)?(?:要|有|需要?|应|得)?(?:具备|符合|满足|经过|走|履行|办|提供|达到)?"
    r"(?:什么|哪些|啥|何种|怎样的|何)样?的?(?:条件|程序|手续|流程|要求|规定|材料|标准|区别|说法|讲究)?"
)
_WHO = (
    r"(?:都|可以|应该|应当|应|要|能)?(?:由|让|请|归|属|找|报|给|向|跟)?谁来?"
    r"(?:(?:担任|当|定|批准?|管|出|领导|负责|决定|做|选|兼任?|组成)(?:(?:比较|更|最)?(?:好|合适|妥当))?$)?"
)
_HOW = r"(?:又?是|该|应该|可以|要)?(?:怎么|怎样|如何|咋)(?:规定|要求|说|算|回事|样|办|讲|写|弄|整)?的?"
_HOW_MANY = (
    r"(?:是|为|有|要|定)?(?:几|多少)个?(?:年|月|天|名|人|位|次|家|岁|届|个)"
    r"|(?:是|为|有)?多(?:少|久|长时间|长|大规模|大|高)|几(?=个)"
)
_WHEN = (
    r"(?:是|又是)?(?:为什么|为何|凭什么|什么时候|啥时候|何时|几时|哪年|从哪里?儿?[来出]?"
    r"|(?:一般)?(?:是|建)?在?哪(?:一?[级层]|[里儿])|哪[个些家])"
)
_NO = r"(?:不|吗|么|没有|没|吧|嘛|呢|啊|呀)"
_WILL_DO = rf"(?:(?:都?可以|合规|合法|违规|合适|能行|可行){_NO}{{0,3}}|(?:行|对|好|够|成)?{_NO}{{1,3}})$"
# What asks, in the order in which it is taken out, and what is put in its place to name the matter.
_ASKING: list[tuple[str, str]] = [
    (r"的?(?:条件|程序|手续|流程|要求|规定|标准|依据)(?:是|有|为)(?:什么|哪些|啥)", ""),
    (r"^(?:请问|问一下|想问一下|我想问|那么?|关于)", ""),
    (r"(?:在|是)?多(?:长时间|久|少天)(?:之内|以内|内|以前|之前|前)", ""),
    (r"(?:几|多少)年换一?[次届]|多久换一?[次届]|多长时间换一?[次届]|(?:几|多少)年一换", "换届"),
    (_WHEN, ""),
    (_WHAT, ""),
    (_WHO, ""),
    (_HOW, ""),
    (_HOW_MANY, ""),
    (EITHER, ""),
    (r"(?P<y>[\u4e00-\u9fff])不(?P=y)$", r"要\g<y>"),
    (r"(?P<x>[\u4e00-\u9fff])不(?P=x)", r"\g<x>"),
    (_WILL_DO, ""),
    (r"可以(?!说)|能够|(?<![不可功性职只才])能(?![力手源动])|应该|应当|必须|一定", ""),
    (r"(?<![主重必需只不还])(?:需要|要)(?=[建报设配开经参有成单办登备])", ""),
    (r"(?:[的是有要按用从由归给，,、]|最多|至少|最少|一般|一个月|每个?月|每年){1,4}$", ""),
]
_COMPILED = [(re.compile(pattern), instead) for pattern, instead in _ASKING]


def matter_of(text: str) -> str:
    """Return what the part that asks is about, in its own words; empty where nothing is left."""
    matter = text.strip(STOPS)
    if len(matter) > MAX_MATTER:
        return ""
    for pattern, instead in _COMPILED:
        matter = pattern.sub(instead, matter)
    matter = matter.strip(STOPS)
    return matter if len(matter) >= MIN_MATTER else ""
