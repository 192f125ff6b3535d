"""Door of the access record: who looked at personal data, and which acts were refused."""

from wutong.record.access.actions import look, refused
from wutong.record.access.reads import AttemptView, LookView, attempts, looks

__all__ = ["AttemptView", "LookView", "attempts", "look", "looks", "refused"]
