"""The cast of every test, the same people as the demo's: two counties built fast, and clients signed in as anyone.

::

    def test_it_…(wutong):             # the demo county 梧桐县 in the database; a Scope
        page = as_person("李明").get("/desk/offices")

``qingshan`` is a second, invented county with three officers, for every test about another county's things.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from wutong.city.offices.api import Seat
    from wutong.record.scope import Scope

WUTONG = "990101"
QINGSHAN = "990102"

#: name → login, the same in the demo; 王女士 has none: she is a citizen
CAST = {
    "顾明远": "guming",  # 局长
    "何志远": "hezhiyuan",  # 副局长
    "唐敏": "tangmin",  # 受理员
    "刘洋": "liuyang",  # 派遣员
    "周伟": "zhouwei",  # 一中队队长，代理五中队队长
    "李明": "liming",  # 一中队队员
    "小周": "xiaozhou",  # 一中队协管员
    "赵强": "zhaoqiang",  # 二中队队员
    "秦海": "qinhai",  # 二中队队长
    "陈静": "chenjing",  # 法制员
    "孙丽": "sunli",  # 监督员
    "马骏": "majun",  # 公安联络员
    "吴越": "wuyue",  # 系统管理员
    "程立": "chengli",  # 安全管理员
    "袁慧": "yuanhui",  # 审计管理员
    "罗青": "luoqing",  # 三中队队长
    "蒋磊": "jianglei",  # 四中队队长
    "方正": "fangzheng",  # 规建大队队长
}
CITIZEN = "王女士"
#: the second county's people
NEIGHBOURS = {"沈岚": "shenlan", "韩冰": "hanbing", "杜鹃": "dujuan"}

QINGSHAN_FILE = """
code: "990102"
name: 青杉县
bureau: 青杉县综合行政执法局
demo: true
since: 2019-01-01
hosts: ["qingshan.example"]
offices:
  - code: ju
    name: 局领导
    below:
      - {code: zhihui, name: 指挥中心}
      - {code: zf1, name: 街面执法一中队, short: 一中队}
officers:
  - code: "001"
    name: 沈岚
    login: shenlan
    posts: [{office: ju, role: bureau_head, leads: true}]
  - code: "011"
    name: 韩冰
    login: hanbing
    posts: [{office: zhihui, role: receiver, leads: true}]
  - code: "102"
    name: 杜鹃
    login: dujuan
    posts: [{office: zf1, role: officer}]
"""


def county_file() -> Path:
    """The demo county's own file."""
    return Path(str(files("wutong.city") / "demo" / "county.yaml"))


@lru_cache(maxsize=1)
def _demo():  # type: ignore[no-untyped-def]  # read once a run: parsing takes longer than writing
    from wutong.city.county import countyfile
    from wutong.city.places.load import read_ground

    f = countyfile.read(county_file())
    communities = {d.code for d in f.divisions if d.level == "community"}
    since = min(o.valid_from for o in f.offices)
    return f, read_ground(f.code, communities, since, boundary=f.boundary, grid=f.grid, places=f.places)


@lru_cache(maxsize=1)
def _neighbour():  # type: ignore[no-untyped-def]
    from tempfile import TemporaryDirectory

    from wutong.city.county import countyfile

    with TemporaryDirectory() as folder:
        path = Path(folder) / "qingshan.yaml"
        path.write_text(QINGSHAN_FILE, encoding="utf-8")
        return countyfile.read(path)


def build_wutong() -> Scope:
    """Put 梧桐县 into the database: offices, cast, ground, map."""
    from wutong.city.county.load import put

    f, ground = _demo()
    return put(f, ground=ground).scope


def build_qingshan() -> Scope:
    """Put 青杉县 into the database."""
    from wutong.city.county.load import put

    return put(_neighbour()).scope


def account_of(name: str):  # type: ignore[no-untyped-def]
    """The account of one of the cast (or of the neighbours)."""
    from wutong.city.models import Account

    login = CAST.get(name) or NEIGHBOURS[name]
    county = WUTONG if name in CAST else QINGSHAN
    return Account.everything.get(username=f"{login}@{county}")


def as_person(name: str, **options: object) -> Client:
    """A client signed in as ``name``; as the citizen: not signed in."""
    from django.test import Client

    client = Client(**options)  # type: ignore[arg-type]
    if name != CITIZEN:
        client.force_login(account_of(name))
    return client


def seat(name: str, on=None, office: str = "") -> Seat:  # type: ignore[no-untyped-def]
    """The seat of one of the cast, today or on a day."""
    from wutong.city.offices.api import seat_of
    from wutong.record import clock

    found = seat_of(account_of(name).pk, on or clock.legal_day(clock.now()), office)
    assert found is not None, f"{name} has no post on {on}"
    return found


@pytest.fixture
def wutong(db: None) -> Scope:
    """The demo county."""
    return build_wutong()


@pytest.fixture
def qingshan(db: None) -> Scope:
    """The second county."""
    return build_qingshan()
