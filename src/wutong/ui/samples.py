"""Invented data for the living style guide. Nobody and nothing in it exists."""

# ruff: noqa: E501 - a table of invented rows reads better with long lines

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from wutong.law.refusal import Reason, Refused
from wutong.ui.forms import PlainForm

ICONS = (
    "alert", "arrow", "back", "camera", "check", "clock", "copy", "doc", "down", "eye", "filter", "image", "leaf", "link",
    "load", "lock", "mic", "minus", "moon", "nav", "next", "offline", "pause", "phone", "pin", "plus", "print", "retry",
    "seal", "search", "send", "sun", "trash", "undo", "up", "user", "x",
)  # fmt: skip
COLOURS = (
    ("paper", "纸", "页面底色"), ("sheet", "面", "卡片、表格"), ("sunk", "凹", "停用"), ("ink", "墨", "正文"),
    ("ink-2", "墨二", "次要文字"), ("ink-3", "墨三", "说明，最浅"), ("brand", "桐青", "动作、链接"), ("hong", "红头", "公文和公开页头"),
    ("late", "超期", "已晚、拒绝"), ("soon", "将到", "2个工作日内"), ("done", "办好", "通过、一致"), ("hold", "暂停", "期限停走"),
    ("focus", "焦点", "键盘焦点环"),
)  # fmt: skip
DIGEST = "e573fc98" + "0" * 56


def _due(day: date, certain: bool = True) -> Thing:
    return Thing(on=day, certain=certain)


def _clock(state: str, left: Any = None, *, term: str = "5 workdays", certain: bool = True, **more: Any) -> Thing:
    named = {"name": "答复反映人", "cite": "本局规定第3条", "mark": ""} | more
    return Thing(state=state, left=left, term=term, due=_due(date(2019, 4, 26), certain), **named)


def _left(state: str, n: int, unit: str, words: str) -> Thing:
    return Thing(state=state, n=n, unit=unit, words=words)


def clocks() -> list[tuple[str, Thing, str]]:
    """Every look of a clock: name, clock, when it is used."""
    return [
        ("正常", _clock("running", _left("running", 5, "workdays", "还剩5个工作日"), term="7 workdays"), "一格一个工作日，用掉的变浅"),
        ("多于7天", _clock("running", _left("running", 9, "days", "还剩9天"), term="15 days"), "格子变细；多于15天只写字"),
        ("长期", _clock("running", _left("running", 48, "days", "还剩48天"), term="60 days"), "只写字"),
        ("将到", _clock("running", _left("soon", 2, "workdays", "还剩2个工作日")), "剩2个工作日以内"),
        ("今天", _clock("running", _left("today", 0, "workdays", "今天18:00")), "写钟点，不写“还剩”"),
        ("超期", _clock("late", _left("late", 1, "workdays", "超期1个工作日")), "唯一的红色实底"),
        ("暂停", _clock("stopped", words="等检测报告"), "写为什么停，不写剩几天"),
        ("按期", _clock("done"), "办完退成文字"),
        ("逾期完成", _clock("missed", words="晚3个工作日"), "历史，不再闪眼"),
        ("日子会变", _clock("running", _left("running", 6, "workdays", "还剩6个工作日"), term="15 workdays", certain=False), "放假安排没公布"),
        ("没有定", _clock("unset"), "不猜；请设置"),
        ("样例", _clock("running", _left("running", 4, "workdays", "还剩4个工作日"), mark="样例"), "期限是样例值"),
    ]  # fmt: skip


