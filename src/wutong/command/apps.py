"""Registers the room `command` with Django."""

from django.apps import AppConfig


class CommandConfig(AppConfig):
    name = "wutong.command"
    label = "command"
    default_auto_field = "django.db.models.BigAutoField"
