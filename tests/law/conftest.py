"""Properties here are about dates and orders, never about speed: a slow machine must not fail them."""

from hypothesis import settings

settings.register_profile("law", deadline=None)
settings.load_profile("law")
