"""Addresses of the room `city`. Of allauth's own pages none is included: sign-in is ours, the rest does not exist."""

from __future__ import annotations

from django.urls import path

from wutong.city.offices.pages import desk as offices_desk
from wutong.city.offices.pages import me, signin
from wutong.city.places.pages import desk as places_desk
from wutong.city.places.pages import public as places_public

public = [
    path("signin", signin.signin, name="signin"),
    path("signin/cast", signin.signin_cast, name="signin-cast"),
    path("signout", signin.signout, name="signout"),
    path("map/<str:county>.svg", places_public.map_svg, name="map-svg"),
    path("where", places_desk.where, name="where"),
]
desk = [
    path("me", me.me, name="me"),
    path("me/seat", me.take_seat, name="me-seat"),
    path("me/password", me.change_password, name="me-password"),
    path("desk/offices", offices_desk.offices_page, name="office-list"),
    path("desk/places", places_desk.places_page, name="place-list"),
]
