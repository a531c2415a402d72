"""The description is true: every route is in it, every answer validates against it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

ANSWERS = (
    ("/api/v1/search", "SearchPage"),
    ("/api/v1/search?q=年会&size=100&kind=meeting", "SearchPage"),
    ("/api/v1/search?q=提防&date=none&org=没有", "SearchPage"),
    ("/api/v1/search?q=年会 火星&size=0", "SearchPage"),
    ("/api/v1/search?size=x", "Problem"),
    ("/api/v1/suggest?q=协会", "Suggestions"),
    ("/api/v1/articles/annual", "Article"),
    ("/api/v1/articles/hostile03", "Article"),
    ("/api/v1/articles/none", "Problem"),
    ("/api/v1/facets/date?q=技术", "FacetAnswer"),
    ("/api/v1/facets/category", "FacetAnswer"),
    ("/api/v1/facets/present?kind=meeting", "FacetAnswer"),
    ("/api/v1/search?kind=meeting&sort=meeting", "SearchPage"),
    ("/api/v1/facets/none", "Problem"),
)


@pytest.fixture
def description(client: FlaskClient) -> Any:
    return client.get("/api/v1/openapi.json").json


def test_is_openapi(description: Any) -> None:
    OpenAPIV31SpecValidator(description).validate()
    assert description["servers"] == [{"url": "http://localhost"}]


def test_names_every_route(app: Flask, description: Any) -> None:
    routes = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert routes == set(description["paths"])


@pytest.mark.parametrize(("address", "name"), ANSWERS)
def test_answers_are_as_described(
    client: FlaskClient, description: Any, address: str, name: str
) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    Draft202012Validator(schema).validate(client.get(address).json)


def test_every_described_parameter_is_read(client: FlaskClient, description: Any) -> None:
    """A parameter that the description names and the service ignores would change nothing."""
    values = {
        "q": "年会", "date": "2021", "from": "2022", "to": "2020", "category": "其他",
        "org": "临港涂料有限公司", "kind": "policy", "sort": "oldest", "page": "2", "size": "3",
        "series": "年会", "venue": "会议中心", "present": "临港涂料有限公司", "chair": "颜朝华",
        "mfrom": "2023", "mto": "2023",
    }  # fmt: skip
    named = [
        p["$ref"].rpartition("/")[2]
        for p in description["paths"]["/api/v1/search"]["get"]["parameters"]
    ]
    # What it changes, the suggestion, is tried in test_did_you_mean.
    named.remove("nocorrect")
    assert sorted(named) == sorted(values)
    plain = client.get("/api/v1/search").json
    assert plain is not None
    for name in named:
        changed = client.get("/api/v1/search", query_string={name: values[name]}).json
        assert changed is not None
        assert (changed["total"], changed["hits"]) != (plain["total"], plain["hits"]), name
