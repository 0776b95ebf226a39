"""What a question wants to hear（由谁担任、怎样产生、要不要批准、钱从哪来）, and whether a sentence speaks of it.

Quantities are read by `assistant.sought`; these are the kinds of answers that no number tells.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Wanted(StrEnum):
    """Kinds of answers."""

    PERSONS = "人选"
    ELECTION = "产生办法"
    APPROVAL = "批准"
    MONEY = "经费"
    SOURCE = "来源"
    LEAVE = "可否"
    BAN = "禁止"
    PURPOSE = "目的"
    MEANS = "途径"


# How each kind is asked for, and how it is spoken of.
_ASKS = {
    Wanted.PERSONS: r"(?:谁|(?:哪些|什么|何|啥|哪几[个种类]|哪种)(?:样的)?人)"
    r"(?:来|才|能|可以|可|应该?|有资格)*(?:当|担任|兼任|兼|做|出任|组成)"
    r"|由(?:谁|哪些)[^，。；？]{0,10}(?:当|担任|兼任|组成)|人选|(?:能|可以|不能)(?:来)?(?:当|担任|兼任)",
    Wanted.ELECTION: r"产生|替补|增补|补选|怎么选|怎样选|如何选|选举|推选|选出|投票|谁选|任命|票选|当选|直选",
    Wanted.APPROVAL: r"批准|审批|报批|谁批|批不批|批复|同意|点头|拍板|说了算|报给谁|上报|报备|备案|手续|打报告|请示",
    Wanted.MONEY: r"钱|经费|费用|工资|补贴|补助|津贴|待遇|资金|开支|报销|账户|预算|谁(?:出|掏|发)|花",
    Wanted.SOURCE: r"(?:从|打|由|找)?哪(?:里|儿|个部门)?(?:来|出|拨)"
    r"|(?:谁|哪里|哪儿|哪级)(?:来)?(?:出|掏|给|拨|发|付|管)|来源|找谁要|兜底|靠什么保障"
    r"|(?:经费|资金|钱|工资|场地)[^，。；？]{0,6}(?:怎么|怎样|如何)(?:解决|保障|落实|来)",
    Wanted.LEAVE: r"能不能|可不可以|行不行|能否|可否|是否可以"
    r"|(?:能|可以|行|允许)[^，。？]{0,24}吗|准不准|让不让|成不成|行吗",
    Wanted.BAN: r"不(?:能|得|准|许|可|让|应)|禁止|严禁|撤销|合并|代替|代行|违规|避免",
    Wanted.PURPOSE: r"为什么|为啥|为何|目的|意义|图个?啥|图什么|作用|好处|干嘛要|有什么用|必要",
    Wanted.MEANS: r"怎么|怎样|如何|咋|办法|措施|途径|渠道|方式|形式|从哪|从何|哪来|通过什么|靠什么|哪些路",
}
_SPEAKS = {
    Wanted.PERSONS: r"(?:由|作为)[^，。；]{2,80}(?:担任|兼任|组成|人选|候选人)|(?:不得|不能|不应)(?:作为|担任|兼任)",
    Wanted.ELECTION: r"产生|选举|推选|推荐|予以替补|增补为|民主程序",
    Wanted.APPROVAL: r"批准|审批|报批|经[^，。；]{2,20}同意|审议|备案|请示|报告|决定",
    Wanted.MONEY: r"经费|资金|补贴|补助|待遇|预算|工资|留成|支出|财政|账户|专款",
    Wanted.SOURCE: r"争取|承担|列入|留成|安排[^，。；]{0,8}(?:资金|经费)|补助|补贴|支持|购买服务|来源|转移支付",
    Wanted.LEAVE: r"可以|可(?=[^，。；]{0,12}(?:建立|单独|由|根据|结合|考虑|依托|配备))|鼓励|允许|不得|不能|不应",
    Wanted.BAN: r"不得|不能|不应|禁止|严禁|不准|切实纠正|破除",
    Wanted.PURPOSE: r"意义|作用|有利于|为了|目标|重要|实现|推动|促进|必然要求|努力",
    Wanted.MEANS: r"通过|采取|方式|途径|渠道|形式|办法|按照|运用|根据",
}
_ASKS_COMPILED = {kind: re.compile(pattern) for kind, pattern in _ASKS.items()}
_SPEAKS_COMPILED = {kind: re.compile(pattern) for kind, pattern in _SPEAKS.items()}


def wanted_in(question: str) -> tuple[Wanted, ...]:
    """Return the kinds of answers that a question wants."""
    return tuple(kind for kind, pattern in _ASKS_COMPILED.items() if pattern.search(question))


def speaks_of(text: str, kind: Wanted) -> bool:
    """Whether a text says something of that kind."""
    return bool(_SPEAKS_COMPILED[kind].search(text))


_LISTS = re.compile(
    r"哪些|哪几|哪[两二三四五六七八九十]|几有|有(?:些)?(?:什么|啥)|都(?:有|是|包括|干|做|管|要)|分别|列(?:出|举|一下)|全部|清单|包括|一条一条|逐条"
    r"|[几两二三四五六七八九十]个?(?:种|类|项|条|方面|点|层|块|大|步|个)|具体(?:是|有|指|包)|(?:什么|啥)(?:职责|任务|内容|要求|条件|情形|标准|职能|活)"
    r"|(?:职责|任务|内容|要求|条件|情形|标准|职能|问题|原则)(?:主要)?(?:都)?(?:是|有|包括)?(?:什么|啥|哪|$|[？?])|指(?:的是)?(?:什么|啥|哪)"
)


def asks_list(question: str) -> bool:
    """Whether a question asks for all of several things."""
    return bool(_LISTS.search(question))
