"""The county's map as a picture, for anyone: it shows streets and names, never a matter."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from wutong.city.offices.pages.gate import Request, public
from wutong.city.places.load import map_path
from wutong.city.places.reads import map_facts
from wutong.record.scope import Scope

YEAR = "public, max-age=31536000, immutable"
HOUR = "public, max-age=3600"


@public
@require_safe
def map_svg(request: Request, county: str) -> HttpResponse:
    """The drawn map of a county. Kept by the browser for a year where the address names its version."""
    held = map_facts(Scope(county))
    theme = "dark" if request.GET.get("theme") == "dark" else "light"
    path = map_path(county, theme)
    if not held or not path.is_file():
        raise Http404("没有找到")
    etag = f'"{held["version"]}-{theme}"'
    named = request.GET.get("v") == held["version"]
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(path.read_bytes(), content_type="image/svg+xml")
    response["ETag"] = etag
    response["Cache-Control"] = YEAR if named else HOUR
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
