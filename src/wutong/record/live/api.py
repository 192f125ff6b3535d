"""Door of live changes: an act tells whom it touches, a follower asks what came since a number."""

from wutong.record.live.actions import CHANNEL, settle, tell, tidy
from wutong.record.live.reads import SEATS, News, of_seat, reached, since

__all__ = ["CHANNEL", "SEATS", "News", "of_seat", "reached", "settle", "since", "tell", "tidy"]
