"""Yes or no from the words quoted: right where they settle it, and nothing where they do not."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.pipeline import Assistant
from assistant.question import Question
from assistant.yes_no import LEADS, conclude, context_of
from index.library import Library

# Where the words stand, and words of the sentence.
SENTENCES = {
    "heads": ("acftu-2020-2:2.7", "不得作为"),
    "chairs": ("acftu-2020-2:2.7", "社区工作者等"),
    "modes": ("acftu-2020-2:2.7", "可以专职"),
    "democratic": ("acftu-2020-2:2.7", "必须履行民主程序"),
    "elected": ("acftu-2020-2:2.7", "可以由全体委员"),
    "government": ("acftu-2020-2:2.6", "可吸收政府"),
    "early": ("acftu-2020-2:2.9", "特殊情况需提前"),
    "statute": ("acftu-2020-2:2.9", "可结合区域"),
    "unchanged": ("acftu-2020-2:2.10", "原则上"),
    "adjusted": ("acftu-2020-2:2.10", "确需调整"),
    "own": ("acftu-2020-2:2.11", "应当分别"),
    "covered": ("acftu-2020-2:2.15", "逐步实现"),
    "townships": ("acftu-2019-24:3", "联合会委员会可以由"),
    "plan": ("acftu-2019-24:7", "制定培训规划"),
    "where_able": ("acftu-2014-22:4.16", "兼职工会干部"),
    "named": ("acftu-2020-2:2.12", "不能以职业名称"),
    "legal": ("acftu-2020-2:2.13", "及时登记"),
    "audit": ("acftu-2020-2:2.14", "应同时成立"),
    "women": ("acftu-2020-2:2.14", "女职工较多"),
    "allowance": ("acftu-2020-2:4.25", "工作补贴"),
    "earmarked": ("acftu-2020-2:4.23", "专款专用"),
    "federal": ("acftu-2020-2:2.4", "市级建立"),
    "revoked": ("acftu-2019-24:3", "不得随意撤销"),
    "both": ("acftu-2019-24:3", "应同时建立"),
    "agency": ("acftu-2019-24:3", "派出代表机关"),
    "fulltime": ("acftu-2019-24:5", "应设立专职"),
    "deputy": ("acftu-2019-24:5", "副书记兼任"),
    "candidates": ("acftu-2019-24:6", "可以作为"),
    "staffed": ("acftu-2019-24:6", "可配备 1 名"),
    "trained": ("acftu-2019-24:7", "岗前培训"),
    "course": ("acftu-2019-24:7", "脱产培训，并达到合格"),
    "subsidy": ("acftu-2019-24:8", "兼职补贴"),
    "budget": ("acftu-2019-24:9", "全部收支"),
    "account": ("acftu-2019-24:9", "开设独立的银行账户"),
    "shared": ("acftu-2019-24:10", "共建共享"),
    "merged": ("acftu-2014-22:2.4", "切实纠正"),
    "proposed": ("acftu-2014-22:2.7", "推荐、选派"),
    "direct": ("acftu-2014-22:2.7", "直接选举产生"),
    "contract": ("acftu-2014-22:4.16", "报告和备案"),
    "honours": ("acftu-2014-22:4.18", "荣获相应层级"),
    "standin": ("anyang-2020-7:1", "代行"),
    "nocongress": ("anyang-2020-7:2", "可不再召开"),
    "sector": ("linyi-2015:2.3", "不应担任"),
    "sectorchairs": ("linyi-2015:2.3", "党组织负责人或"),
    "sync": ("linyi-2015:2.3", "应同步建立"),
    "shift": ("linyi-2015:2.4", "可以提前或者延期"),
    "reports": ("linyi-2015:4.5", "定期向同级党组织"),
}
YES, NO, NEED, NEEDLESS, DEPENDS, BREACH, NO_BREACH = (
    LEADS[0],
    LEADS[1],
    LEADS[2],
    LEADS[3],
    LEADS[4],
    LEADS[5],
    LEADS[6],
)

# (question, sentence, what the answer opens with; `None` where the words do not settle it)
CASES = [
    ("商会副会长能担任区域性工会联合会副主席吗", "heads", NO),
    ("单位行政一把手可以做联合会委员会委员吗？", "heads", NO),
    ("行业协会会长担任联合会主席，违规吗", "heads", BREACH),
    ("社区工作者可不可以当联合会副主席", "chairs", YES),
    ("上级工会派出的干部担任联合会主席，合规吗？", "chairs", YES),
    ("社会化工会工作者担任联合会主席违规吗", "chairs", NO_BREACH),
    ("联合会主席必须专职吗？", "modes", NEEDLESS),
    ("联合会副主席兼职行不行", "modes", YES),
    ("担任联合会主席要不要履行民主程序", "democratic", NEED),
    ("担任联合会副主席，不履行民主程序可以吗", "democratic", NO),
    ("联合会主席可以由全体委员选举产生吗", "elected", YES),
    ("联合会提前换届要不要报上一级工会批准", "early", NEED),
    ("特殊情况下联合会延期换届，不报上级工会批准行吗", "early", NO),
    ("联合会自己定组织办法可以吗", "statute", YES),
    ("建立联合会后会员会籍关系要不要变更", "unchanged", NEEDLESS),
    ("被联合会覆盖的基层单位要不要单独建立基层工会组织？", "own", NEED),
    ("能不能以职业名称作为联合会的名称", "named", NO),
    ("拿职业名称作联合会名称违规吗", "named", BREACH),
    ("具备条件的联合会要不要登记取得社团法人资格", "legal", NEED),
    ("联合会要不要登记取得社团法人资格", "legal", DEPENDS),
    ("独立管理经费的联合会必须成立经审会吗", "audit", NEED),
    ("联合会必须成立经费审查委员会吗", "audit", DEPENDS),
    ("独立管理经费的联合会可以不成立经审会吗", "audit", NO),
    ("联合会必须建立女职工委员会吗", "women", DEPENDS),
    ("可以给非国家工作人员担任的联合会主席发补贴吗", "allowance", YES),
    ("联合会的经费要做到专款专用吗", "earmarked", NEED),
    ("能不能在市级建立行业性工会联合会", "federal", YES),
    ("乡镇工会可以随意撤销吗", "revoked", NO),
    ("随便把街道工会合并，合规吗", "revoked", NO),
    ("建立街道工会要同时建立女职工委员会吗", "both", NEED),
    ("建立乡镇工会不建经审会行不行", "both", NO),
    ("县总工会可以在没条件建工会组织的街道设派出代表机关吗", "agency", YES),
    ("街道总工会要不要设专职主席", "fulltime", NEED),
    ("建立乡镇总工会，不设专职工作人员行吗", "fulltime", NO),
    ("街道党工委副书记可以兼任总工会主席吗", "deputy", YES),
    ("社工可以作为联合会副主席候选人吗", "candidates", YES),
    ("社会化工会工作者要不要岗前培训", "trained", NEED),
    ("社会化工会工作者不参加岗前培训可以吗", "trained", NO),
    ("新任街道工会专职副主席需要参加脱产培训吗", "course", NEED),
    ("上级工会可以给乡镇工会非公职人员发放兼职补贴吗", "subsidy", DEPENDS),
    ("有条件的地方，上级工会能给街道工会非公职人员发兼职补贴吗", "subsidy", YES),
    ("乡镇工会收支要不要纳入预算", "budget", NEED),
    ("街道工会的收入可以不列入预算吗", "budget", NO),
    ("有社会团体法人资格的乡镇工会要不要开设独立的银行账户", "account", NEED),
    ("街道工会能单独建服务阵地吗", "shared", YES),
    ("把工会合并到党群工作部门可以吗", "merged", NO),
    ("企业改制把工会撤销，违规吗", "merged", BREACH),
    ("上级工会可以向基层工会选派主席候选人吗", "proposed", YES),
    ("基层工会副主席可以由会员大会直接选举产生吗", "direct", YES),
    ("解除基层工会主席劳动合同要不要向上级工会备案", "contract", NEED),
    ("变更工会主席劳动合同，不向上级工会报告行吗", "contract", NO),
    ("能用街道机关工会代行街道工会职责吗", "standin", NO),
    ("乡镇工会委员会任期中可以不再召开会员代表大会吗", "nocongress", YES),
    ("行业协会会长可以担任产业工会委员吗", "sector", NO),
    ("商会党组织负责人能不能兼任产业工会主席", "sectorchairs", YES),
    ("建立产业工会要不要同步建立女职工委员会", "sync", NEED),
    ("产业工会要定期向同级党组织汇报工作吗", "reports", NEED),
    ("省级工会要制定培训规划吗", "plan", NEED),
    ("上级工会可以向基层兼职工会干部发补贴吗", "where_able", DEPENDS),
    ("会籍关系可以转到联合会吗", "unchanged", DEPENDS),
    ("街道工会必须开设独立的银行账户吗", "account", DEPENDS),
    ("产业工会可以提前换届吗", "shift", DEPENDS),
    ("联合会要不要吸收政府有关部门代表参加", "government", NEEDLESS),
    # Somebody else, or something else, than the words speak of.
    ("行业协会会长可以当联合会委员吗", "heads", None),
    ("行业协会秘书长可以当联合会主席吗", "heads", None),
    ("总经理助理可以当联合会委员会委员吗", "heads", None),
    ("已卸任的协会会长能当联合会主席吗", "heads", None),
    ("行政主要负责人可以当联合会主席吗", "heads", None),
    ("社区工作者可以当联合会委员吗", "chairs", None),
    ("社区工作者可以当乡镇工会主席吗", "chairs", None),
    ("联合会主席可以由区总工会任命吗", "elected", None),
    ("联合会委员可以兼职吗", "modes", None),
    ("可以在市级建立区域性工会联合会吗", "federal", None),
    ("联合会可以随意撤销吗", "revoked", None),
    ("企业党支部书记能兼任产业工会主席吗", "sectorchairs", None),
    ("联合会主席需要岗前培训吗", "trained", None),
    ("街道工会批准经费关系调整可以吗", "adjusted", None),
    ("会员可以直接罢免基层工会主席吗", "direct", None),
    ("龙头企业的工会副主席能当联合会主席吗", "chairs", None),
    ("有条件建工会组织的街道，县总工会可以设派出代表机关吗", "agency", None),
    ("小微企业可以不单独建工会吗", "covered", None),
    ("街道工会委员会可以由会员大会选举产生吗", "townships", None),
    ("非国家工作人员可以当联合会主席吗", "allowance", None),
    ("县级工会要制定培训规划吗", "plan", None),
    # Quantities, choices, several questions, two denials: no single yes or no, or the rules' business.
    ("职工1500人的街道工会可以配2名社会化工会工作者吗", "staffed", None),
    ("街道工会可以配备社会化工会工作者吗", "staffed", None),
    ("联合会主席是专职还是兼职", "modes", None),
    ("联合会主席怎样选举产生，可以由全体委员选举吗", "elected", None),
    ("乡镇工会收支不能不纳入预算吧", "budget", None),
    ("新任街道工会主席上岗第9个月参加了脱产培训，算按要求办了吗", "course", None),
    ("什么条件的联合会要登记取得法人资格", "legal", None),
    ("联合会主席、副主席谁可以兼职", "modes", None),
    ("哪些人不得担任联合会主席", "heads", None),
]  # fmt: skip


def asked(text: str) -> Question:
    return Question(
        text=text, meant=text, asked=text, search_text=text, focus=text, region=None, as_of=date(2026, 11, 20)
    )


def quote_of(library: Library, clause_id: str, words: str) -> str:
    found = [s for s in re.findall(r"[^。\n]+。?", library.clause(clause_id).text) if words in s]
    assert len(found) == 1
    return str(found[0])


@pytest.mark.parametrize(("text", "sentence", "lead"), CASES)
def test_the_words_quoted_settle_it_or_nothing_is_said(
    library: Library, text: str, sentence: str, lead: str | None
) -> None:
    clause_id, words = SENTENCES[sentence]
    clause = library.clause(clause_id)
    title = library.document(clause.document_id).title
    found = conclude(asked(text), quote_of(library, clause_id, words), context_of(clause, title))
    assert (found and found.lead) == lead


@pytest.mark.parametrize(
    ("text", "opens", "verdict"),
    [
        ("街道工会的收入可以不列入预算吗", "**不可以：总工办发〔2019〕24号第九条规定：", "no"),
        ("社会化工会工作者要不要岗前培训", "**需要：总工办发〔2019〕24号第七条规定：", "yes"),
        ("联合会要不要设女职工委员会", "**视情况而定：总工办发〔2020〕2号第二部分（十四）规定：", "conditional"),
        ("联合会委员会每届任期几年", "**总工办发〔2020〕2号第二部分（九）规定：", None),
    ],
)
def test_an_answer_opens_with_it(assistant: Assistant, text: str, opens: str, verdict: str | None) -> None:
    answer = assistant.ask(text, as_of=date(2026, 11, 20))
    assert answer.text.startswith(opens)
    assert answer.verdict == verdict


def test_a_story_is_not_judged(library: Library) -> None:
    clause = library.clause("acftu-2020-2:2.12")
    quote = quote_of(library, clause.id, "不能以职业名称")
    story = "我们去年开会讨论过好几次，" * 6 + "能不能以职业名称作为联合会的名称"
    assert conclude(asked(story), quote, context_of(clause, "")) is None