class SampleForm(PlainForm):
    """One field of each kind."""

    area = forms.DecimalField(label="占用面积", help_text="平方米，可带1位小数")
    place = forms.CharField(
        label="补充位置", required=False, widget=forms.TextInput(attrs={"placeholder": "店名、几楼、哪个门"})
    )
    office = forms.ChoiceField(label="交给哪个单位", choices=[("", "选一个单位"), ("1", "街面一中队"), ("2", "市容股")])
    kind = forms.ChoiceField(
        label="是什么问题",
        widget=forms.RadioSelect,
        choices=[("a", ("占", "占道经营")), ("b", ("噪", "噪声")), ("c", ("井", "井盖路面")), ("d", ("它", "说不清"))],
    )
    rating = forms.ChoiceField(
        label="这件事办得怎么样",
        widget=forms.RadioSelect,
        choices=[("satisfied", "满意"), ("basically", "基本满意"), ("dissatisfied", "不满意，退回重办")],
    )
    words = forms.CharField(label="说说情况", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    confidential = forms.BooleanField(label="不让被反映的一方知道是我", required=False, initial=True)


def rows() -> list[dict[str, Any]]:
    """Groups of an inbox."""
    late = _clock("late", _left("late", 1, "workdays", "超期1个工作日"))
    today = _clock("running", _left("today", 0, "workdays", "今天18:00"))
    soon = _clock("running", _left("soon", 2, "workdays", "还剩2个工作日"))
    calm = _clock("running", _left("running", 9, "workdays", "还剩9个工作日"), term="15 workdays")
    hold = _clock("stopped", words="等噪声检测")

    def row(clock: Thing, do: str, tag: str, label: str, title: str, place: str, number: str, source: str) -> Thing:
        return Thing(clock=clock, do=do, tag=tag, label=label, title=title, place=place, number=number, source=source)

    return [
        {"title": "已超期", "tone": "late", "rows": [row(late, "答复承办", "井", "井盖路面", "柳荫街18号门前污水井盖缺失", "柳荫", "190424-8830-1174-2", "网上，今天06:40")]},
        {"title": "今天到期", "tone": "", "rows": [row(today, "受理", "噪", "噪声", "河湾里三期夜里施工，第3次反映", "河湾里", "190422-0217-5561-8", "电话，4月22日"), row(today, "受理", "渣", "渣土扬尘", "石桥路渣土车遗撒，川X·6**21", "石桥", "190422-4406-9018-6", "来信，4月22日")]},
        {"title": "2个工作日内", "tone": "", "rows": [row(soon, "答复反映人", "占", "占道经营", "青石巷早餐摊占了盲道", "青石巷", "190419-7752-3390-0", "网上，4月19日")]},
        {"title": "以后", "tone": "", "rows": [row(calm, "答复反映人", "烟", "油烟烧烤", "双井楼下烧烤油烟", "双井", "190418-1128-6643-4", "来访，4月18日")]},
        {"title": "期限暂停", "tone": "", "rows": [row(hold, "收检测报告", "噪", "噪声", "火车站旁KTV夜间噪声", "站前", "190329-3301-7725-9", "热线，3月29日")]},
    ]  # fmt: skip


def board() -> dict[str, Any]:
    """A board of dates: days across, offices down."""
    days = [
        Thing(day="24日", words="三，今天", kind="today"), Thing(day="25日", words="四", kind=""),
        Thing(day="26日", words="五", kind="on"), Thing(day="27日", words="六", kind="rest"),
        Thing(day="28日", words="日，上班", kind="work"), Thing(day="29日", words="一", kind=""),
        Thing(day="30日", words="二", kind=""), Thing(day="1–4日", words="放假", kind="rest"),
        Thing(day="5日", words="待通知", kind="unsure"),
    ]  # fmt: skip
    loads = [Thing(legal=0, inner=13), Thing(legal=4, inner=7), Thing(legal=12, inner=6), None, Thing(legal=6, inner=4),
             Thing(legal=5, inner=3), Thing(legal=9, inner=3), None, Thing(legal=2, inner=0)]  # fmt: skip

    def due(word: str, n: int, legal: bool = False) -> Thing:
        return Thing(word=word, n=n, legal=legal)

    def cells(*given: list[Thing]) -> list[Thing]:
        return [Thing(kind=d.kind, dues=dues) for d, dues in zip(days, given, strict=True)]

    return {
        "days": days,
        "loads": loads,
        "late": 2,
        "offices": [
            Thing(name="街面一中队", head="周某", late=[due("承办", 1)], days=cells([due("承办", 1)], [due("答复", 1, True)], [due("答复", 2, True), due("承办", 1)], [], [], [due("承办", 2)], [], [], [])),
            Thing(name="市容股", head="罗某", late=[], days=cells([due("承办", 2)], [], [due("承办", 3)], [], [due("答复", 1, True)], [], [due("答复", 2, True)], [], [due("答复", 2, True)])),
        ],
    }  # fmt: skip


def refused() -> Refused:
    """A refusal with two grounds."""
    return Refused(
        "closed",
        "办结",
        [
            Reason("本局投诉办理规定第9条", "还没有答复反映人", "写答复", "#reply", mark="样例"),
            Reason(
                "本局投诉办理规定第8条第2款",
                "督办意见还没有回复",
                "请陈某回复督办",
                opens=datetime(2019, 4, 26, 1, tzinfo=UTC),
            ),
        ],
    )


def everything(posted: QueryDict | None) -> dict[str, Any]:
    """All that ``ui/guide.html`` shows."""
    wrong = {"area": "六点二", "office": "1", "kind": "a", "words": "每天下午五点以后摆满人行道", "once": "0" * 32}
    form = SampleForm(posted if posted is not None else wrong)
    form.is_valid()
    refusal = refused()
    return {
        "colours": COLOURS,
        "icons": ICONS,
        "clocks": clocks(),
        "form": form,
        "blank": SampleForm(auto_id="blank_%s"),
        "groups": rows(),
        "board": board(),
        "refused": refusal,
        "reasons": refusal.reasons,
        "opens": refusal.reasons[1].opens,
        "recorded": datetime(2019, 4, 24, 1, 52, tzinfo=UTC),
        "digest": DIGEST,
        "at": datetime(2019, 4, 22, 7, 10, tzinfo=UTC),
        "page": Paginator(range(1403), 50).page(2),
        "stages": [
            Thing(name="收到", when="4月12日", state="done"), Thing(name="受理", when="4月15日", state="done"),
            Thing(name="办理", when="到26日", state="soon"), Thing(name="答复", when="未到", state="next"),
            Thing(name="评价", when="未到", state="next"),
        ],
        "map": Thing(svg_url="/static/ui/sample-map.svg", west=105.2, south=30.5, east=105.3, north=30.56, width=1000, height=600),
        "possible": Thing(act="replied", title="答复反映人", cite="第8条", by="", effect_words="答复写下就不能改"),
        "other": Thing(act="extended", title="延长期限", cite="第12条", by="队长", effect_words=""),
        "cast": [("唐敏", "受理员", "指挥中心"), ("周伟", "队长", "街面一中队"), ("何志远", "副局长", "局领导"), ("陈静", "法制员", "法制股")],
    }  # fmt: skip
