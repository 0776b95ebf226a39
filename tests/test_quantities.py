"""Quantities in questions: tables of wordings, and numbers written in every form that must be read back exactly."""

from __future__ import annotations

import re
from decimal import Decimal

import cn2an
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.numerals import plain, read_bounds, read_numeral
from assistant.quantities import Quantity, read_quantities

# Expected: "low[..high] unit counted about|over|under /per"; · stands for an empty unit, later parts may be missing.
READ = [
    # Arabic, full-width, separators, decimals
    ("企业120家", ["120 家 企业"]),
    ("120家企业", ["120 家 企业"]),
    ("有企业１２０家", ["120 家 企业"]),
    ("职工5,000人", ["5000 人 职工"]),
    ("职工５，０００人", ["5000 人 职工"]),
    ("企业120，500人", ["120 · 企业", "500 人"]),
    ("企业１２０家，５００人", ["120 家 企业", "500 人"]),
    ("1.2万人", ["12000 人"]),
    ("０．５万名职工", ["5000 人 职工"]),
    ("0.5万", ["5000 ·"]),
    ("1万2千人", ["12000 人"]),
    ("3千5百名工人", ["3500 人 工人"]),
    ("5000 人", ["5000 人"]),
    ("职工5200", ["5200 · 职工"]),
    ("职工2010人", ["2010 人 职工"]),
    ("职工2010", ["2010 · 职工"]),
    ("0家企业", ["0 家 企业"]),
    ("6,000 employees", ["6000 人"]),
    # Chinese
    ("两千人", ["2000 人"]),
    ("一百二十家企业", ["120 家 企业"]),
    ("街道有企业一百三十家，职工只有三千一百人", ["130 家 企业", "3100 人 职工"]),
    ("职工有五千六百人", ["5600 人 职工"]),
    ("职工五千六", ["5600 · 职工"]),
    ("一万二职工", ["12000 · 职工"]),
    ("两百五十家", ["250 家"]),
    ("工人两百五", ["250 · 工人"]),
    ("廿五人", ["25 人"]),
    ("一万零五十人", ["10050 人"]),
    ("一百零五家", ["105 家"]),
    ("二百名", ["200 人"]),
    ("一二〇家企业", ["120 家 企业"]),
    ("三点五万人", ["35000 人"]),
    ("兩千名職工", ["2000 人 职工"]),
    ("壹佰贰拾家企业", ["120 家 企业"]),
    ("俩人", ["2 人"]),
    ("招俩社工", ["2 人 社工"]),
    ("仨委员", ["3 人 委员"]),
    ("百人", ["100 人"]),
    ("零家企业", ["0 家 企业"]),
    # approximate
    ("5千余人", ["5000 人 · over"]),
    ("3百来家", ["300 家 · about"]),
    ("八十来号人", ["80 人 · about"]),
    ("七十多号工人", ["70 人 工人 over"]),
    ("一百多家企业", ["100 家 企业 over"]),
    ("二十几人", ["20 人 · over"]),
    ("十几家藤编厂", ["10 家 藤编厂 over"]),
    ("几十家厂", ["20..99 家 厂 about"]),
    ("好几百名职工", ["200..999 人 职工 about"]),
    ("数百家企业", ["200..999 家 企业 about"]),
    ("二十多万人", ["200000 人 · over"]),
    ("三万多名职工", ["30000 人 职工 over"]),
    ("上百家企业", ["100 家 企业 over"]),
    ("职工上万", ["10000 · 职工 over"]),
    ("百十来号人", ["100..110 人 · about"]),
    ("百把人", ["100 人 · about"]),
    ("近百家企业", ["100 家 企业 under"]),
    ("将近5000人", ["5000 人 · under"]),
    ("不到一百家", ["100 家 · under"]),
    ("不足25人", ["25 人 · under"]),
    ("差一点100家", ["100 家 · under"]),
    ("约5000人", ["5000 人 · about"]),
    ("大概一百家企业", ["100 家 企业 about"]),
    ("100家左右", ["100 家 · about"]),
    ("企业100家左右 职工5000人左右", ["100 家 企业 about", "5000 人 职工 about"]),
    ("五十家上下", ["50 家 · about"]),
    ("超过五十", ["50 · · over"]),
    ("职工刚过两千", ["2000 · 职工 over"]),
    ("职工过了两千人", ["2000 人 职工 over"]),
    ("工人不到两千", ["2000 · 工人 under"]),
    ("二十五人以下", ["25 人 · under"]),
    ("职工两千以上", ["2000 · 职工 over"]),
    ("一百家出头", ["100 家 · over"]),
    ("不超过50家", ["50 家"]),
    ("不能超过50家单位", ["50 家 单位"]),
    ("至少1名", ["1 人"]),
    ("六千多工人", ["6000 · 工人 over"]),
    # spans
    ("100到120家", ["100..120 家"]),
    ("3—5年", ["36..60 月"]),
    ("３－５年", ["36..60 月"]),
    ("三年至五年", ["36..60 月"]),
    ("三至五年", ["36..60 月"]),
    ("6个月至1年", ["6..12 月"]),
    ("1-2名办事人员", ["1..2 人 办事人员"]),
    ("一两名", ["1..2 人"]),
    ("五六个", ["5..6 个"]),
    ("三四十人", ["30..40 人"]),
    ("七八百家小作坊", ["700..800 家 小作坊"]),
    ("一百二三十家", ["120..130 家"]),
    ("十七八个人", ["17..18 人"]),
    ("三五家", ["3..5 家"]),
    ("三、四名委员", ["3..4 人 委员"]),
    ("三到五万人", ["30000..50000 人"]),
    ("5000到1万人", ["5000..10000 人"]),
    ("10%-20%", ["10..20 %"]),
    ("七八年", ["84..96 月"]),
    # percent
    ("10%", ["10 %"]),
    ("10％", ["10 %"]),
    ("百分之十", ["10 %"]),
    ("百分之八点五", ["8.5 %"]),
    ("百分之一百", ["100 %"]),
    ("80%以上的基层工会", ["80 % 基层工会 over"]),
    ("一成", ["10 %"]),
    ("八成五", ["85 %"]),
    ("半成", ["5 %"]),
    ("两三成", ["20..30 %"]),
    ("四分之一", ["25 %"]),
    ("三分之一", []),
    ("三分之二以上", []),
    ("千分之五", ["0.5 %"]),
    ("每年交5%", ["5 % · /年"]),
    # money
    ("30亿元", ["3000000000 元"]),
    ("补助总额是30亿元", ["3000000000 元 补助总额"]),
    ("三十亿", ["3000000000 元"]),
    ("5000块", ["5000 元"]),
    ("一千块钱", ["1000 元"]),
    ("3万元", ["30000 元"]),
    ("几百块", ["200..999 元 · about"]),
    ("拨来两万建设费", ["20000 元 建设费"]),
    ("两块牌子", ["2 块 牌子"]),
    ("花了五万", ["50000 ·"]),
    # lengths of time
    ("一年零三个月", ["15 月"]),
    ("一年三个月", ["15 月"]),
    ("上岗一年零三个月了", ["15 月 上岗"]),
    ("13个月", ["13 月"]),
    ("18个月", ["18 月"]),
    ("半年", ["6 月"]),
    ("一年半", ["18 月"]),
    ("一个半月", ["1.5 月"]),
    ("两年多", ["24 月 · over"]),
    ("三个多月", ["3 月 · over"]),
    ("个把月", ["1 月 · about"]),
    ("俩月", ["2 月"]),
    ("一个季度", ["3 月"]),
    ("400天", ["400 天"]),
    ("30日内", ["30 天"]),
    ("两个星期", ["14 天"]),
    ("15个工作日", ["15 工作日"]),
    ("任期五年", ["60 月 任期"]),
    ("委员会一届定成六年", ["1 届", "72 月 届"]),
    ("快两年了", ["24 月 · under"]),
    ("过半年再选", ["6 月"]),
    # how often
    ("每年两次", ["2 次 · /年"]),
    ("一年开1次", ["1 次 · /年"]),
    ("一年一回", ["1 次 · /年"]),
    ("今年开了1次委员会会议", ["1 次 委员会会议 /年"]),
    ("每年至少召开一次", ["1 次 · /年"]),
    ("1次/年", ["1 次 · /年"]),
    ("半年开一次会", ["1 次 会 /半年"]),
    ("每季度开一次", ["1 次 · /季度"]),
    ("每月两次", ["2 次 · /月"]),
    ("每周一次", ["1 次 · /周"]),
    ("每半年开一次", ["1 次 · /半年"]),
    ("去年一年开了两次会", ["2 次 会 /年"]),
    ("两年评一回", ["1 次 · /2年"]),
    ("每两年一次", ["1 次 · /2年"]),
    ("三年了才开两次", ["36 月", "2 次"]),
    ("一年最少开几回", []),
    ("今年一次会都没开", ["0 次 会 /年"]),
    ("挂牌两年没开过一次会", ["24 月", "0 次 会"]),
    ("每3000人可配备1名", ["3000 人 · /每", "1 人"]),
    ("每三千名职工配一名社工", ["3000 人 职工 /每", "1 人 社工"]),
    # what is counted
    ("委员定了5名", ["5 人 委员"]),
    ("准备设5名委员", ["5 人 委员"]),
    ("覆盖企业工会68家", ["68 家 企业工会"]),
    ("覆盖了68家企业工会", ["68 家 企业工会"]),
    ("联合基层工会底下刚好五十家单位", ["50 家 单位"]),
    ("民营物流公司，职工38人，按规定应不应当", ["38 人 职工"]),
    ("职工38人按规定应当单独建工会", ["38 人 职工"]),
    ("连老板娘带伙计雇了12个人", ["12 人"]),
    ("120家小微企业要编进联合基层工会", ["120 家 小微企业"]),
    ("建4个行业工会联合会", ["4 个 行业工会联合会"]),
    ("四千八百多个工人", ["4800 人 工人 over"]),
    ("60个单位", ["60 家 单位"]),
    ("一个联合基层工会", ["1 个 联合基层工会"]),
    ("一家小饭馆", ["1 家 小饭馆"]),
    ("5名社会化工会工作者", ["5 人 社会化工会工作者"]),
    ("镇上十二家农机厂", ["12 家 农机厂"]),
    ("全镇职工八千人", ["8000 人 职工"]),
    ("单位有职工24名，其中女职工11名", ["24 人 职工", "11 人 女职工"]),
    ("新增企业15家", ["15 家 新增企业"]),
    ("两个以上独立法人企业", ["2 家 独立法人企业 over"]),
    ("十家加工厂", ["10 家 加工厂"]),
    ("今年58岁", ["58 岁"]),
    ("五十多岁", ["50 岁 · over"]),
    ("小厂一个都没有", ["0 个"]),
    ("企业95家、职工5200，就差五家", ["95 家 企业", "5200 · 职工"]),
    ("2019年建的会，现在有120家企业", ["120 家 企业"]),
    ("按24号文，我们5600名职工", ["5600 人 职工"]),
]

