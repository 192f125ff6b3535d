"""Registers the room `analyse` with Django."""

from django.apps import AppConfig


class AnalyseConfig(AppConfig):
    name = "wutong.analyse"
    label = "analyse"
    default_auto_field = "django.db.models.BigAutoField"
