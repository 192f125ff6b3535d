"""Registers the room `docket` with Django."""

from django.apps import AppConfig


class DocketConfig(AppConfig):
    name = "wutong.docket"
    label = "docket"
    default_auto_field = "django.db.models.BigAutoField"