NOT_READ = """
2020年 | 2020年1月15日 | 二〇二〇年 | 二零一四年 | 今年5月 | 5月3号 | 2021年底 | 2019-12-27 | 2019.12.27
2014—2018年 | 十二月了 | 14年那份意见 | 二〇一九年十月 | 2020年上半年 | 1-3月 | 9点 | 上午九点半 | 14:30
下午3点钟 | 总工办发〔2020〕2号 | 总工办发（2020）２号 | 2014年22号文 | 24号文 | 全总24号文件 | 第九条
第（十二）条 | 第二部分 | 第2款 | 第十一条第二款 | 一是要依法 | 一、总体要求 | （一）工作目标 | 1、指导思想
①目标 | 第17届 | 第十九次会议 | 第三天 | 13812345678 | 0372-1234567 | 400-123-4567 | 电话 12351 | 12351热线
110101199003071234 | 六有 | “六好”标准 | 三严三实 | 五一劳动奖章 | 两个信赖 | 十九大 | 二次覆盖
十九届四中全会 | 党的十八大 | 一线职工 | 行政一把手 | 上一级工会 | 不一样 | 一起去 | 一般 | 一定 | 一直 | 统一
三方协商 | 百强企业 | 千方百计 | 万一 | 一口气 | 一步 | 一块儿 | 一下 | 一点 | 老三样 | 第三方 | 三八红旗手
三个代表 | 千万别 | 成千上万 | 三天两头 | 九零后 | 90后 | 五年级 | 90年代 | 同一家 | 周一 | 星期三 | 几家
多少人 | 几年 | 哪两家 | 咱俩 | 双措并举 | 3号楼 | 5G | ISO9001 | 五花八门 | 四面八方 | 队伍对基层 | 十分要紧
一方面 | 上半年 | 一半以上
"""
NOT_READ_TEXTS = [text.strip() for text in re.split(r"[|\n]", NOT_READ) if text.strip()]


