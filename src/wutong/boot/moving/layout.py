"""What a move leaves in the new home, and how each table and folder goes along. Plain Python, without Django."""

from __future__ import annotations

from dataclasses import dataclass

#: in the new home, whence the county came (until it is open the file is called ``running.MOVING``)
CAME = "moved-here.json"
#: the settings that the new home needs beside WUTONG_HOME
SETTINGS = "wutong.env"


@dataclass(frozen=True)
class Rule:
    """How a table without a county goes along."""

    how: str
    why: str


ACCOUNT, REMADE, LEFT, INDEX = "by its account", "made by the new home", "left behind", "by the index"
#: every table without a column ``county``; a new one stops the move, and a test, until it is named here
RULES: dict[str, Rule] = {
    "mfa_authenticator": Rule(ACCOUNT, "an officer's app and passkeys, sealed anew for the new home's secret"),
    "django_session": Rule(LEFT, "signed with the old secret: everybody signs in again, with the same password"),
    "account_emailaddress": Rule(LEFT, "an account of a county has no e-mail address"),
    "account_emailconfirmation": Rule(LEFT, "an account of a county has no e-mail address"),
    "auth_group": Rule(LEFT, "nobody is in a group: what somebody may do, his post says"),
    "auth_group_permissions": Rule(LEFT, "nobody is in a group"),
    "auth_permission": Rule(REMADE, "Django names them itself"),
    "django_content_type": Rule(REMADE, "Django names them itself"),
    "django_migrations": Rule(REMADE, "the new home is made by this program"),
    "docket_search": Rule(INDEX, "the terms of each matter, by the row of docket_searchrow"),
}
#: rows that tell of this server and not of the county
NOT_ALONG = {"record_moved": "says that the county is no longer here"}
#: what of a home goes along, each with the county's code in its path
TREES = ("files/{}", "imports/{}")
LOOSE = ("maps/{}.svg", "maps/{}-dark.svg", "demo-clock")
#: settings that go along as they are: what this server is told about signing in, the law, the demo
ALONG = ("WUTONG_HTTPS", "WUTONG_TRUST_PROXY", "WUTONG_DEMO", "WUTONG_CLOCK", "WUTONG_LOG", "WUTONG_LOG_ADDRESSES")
