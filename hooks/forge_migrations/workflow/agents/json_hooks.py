"""Adding our entries to an agent's JSON of hooks, and taking them out again, the rest of its text untouched.

Comments and trailing commas are read over: some agents' settings have them.
"""

from __future__ import annotations

import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import Any

    Entries = Mapping[str, Sequence[Any]]
    """Event -> entries of its array."""


OURS = "agent-hook"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/', re.S)
_TRAILING = re.compile(r",(?=\s*[}\]])")
_DECODER = json.JSONDecoder()


def with_hooks(text: str, entries: Entries, more: Mapping[str, Any]) -> str:
    """The text with our entries in `hooks`, each event's behind what is there already; `more` are members
    that the root needs and lacks. Raises `ValueError` for a text that is no JSON object."""
    if _has(text, entries):
        return text
    text = _without(text, entries, more)[1] if OURS in text else text
    root = _parsed(text)
    for key, value in more.items():
        if key not in root:
            text = _with_member(text, (), key, value)
    hooks = _parsed(text).get("hooks")
    if hooks is None:
        return _with_member(text, (), "hooks", {name: list(each) for name, each in entries.items()})
    for name, each in entries.items():
        if name not in hooks:
            text = _with_member(text, ("hooks",), name, list(each))
        else:
            for one in each:
                text = _with_element(text, ("hooks", name), one)
    return text


def without_hooks(text: str, entries: Entries, more: Mapping[str, Any]) -> str:
    """The text as it was before `with_hooks`, or at least without our entries where it changed since."""
    if OURS not in text:
        return text
    ways = _without(text, entries, more)
    return next((each for each in ways if with_hooks(each, entries, more) == text), ways[0])


def _has(text: str, entries: Entries) -> bool:
    """True when our entries are there as they are to be, and no older ones."""
    hooks = _parsed(text).get("hooks") or {}
    ours = {
        name: [one for one in found if OURS in json.dumps(one)] for name, found in hooks.items()
    }
    return {k: v for k, v in ours.items() if v} == {k: list(v) for k, v in entries.items()}


def _without(text: str, entries: Entries, more: Mapping[str, Any]) -> list[str]:
    """Without our entries: and without `more`, without what is empty then, and with all of it."""
    bare = text
    for name, found in (_parsed(text).get("hooks") or {}).items():
        for at in reversed([i for i, one in enumerate(found) if OURS in json.dumps(one)]):
            bare = _less(bare, ("hooks", name), at)
    some = bare
    for name, found in dict(_parsed(bare).get("hooks") or {}).items():
        if found == [] and name in entries:
            some = _less(some, ("hooks",), name)
    none = _less(some, (), "hooks") if _parsed(some).get("hooks") == {} else some
    lean = none
    for key, value in more.items():
        if _parsed(lean).get(key) == value:
            lean = _less(lean, (), key)
    return [lean, none, some, bare]


def _parsed(text: str) -> dict[str, Any]:
    found = json.loads(_plain(text))
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _plain(text: str) -> str:
    """The same length without comments and trailing commas."""

    def blank(token: re.Match[str]) -> str:
        said = token[0]
        return said if said.startswith('"') else re.sub(r"[^\n]", " ", said)

    bare = _TOKEN.sub(blank, text)
    strings = [token.span() for token in _TOKEN.finditer(bare)]
    letters = list(bare)
    for comma in _TRAILING.finditer(bare):
        if not any(start < comma.start() < end for start, end in strings):
            letters[comma.start()] = " "
    return "".join(letters)


def _members(plain: str, start: int) -> Iterator[tuple[str | int, int, int, int]]:
    """(key or index, where it begins, where its value begins, where it ends) of a container."""
    at, number, close = _skip(plain, start + 1), 0, {"{": "}", "[": "]"}[plain[start]]
    while plain[at] != close:
        begin, key = at, number
        name: str | int = key
        if close == "}":
            name, at = _DECODER.raw_decode(plain, at)
            at = _skip(plain, _skip(plain, at) + 1)
        _, end = _DECODER.raw_decode(plain, at)
        yield name, begin, at, end
        at, number = _skip(plain, end), number + 1
        at = _skip(plain, at + 1) if plain[at] == "," else at


def _skip(plain: str, at: int) -> int:
    while plain[at] in " \t\r\n":
        at += 1
    return at


def _find(plain: str, path: Sequence[str]) -> int:
    start = _skip(plain, 0)
    for key in path:
        start = next(value for name, _, value, _ in _members(plain, start) if name == key)
    return start


def _with_member(text: str, path: Sequence[str], key: str, value: Any) -> str:
    return _inserted(text, path, f"{json.dumps(key)}: ", value)


def _with_element(text: str, path: Sequence[str], value: Any) -> str:
    return _inserted(text, path, "", value)


def _inserted(text: str, path: Sequence[str], lead: str, value: Any) -> str:
    plain = _plain(text)
    start = _find(plain, path)
    members = list(_members(plain, start))
    end = "\r\n" if "\r\n" in text else "\n"
    indented = re.search(r"\n([ \t]+)\S", plain)
    unit = indented[1] if indented else "  "
    inner = end + unit * (len(path) + 1)
    body = lead + json.dumps(value, indent=unit).replace("\n", inner)
    if members:
        at = members[-1][3]
        close = _skip(plain, at)  # `plain` has no comma at the end
        last = at + len(text[at:close].rstrip())  # behind a comment
        if _ends_in_comma(text[at:close]):  # so do we
            return f"{text[:last]}{inner}{body},{text[last:]}"
        return f"{text[:at]},{text[at:last]}{inner}{body}{text[last:]}"
    outer = end + unit * len(path)
    close = _skip(plain, start + 1)
    kept = text[start + 1 : close].rstrip()  # a comment alone
    return f"{text[: start + 1]}{kept}{inner}{body}{outer}{text[close:]}"


def _less(text: str, path: Sequence[str], which: str | int) -> str:
    plain = _plain(text)
    start = _find(plain, path)
    members = list(_members(plain, start))
    at = next(i for i, each in enumerate(members) if each[0] == which)
    _, begin, _, end = members[at]
    if at + 1 < len(members):
        return text[:begin] + text[members[at + 1][1] :]
    close = _skip(plain, end)
    tail = text[end:close]
    before = members[at - 1][3] if at else start + 1
    between = text[before:begin].rstrip()
    if _ends_in_comma(tail):
        tail = tail.replace(",", "", 1)
    elif at:
        comma = plain.index(",", before) - before
        between = between[:comma] + between[comma + 1 :]
    return text[:before] + between + (tail if at or tail.strip() else "") + text[close:]


def _ends_in_comma(tail: str) -> bool:
    """True when a comma stands between the last member and the bracket, outside of comments."""
    return "," in _TOKEN.sub(lambda token: " " * len(token[0]), tail)
