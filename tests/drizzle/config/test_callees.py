from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.drizzle.config.callees import is_config_maker
from forge_migrations.drizzle.config.callees import node_function
from forge_migrations.drizzle.config.callees import origin

NAMES: dict[str, Any] = {
    "path": ["import", "node:path", "default"],
    "p": ["import", "path", "*"],
    "posix": ["get", ["ref", "path"], "posix"],
    "join2": ["import", "path", "join"],
    "resolve": ["?"],
    "own": ["import", "./paths", "join"],
    "kit": ["import", "drizzle-kit", "*"],
    "circle": ["ref", "circle"],
}


@pytest.mark.parametrize(
    ("callee", "name"),
    [
        (["get", ["ref", "path"], "join"], "join"),
        (["get", ["ref", "p"], "dirname"], "dirname"),
        (["get", ["ref", "posix"], "join"], "join"),
        (["ref", "join2"], "join"),
        (["get", ["import", "path", "*"], "resolve"], "resolve"),
        (["get", ["ref", "process"], "cwd"], "cwd"),
    ],
)
def test_a_function_of_node_is_known_under_every_name(callee: Any, name: str) -> None:
    found = origin(callee, NAMES)
    assert found is not None
    assert node_function(found) == name


@pytest.mark.parametrize(
    "callee",
    [
        ["ref", "join"],
        ["ref", "own"],
        ["get", ["ref", "p"], "parse"],
        ["get", ["ref", "window"], "cwd"],
        ["get", ["ref", "own"], "default"],
    ],
)
def test_a_function_that_only_has_the_name_is_not_nodes(callee: Any) -> None:
    found = origin(callee, NAMES)
    assert found is None or node_function(found) is None


@pytest.mark.parametrize(
    "callee",
    [
        ["ref", "resolve"],
        ["get", ["list", "a"], "join"],
        ["get", ["ref", "path"], ["ref", "which"]],
        ["ref", "circle"],
        "join",
    ],
)
def test_what_is_made_by_the_file_itself_comes_from_no_module(callee: Any) -> None:
    assert origin(callee, NAMES) is None


def test_a_config_maker_gives_back_what_it_is_given() -> None:
    makers = [["get", ["ref", "kit"], "defineConfig"], ["ref", "defineConfig"]]
    makers += [["get", ["ref", "Object"], "freeze"]]
    assert all(is_config_maker(origin(one, NAMES) or ("", "")) for one in makers)
    assert not is_config_maker(origin(["ref", "own"], NAMES) or ("", ""))
