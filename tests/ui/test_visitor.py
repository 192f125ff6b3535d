"""One visitor is one address, or one line's network: neither more addresses nor other spellings make him many."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import RequestFactory

from wutong.ui import visitor


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_it_takes_a_line_for_one_visitor(address: str, network: str) -> None:
    assert visitor.network(address) == network


def test_it_believes_a_proxy_only_where_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 192.0.2.7")
    assert visitor.address(request) == "10.0.0.1"
    monkeypatch.setattr(settings, "ENVIRONMENT", type("Trusting", (), {"trust_proxy": True}))
    assert visitor.address(request) == "192.0.2.7"
