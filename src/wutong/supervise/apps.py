"""Registers the room `supervise` with Django."""

from django.apps import AppConfig


class SuperviseConfig(AppConfig):
    name = "wutong.supervise"
    label = "supervise"
    default_auto_field = "django.db.models.BigAutoField"
