"""What happened in the demo county: complaints relative to today, told through the same doors that the pages call.

So the board shows something overdue, something due and something waiting whenever the demo is loaded. Each story is one
transaction and carries a key, so a run that was cut off goes on where it stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from wutong.city.offices import api as offices
from wutong.city.places import api as places
from wutong.collect.complaints import api as complaints
from wutong.docket.matters import api as docket
from wutong.law import rulebook
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope


@dataclass(frozen=True)
class Story:
    """One complaint: how many working days ago, where, what, and how far it went.

    ``replied``: the reply came that many working days ago, so that the head's morning has something to tell.
    """

    ago: int
    hour: int
    place: str
    kind: str
    text: str
    channel: str
    upto: str
    rating: str = ""
    name: str = ""
    phone: str = ""
    replied: int = 0


#: how far a story went: new, accepted, forwarded, answered, replied, closed, rated, reopened, urged, late, handed, withdrawn
STORIES: tuple[Story, ...] = (
    Story(
        0,
        9,
        "滨河夜市",
        "stall",
        "夜市东头三家烧烤把桌子摆满了人行道，推婴儿车只能走马路。",
        "phone",
        "new",
        name="王女士",
        phone="13800000001",
    ),
    Story(0, 10, "汽车客运站", "parking", "客运站出口电动三轮停成两排，下午四点后公交进不来。", "call", "new"),
    Story(
        1,
        8,
        "旧窑厂",
        "noise",
        "窑坡工地昨天夜里十二点还在打桩，家里有考生。",
        "web",
        "new",
        name="刘先生",
        phone="13800000002",
    ),
    Story(2, 15, "西街菜场", "litter", "菜场后门的垃圾堆了三天，味道很大，有老鼠。", "phone", "accepted"),
    Story(1, 11, "东门路朝阳街路口", "cover", "路口东北角雨水篦子断了一根，自行车轮子会卡进去。", "phone", "accepted"),
    Story(
        3,
        9,
        "钟楼街滨河北路路口",
        "stall",
        "早上六点起流动菜摊占了盲道，到九点还没走。",
        "phone",
        "forwarded",
        name="赵先生",
        phone="13800000003",
    ),
    Story(
        4,
        16,
        "中心市场",
        "smoke",
        "市场二楼饭馆油烟直接排到居民楼，窗户不敢开。",
        "call",
        "forwarded",
        name="孙女士",
        phone="13800000004",
    ),
    Story(5, 14, "青石建材市场", "waste", "拉砂石的车不盖篷布，一路洒，扫了又洒。", "hotline", "forwarded"),
    Story(
        8,
        10,
        "南岸花园",
        "building",
        "7栋楼顶在搭彩钢棚，已经立了柱子。",
        "letter",
        "urged",
        name="陈先生",
        phone="13800000005",
    ),
    Story(9, 9, "梧桐中学", "sign", "校门对面广告牌铁架松了，大风天晃。", "phone", "late"),
    Story(
        20,
        17,
        "新村小区",
        "noise",
        "小区广场音响每晚到十点半，分贝很高。",
        "web",
        "late",
        name="周女士",
        phone="13800000006",
    ),
    Story(6, 13, "县人民医院", "parking", "医院门口人行道停满小车，救护车掉不了头。", "phone", "answered"),
    Story(5, 10, "文庙公园", "litter", "公园北门公厕水管坏了，地上一直有水。", "phone", "answered"),
    Story(
        7,
        11,
        "站前街站前路路口",
        "stall",
        "水果车占了公交站台。",
        "phone",
        "replied",
        name="吴女士",
        phone="13800000007",
        replied=1,
    ),
    Story(10, 9, "梧桐站", "stall", "站前广场拉客的和卖盒饭的挤在出站口。", "visit", "replied"),
    Story(
        12,
        10,
        "滨河夜市",
        "smoke",
        "夜市油烟大，净化器没开。",
        "phone",
        "reopened",
        name="王女士",
        phone="13800000001",
        replied=2,
    ),
    Story(23, 15, "文庙街北关路路口", "sign", "药店灯箱漏电，下雨天冒火花，说过几次了。", "call", "replied", replied=1),
    Story(
        11,
        14,
        "市场街市场路路口",
        "litter",
        "菜叶子堆在路口，天天下午没人收。",
        "phone",
        "rated",
        "satisfied",
        replied=2,
    ),
    Story(
        13, 9, "梧桐大道市场路路口", "noise", "早上五点卸货，吵得睡不着。", "phone", "rated", "dissatisfied", replied=2
    ),
    Story(15, 15, "市场街市场路路口", "sign", "店招掉下来一半，用铁丝挂着。", "phone", "rated", "satisfied"),
    Story(16, 9, "学府路北关路路口", "cover", "人行道井盖翘起来，夜里看不见。", "phone", "rated", "satisfied"),
    Story(17, 14, "磨坊街朝阳街路口", "waste", "工地出来的车带泥上路，雨天全是泥浆。", "call", "rated", "basically"),
    Story(
        18,
        10,
        "青石街市场路路口",
        "stall",
        "五金店把货架摆到路中间。",
        "phone",
        "rated",
        "dissatisfied",
        "胡先生",
        "13800000008",
    ),
    Story(19, 8, "文庙街北关路路口", "parking", "共享单车倒了一片，堵了盲道。", "phone", "rated", "satisfied"),
    Story(22, 16, "柳湾湿地公园", "litter", "湿地栈道有人烧纸，草烧黑一块。", "phone", "closed"),
    Story(23, 9, "钟楼广场", "noise", "促销喇叭从早喊到晚。", "web", "rated", "satisfied", "林女士", "13800000009"),
    Story(24, 10, "政务服务中心", "other", "门口停车位划线看不清。", "phone", "handed"),
    Story(25, 11, "垃圾中转站", "litter", "中转站污水流到路上。", "hotline", "rated", "basically"),
    Story(26, 15, "河西路滨河南路路口", "building", "河堤边搭了个铁皮房卖烟酒。", "letter", "closed"),
    Story(
        27,
        9,
        "梧桐县第一小学",
        "stall",
        "放学时门口小吃车占路。",
        "phone",
        "rated",
        "satisfied",
        "何女士",
        "13800000010",
    ),
    Story(28, 14, "磨坊", "other", "反映错了，后来自己解决了。", "call", "withdrawn"),
    Story(30, 10, "东门路市场路路口", "stall", "卖菜三轮车长期占左转车道。", "phone", "rated", "satisfied"),
    Story(33, 9, "青石街站前路路口", "waste", "渣土车夜里十一点后超速。", "web", "closed"),
    Story(36, 16, "梧桐大道市场路路口", "sign", "LED屏夜里太亮，正对卧室。", "phone", "rated", "basically"),
    Story(40, 10, "站前街市场路路口", "smoke", "早餐店煤炉烟大。", "call", "rated", "satisfied"),
    Story(44, 11, "学府路朝阳街路口", "parking", "家长车停在斑马线上。", "phone", "closed"),
    Story(48, 9, "东门路滨河南路路口", "litter", "桥头绿化带里全是外卖盒。", "phone", "rated", "satisfied"),
)

REPLIES = {
    "stall": "中队到现场劝离了摊点，划了临时疏导点，早晚各巡查一次。再有占道请凭编号退回，我们再去。",
    "noise": "已约谈施工方和经营者，夜里十点后停止作业，安排夜巡复测三天，结果在限值内。",
    "smoke": "店家已清洗并开启净化器，责令把排口改到非居民一侧，下周复查。",
    "litter": "当天清运并冲洗，和保洁公司改了清运时间，社区每天看一次。",
    "waste": "查到两台车未密闭，已按规定立案，另约谈运输企业，出口加装冲洗。",
    "sign": "已通知业主当天加固拆除松动部分，隐患排除。",
    "cover": "当天围挡，次日更换，验收合格。",
    "building": "现场属实，已送达停工通知，违法建设另案查处，结果会公示。",
    "parking": "已劝离并增设隔离桩，和交警每天高峰联合疏导。",
    "other": "情况已核实，相关问题已协调处理。",
}


def _workdays_back(calendar: Any, today: date, n: int) -> date:
    day = today
    while n > 0 or not calendar.is_workday(day):
        day -= timedelta(days=1)
        if calendar.is_workday(day):
            n -= 1
            if n <= 0:
                break
    return day


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=clock.SHANGHAI)


class _Teller:
    """Tells one story: keeps the time going forward and never past now."""

    def __init__(self, scope: Scope, now: datetime, calendar: Any) -> None:
        self.scope, self.now, self.calendar = scope, now, calendar
        self.seats = {o.code: o for o in offices.officers(scope, None, clock.legal_day(now)).values()}

    def doer(self, code: str, office: str = "") -> docket.Doer:
        """The doer at his own desk, or at the one he acts in."""
        o = self.seats[code]
        at = office or o.office
        return docket.Doer(record.Actor("officer", code), o.roles, at, offices=frozenset({at}))

    def head(self, office: str) -> str:
        for code, o in self.seats.items():
            if any(p.office == office and p.role == "squad_head" for p in o.posts):
                return code
        return "101"

    def tell(self, n: int, story: Story, key: str) -> UUID:
        """All of one story, in one transaction."""
        today = clock.legal_day(self.now)
        day = _workdays_back(self.calendar, today, story.ago)
        spot = next(p for p in places.places(self.scope, day) if p.name == story.place)
        started = min(_at(day, story.hour, 7 * n % 60), self.now - timedelta(hours=2))
        kind = next(c for c in rulebook.categories("complaint", day) if c.code == story.kind)
        by_hand = story.channel in {"letter", "visit", "call", "hotline"}
        doer = self.doer("011") if by_hand else docket.outsider()
        got = complaints.receive(
            self.scope,
            complaints.Report(
                channel=story.channel, text=story.text, category=story.kind, place=story.place, lat=spot.lat, lon=spot.lon,
                contact_name=story.name, contact_phone=story.phone, outside_key=key,
            ),
            doer, at=started, written=started, source=record.Source("command", {"demo": n}), label=kind.label,
            name="唐敏" if by_hand else "",
        )  # fmt: skip
        self._go_on(got.matter, story, started, spot.community)
        return got.matter

    def _go_on(self, matter: UUID, story: Story, at: datetime, community: str) -> None:
        reach = {
            "new": 0, "accepted": 1, "forwarded": 2, "urged": 2, "late": 2, "answered": 3, "replied": 4, "reopened": 4,
            "closed": 5, "rated": 5,
        }.get(story.upto, 1 if story.upto == "withdrawn" else 0)  # fmt: skip

        def step(days: int, hour: int) -> datetime:
            nonlocal at
            day = clock.legal_day(at)
            for _ in range(days):
                day = self.calendar.next_workday(day + timedelta(days=1))
            at = max(at + timedelta(minutes=12), min(_at(day, hour, at.minute), self.now - timedelta(minutes=30)))
            return min(at, self.now)

        def do(act: str, who: str, when: datetime, **fields: object) -> None:
            doer = docket.outsider() if who == "outsider" else self.doer(who, office if who == head else "")
            name = "反映人" if who == "outsider" else self.seats[who].name
            complaints.do(
                self.scope,
                matter,
                act,
                fields,
                doer,
                at=when,
                written=when,
                source=record.Source("command", {}),
                name=name,
            )

        office, head = "", ""
        if story.upto == "handed":
            do(
                "handed_over",
                "011",
                step(0, 16),
                body="梧桐县交通运输局",
                grounds="道路标线由交通运输部门管理",
                told="电话告知并发短信",
            )
            return
        if reach >= 1:
            do("accepted", "011", step(0, 11))
        if story.upto == "withdrawn":
            do("withdrawn", "011", step(1, 10), proof="反映人来电撤回，通话录音存指挥中心")
            return
        office = places.jurisdiction(self.scope, community, "street", clock.legal_day(at)) or "zf1"
        if story.kind in {"building", "waste"}:
            office = "guihua"
        head = self.head(office)
        if reach >= 2:
            do("forwarded", "011", step(0, 14), office=office, words="请到现场看，按期答复")
        if story.upto == "urged":
            due = self.calendar.next_workday(clock.legal_day(self.now) + timedelta(days=1))
            do("supervised", "002", step(1, 9), words="违法搭建要快，明天前拿出处理意见。", due=due.isoformat())
        if reach >= 3:
            do("answered", head, step(1, 16), text=REPLIES[story.kind])
        if reach >= 4:
            due = step(1, 10)
            if story.replied:
                day = _workdays_back(self.calendar, clock.legal_day(self.now), story.replied)
                due = at = max(due, min(_at(day, 10, at.minute), self.now - timedelta(hours=1)))
            do("replied", "011", due, text="你好，" + REPLIES[story.kind], channel="call" if story.phone else "page",
               proof="通话2分钟，录音存指挥中心" if story.phone else "进度页")  # fmt: skip
        if story.upto == "reopened":
            do("reopened", "outsider", step(1, 20), reason="净化器白天开，晚上又关了，昨晚九点还是烟。")
        if reach >= 5:
            do("closed", "011", step(0, 17))
        if story.upto == "rated":
            do("rated", "outsider", step(1, 19), rating=story.rating)


def load(scope: Scope, bar: Callable[[str, int], AbstractContextManager[Any]]) -> None:
    """Tell every story that has not been told yet."""
    now = clock.now()
    calendar = offices.calendar(scope)
    teller = _Teller(scope, now, calendar)
    keys = {n: f"demo:{hashlib.sha256(s.text.encode()).hexdigest()[:12]}" for n, s in enumerate(STORIES)}
    told = complaints.has_outside_key(scope, list(keys.values()))
    waiting = [(n, s) for n, s in enumerate(STORIES) if keys[n] not in told]
    waiting.sort(key=lambda pair: -pair[1].ago)
    with bar("demo complaints / 演示事项", len(waiting)) as steps:
        for n, story in waiting:
            with transaction.atomic():
                teller.tell(n, story, keys[n])
            steps.update(1)
