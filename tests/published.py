"""The published schemas of what the commands print, and a judge that knows no key besides theirs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing import Resource

FOLDER = Path(__file__).parent.parent / "docs" / "schemas"
RELEASED = Path(__file__).parent / "released_schemas" / "0.1.0"
"""As the last release had them; RELEASING.md says when they are copied."""


def schemas(folder: Path = FOLDER) -> dict[str, Any]:
    return {path.name: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


def refuse_what_is_not_published(name: str, told: Any) -> None:
    """Raises with every place in which an output isn't by its schema, or says more than it."""
    closed = {key: _closed(schema) for key, schema in schemas().items()}
    for key, schema in closed.items():
        if key != "common.v1.json":
            schema["unevaluatedProperties"] = False
    resources = [Resource.from_contents(schema) for schema in closed.values()]
    registry: Registry[Any] = Registry().with_resources(
        (resource.id() or "", resource) for resource in resources
    )
    judge = Draft202012Validator(closed[f"{name}.v1.json"], registry=registry)
    found = [f"{error.json_path}: {error.message[:300]}" for error in judge.iter_errors(told)]
    assert not found, found


def _closed(schema: Any, name: str = "") -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _closed(value, key) for key, value in schema.items()}
    whole = "$id" in schema or name in ("answer", "if", "then")
    if "properties" in schema and schema.get("type") == "object" and not whole:
        made["unevaluatedProperties"] = False
    return made
