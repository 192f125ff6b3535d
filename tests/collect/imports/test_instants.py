"""Times of other systems: every usual way of writing is read, nothing is guessed."""

# ruff: noqa: DTZ001 - wall times, as a spreadsheet holds them
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.collect.complaints.imports.instants import NotATime, read

SHANGHAI = ZoneInfo("Asia/Shanghai")
WALL = st.datetimes(datetime(1992, 1, 1), datetime(2100, 1, 1)).map(lambda d: d.replace(microsecond=0))
WRITTEN = (
    "{d:%Y-%m-%d %H:%M:%S}",
    "{d:%Y/%m/%d %H:%M:%S}",
    "{d.year}/{d.month}/{d.day} {d.hour}:{d:%M:%S}",
    "{d.year}年{d.month}月{d.day}日 {d.hour}时{d.minute}分{d.second}秒",
    "{d.year}年{d.month}月{d.day}日{d.hour}:{d:%M:%S}",
    "{d:%Y.%m.%d} {d:%H:%M:%S}",
    "{d:%Y%m%d%H%M%S}",
    "{d:%Y-%m-%dT%H:%M:%S}+08:00",
    "{d:%Y-%m-%d %H:%M:%S}.000",
    " {d:%Y-%m-%d　%H：%M：%S} ",
)


@given(wall=WALL, form=st.sampled_from(WRITTEN))
def test_it_reads_every_usual_way_of_writing(wall: datetime, form: str) -> None:
    found = read(form.format(d=wall), SHANGHAI)
    assert found is not None
    assert found.at == wall.replace(tzinfo=SHANGHAI) and found.at.tzinfo is UTC
    assert not found.day_only


@given(wall=WALL)
def test_it_reads_a_date_cell_and_its_serial_number_alike(wall: datetime) -> None:
    serial = (wall - datetime(1899, 12, 30)) / timedelta(days=1)
    cell, number = read(wall, SHANGHAI), read(serial, SHANGHAI)
    assert cell is not None and number is not None
    if serial < 80_000:
        assert cell.at == number.at == wall.replace(tzinfo=SHANGHAI)


@given(st.text(max_size=40))
def test_it_reads_a_time_or_says_no_but_never_fails(words: str) -> None:
    try:
        found = read(words, SHANGHAI)
    except NotATime:
        return
    assert found is None or found.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("words", "utc", "day_only"),
    [
        ("2019年4月3日", "2019-04-02T16:00:00", True),
        ("2019-04-03", "2019-04-02T16:00:00", True),
        ("20190403", "2019-04-02T16:00:00", True),
        ("2019/4/3 3:40 PM", "2019-04-03T07:40:00", False),
        ("2019/4/3 下午 3:40", "2019-04-03T07:40:00", False),
        ("2019/4/3 上午12:05", "2019-04-02T16:05:00", False),
        ("2019年4月3日（星期三）9时", "2019-04-03T01:00:00", False),
        ("2019-04-03T15:40:04Z", "2019-04-03T15:40:04", False),
        ("２０１９－０４－０３　１５：４０", "2019-04-03T07:40:00", False),
    ],
)
def test_it_reads_the_rarer_ways(words: str, utc: str, day_only: bool) -> None:
    found = read(words, SHANGHAI)
    assert found is not None
    assert (f"{found.at:%Y-%m-%dT%H:%M:%S}", found.day_only) == (utc, day_only)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("2019-02-29", "没有这一天"),
        ("2019-04-31 10:00", "没有这一天"),
        ("2019-04-03 25:00", "没有这一天或这一刻"),
        ("4/3/2019", "哪个是年"),
        ("19-4-3", "哪个是年"),
        ("昨天", "不是时间"),
        ("1940-01-01", "1949"),
        (12, "不是时间"),
        (float("nan"), "不是时间"),
    ],
)
def test_it_says_why_it_is_no_time(words: str | float, reason: str) -> None:
    with pytest.raises(NotATime) as bad:
        read(words, SHANGHAI)
    assert reason in str(bad.value)


def test_it_tries_the_mappings_own_patterns_first() -> None:
    found = read("03.04.2019", SHANGHAI, ["%d.%m.%Y"])
    assert found is not None and found.day_only
    assert found.at == datetime(2019, 4, 3, tzinfo=SHANGHAI)


def test_it_takes_a_blank_for_no_time() -> None:
    assert read("", SHANGHAI) is None and read("  ", SHANGHAI) is None
