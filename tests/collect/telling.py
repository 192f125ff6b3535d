"""Tells the beginning of a complaint in one line, for tests that want to begin later in its life."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.people import seat
from wutong.collect.complaints import api as complaints
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope

START = datetime(2026, 11, 2, 9, 0, tzinfo=clock.SHANGHAI)
PAGE = record.Source("page", {})


class Tale:
    """One complaint and the time in it; each act is ten minutes after the one before."""

    def __init__(self, scope: Scope, **given: Any) -> None:
        self.scope = scope
        self.at = given.pop("at", START)
        given.setdefault("channel", "web")
        given.setdefault("text", "夜市把桌子摆满了人行道")
        given.setdefault("category", "stall")
        self.got = complaints.receive(
            scope,
            complaints.Report(**given),
            docket.outsider(),
            at=self.at,
            written=self.at,
            source=PAGE,
            label="占道经营",
        )
        self.matter: UUID = self.got.matter

    def do(self, who: str, act: str, **fields: Any) -> docket.Done:
        """One act by a person of the cast, or by the reporter."""
        after = fields.pop("after", timedelta(minutes=10))
        self.at += after
        doer = docket.outsider() if who == "反映人" else docket.seated(seat(who, clock.legal_day(self.at)))
        return complaints.do(
            self.scope, self.matter, act, fields, doer, at=self.at, written=self.at, source=PAGE, name=who
        )

    def upto(self, act: str) -> Tale:
        """Go on as usual until an act has been done."""
        usual: list[tuple[str, str, dict[str, Any]]] = [
            ("唐敏", "accepted", {}),
            ("唐敏", "forwarded", {"office": "zf1"}),
            ("周伟", "answered", {"text": "已劝离"}),
            ("唐敏", "replied", {"text": "你好，已劝离摊点", "channel": "page", "proof": "进度页"}),
            ("唐敏", "closed", {}),
        ]
        for who, name, fields in usual:
            self.do(who, name, **fields)
            if name == act:
                return self
        raise AssertionError(act)

    @property
    def row(self) -> complaints.ComplaintView:
        found = complaints.complaint(self.scope, self.matter)
        assert found is not None
        return found

    @property
    def view(self) -> docket.MatterView:
        return docket.views(self.scope, [self.matter])[self.matter]

    @property
    def acts(self) -> list[str]:
        return [e.act for e in record.history(self.scope, self.matter)]
