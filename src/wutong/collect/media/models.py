"""Photos as claims: where the stored bytes are, what the camera said, and which version outsiders may see."""

from __future__ import annotations

from django.db import models

from wutong.record.scope import Scoped


class Photo(Scoped):
    """One photo of a draft or a matter. ``covered`` is the version with faces and plates covered, made by a clerk."""

    sha256 = models.CharField("指纹", max_length=64)
    draft = models.CharField(max_length=64, blank=True)
    matter = models.UUIDField(null=True)
    usage = models.CharField("哪一步的照片", max_length=20, default="report")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    claims = models.JSONField("相机自己说的", default=dict)
    covered = models.CharField("遮盖后的指纹", max_length=64, blank=True)
    cleared = models.BooleanField("可以公开", default=False)
    taken_in_at = models.DateTimeField()

    class Meta(Scoped.Meta):
        indexes = [
            models.Index(fields=["county", "matter"], name="photo_matter"),
            models.Index(fields=["county", "draft"], name="photo_draft"),
            models.Index(fields=["county", "sha256"], name="photo_sha"),
        ]