def shown(quantity: Quantity) -> str:
    low, high = f"{quantity.low:f}", f"{quantity.high:f}"
    parts = [low if low == high else f"{low}..{high}", quantity.unit or "·", quantity.counted or "·"]
    parts += [quantity.approximate] if quantity.approximate else []
    parts += [f"/{quantity.per}"] if quantity.per else []
    return re.sub(r"(?<=\S \S)( ·)$|(?<=\S\S )·$|(?<=. )·$", "", " ".join(parts)).strip()


def normal(expected: str) -> str:
    """The parts of an expectation, with the empty ones at its end dropped."""
    return re.sub(r"( ·)+$", "", expected)


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_quantity_is_read_however_it_is_written(text: str, expected: list[str]) -> None:
    assert [normal(shown(q)) for q in read_quantities(text)] == [normal(e) for e in expected]


@pytest.mark.parametrize("text", NOT_READ_TEXTS)
def test_what_counts_nothing_is_no_quantity(text: str) -> None:
    assert [q.text for q in read_quantities(text)] == []


@pytest.mark.parametrize("frame", ["请问{}行吗", "我们街道{}，合规吗？", "（{}）", "听说 {} 的事"])
@pytest.mark.parametrize(
    ("text", "expected"), [row for row in READ if re.match(r"[\d一-九]*[^\x00-\x7f]", row[0])][::7]
)
def test_surroundings_change_neither_value_nor_unit(text: str, expected: list[str], frame: str) -> None:
    numbers = [" ".join(normal(e).split()[:2]) for e in expected]
    assert [" ".join(shown(q).split()[:2]) for q in read_quantities(frame.format(text))] == numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两千", 2000),
        ("五千六", 5600),
        ("一万二", 12000),
        ("三万两千五", 32500),
        ("一万零五", 10005),
        ("一千二百万", 12_000_000),
        ("三千五百亿", 350_000_000_000),
        ("1.5千", 1500),
        ("3百", 300),
        ("零三", 3),
        ("百", 100),
    ],
)
def test_numerals(text: str, value: int) -> None:
    assert read_numeral(text) == value
    assert read_bounds(text) == (value, value)


