"""What programs are answered stands in docs/api.yaml: no address of it is missing, and no generated request finds another answer."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.house.test_routes import named_routes
from tests.needs import ROOT
from tests.people import as_person
from wutong.record.scope import Scope

API: dict[str, Any] = YAML(typ="safe").load((ROOT / "docs" / "api.yaml").read_text(encoding="utf-8"))
OPERATIONS = [(path, method, said) for path, item in API["paths"].items() for method, said in item.items()]


def deref(part: dict[str, Any]) -> dict[str, Any]:
    """What a part says, where it only points to it."""
    if "$ref" not in part:
        return part
    found: Any = API
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)


KINDS = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}


def unlike(value: Any, schema: dict[str, Any], where: str = "") -> Iterator[str]:
    """Where a value is not what its schema says; of JSON Schema the words that docs/api.yaml uses."""
    schema = deref(schema)
    unknown = set(schema) - {"type", "required", "properties", "additionalProperties", "items", "enum", "format"}
    assert not unknown, f"this test does not know {unknown}"
    kind = schema.get("type")
    if kind and (not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{where}: {value!r} is no {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, part in value.items():
            if name in known:
                yield from unlike(part, known[name], f"{where}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{where}.{name} is not told of"
    for n, item in enumerate(value if isinstance(value, list) else ()):
        yield from unlike(item, schema.get("items", {}), f"{where}[{n}]")


def faults(operation: dict[str, Any], answer: Any) -> list[str]:
    """Where an answer is not one of those that are told of."""
    told = operation["responses"].get(str(answer.status_code))
    if told is None:
        return [f"{answer.status_code} is not told of"]
    content = deref(told).get("content")
    if content is None:
        return []
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind not in content:
        return [f"{answer.status_code} came as {kind!r}, told of as {sorted(content)}"]
    if kind != "application/json":
        return []
    return list(unlike(json.loads(answer.content), content[kind]["schema"], str(answer.status_code)))


def test_every_address_that_answers_json_is_told_of_and_no_other() -> None:
    told = {said["operationId"]: (path, method) for path, method, said in OPERATIONS}
    routes = {str(route.name): route for route in named_routes()}
    assert set(told) <= set(routes), f"gone: {set(told) - set(routes)}"
    json_too = {name for name, r in routes.items() if "JsonResponse(" in inspect.getsource(inspect.unwrap(r.callback))}
    assert json_too <= set(told), f"answer JSON, and docs/api.yaml says nothing of it: {sorted(json_too - set(told))}"
    for name, (path, _) in told.items():
        assert resolve(path.format(photo=1)).url_name == name


def test_the_reader_of_schemas_sees_what_differs() -> None:
    ready = {"$ref": "#/components/schemas/Ready"}
    assert not list(unlike({"ready": True, "disk": False}, ready))
    assert (
        list(unlike({}, ready)) and list(unlike({"ready": 1}, ready)) and list(unlike({"ready": True, "x": 1}, ready))
    )
    assert list(unlike({"number": 1, "parts": ["seat"]}, {"$ref": "#/components/schemas/News"}))


text = st.text(max_size=60)
values = st.one_of(
    text, st.integers().map(str), st.floats().map(str), st.sampled_from(["", "38.65", "83.15", "1", "-1", "²", "1e400", "nan"])
)  # fmt: skip
accepts = st.sampled_from(["", "*/*", "text/html", "application/json", "application/json, text/html;q=0.5", "x/y"])


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """An address of the document with something behind it, in it and with it."""
    path, method, operation = draw(st.sampled_from(OPERATIONS))
    names = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]
    keys = st.one_of(st.sampled_from(names), text) if names else text
    content = operation.get("requestBody", {}).get("content", {})
    fields = [n for body in content.values() for n in body["schema"].get("properties", {})]
    data = draw(st.dictionaries(st.one_of(st.sampled_from(fields), text) if fields else text, values, max_size=3))
    return {
        "path": path.format(photo=draw(st.integers(0, 2**63))),
        "method": method,
        "operation": operation,
        "query": draw(st.dictionaries(keys, values, max_size=4)),
        "data": {name: value for name, value in data.items() if name},
        "file": draw(st.one_of(st.none(), st.binary(max_size=200))) if "multipart/form-data" in content else None,
        "accept": draw(accepts),
        "who": draw(st.sampled_from(["", "唐敏", "李明"])),
    }


@pytest.mark.django_db
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(asked=requests())
def test_no_generated_request_finds_another_answer(wutong: Scope, asked: dict[str, Any]) -> None:
    cache.clear()
    client = as_person(asked["who"]) if asked["who"] else Client()
    data = dict(asked["data"])
    if asked["file"] is not None:
        data["photo"] = SimpleUploadedFile("x.jpg", asked["file"], "image/jpeg")
    if asked["method"] == "get":
        answer = client.get(asked["path"], asked["query"], headers={"accept": asked["accept"]})
    else:
        answer = client.post(asked["path"], data, query_params=asked["query"], headers={"accept": asked["accept"]})
    assert not faults(asked["operation"], answer), asked


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=[p for p, _, _ in OPERATIONS])
@pytest.mark.parametrize("other", ["put", "delete", "patch", "post", "get"])
def test_another_method_is_told_so(
    wutong: Scope, path: str, method: str, operation: dict[str, Any], other: str
) -> None:
    if other == method:
        return
    answer = getattr(Client(), other)(path.format(photo=1))
    assert answer.status_code < 500
    assert str(answer.status_code) in operation["responses"], answer.status_code
