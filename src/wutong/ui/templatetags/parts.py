"""The parts every page is built from, as tags and filters; a built-in of every template (docs/ui.md lists them).

Only markup and words are decided here. What may be done, and by when, is handed in from the law.
"""

from __future__ import annotations

import uuid
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wutong.ui import assets, citing, clockface, masking, plot, words

register = template.Library()

for _filter in (
    words.day,
    words.shortday,
    words.clocktime,
    words.masked_name,
    words.masked_phone,
    masking.masked_text,
    words.zh_number,
    words.money,
):
    register.filter(_filter.__name__, _filter)


@register.filter
def weekday(value: object, form: str = "%s") -> str:
    """星期五; ``form`` wraps it when there is a day: ``{{ due|weekday:"（%s）" }}``."""
    word = words.weekday(value)
    return form % word if word else ""


# ---- addresses and files -------------------------------------------------------------------------------------------


@register.simple_tag
def asset(name: str) -> str:
    """Address of a built file of the room, with a version that changes when the file does."""
    return assets.url(name)


@register.simple_tag
def home_url() -> str:
    """The county's home page, also before any room has one."""
    return _reverse("home") or get_script_prefix()


def _reverse(*names: str) -> str:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@register.simple_tag(takes_context=True)
def way(context: Context, label: str, *names: str) -> SafeString:
    """A link of the public frame: the first address of these names that exists, nothing when none does."""
    url = _reverse(*names)
    if not url:
        return mark_safe("")
    path = getattr(context.get("request"), "path", "")
    here = mark_safe(' aria-current="page"') if path == url or path.startswith(url.rstrip("/") + "/") else ""
    return format_html('<a class="way" href="{}"{}>{}</a>', url, here, label)


@register.simple_tag(takes_context=True)
def once(context: Context, form: Any = None) -> SafeString:
    """The hidden key that makes a second press answer the same; a form sent back with errors keeps its key."""
    form = form if form is not None else context.get("form")
    value = ""
    if getattr(form, "is_bound", False) and form.errors:
        value = str(form.data.get("once", ""))
    return format_html(
        '<input type="hidden" name="once" value="{}" autocomplete="off" data-once>', value or uuid.uuid4().hex
    )


# ---- time ----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/parts/clock.html")
def clock(running: Any, left: Any = None) -> dict[str, Any]:
    """A period: pips, words, the date for screen readers and on hover."""
    return {"face": clockface.face(running, left)}


@register.inclusion_tag("ui/parts/steps.html")
def steps(step: int, total: int) -> dict[str, Any]:
    """Where one stands in a form of several steps."""
    return {"step": step, "total": total, "marks": [n <= int(step) for n in range(1, int(total) + 1)]}


@register.inclusion_tag("ui/parts/track.html")
def track(stages: Any, label: str = "办到哪一步") -> dict[str, Any]:
    """Stages of a matter: things with ``name``, ``when`` (words) and ``state`` (done, now, soon, next)."""
    return {"stages": stages, "label": label}


@register.simple_block_tag
def tl(
    content: str,
    title: str = "",
    at: Any = None,
    kind: str = "act",
    by: str = "",
    cite: str = "",
    digest: str = "",
    digest_label: str = "指纹",
    when: str = "",
    anchor: str = "",
) -> str:
    """One entry of a timeline; what stands between the tags is said under the title.

    ``kind``: act, note, no (a refused attempt), next (not yet). ``when`` replaces the date (待定).
    """
    return render_to_string(
        "ui/parts/entry.html",
        {
            "content": content.strip(),
            "title": title,
            "at": at,
            "kind": kind,
            "by": by,
            "cite": cite,
            "digest": digest,
            "digest_label": digest_label,
            "when": when,
            "anchor": anchor,
        },
    )


# ---- marks ---------------------------------------------------------------------------------------------------------


@register.simple_tag
def chip(text: str, kind: str = "") -> SafeString:
    """A small state or kind: plain, brand, late, soon, done, hold, line."""
    return format_html('<span class="chip{}">{}</span>', f" chip-{kind}" if kind else "", text)


@register.simple_tag
def tag(char: str, label: str = "") -> SafeString:
    """The one-character category; the full word on hover and for screen readers."""
    if not label:
        return format_html('<span class="tag">{}</span>', char)
    return format_html(
        '<span class="tag" title="{}"><span aria-hidden="true">{}</span><span class="vh">{}</span></span>',
        label,
        char,
        label,
    )


@register.simple_tag
def cite(text: str, url: str = "") -> SafeString:
    """依 and the article; opens the text as it stood on the day of the act where there is an address."""
    if not text:
        return mark_safe("")
    url = url or citing.address(text)
    if url:
        return format_html('<a class="cite" href="{}"><span>{}</span></a>', url, text)
    return format_html('<span class="cite"><span>{}</span></span>', text)


