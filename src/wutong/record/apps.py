"""Registers the room `record` with Django."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "wutong.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
