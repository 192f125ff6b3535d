"""A refusal names the article, what is missing, how to mend it and where: a bare "no" helps neither clerk nor court."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Reason:
    """One ground. `mark` (样例, [inference]) says how firm the article is; `opens`: the first instant it would pass.

    `mend`: names of the acts that would remove the ground, for a page to lead there; `where`: the address it found.
    """

    article: str
    missing: str
    remedy: str = ""
    where: str = ""
    opens: datetime | None = None
    mark: str = ""
    mend: tuple[str, ...] = ()
    #: what a breach does to the act that stands all the same: void, revoke, slight, liability, none
    effect: str = ""

    def __str__(self) -> str:
        article = self.article + (f"（{self.mark}）" if self.mark else "")
        sentences = [part for part in (article, self.missing, self.remedy) if part]
        return "：".join(sentences[:2]) + ("。" + sentences[2] if len(sentences) > 2 else "")


class Refused(Exception):
    """A proposed act does not pass. Nothing has been written when this is raised."""

    def __init__(self, act: str, title: str, reasons: Sequence[Reason]) -> None:
        if not reasons:
            raise ValueError("a refusal without a reason")
        self.act = act
        self.title = title
        self.reasons = tuple(reasons)
        #: when the attempt was written into the access record; None where it was not
        self.recorded: datetime | None = None
        #: the page of the thing the act was about, the way back for whoever typed the address by hand
        self.back = ""
        #: the form whose words it must not cost; set by the page
        self.typed: object = None
        super().__init__(act, title, self.reasons)

    def __str__(self) -> str:
        return "\n".join([f"不能{self.title}。", *(str(reason) for reason in self.reasons)])

    def __reduce__(self) -> tuple[type["Refused"], tuple[str, str, tuple[Reason, ...]]]:
        return (Refused, (self.act, self.title, self.reasons))
