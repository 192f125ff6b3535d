"""Registers the room `govern` with Django."""

from django.apps import AppConfig


class GovernConfig(AppConfig):
    name = "wutong.govern"
    label = "govern"
    default_auto_field = "django.db.models.BigAutoField"
