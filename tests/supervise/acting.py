"""Complaints made and handled through the doors of collect, at any instant: the hands of the tests of figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from wutong.collect.complaints import api as complaints
from wutong.docket.matters import api as docket
from wutong.law.refusal import Refused
from wutong.record.clock import SHANGHAI
from wutong.record.entries.api import Actor, Source
from wutong.record.scope import Scope

CLERK = docket.Doer(Actor("officer", "011"), frozenset({"receiver", "dispatcher"}), "zhihui")
SQUAD = docket.Doer(Actor("officer", "101"), frozenset({"officer", "squad_head"}), "zf1")
HEAD = docket.Doer(Actor("officer", "001"), frozenset({"bureau_head"}), "ju")
IMPORT = docket.Doer(Actor("system", "import"), frozenset())
REPLY = {"text": "已经办好", "channel": "call", "proof": "4月9日10:05通话"}


def when(text: str) -> datetime:
    """An instant in Shanghai time: ``2019-04-03`` is nine in the morning."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T09:00").replace(tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Desk:
    """Takes in complaints and acts on them, without a page."""

    scope: Scope

    def receive(self, at: datetime, channel: str = "web", *, category: str = "stall", imported: bool = False) -> UUID:
        doer = IMPORT if imported else docket.outsider() if channel in ("web", "phone") else CLERK
        report = complaints.Report(channel=channel, category=category, subject="摊子占道", text="门口有摊子")
        done = complaints.receive(
            self.scope, report, doer, at=at, written=at, source=self._source(imported), receipt=False, imported=imported
        )
        return done.matter

    def act(
        self,
        matter: UUID,
        act: str,
        at: datetime,
        fields: dict[str, object] | None = None,
        doer: docket.Doer = CLERK,
        *,
        imported: bool = False,
    ) -> None:
        complaints.do(
            self.scope, matter, act, fields or {}, IMPORT if imported else doer,
            at=at, written=at, source=self._source(imported), imported=imported,
        )  # fmt: skip

    def tries(self, matter: UUID, act: str, at: datetime, *args: object, **options: object) -> bool:
        """Act, or be refused by the law."""
        try:
            self.act(matter, act, at, *args, **options)  # type: ignore[arg-type]
        except Refused:
            return False
        return True

    def reply(self, matter: UUID, at: datetime) -> None:
        """Accept where it was not, and answer the citizen."""
        self.tries(matter, "accepted", at)
        self.act(matter, "replied", at, dict(REPLY))

    def handled(self, received: str, replied: str, rating: str = "", channel: str = "web") -> UUID:
        """A complaint from report to closing, rated the same day if at all."""
        matter, at = self.receive(when(received), channel), when(replied)
        self.reply(matter, at)
        self.act(matter, "closed", at + timedelta(minutes=5))
        if rating:
            self.rate(matter, rating, at + timedelta(minutes=10))
        return matter

    def rate(self, matter: UUID, rating: str, at: datetime) -> None:
        self.act(matter, "rated", at, {"rating": rating}, docket.outsider())

    def reopen(self, matter: UUID, at: datetime) -> None:
        self.act(matter, "reopened", at, {"reason": "没有解决"}, docket.outsider())

    def merge(self, matter: UUID, lead: UUID, at: datetime) -> None:
        self.act(matter, "merged", at, {"lead": str(lead)})

    @staticmethod
    def _source(imported: bool) -> Source:
        return Source("import", {"file": "0" * 64, "row": 2}) if imported else Source("page", {})
