"""What the house promises of itself: arrows point one way, one room runs git, tests mirror modules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from imports_of import circles
from imports_of import graph
from imports_of import missing
from imports_of import room
from imports_of import sources
from tested_by import TESTED_BY

TESTS = Path(__file__).parent

FLOORS = [
    {"compiled", "named_tuples"},
    {"remedy", "engines", "patience", "presets", "system", "uses", "words"},
    {"findings"},
    {"config", "facts"},
    {"change"},
    {"drizzle", "sql"},
    {"database", "rules"},
    {"report"},
    {"checks"},
    {"workflow"},
    {"cli"},
    {"entry"},
    {"__main__"},
]
"""From the ground up: a room imports from its own floor's rooms below it and from nothing above."""
BESIDE = {("database", "sql"), ("database", "drizzle"), ("rules", "sql"), ("sql", "facts")}


def test_imports_point_one_way() -> None:
    floor = {name: number for number, rooms in enumerate(FLOORS) for name in rooms}
    found = {
        (module, other)
        for module, others in graph().items()
        for other in others
        if module and room(module) != room(other) and floor[room(other)] >= floor[room(module)]
    }
    assert found == set()


def test_no_modules_import_each_other() -> None:
    assert circles(graph()) == []


def test_what_stands_for_types_is_imported_for_types() -> None:
    assert [*missing()] == []


def test_no_module_imports_typing_to_say_that_it_is_for_types() -> None:
    named = "from typing import TYPE_CHECKING"
    assert [n for n, path in sources().items() if named in path.read_text(encoding="utf-8")] == []


def test_one_room_runs_git() -> None:
    """The doctor's table of versions and what the demonstration types for a person are no question
    to a repository."""
    found = set()
    for name, path in sources().items():
        text = path.read_text(encoding="utf-8")
        asks = re.search(r'repository\.ask\(|subprocess\.\w+\(\s*\["git"|\bimport git\b', text)
        if asks and room(name) != "change":
            found.add(name)
    assert found == set()


def test_no_room_is_a_drawer() -> None:
    for name in sources():
        assert not {"utils", "util", "helpers", "common", "base", "manager", "misc"} & {
            *name.split(".")
        }


def test_a_module_says_what_it_is() -> None:
    silent = [
        name
        for name, path in sources().items()
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == ["__main__"] or silent == []


LONGEST = 350
"""Lines that a module may have at most. About 250 are meant; the limit only falls."""


def test_no_module_is_too_long_to_read() -> None:
    long = {
        name: lines
        for name, path in sources().items()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_a_module_has_a_test_of_its_name_or_a_line_that_says_which() -> None:
    """Rules have their examples, packages hold nothing but a table."""
    lacking = {
        name
        for name, path in sources().items()
        if path.name != "__init__.py"
        and not (name.startswith("rules.") and name.count(".") == 1)
        and not _test_of(name).is_file()
    }
    listed = [module for modules in TESTED_BY.values() for module in modules]
    assert lacking - set(listed) == set()
    assert len(listed) == len(set(listed))
    assert [test for test in TESTED_BY if not (TESTS / f"{test}.py").is_file()] == []


def _test_of(module: str) -> Path:
    *rooms, name = module.split(".")
    return TESTS.joinpath(*rooms, f"test_{name}.py")