@pytest.mark.parametrize("text", ["", "百百", "三三千", "万万亿万", "十十", "1.2.3", "俩百", "一" * 99])
def test_what_is_no_numeral(text: str) -> None:
    assert read_numeral(text) is None


def fullwidth(text: str) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


def colloquial(number: int) -> str:
    """两 for 二 before 百, 千, 万, 亿, as people speak."""
    return re.sub(r"二(?=[百千万亿])", "两", cn2an.an2cn(number))


def in_wan(number: int) -> str:
    for place, name in ((10**8, "亿"), (10**4, "万")):
        if number >= place:
            return f"{(Decimal(number) / place).normalize():f}{name}"
    return str(number)


def in_thousands(number: int) -> str:
    """1万2千, 3千5百: Arabic digits with Chinese places; other numbers as they are."""
    wan, rest = divmod(number, 10_000)
    if 0 < wan < 10_000 and rest and rest % 1000 == 0:
        return f"{wan}万{rest // 1000}千"
    return str(number)


FORMS = (str, "{:,}".format, cn2an.an2cn, colloquial, in_wan, in_thousands)
UNITS = [
    ("家", "家", 1), ("人", "人", 1), ("名", "人", 1), ("位", "人", 1), ("次", "次", 1),
    ("天", "天", 1), ("元", "元", 1), ("块钱", "元", 1), ("%", "%", 1), ("个月", "月", 1),
]  # fmt: skip
NOUNS = {"家": ["企业", "单位", "小微企业"], "名": ["职工", "委员", "社会化工会工作者"], "位": ["会员", "农民工"]}
FRAMES = [
    "我们街道有{}，能不能成立总工会？",
    "请问{}够不够",
    "辖区里{}。怎么办",
    "工会联合会的{}算数吗",
    "《工会法》规定{}吧",
]
whole = st.one_of(st.integers(2, 200), st.integers(2, 20_000), st.integers(2, 99_999_999), st.integers(2, 10**12))


