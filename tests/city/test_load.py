"""county.yaml is read strictly, loads twice without a trace, and says what a change changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.people import county_file
from wutong.city.county import countyfile
from wutong.city.county.api import CountyFileError, load_county
from wutong.city.models import Account, Cell, County, LocalTerm, OfficePeriod, Officer, Post
from wutong.city.offices.api import seat_of
from wutong.record.scope import Scope

SAMPLE = Path(__file__).parents[2] / "samples" / "county.yaml"
GOOD = """code: "990001"
name: 示例县
bureau: 示例县综合行政执法局
since: 2019-01-01
offices:
  - code: ju
    name: 局领导
    below:
      - {code: zf1, name: 一中队}
officers:
  - code: "1"
    name: 张某
    login: zhang
    posts: [{office: zf1, role: squad_head, leads: true}]
  - code: "2"
    name: 李某
    login: li
    assistant: true
    posts: [{office: zf1, role: assistant}]
terms:
  complaint.reply: {value: 15 workdays, document: 本局1号, in_force: 2019-01-01}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "county.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(CountyFileError) as found:
        countyfile.read(written(tmp_path, text))
    return [str(p) for p in found.value.problems]


def test_it_loads_the_sample_as_it_stands(db: None) -> None:
    loaded = load_county(SAMPLE)
    assert loaded.new and loaded.scope == Scope("990001") and loaded.name == "示例县"
    assert LocalTerm.objects.within(loaded.scope).count() == 0  # unset stays unset
    assert len(loaded.passwords) == Account.objects.within(loaded.scope).count() == 9
    assert not Account.objects.within(loaded.scope).filter(demo=True).exists()
    login, _, password = loaded.passwords[0]
    account = Account.objects.within(loaded.scope).get(login=login)
    assert account.check_password(password) and account.first_password
    assert seat_of(account.pk, date(2024, 1, 1)) is not None


def test_it_changes_nothing_the_second_time(db: None) -> None:
    first = load_county(county_file())
    before = Post.objects.within(first.scope).count(), Cell.objects.within(first.scope).count()
    again = load_county(county_file())
    assert not again.new and again.changes == () and again.passwords == ()
    assert (Post.objects.within(first.scope).count(), Cell.objects.within(first.scope).count()) == before


def test_it_says_what_changed(db: None, tmp_path: Path) -> None:
    scope = load_county(written(tmp_path, GOOD)).scope
    text = GOOD.replace("15 workdays", "10 workdays").replace("name: 李某", "name: 李四")
    text = text.replace(
        "{code: zf1, name: 一中队}",
        "{code: zf1, name: 一中队, to: 2020-12-31}\n      - {code: zf1, name: 街面一中队, from: 2021-01-01}",
    )
    said = [str(c) for c in load_county(written(tmp_path, text)).changes]
    assert any("李四" in s and "由李某改为李四" in s for s in said)
    assert any("complaint.reply" in s and "由15 workdays改为10 workdays" in s for s in said)
    assert any(s.startswith("新增机构") for s in said) and any("止由空改为2020-12-31" in s for s in said)
    assert OfficePeriod.objects.within(scope).count() == 3


def test_it_removes_what_the_file_no_longer_says_but_no_person(db: None, tmp_path: Path) -> None:
    scope = load_county(written(tmp_path, GOOD)).scope
    text = GOOD.split('  - code: "2"')[0]
    said = [str(c) for c in load_county(written(tmp_path, text)).changes]
    assert any(s.startswith("去掉任职") for s in said) and any(s.startswith("去掉期限") for s in said)
    assert Officer.objects.within(scope).count() == 2
    assert seat_of(Account.objects.within(scope).get(login="li").pk, date(2024, 1, 1)) is None


def test_it_keeps_a_password_that_was_changed(db: None, tmp_path: Path) -> None:
    scope = load_county(written(tmp_path, GOOD)).scope
    account = Account.objects.within(scope).get(login="zhang")
    account.set_password("my own words 1")
    account.save()
    load_county(written(tmp_path, GOOD.replace("张某", "张三")))
    account.refresh_from_db()
    assert account.check_password("my own words 1")


@pytest.mark.parametrize(
    ("old", "new", "line", "found", "expected"),
    [
        ("name: 示例县\n", "nmae: 示例县\n", 2, "不认识的“nmae”", "name"),
        ("name: 示例县\n", "", 1, "没有“name”", "name"),
        ('code: "990001"', "code: 990001", 1, "code: 990001", '加引号的文字，例如 code: "990001"'),
        ('code: "990001"', 'code: "9901"', 1, "code: 9901", "6位县区代码"),
        ("since: 2019-01-01", "since: 明天", 4, "since: 明天", "日期，例如 2019-04-03"),
        ("role: squad_head", "role: boss", 14, "role: boss", "squad_head（队长）"),
        ("role: assistant", "role: officer", 19, "协管人员任队员", "其余角色只能由执法人员担任"),
        (
            "    assistant: true\n",
            "    assistant: true\n    certificate: {number: A1}\n",
            19,
            "协管人员有执法证",
            "协管人员没有执法证",
        ),
        ("office: zf1, role: squad", "office: zf9, role: squad", 14, "没有这个机构", "机构代码"),
        ("15 workdays", "15 working days", 21, "15 working days", "5 workdays"),
        (", document: 本局1号", "", 21, "没有依据", "样例"),
        ("complaint.reply:", "complaint.rely:", 21, "不认识的期限complaint.rely", "complaint.reply"),
        ("login: li\n", "login: zhang\n", 15, "登录名zhang用了两次", "一人一个登录名"),
        ('code: "2"', 'code: "1"', 15, "工号1用了两次", "一人一个工号"),
        ("name: 一中队}", "name: 一中队, from: 2018-01-01}", 9, "那天没有ju", "上级那时已经设立"),
    ],
)
def test_it_says_line_found_and_expected(
    tmp_path: Path, old: str, new: str, line: int, found: str, expected: str
) -> None:
    assert old in GOOD
    said = problems(tmp_path, GOOD.replace(old, new, 1))
    assert any(f"第{line}行" in s and found in s and expected in s for s in said), said


