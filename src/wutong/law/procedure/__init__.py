"""The interpreter of procedures: what may happen now, by whom, what is refused and why, and how the clocks run."""

from wutong.law.procedure.clocks import Running
from wutong.law.procedure.expressions import UNSTATED
from wutong.law.procedure.fold import OutOfOrder, fold
from wutong.law.procedure.schema import Act, Clock, Field, Json, Local, Param, Procedure
from wutong.law.procedure.stand import Ask, Possible, RefusedAct, Stand, ask, clocks, stand
from wutong.law.procedure.state import Fold, Past, Seen
from wutong.law.procedure.words import ROLES
from wutong.law.procedure.yamlfile import RuleError

__all__ = [
    "ROLES",
    "UNSTATED",
    "Act",
    "Ask",
    "Clock",
    "Field",
    "Fold",
    "Json",
    "Local",
    "OutOfOrder",
    "Param",
    "Past",
    "Possible",
    "Procedure",
    "RefusedAct",
    "RuleError",
    "Running",
    "Seen",
    "Stand",
    "ask",
    "clocks",
    "fold",
    "stand",
]
