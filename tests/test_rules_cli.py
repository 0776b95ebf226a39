"""The commands `rules` and `check`: what they print, and one Chinese line for what they cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.pipeline import Assistant

Captured = pytest.CaptureFixture[str]
TOWN = "town-general-union-2019"
SHARE = "专项资金占补助总额"


@pytest.fixture(autouse=True)
def home(built_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLICY_HOME", str(built_home))
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> int:
    return main(list(arguments))


def checked(capsys: Captured, *arguments: str) -> dict[str, object]:
    assert run("check", *arguments, "--json") == 0
    return dict(json.loads(capsys.readouterr().out))


def test_rules_lists_every_rule_with_its_clause(capsys: Captured, assistant: Assistant) -> None:
    assert run("rules") == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [row[0] for row in rows] == list(assistant.rules().rules)
    town = next(row for row in rows if row[0] == TOWN)
    assert town[1:3] == ["门槛", "建立乡镇（街道）总工会的条件"]
    assert town[3].endswith("（总工办发〔2019〕24号）第三条")


def test_rules_prints_every_rule_in_full(capsys: Captured, assistant: Assistant) -> None:
    for anchored in assistant.rules():
        assert run("rules", anchored.rule.id) == 0
        out = capsys.readouterr().out
        rule = anchored.rule
        assert rule.title in out
        assert f"[{anchored.clause.id}]" in out
        assert " ".join(rule.quote.split()) in out
        assert rule.modality in out
        assert all(i.name in out for i in rule.inputs)
        assert out.count("\n要求：") == len(rule.conditions)
        assert out.count("\n计算：") == len(rule.computations)
        assert rule.note is None or rule.note in out


def test_rules_gives_units_bounds_and_words(capsys: Captured) -> None:
    run("rules", TOWN)
    out = capsys.readouterr().out
    assert "所需情况：企业（家）、职工（人）、专职人员（是/否，可不填）" in out
    assert "要求：企业 ≥ 100 家（“以上”）" in out
    run("rules", "review-meeting")
    assert "考核评议会（次，每年）" in capsys.readouterr().out
    run("rules", "social-workers-small")
    assert "= 1 名（职工 ≤ 2000 人 时）" in capsys.readouterr().out
    run("rules", "guangzhou-staff")
    assert "行业工会联合会 × 1—2" in capsys.readouterr().out


def test_rules_as_json(capsys: Captured, assistant: Assistant) -> None:
    assert run("rules", "--json") == 0
    assert [r["id"] for r in json.loads(capsys.readouterr().out)] == list(assistant.rules().rules)
    assert run("rules", TOWN, "--json") == 0
    assert json.loads(capsys.readouterr().out)["clause_id"] == "acftu-2019-24:3"


@pytest.mark.parametrize("firms", ["100", "100家", "一百", "一百家", "１００家", "100 家", "100个", "壹佰家"])
@pytest.mark.parametrize("workers", ["5000", "5000人", "五千", "五千人", "0.5万", "0.5万人", "5,000名", "5千"])
def test_numbers_in_any_form_meet_the_bound(capsys: Captured, firms: str, workers: str) -> None:
    assert checked(capsys, TOWN, f"企业={firms}", f"职工={workers}", "专职人员=是")["verdict"] == "yes"


@pytest.mark.parametrize(
    ("rule", "facts", "verdict"),
    [
        (TOWN, ["企业=99", "职工=5000", "专职人员=是"], "no"),
        (TOWN, ["企业=120家", "职工=4800"], "no"),
        (TOWN, ["企业=100", "职工=5000"], "conditional"),
        (TOWN, ["企业=100", "职工=5000", "专职人员=否"], "no"),
        (TOWN, ["企业＝100", " 职工 = 5000 ", "专职人员= 是 "], "yes"),
        (TOWN, ["企业=100"], None),
        ("federation-term", ["任期=3"], "yes"),
        ("federation-term", ["任期=五年"], "yes"),
        ("federation-term", ["任期=三至五年"], "yes"),
        ("federation-term", ["任期=60个月"], "yes"),
        ("federation-term", ["任期=61个月"], "no"),
        ("federation-term", ["任期=两年半"], "no"),
        ("linyi-units", ["单位=两个"], "yes"),
        ("review-meeting", ["考核评议会=每年一次"], "yes"),
        ("review-meeting", ["考核评议会=0"], "no"),
        ("subsidy-share-check", [f"{SHARE}=10"], "yes"),
        ("subsidy-share-check", [f"{SHARE}=一成"], "yes"),
        ("subsidy-share-check", [f"{SHARE}=百分之十"], "yes"),
        ("subsidy-share-check", [f"{SHARE}=9.9%"], "no"),
        ("six-haves-share", ["达到“六有”目标的基层工会所占比例=80%"], "yes"),
        ("six-haves-share", ["达到“六有”目标的基层工会所占比例=79%"], "no"),
        ("six-haves-years", ["计划用时=3-5年"], "yes"),
        ("six-haves-years", ["计划用时=3"], "yes"),
        ("six-haves-years", ["计划用时=六年"], "conditional"),
        ("anyang-no-stand-in", [], "no"),
    ],
)
def test_check_gives_the_verdict(capsys: Captured, rule: str, facts: list[str], verdict: str | None) -> None:
    assert checked(capsys, rule, *facts)["verdict"] == verdict


def test_check_names_missing_facts_with_the_unit_they_are_given_in(capsys: Captured) -> None:
    outcome = checked(capsys, "federation-term")
    assert outcome["missing"] == [{"name": "任期", "unit": "年", "clause_id": "acftu-2020-2:2.9"}]
    assert run("check", TOWN, "企业=120") == 0
    assert "还需要：职工（人）" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2024-02-29", "2029年2月28日"),
        ("2024年5月1日", "2029年5月1日"),
        ("２０２４年５月", "2029年5月"),
        ("2024", "2029年"),
    ],
)
def test_dates_are_read(capsys: Captured, day: str, end: str) -> None:
    assert run("check", "federation-next-election", f"本届选举产生的时间={day}", "所定任期=五年") == 0
    assert f"= {end}" in capsys.readouterr().out


@pytest.mark.parametrize("day", ["2023-02-29", "2024-13", "昨天", "5月1日", "0024-01-01", "5年"])
def test_what_is_no_date_is_refused(capsys: Captured, day: str) -> None:
    assert run("check", "federation-next-election", f"本届选举产生的时间={day}") == 1
    assert "2024-05-01" in capsys.readouterr().err


def test_check_prints_the_working(capsys: Captured) -> None:
    assert run("check", TOWN, "企业=120家", "职工=4800") == 0
    out = capsys.readouterr().out
    assert "结论（no）：" in out
    assert "核对：职工 ≥ 5000 人（所给 4800 人；4800 < 5000，还差 200 人）→ 不符合" in out
    assert "（所给 未说明）→ 待确认" in out
    assert "[acftu-2019-24:3]" in out


def test_check_computes_and_says_what_the_text_leaves_open(capsys: Captured) -> None:
    assert run("check", "social-workers-large", "职工=8000") == 0
    out = capsys.readouterr().out
    assert "= 2—3名（所给 8000 人；8000 ÷ 3000 = 2 余 2000）" in out
    assert "注意：相除后余 2000" in out
    assert run("check", "social-workers-large", "职工=1999") == 0
    assert "不在这条规则的适用范围内" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rules", "none"], ["没有规则“none”", TOWN]),
        (["check", "none", "企业=1"], ["没有规则“none”", TOWN]),
        (["check", TOWN, "公司=1"], ["“公司”", "企业（家）", "职工（人）", "专职人员（是/否，可不填）"]),
        (["check", TOWN, "企业=很多"], ["“企业”", "“很多”", "企业（家）"]),
        (["check", TOWN, "企业="], ["“企业”的值"]),
        (["check", TOWN, "企业=-5"], ["“-5”"]),
        (["check", TOWN, "企业=约100家"], ["“约100家”", "确数"]),
        (["check", TOWN, "企业=100多家"], ["“100多家”", "确数"]),
        (["check", TOWN, "企业=100人"], ["“100人”"]),
        (["check", TOWN, "企业=是"], ["“企业”的值“是”"]),
        (["check", TOWN, "企业=100家职工5000人"], ["读不懂"]),
        (["check", TOWN, "企业=" + "1" * 100], ["读不懂"]),
        (["check", TOWN, "专职人员=有吧"], ["“专职人员”的值“有吧”", "是 或 否"]),
        (["check", TOWN, "企业"], ["名称=值"]),
        (["check", TOWN, "企业=1", "企业=2"], ["“企业”给了两次"]),
        (["check", "review-meeting", "考核评议会=每月一次"], ["“每月一次”"]),
        (["check", "anyang-no-stand-in", "企业=1"], ["不需要给出情况"]),
        (["rules", TOWN, "--coverage"], ["--coverage"]),
    ],
)
def test_what_cannot_be_met_is_one_line_that_says_what_is_expected(
    capsys: Captured, arguments: list[str], words: list[str]
) -> None:
    assert run(*arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert all(word in captured.err for word in words), captured.err
