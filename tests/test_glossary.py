"""The glossary: its form, and what the shipped one makes of what people say."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.glossary import Glossary, GlossaryError, GlossaryFile, load_glossary, read_glossary
from assistant.pipeline import approve
from index.build import build_index
from index.embedding import Embedder
from index.generation import Generations
from index.library import Library
from index.shelf import Shelf

SOURCES = sorted(Path("corpus/policies").glob("*.txt"))


def made(text: str) -> Glossary:
    return Glossary(read_glossary(textwrap.dedent(text)))


@pytest.fixture(scope="module")
def glossary(library: Library) -> Glossary:
    return load_glossary(library)


MALFORMED = [
    ("entries: [", "不是合法的 YAML"),
    ("[]", "顶层应为 entries"),
    ("terms: []", "顶层应为 entries"),
    ("entries: 5", "entries：应为列表"),
    ("{entries: [], rules: []}", "rules：没有此项"),
    ("entries: [会籍]", "第 1 条（无 term）"),
    ("entries: [{slips: [会藉]}]", "第 1 条（无 term）有误：term：缺少此项"),
    ("entries: [{term: []}]", "第 1 条"),
    ("entries: [{term: 会}]", "第 1 条（会）有误：term.0：至少应有两个字"),
    ("entries: [{term: 会籍, slip: [会藉]}]", "第 1 条（会籍）有误：slip：没有此项"),
    ("entries: [{term: 会籍, slips: 会藉}]", "slips：应为列表"),
    ("entries: [{term: 会籍, slips: [12]}]", "slips.0：应为文字"),
    ("entries: [{term: 会籍, slips: [huiji]}]", "slips.0：文字不合要求"),
    ("entries: [{term: 会籍, english: [会籍]}]", "english.0：文字不合要求"),
    ("entries: [{term: 会籍, english: ['<b>x</b>']}]", "english.0：文字不合要求"),
    ("entries: [{term: 会籍, spelling: 有时}]", "spelling：应为 true 或 false"),
    ("entries: [{term: 会籍, colloquial: [户口]}, {term: 账户, colloquial: [户口]}]", "“户口”已用于“会籍”"),
    ("entries: [{term: 会籍, english: [own union]}, {term: 建会, english: [Own Unions]}]", "“Own Unions”已用于“会籍”"),
    ("entries: [{term: [会籍, 会员], slips: [会藉]}]", "所指不止一个词"),
    ("entries: [{term: 工会, slips: [公会]}, {term: 办公会议}]", "“公会”见于正确的说法“办公会议”"),
    ("entries: [{term: 会籍, slips: [会籍]}]", "“会籍”见于正确的说法“会籍”"),
]


@pytest.mark.parametrize(("text", "words"), MALFORMED)
def test_a_glossary_in_error_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        read_glossary(text)
    assert words in str(caught.value)
    assert "glossary.yaml" in str(caught.value)


def test_several_terms_may_be_meant() -> None:
    glossary = made("entries: [{term: [经审会, 女工委], colloquial: [两委]}]")
    assert glossary.added_to("两委要不要建") == ("经审会", "女工委")


def test_words_are_added_once_and_the_longest_counts() -> None:
    glossary = made("""
        entries:
          - {term: 换届, colloquial: [换班子, 改选]}
          - {term: 任期, colloquial: [班子], unless: [领导班子成员]}
          - {term: 联合会, also: [班子会]}
    """)
    assert glossary.added_to("换班子，改选") == ("换届",)
    assert glossary.added_to("班子") == ("任期",)
    assert glossary.added_to("领导班子成员") == ()
    assert glossary.added_to("班子会") == ()
    assert glossary.added_to("改选还是换届") == ()


def test_a_corpus_without_glossary_is_read_as_typed(
    make_corpus: Callable[..., Path], tmp_path: Path, embedder: Embedder
) -> None:
    corpus = make_corpus({"rule.txt": "一、总则\n总公会换届。\n"})
    build_index(corpus, Generations(tmp_path / "home"), embedder, approve=approve)
    library = Shelf(tmp_path / "home").current()
    assert load_glossary(library).correct("总公会换界") == ("总公会换界", ())
    assert load_glossary(library).added_to("全总") == ()


def test_a_glossary_in_error_fails_the_build(
    make_corpus: Callable[..., Path], tmp_path: Path, embedder: Embedder
) -> None:
    corpus = make_corpus({"rule.txt": "一、总则\n工会换届。\n"})
    (corpus / "glossary.yaml").write_text("entries: [{term: 会}]", encoding="utf-8")
    with pytest.raises(GlossaryError, match="至少应有两个字"):
        build_index(corpus, Generations(tmp_path / "home"), embedder, approve=approve)


def test_every_term_stands_in_the_documents(glossary: Glossary) -> None:
    written = "".join("".join(s.read_text(encoding="utf-8").replace("**", "").split()) for s in SOURCES)
    terms = {term for entry in glossary.entries for term in entry.term}
    assert len(terms) > 200
    assert not {term for term in terms if term not in written}


def test_no_sentence_of_the_documents_is_corrected(library: Library, glossary: Glossary) -> None:
    sentences = [s for d in library.documents() for s in re.split(r"(?<=[。；：！？\n])", d.text) if s.strip()]
    assert len(sentences) > 400
    unaided = Glossary(GlossaryFile(entries=glossary.entries))  # which does not know what the documents write
    for reader in (glossary, unaided):
        assert [s for s in sentences if reader.correct(s) != (s, ())] == []


def test_no_wording_of_the_glossary_is_corrected_and_every_slip_is(glossary: Glossary) -> None:
    for entry in glossary.entries:
        for right in entry.right:
            assert glossary.correct(right) == (right, ())
        for slip in entry.slips:
            text, corrections = glossary.correct(slip)
            assert text == entry.term[0], slip
            assert corrections
            assert glossary.correct(text) == (text, ())


SAID = [
    ("经审会要不要单独设", "工会经费审查委员会"),
    ("女工委主任谁当", "女职工委员会"),
    ("职代会多久开一次", "职工代表大会"),
    ("社工能不能当主席", "社会化工会工作者"),
    ("老板当主席行不行", "行政主要负责人"),
    ("联合会什么时候换班子", "换届"),
    ("联合会想要个户头", "独立的银行账户"),
    ("打零工的怎么入会", "零散就业人员"),
    ("主席什么级别", "党政同级副职"),
    ("工作经费被挪用了", "专款专用"),
    ("省总工会怎么要求", "省级工会"),
    ("津贴谁出", "工作补贴"),
]
NOT_SAID = [
    "老板拖欠工资怎么办",
    "城镇总体规划",
    "社会主义工会",
    "转会议室",
    "办公会议",
    "联合制定办法",
    "小区总共几家",
]


@pytest.mark.parametrize(("text", "term"), SAID)
def test_what_people_say_finds_the_term(glossary: Glossary, text: str, term: str) -> None:
    assert term in glossary.added_to(text)


@pytest.mark.parametrize("text", NOT_SAID)
def test_everyday_words_add_nothing(glossary: Glossary, text: str) -> None:
    assert glossary.added_to(text) == ()
    assert glossary.correct(text) == (text, ())


ENGLISH = [
    ("How long is the term of office of a union federation?", ["任期", "工会联合会"]),
    ("Who must approve the preparatory group?", ["批准", "筹备组"]),
    (
        "Can the president of a trade association chair the federation?",
        ["行业协会（商会）", "会长", "主席", "工会联合会"],
    ),
    ("Does a federation need an audit committee?", ["工会联合会", "工会经费审查委员会"]),
    ("Is a women’s committee required?", ["女职工委员会"]),
    ("May a township union open its own BANK ACCOUNTS?", ["乡镇（街道）工会", "独立工会经费账户", "独立的银行账户"]),
    ("Who acts as the working body of a workers' congress?", ["工作机构", "职工代表大会"]),
    ("collective bargaining in the sector", ["集体协商", "行业"]),
    ("wage bargaining", ["工资集体协商"]),
    ("the ACFTU opinions", ["中华全国总工会"]),
    ("socialized union workers per 3,000 employees", ["社会化工会工作者", "职工"]),
    ("What are the “six haves”?", ["六有"]),
    ("membership transfer of migrant workers", ["会员组织关系接转", "农民工"]),
    ("May Day labor award without a model workers' home title", ["五一劳动奖状、五一劳动奖章", "模范职工之家"]),
    ("part-time vice chairs", ["兼职副主席"]),
    ("legal person status of industrial unions", ["法人资格", "产业（行业）工会"]),
    ("Can the boss be union chair?", ["行政主要负责人", "工会主席"]),
    ("gig workers and micro firms", ["零散就业人员", "小微企业"]),
    ("early election", ["提前或延期换届"]),
    ("legal aid for labour disputes", ["法律援助", "劳动争议"]),
]


@pytest.mark.parametrize(("text", "terms"), ENGLISH)
def test_english_is_read_in_the_terms_of_the_documents(glossary: Glossary, text: str, terms: list[str]) -> None:
    assert [term for t in glossary.translations(text) for term in t.terms] == terms


@pytest.mark.parametrize("text", ["", "asdf qwer", "commit", "Python 3", "reunion", "membered", "任期几年"])
def test_other_words_are_no_english_of_the_field(glossary: Glossary, text: str) -> None:
    assert glossary.translations(text) == ()
