"""The matters on one thread: a case, the seizure that came before it, the transfer it led to.

Matters are peers, not parent and child. Which of two cases a seizure belongs to is said by an entry of one of them: the
one that opened it, or the one that took it in (`adopts`). Where nobody has said it and two cases could be meant, nothing
is assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wutong.law.procedure.schema import Act, Procedure
from wutong.law.procedure.state import Fold
from wutong.law.refusal import Reason

#: the field in which an act that takes a matter in names it
TAKEN = "matter"


@dataclass(frozen=True)
class Peer:
    """Another matter on the thread, folded. `of`: the numbers of the matters that opened it."""

    number: str
    procedure: Procedure
    state: Fold
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thread:
    """This matter's own number and family, and its peers."""

    number: str
    family: str
    peers: tuple[Peer, ...] = ()

    def mine(self, family: str, state: Fold | None) -> tuple[Peer, ...] | None:
        """The peers of a family that belong to this matter; None where one of them could as well be another's."""
        found = []
        for peer in self.peers:
            if peer.procedure.family != family:
                continue
            belongs = self._belongs(peer, state)
            if belongs is None:
                return None
            if belongs:
                found.append(peer)
        return tuple(found)

    def _belongs(self, peer: Peer, state: Fold | None) -> bool | None:
        if peer.of:
            return self.number in peer.of
        if state is not None and peer.number in taken(state):
            return True
        others = [each for each in self.peers if each.procedure.family == self.family]
        if any(peer.number in taken(each.state) for each in others):
            return False
        if self.number and any(seen == self.number for seen in taken(peer.state)):
            return True
        return True if not others else None


def taken(state: Fold) -> tuple[str, ...]:
    """The numbers of the matters that this one has taken in."""
    named = [seen.fields.get(TAKEN) for seen in state.standing() if seen.fresh]
    return tuple(str(each) for each in named if isinstance(each, str))


def adopting(act: Act, fields: Mapping[str, object], thread: Thread | None) -> list[Reason]:
    """Why a matter cannot be taken in: it is not on the thread, of another procedure, or already another's."""
    if not act.adopts:
        return []
    number = str(fields.get(TAKEN) or "")
    named = [each for each in (thread.peers if thread else ()) if each.number == number]
    if not named or named[0].procedure.family != act.adopts:
        return [
            Reason(act.cite.text, f"{number or '没有写明的事项'}不在同一线索上", "先把两件事关联", mark=act.cite.mark)
        ]
    if named[0].of:
        words = "、".join(named[0].of)
        return [Reason(act.cite.text, f"{number}已经属于{words}", "核对是哪一案", mark=act.cite.mark)]
    return []
