"""Changing one value in a JSON text and nothing else of it: a package.json keeps its own format."""

from __future__ import annotations

import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def value_span(text: str, path: Sequence[str]) -> tuple[int, int] | None:
    """Where the value at `path` stands in an object's text; `None` when a key isn't there.

    Raises `ValueError` for a text that is no JSON.
    """
    json.loads(text)
    start = _skip(text, 0)
    for key in path:
        members = _members(text, start)
        if members is None or key not in members:
            return None
        start = members[key]
    return start, _end(text, start)


def replaced(text: str, path: Sequence[str], value: object) -> str:
    """The text with the value at `path`, which must be there, replaced."""
    span = value_span(text, path)
    assert span is not None, path
    return text[: span[0]] + json.dumps(value, ensure_ascii=False) + text[span[1] :]


def with_member(text: str, path: Sequence[str], key: str, value: object) -> str:
    """The text with one more member at the end of the object at `path`, which is made if need be.

    Raises `ValueError` where something else than an object stands there.
    """
    span = value_span(text, path)
    if span is None:
        return with_member(text, path[:-1], path[-1], {key: value})
    members = _members(text, span[0])
    if members is None:
        raise ValueError(f"{'.'.join(path)} is no object")
    if members and "\n" not in text[span[0] : span[1]]:
        end = _end(text, list(members.values())[-1])
        return f"{text[:end]}, {json.dumps(key)}: {json.dumps(value)}{text[end:]}"
    unit = _indent(text)
    outer = "\n" + unit * len(path)
    inner = outer + unit
    body = json.dumps(value, ensure_ascii=False, indent=unit).replace("\n", inner)
    member = f"{inner}{json.dumps(key)}: {body}"
    if not members:
        return text[: span[0]] + "{" + member + outer + "}" + text[span[1] :]
    end = _end(text, list(members.values())[-1])
    return text[:end] + "," + member + text[end:]


def _indent(text: str) -> str:
    found = re.search(r"\n([ \t]+)\S", text)
    return found.group(1) if found else "  "


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _end(text: str, start: int) -> int:
    return _DECODER.raw_decode(text, start)[1]


def _members(text: str, start: int) -> dict[str, int] | None:
    """Key -> where its value starts, of the object at `start`; `None` when it is no object."""
    if text[start] != "{":
        return None
    found: dict[str, int] = {}
    at = _skip(text, start + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)  # past the colon
        found[key] = at
        at = _skip(text, _end(text, at))
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found
