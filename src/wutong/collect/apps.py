"""Registers the room `collect` with Django."""

from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "wutong.collect"
    label = "collect"
    default_auto_field = "django.db.models.BigAutoField"
