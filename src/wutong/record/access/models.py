"""The access record: who looked at personal data, which acts were refused, who signed in and whose rights changed.

Append-only like the entries, and kept for ever. It holds codes and numbers, never a citizen's words.
"""

from __future__ import annotations

from django.db import models

from wutong.record.scope import Scoped


class Look(Scoped):
    """Somebody looked at personal data of a matter."""

    matter = models.UUIDField("事项")
    what = models.CharField("看了什么", max_length=200)
    actor_kind = models.CharField("行为人类别", max_length=12)
    actor = models.CharField("行为人", max_length=64)
    at = models.DateTimeField("时间")
    on_date = models.DateField("法律日")

    class Meta(Scoped.Meta):
        db_table = "record_look"
        indexes = [
            models.Index(fields=["county", "matter", "at", "id"], name="record_look_matter"),
            models.Index(fields=["county", "actor", "at", "id"], name="record_look_actor"),
            models.Index(fields=["county", "at", "id"], name="record_look_at"),
        ]


class Attempt(Scoped):
    """Somebody tried an act and the law refused it. Nothing was written to the matter."""

    matter = models.UUIDField("事项", null=True, blank=True)
    act = models.CharField("步骤", max_length=96)
    reasons = models.JSONField("理由", default=list)
    actor_kind = models.CharField("行为人类别", max_length=12)
    actor = models.CharField("行为人", max_length=64)
    at = models.DateTimeField("时间")
    on_date = models.DateField("法律日")

    class Meta(Scoped.Meta):
        db_table = "record_attempt"
        indexes = [
            models.Index(fields=["county", "matter", "at", "id"], name="record_attempt_matter"),
            models.Index(fields=["county", "actor", "at", "id"], name="record_attempt_actor"),
            models.Index(fields=["county", "at", "id"], name="record_attempt_at"),
        ]


class Note(Scoped):
    """Something about access that belongs to no single matter: a sign-in, a file carried out, a right given or taken.

    ``about`` is the code of the officer whom it concerns, where that is another one than who did it.
    """

    kind = models.CharField("种类", max_length=20)
    what = models.CharField("什么", max_length=96, blank=True)
    about = models.CharField("涉及谁", max_length=64, blank=True)
    detail = models.JSONField("细节", default=dict)
    rows = models.PositiveIntegerField("多少条", null=True, blank=True)
    network = models.CharField("网络", max_length=64, blank=True)
    actor_kind = models.CharField("行为人类别", max_length=12)
    actor = models.CharField("行为人", max_length=64, blank=True)
    at = models.DateTimeField("时间")
    on_date = models.DateField("法律日")

    class Meta(Scoped.Meta):
        db_table = "record_note"
        indexes = [
            models.Index(fields=["county", "at", "id"], name="record_note_at"),
            models.Index(fields=["county", "kind", "at", "id"], name="record_note_kind"),
            models.Index(fields=["county", "actor", "at", "id"], name="record_note_actor"),
            models.Index(fields=["county", "about", "at", "id"], name="record_note_about"),
            models.Index(fields=["county", "kind", "actor", "at", "id"], name="record_note_kind_actor"),
            models.Index(fields=["county", "kind", "about", "at", "id"], name="record_note_kind_about"),
        ]
