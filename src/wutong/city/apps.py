"""Registers the room `city` with Django."""

from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "wutong.city"
    label = "city"
    default_auto_field = "django.db.models.BigAutoField"
