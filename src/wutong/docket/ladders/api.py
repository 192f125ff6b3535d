"""Door of urging: climb what has come, ask what lies before an officer, and what was said of a matter."""

from wutong.docket.ladders.actions import climb
from wutong.docket.ladders.jobs import climbed
from wutong.docket.ladders.reads import NoticeView, before, of_matter

__all__ = ["NoticeView", "before", "climb", "climbed", "of_matter"]
