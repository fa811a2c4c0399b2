from __future__ import annotations

from typing import Any

import pytest

from drizzle.configs import module_of

UNKNOWN = ["?"]


def read(expression: str, before: str = "") -> Any:
    return module_of(f"{before}\nexport default {expression};")["default"]


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("'it\\'s\\n\\u0061\\x62\\u{63}'", "it's\nabc"),
        ("-1", UNKNOWN),
        ("1.5", UNKNOWN),
        ("0x10", UNKNOWN),
        ("null", None),
        ("undefined", None),
        ("`a${b}\\n`", ["cat", "a", ["ref", "b"], "\n"]),
        ('"a" + b', ["+", "a", ["ref", "b"]]),
        ("[a, /* none */ ...b]", ["list", ["ref", "a"], ["...", ["ref", "b"]]]),
        ("({ a, 'b': 1, 2: 3 })", ["obj", ["a", ["ref", "a"]], ["b", 1], ["2", 3]]),
        ("({ ...a, [b]: 1 })", ["obj", [None, ["ref", "a"]], [None, UNKNOWN]]),
        ("({ f() {}, get g() { return 1 } })", ["obj", ["f", UNKNOWN], ["g", UNKNOWN]]),
        ("a ?? b", ["??", ["ref", "a"], ["ref", "b"]]),
        ("a !== b", ["!", ["==", ["ref", "a"], ["ref", "b"]]]),
        ("a < b", UNKNOWN),
        ("!a ? b : c", ["if", ["!", ["ref", "a"]], ["ref", "b"], ["ref", "c"]]),
        ("process.env.A!", ["get", ["environ"], "A"]),
        ("process.env?.['A']", ["get", ["environ"], "A"]),
        ("import.meta.env.A", ["get", ["environ"], "A"]),
        ("a?.b[0]", ["get", ["get", ["ref", "a"], "b"], 0]),
        ("__dirname", ["dir"]),
        ("import.meta.url", ["url"]),
        ("import.meta.filename", ["file"]),
        ("() => 1", UNKNOWN),
        ("await a", UNKNOWN),
        ("typeof a", UNKNOWN),
    ],
)
def test_expressions(text: str, expression: Any) -> None:
    assert read(text) == expression


@pytest.mark.parametrize(
    "text", ["a as B", "(a)", "a!", "a satisfies B", "<B>a", "((<B>a)! as C) /* x */"]
)
def test_types_and_brackets_are_looked_through(text: str) -> None:
    assert read(text) == ["ref", "a"]


def test_the_call_of_a_path_function_is_kept_and_any_other_is_unknown() -> None:
    before = 'import path, { join as j } from "node:path"; import { resolve } from "./paths";'
    assert read('path.join("a", ...b)', before) == ["call", "join", "a", ["...", ["ref", "b"]]]
    assert read('j("a")', before) == ["call", "join", "a"]
    assert read("process.cwd()", before) == ["call", "cwd"]
    assert read('new URL("a", b)', before) == ["call", "URL", "a", ["ref", "b"]]
    for text in ('resolve("a")', 'join("a")', '["a"].join("/")', 'new Path("a")', "path.join()"):
        assert read(text, before) == UNKNOWN


def test_require_is_an_import() -> None:
    assert read('require("./a").b') == ["get", ["import", "./a", "*"], "b"]
    assert read("require(name)") == UNKNOWN


def test_what_is_nested_beyond_all_reason_is_unknown() -> None:
    text = read("[" * 2000 + "]" * 2000)
    for _ in range(99):
        text = text[1]
    assert text == ["list", UNKNOWN]
    assert read("a" + ".b" * 5000) != UNKNOWN
