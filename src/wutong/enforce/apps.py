"""Registers the room `enforce` with Django."""

from django.apps import AppConfig


class EnforceConfig(AppConfig):
    name = "wutong.enforce"
    label = "enforce"
    default_auto_field = "django.db.models.BigAutoField"
