from __future__ import annotations

from typing import Any

import pytest

from drizzle.configs import module_of
from forge_migrations.drizzle.config.syntax import read_json
from forge_migrations.drizzle.config.syntax import read_module


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ('import a from "m";', ["import", "m", "default"]),
        ('import * as a from "m";', ["import", "m", "*"]),
        ('import { b as a, c } from "m";', ["import", "m", "b"]),
        ('import a = require("m");', ["import", "m", "*"]),
        ('const a = require("m");', ["import", "m", "*"]),
        ('const { b: a } = require("m");', ["get", ["import", "m", "*"], "b"]),
        ('const { a = "x" } = process.env;', ["??", ["get", ["environ"], "a"], "x"]),
        ('const { b: a = "x" } = process.env;', ["??", ["get", ["environ"], "b"], "x"]),
        ('let a = "x";', "x"),
        ('var a = "x";', "x"),
        ("let a;", ["?"]),
        ("function a() {}", ["?"]),
        ("class a {}", ["?"]),
        ("enum a { b }", ["?"]),
    ],
)
def test_the_ways_to_name_a_value(text: str, expression: Any) -> None:
    module = module_of(f"{text}\nexport default a;")
    assert module["names"] == {"a": expression}


def test_a_value_that_is_changed_later_is_unknown() -> None:
    module = module_of('let a = "x"; if (test) { a = "y"; }\nexport default { a };')
    assert module["names"]["a"] == ["?"]


def test_an_object_keeps_the_keys_that_nobody_changes() -> None:
    module = module_of("const a = { b: 1 }; if (test) { a.c = 2; }\nexport default a;")
    assert module["names"]["a"] == ["obj", [None, ["obj", ["b", 1]]], ["c", ["?"]]]


@pytest.mark.parametrize(
    "text",
    [
        "export default { out: 1 };",
        "export = { out: 1 };",
        "module.exports = { out: 1 };",
        "module.exports.default = { out: 1 };",
        "exports.__esModule = true;\nexports.default = { out: 1 };",
    ],
)
def test_the_ways_to_export_a_default(text: str) -> None:
    assert module_of(text)["default"] == ["obj", ["out", 1]]


def test_commonjs_may_export_key_by_key() -> None:
    module = module_of('exports.out = "a"; module.exports.dialect = "sqlite";')
    inner = ["obj", [None, None], ["out", "a"]]
    assert module["default"] == ["obj", [None, inner], ["dialect", "sqlite"]]


def test_an_export_that_is_decided_at_run_time_is_unknown() -> None:
    assert module_of("if (test) { module.exports = {}; }")["default"] == ["?"]
    assert module_of("export default function config() {}")["default"] == ["?"]


def test_an_export_of_another_module_is_an_import() -> None:
    module = module_of('export { default, OUT, A as B } from "./base";')
    assert module["default"] == ["import", "./base", "default"]
    assert module["names"] == {
        "OUT": ["import", "./base", "OUT"],
        "B": ["import", "./base", "A"],
    }


def test_an_exported_constant_is_kept_with_what_it_rests_on_and_nothing_else() -> None:
    module = module_of('const a = "x", b = "y", c = a;\nexport const OUT = c;\nexport { b as B };')
    assert module["names"] == {"OUT": ["ref", "c"], "c": ["ref", "a"], "a": "x",
                               "B": ["ref", "b"], "b": "y"}  # fmt: skip


def test_it_is_told_whether_drizzle_kit_is_asked_for() -> None:
    assert module_of('import type { Config } from "drizzle-kit"; export default {};')["kit"]
    assert module_of('const { defineConfig } = require("drizzle-kit");')["kit"]
    assert not module_of('import { pgTable } from "drizzle-orm/pg-core";')["kit"]


def test_a_syntax_error_behind_what_matters_loses_nothing() -> None:
    module = module_of("export default { out: 1 };\nconst = ;")
    assert module["default"] == ["obj", ["out", 1]]
    assert read_module(b"export defau lt {{{") is None


@pytest.mark.parametrize("text", [b"[]", b"{", b"{// no\n}", b"\xff{}", b'{"a":' * 100_000])
def test_what_node_reads_as_no_json_object_is_none(text: bytes) -> None:
    assert read_json(text) is None


def test_json_may_begin_with_a_byte_order_mark_and_name_a_key_as_it_likes() -> None:
    module = read_json(b'\xef\xbb\xbf{"...": {"out": "b"}, "schema": ["a"]}')
    assert module is not None
    assert module["default"] == [
        "obj",
        ["...", ["obj", ["out", "b"]]],
        ["schema", ["list", "a"]],
    ]
