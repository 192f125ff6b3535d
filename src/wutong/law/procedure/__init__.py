"""The interpreter of procedures: what may happen now, by whom, what is refused and why, and how the clocks run."""

from wutong.law.procedure.clocks import Running
from wutong.law.procedure.expressions import UNSTATED
from wutong.law.procedure.fold import OutOfOrder, fold
from wutong.law.procedure.schema import Act, Clock, Field, Json, Local, Param, Procedure
from wutong.law.procedure.stand import Ask, Possible, RefusedAct, Stand, ask, clocks, stand
from wutong.law.procedure.state import Fold, Past, Seen
from wutong.law.procedure.threads import Peer, Thread
from wutong.law.procedure.view import Check, MatterView
from wutong.law.procedure.who import Hand, stands_in
from wutong.law.procedure.words import ROLES
from wutong.law.procedure.yamlfile import RuleError

__all__ = [
    "ROLES",
    "UNSTATED",
    "Act",
    "Ask",
    "Check",
    "Clock",
    "Field",
    "Fold",
    "Hand",
    "Json",
    "Local",
    "MatterView",
    "OutOfOrder",
    "Param",
    "Past",
    "Peer",
    "Possible",
    "Procedure",
    "RefusedAct",
    "RuleError",
    "Running",
    "Seen",
    "Stand",
    "Thread",
    "ask",
    "clocks",
    "fold",
    "stand",
    "stands_in",
]
