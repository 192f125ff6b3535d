"""Where a visitor comes from, as far as limits need to know it: one address of IPv4, one line's whole network of IPv6."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def network(address: str) -> str:
    """What counts as one visitor: a line is given 2^64 addresses of IPv6, so that each of them alone says nothing."""
    try:
        found = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def where(request: HttpRequest) -> str:
    """The network a request came from, as the access record keeps it."""
    return network(address(request))


def address(request: HttpRequest) -> str:
    """The address a request came from; one proxy's word for it is taken only where the setting says that one stands there."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.ENVIRONMENT.trust_proxy and forwarded:
        return str(forwarded.split(",")[-1].strip())
    return str(request.META.get("REMOTE_ADDR") or "")