def test_it_tells_all_problems_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("name: 示例县", "nmae: 示例县").replace("role: squad_head", "role: boss")
    said = problems(tmp_path, text)
    assert sum("nmae" in s for s in said) == 1 and sum("boss" in s for s in said) == 1


@pytest.mark.parametrize("text", ["", "- 1\n", "a: [", "code: 1\ncode: 2\n", "\t"])
def test_it_refuses_what_is_no_county_file(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)


def test_it_refuses_a_circle_of_offices(tmp_path: Path) -> None:
    offices = """offices:
  - {code: ju, name: 局, to: 2019-12-31}
  - code: a
    name: 甲
    below:
      - {code: ju, name: 局, from: 2020-01-01, below: [{code: a2, name: 乙}]}
"""
    text = GOOD[: GOOD.index("offices:")] + offices
    assert not any("绕" in s for s in problems(tmp_path, text + "x: 1\n"))
    circle = offices.replace("code: a\n    name: 甲\n", "code: a\n    name: 甲\n    to: 2019-12-31\n").replace(
        "{code: a2, name: 乙}", "{code: a, name: 甲, from: 2020-01-01}"
    )
    looped = circle.replace("{code: ju, name: 局, from: 2020-01-01", "{code: ju, name: 局, from: 2020-01-01")
    assert any("没有a" in s or "绕" in s for s in problems(tmp_path, GOOD[: GOOD.index("offices:")] + looped))


def test_it_refuses_overlapping_periods(tmp_path: Path) -> None:
    text = GOOD.replace(
        "- {code: zf1, name: 一中队}", "- {code: zf1, name: 一}\n      - {code: zf1, name: 二, from: 2020-01-01}"
    )
    assert any("重叠" in s for s in problems(tmp_path, text))


def test_it_changes_nothing_when_the_file_is_wrong(db: None, tmp_path: Path) -> None:
    with pytest.raises(CountyFileError):
        load_county(written(tmp_path, GOOD + "x: 1\n"))
    assert not County.objects.within(Scope("990001")).exists()


def test_it_refuses_the_demo_county_outside_the_demo(db: None, settings: object) -> None:
    settings.TESTING = False  # type: ignore[attr-defined]
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(CountyFileError, match="样例县"):
        load_county(county_file())


def test_it_never_drops_a_cell(db: None, tmp_path: Path) -> None:
    folder = county_file().parent
    for name in ("cells.geojson", "boundary.geojson", "places.geojson", "map.svg", "map-dark.svg"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    text = county_file().read_text(encoding="utf-8")
    scope = load_county(written(tmp_path, text)).scope
    count = Cell.objects.within(scope).count()
    lines = (tmp_path / "cells.geojson").read_text(encoding="utf-8").splitlines()
    (tmp_path / "cells.geojson").write_text("\n".join(lines[:1] + lines[2:]), encoding="utf-8")
    with pytest.raises(CountyFileError, match="少了1个网格"):
        load_county(tmp_path / "county.yaml")
    ended = lines[1].replace('"code":', '"ended_on":"2024-01-31","code":', 1)
    (tmp_path / "cells.geojson").write_text("\n".join([lines[0], ended, *lines[2:]]), encoding="utf-8")
    said = [str(c) for c in load_county(tmp_path / "county.yaml").changes]
    assert any("停用日由空改为2024-01-31" in s for s in said)
    assert Cell.objects.within(scope).count() == count


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"code":"990101001001001"', '"code":"9901010010010"', "应当是15位数字"),
        ('"code":"990101001001001"', '"code":"990101009001001"', "不在 divisions 里"),
        ('"code":"990101001001001"', '"code":"990101001001002"', "用了两次"),
    ],
)
def test_it_holds_cell_codes_to_their_grammar(db: None, tmp_path: Path, old: str, new: str, words: str) -> None:
    folder = county_file().parent
    for name in ("boundary.geojson", "places.geojson", "map.svg", "map-dark.svg"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    cells = (folder / "cells.geojson").read_text(encoding="utf-8")
    assert old in cells
    (tmp_path / "cells.geojson").write_text(cells.replace(old, new), encoding="utf-8")
    with pytest.raises(CountyFileError, match=words):
        load_county(written(tmp_path, county_file().read_text(encoding="utf-8")))


@pytest.mark.parametrize("bad", ["<script>1</script>", '<image href="http://x/"/>', '<g onload="x()"/>'])
def test_it_takes_no_map_that_does_more_than_show(db: None, tmp_path: Path, bad: str) -> None:
    folder = county_file().parent
    for name in ("cells.geojson", "boundary.geojson", "places.geojson", "map-dark.svg"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    drawn = (folder / "map.svg").read_text(encoding="utf-8").replace("</svg>", bad + "</svg>")
    (tmp_path / "map.svg").write_text(drawn, encoding="utf-8")
    with pytest.raises(CountyFileError, match="脚本或外部链接"):
        load_county(written(tmp_path, county_file().read_text(encoding="utf-8")))