@settings(deadline=None, max_examples=500)
@given(whole, st.sampled_from(FORMS), st.booleans(), st.sampled_from(UNITS), st.sampled_from(FRAMES), st.data())
def test_a_number_written_in_any_form_is_read_back(number, form, wide, unit, frame, data) -> None:  # type: ignore[no-untyped-def]
    measure, canonical, factor = unit
    written = form(number)
    assume(not re.fullmatch(r"1[3-9]\d{9}", written))  # eleven digits of that kind are a telephone number
    noun = data.draw(st.sampled_from(NOUNS.get(measure, [""])))
    text = frame.format(fullwidth(written + measure) + noun if wide else written + measure + noun)
    [quantity] = read_quantities(text)
    assert (quantity.low, quantity.high, quantity.unit) == (number * factor, number * factor, canonical)
    assert (quantity.approximate, quantity.per) == ("", "")
    assert quantity.counted == noun or not noun
    assert text[quantity.start : quantity.end] == quantity.text


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 11), st.sampled_from([str, cn2an.an2cn]), st.sampled_from(["", "零", "又"]))
def test_years_and_months_add_up(years: int, months: int, form, link: str) -> None:  # type: ignore[no-untyped-def]
    [quantity] = read_quantities(f"主席上岗{form(years)}年{link}{form(months)}个月了")
    assert (quantity.low, quantity.unit, quantity.counted) == (years * 12 + months, "月", "上岗")


@settings(deadline=None)
@given(st.integers(1, 9_000), st.integers(1, 9_000), st.sampled_from([str, cn2an.an2cn]), st.sampled_from("-—~～至到"))
def test_a_span_keeps_both_ends(first: int, more: int, form, sign: str) -> None:  # type: ignore[no-untyped-def]
    [quantity] = read_quantities(f"大约{form(first)}{sign}{form(first + more)}家企业")
    assert (quantity.low, quantity.high, quantity.unit) == (first, first + more, "家")
    assert (quantity.counted, quantity.approximate) == ("企业", "about")


ALPHABET = (
    "0123456789０９，,.．%％-—〔〕（）()零〇一二两三四五六七八九十百千万亿半几多来余俩点成年月日号次家人名个元块"
    "每约近不到至分之第条工会企业职工 \n"
)


@settings(deadline=None, max_examples=500)
@given(st.one_of(st.text(max_size=80), st.text(alphabet=ALPHABET, max_size=60)))
def test_any_text_is_read_and_offsets_reproduce_it(text: str) -> None:
    assert len(plain(text)) == len(text)
    end = 0
    for quantity in read_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text
        assert end <= quantity.start < quantity.end
        assert quantity.low <= quantity.high
        end = quantity.end


year, month, day = st.integers(1950, 2049), st.integers(1, 12), st.integers(1, 28)
DECOYS = st.one_of(
    st.builds("{}年{}月{}日".format, year, month, day),
    st.builds("{}-{:02}-{:02}".format, year, month, day),
    st.builds("{}年{}月".format, st.builds(lambda y: cn2an.an2cn(y, "direct"), year), st.builds(cn2an.an2cn, month)),
    st.builds("总工办发〔{}〕{}号".format, year, st.integers(1, 400)),
    st.builds("{}年{}号文".format, year, st.integers(1, 400)),
    st.builds("第{}条第{}款".format, st.builds(cn2an.an2cn, st.integers(1, 99)), st.integers(1, 9)),
    st.builds("第（{}）条".format, st.builds(cn2an.an2cn, st.integers(1, 99))),
    st.builds("1{}".format, st.integers(3_000_000_000, 9_999_999_999)),
    st.builds("0{}-{}".format, st.integers(310, 999), st.integers(2_000_000, 8_999_999)),
    st.builds("{}届四中全会".format, st.builds(cn2an.an2cn, st.integers(11, 25))),
    st.sampled_from(["六有", "五一劳动奖章", "三严三实", "两个信赖", "十九大", "一线职工", "上一级工会", "12351"]),
)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(DECOYS, min_size=1, max_size=4), st.sampled_from(["、", "，", "和", "的企业，", "里说职工", "，联系人"])
)
def test_dates_references_and_telephone_numbers_count_nobody(decoys: list[str], link: str) -> None:
    text = f"按{link.join(decoys)}，我们街道的企业工会该怎么建，职工问谁？"
    assert [q.text for q in read_quantities(text) if q.unit in ("家", "人")] == []