@register.simple_tag
def fingerprint(digest: str, label: str = "指纹", checked: bool = False) -> SafeString:
    """The first eight characters in two groups; a tick when it was read again and is equal."""
    if not digest:
        return mark_safe("")
    one, two = words.fingerprint(digest)
    tick = mark_safe('<i class="i i-check" aria-hidden="true"></i><span>一致</span>') if checked else ""
    return format_html(
        '<span class="fp"><span>{}</span><b title="{}">{} {}</b>{}</span>', label, digest, one, two, tick
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing in the text's own colour; the words beside it carry the meaning."""
    return format_html('<i class="i i-{}" aria-hidden="true"></i>', name)


@register.simple_block_tag
def bar(content: str, tone: str = "", icon: str = "", title: str = "", anchor: str = "") -> SafeString:
    """A left-ruled notice: plain, late, soon, hold, done."""
    icons = {"late": "alert", "soon": "alert", "hold": "pause", "done": "check"}
    return format_html(
        '<div class="bar{}"{}><i class="i i-{}" aria-hidden="true"></i><div class="bar-body">{}{}</div></div>',
        f" bar-{tone}" if tone else "",
        format_html(' id="{}"', anchor) if anchor else "",
        icon or icons.get(tone, "seal"),
        format_html("<b>{}</b>", title) if title else "",
        mark_safe(content.strip()),
    )


# ---- acts ----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/parts/act.html")
def act(
    thing: Any,
    url: str = "",
    kind: str = "",
    dialog: bool = False,
    key: str = "",
    words: str = "",
    by: str = "",
) -> dict[str, Any]:
    """What the law lets one do: usual, also, other (someone else's), no (refused, with its reasons)."""
    reasons = clockface.look(thing, "reasons") or ()
    kind = kind or ("no" if reasons else "also")
    theirs = clockface.look(thing, "by", "")  # the law names roles; whom to ask is the page's to say
    cites = [c for c in dict.fromkeys(clockface.look(r, "article", "") for r in reasons) if c]
    return {
        "title": clockface.look(thing, "title", thing),
        "cite": clockface.look(thing, "cite", "") or "、".join(cites),
        "words": words or clockface.look(thing, "effect_words", ""),
        "by": by or (theirs if isinstance(theirs, str) else ""),
        "reasons": reasons,
        "kind": kind,
        "url": url,
        "dialog": dialog or kind == "no",
        "key": key or ("E" if kind == "usual" else ""),
    }


# ---- figures and lists ---------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/parts/kfig.html")
def kfig(label: str, value: Any, unit: str = "", url: str = "", note: str = "", tone: str = "") -> dict[str, Any]:
    """A key figure that opens its rows; a rate carries its fraction in ``note``."""
    return {
        "label": label,
        "value": words.zh_number(value),
        "unit": unit,
        "url": url,
        "note": note,
        "tone": tone,
    }


@register.inclusion_tag("ui/parts/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any] | None, unit: str = "件", name: str = "page") -> dict[str, Any]:
    """Pages of a list; the filters in the address are kept."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    if query is not None:
        query.pop(name, None)
    rest = query.urlencode() if query else ""
    return {"page": page, "unit": unit, "head": f"?{rest}&{name}=" if rest else f"?{name}="}


@register.inclusion_tag("ui/parts/progress.html")
def progress(done: int, total: int, label: str = "", bad: int = 0) -> dict[str, Any]:
    """Long work: how far it is, in figures and as a bar."""
    share = 0 if not total else min(100, round(100 * int(done) / int(total)))
    return {"done": done, "total": total, "label": label, "bad": bad, "share": share}


@register.inclusion_tag("ui/parts/dayload.html")
def dayload(legal: int, inner: int, most: int) -> dict[str, Any]:
    """One day's load on the board of dates: legal periods below, the bureau's own above."""
    height = 26
    scale = height / max(int(most), 1)
    low, high = round(int(legal) * scale, 1), round(int(inner) * scale, 1)
    return {"low": low, "high": high, "low_y": 28 - low, "high_y": 28 - low - high, "sum": int(legal) + int(inner)}


# ---- forms ---------------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField, hint: str = "", large: bool = False) -> dict[str, Any]:
    """Label, hint, error, box, in this order."""
    from wutong.ui.forms import dressed

    return dressed(bound, hint=hint, large=large)


@register.inclusion_tag("ui/parts/errors.html")
def errors(form: Any) -> dict[str, Any]:
    """What is wrong with a form as a whole, and a link to each field that has an error."""
    return {"form": form}


# ---- maps ----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/parts/pinmap.html")
def pinmap(view: Any, lat: Any = None, lon: Any = None, says: str = "", look_up: str = "") -> dict[str, Any]:
    """The county's map on which a pin is placed; writes the hidden boxes lat, lon, accuracy."""
    return {"map": view, "lat": lat, "lon": lon, "says": says, "look_up": look_up, "pin": plot.pin(view, lat, lon)}


@register.inclusion_tag("ui/parts/minimap.html")
def minimap(view: Any, lat: Any, lon: Any, label: str = "位置图") -> dict[str, Any]:
    """A still piece of the map around one point; needs no script."""
    return {"map": view, "pin": plot.pin(view, lat, lon), "label": label}
