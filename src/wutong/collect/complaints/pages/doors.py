"""Leads from a refusal to what would mend it: a button where this person may do it now, a name where another must."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse

from wutong.city.offices import api as offices
from wutong.docket.matters import api as docket
from wutong.law.refusal import Reason, Refused


def led(refused: Refused, standing: Any, seat: offices.Seat, view: docket.MatterView) -> Refused:
    """The same refusal, its grounds with the way to the act that mends them.

    ``standing``: what the law allows on this matter now, from ``docket.stand``.
    """
    mine = {p.act for p in standing.can}
    theirs = {p.act: p for p in standing.others}

    def lead(reason: Reason) -> Reason:
        if reason.where:
            return reason
        for act in reason.mend:
            if act in mine:
                return replace(reason, where=reverse("complaint-do", args=[view.id, act]))
        for act in reason.mend:
            if act in theirs and reason.remedy:
                names = dict.fromkeys(o.name for r in theirs[act].by for o in offices.holders(seat.scope, r, seat.on))
                if names:
                    return replace(reason, remedy=f"{reason.remedy}（这一步请{'、'.join(list(names)[:3])}办）")
        return reason

    refused.reasons = tuple(lead(reason) for reason in refused.reasons)
    return refused
