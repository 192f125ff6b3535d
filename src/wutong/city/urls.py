"""Addresses of the room `city`. Of allauth's own pages none is included: sign-in is ours, the rest does not exist."""

from __future__ import annotations

from django.urls import path

from wutong.city.guard.pages import desk as guard
from wutong.city.guard.pages import second, sessions
from wutong.city.guard.pages import signin as steps
from wutong.city.offices.pages import desk as offices_desk
from wutong.city.offices.pages import me, signin
from wutong.city.places.pages import desk as places_desk
from wutong.city.places.pages import public as places_public

public = [
    path("signin", signin.signin, name="signin"),
    path("signin/cast", signin.signin_cast, name="signin-cast"),
    path("signin/second", steps.second, name="signin-second"),
    path("signin/passkey", steps.passkey, name="signin-passkey"),
    path("signout", signin.signout, name="signout"),
    path("map/<str:county>.svg", places_public.map_svg, name="map-svg"),
    path("where", places_desk.where, name="where"),
]
desk = [
    path("me", me.me, name="me"),
    path("me/seat", me.take_seat, name="me-seat"),
    path("me/password", me.change_password, name="me-password"),
    path("me/second", second.overview, name="me-second"),
    path("me/second/app", second.app, name="me-second-app"),
    path("me/second/passkey", second.passkey, name="me-second-passkey"),
    path("me/second/codes", second.codes, name="me-second-codes"),
    path("me/second/drop", second.drop, name="me-second-drop"),
    path("me/sittings", sessions.mine, name="me-sittings"),
    path("me/sittings/end", sessions.end, name="me-sittings-end"),
    path("me/fresh", second.show_again, name="me-fresh"),
    path("desk/guard", guard.guard, name="guard"),
    path("desk/guard/unlock", guard.unlock, name="guard-unlock"),
    path("desk/guard/roles", guard.confirm_roles, name="guard-roles"),
    path("desk/guard/reset", guard.ask_reset, name="guard-reset"),
    path("desk/guard/reset/<int:which>", guard.end_reset, name="guard-reset-end"),
    path("desk/accounts", guard.accounts, name="accounts"),
    path("desk/accounts/do", guard.account_do, name="account-do"),
    path("desk/offices", offices_desk.offices_page, name="office-list"),
    path("desk/places", places_desk.places_page, name="place-list"),
]
