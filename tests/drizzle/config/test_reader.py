"""Values of configs, compared with what Node makes of the same text."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from drizzle.configs import value
from forge_migrations.drizzle.config.values import UNREAD

PLACES = {
    "src/places.js": 'exports.OUT = "./m"; exports.dirs = { a: ["./x"] }; exports.up = __dirname;'
}
CERTAIN = [
    ("'a' + 1 + 2", ""),
    ("1 + 2 + 'a'", ""),
    ("`a${1}b`", ""),
    ("['a', ...['b', ...c]]", "const c = ['d'];"),
    ("null ?? 'a'", ""),
    ("'' || 'a'", ""),
    ("'' ?? 'a'", ""),
    ("[] || 'a'", ""),
    ("({}) && 'a'", ""),
    ("'' && 'a'", ""),
    ("![] ? 'a' : 'b'", ""),
    ("!'' ? 'a' : 'b'", ""),
    ("'a' === 'b' ? 1 : 2", ""),
    ("'a' != 'b' ? 1 : 2", ""),
    ("dirs.prod[1]", "const dirs = { prod: ['a', 'b'] };"),
    ("dirs[key]", "const key = 'prod', dirs = { prod: 'a' };"),
    ("dirs.gone ?? 'a'", "const dirs = {};"),
    ("b", "const { a: b = 'x' } = { a: 'y' };"),
    ("b", "const { a: b = 'x' } = {};"),
    ("path.join(__dirname, 'db', '..', 'm')", "const path = require('path');"),
    ("join(dirname(__filename), 'm')", "const { join, dirname } = require('node:path');"),
    ("path.resolve('m')", "const path = require('path');"),
    ("path.posix.normalize('a//m/')", "const path = require('path');"),
    ("path.relative(process.cwd(), __dirname)", "const path = require('path');"),
    ("require('./src/places').OUT", ""),
    ("places.dirs.a[0]", "const places = require('./src/places.js');"),
    ("up", "const { up } = require('./src/places');"),
]
UNREADABLE = [
    ("make('a')", "const make = (x) => x + 'b';"),
    ("resolve('a')", "const resolve = (x) => x + 'b';"),
    ("join('a')", "function join(x) { return x + 'b'; }"),
    ("['a', 'b'].join('/')", ""),
    ("'a'.repeat(2)", ""),
    ("a", "let a = 'x'; a = 'y';"),
    ("a", "const a = ['x']; a.push('y');"),
    ("a.b", "const a = { b: 'x' }; Object.assign(a, { b: 'y' });"),
    ("1 - 1", ""),
]
PROGRAM = """
const fs = require("fs");
const path = require("path");
process.chdir(process.argv[1]);
const answers = fs.readdirSync(".").filter((name) => name.startsWith("drizzle")).sort()
    .map((name) => require(path.resolve(name)).out);
console.log(JSON.stringify(answers).replaceAll(process.cwd() + "/", "/"));
"""


def ours(expression: str, before: str) -> object:
    """The value as read, which must be certain."""
    read = value(expression, before, path="drizzle.config.js", **PLACES)
    assert read.certain, (expression, read)
    return read.value


def test_what_is_read_is_what_node_says(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    for number, (expression, before) in enumerate(CERTAIN):
        text = f"{before}\nmodule.exports = {{ out: {expression} }};"
        (tmp_path / f"drizzle.config{number:03}.js").write_text(text)
    (tmp_path / "src").mkdir()
    for name, text in PLACES.items():
        (tmp_path / name).write_text(text)
    ran = subprocess.run([node, "-e", PROGRAM, tmp_path], check=True, capture_output=True)
    for (expression, before), said in zip(CERTAIN, json.loads(ran.stdout), strict=True):
        assert (expression, ours(expression, before)) == (expression, said)


@pytest.mark.parametrize(("expression", "before"), UNREADABLE)
def test_what_only_node_can_say_is_unread(expression: str, before: str) -> None:
    assert value(expression, before) == (UNREAD, False)


ENVIRONMENT = "const env = process.env, { OUT = 'a' } = env, dirs = { a: 'x' };"


@pytest.mark.parametrize(
    ("expression", "literal"),
    [
        ("process.env.OUT ?? 'a'", "a"),
        ("process.env['OUT'] || 'a'", "a"),
        ("process.env.OUT || process.env.DIR || 'a'", "a"),
        ("`${process.env.OUT ?? 'a'}/m`", "a/m"),
        ("env.OUT ?? 'a'", "a"),
        ("OUT", "a"),
        ("dirs[process.env.OUT ?? 'a']", "x"),
    ],
)
def test_a_literal_behind_an_environment_variable_is_what_the_project_says(
    expression: str, literal: str
) -> None:
    assert value(expression, ENVIRONMENT) == (literal, True)


@pytest.mark.parametrize(
    ("expression", "without"),
    [
        ("process.env.OUT", None),
        ("process.env.OUT === undefined ? 'a' : 'b'", "a"),
        ("process.env.OUT ? 'b' : 'a'", "a"),
        ("isCI() || 'a'", "a"),
    ],
)
def test_what_the_environment_decides_is_what_holds_without_it(
    expression: str, without: object
) -> None:
    assert value(expression, ENVIRONMENT) == (without, False)


def test_the_environment_of_a_person_is_read_where_it_is_given() -> None:
    environ = {"OUT": "m"}
    for expression in ("process.env.OUT", "env['OUT'] ?? 'a'", "OUT", "`${env.OUT}`"):
        before = "const env = process.env, { OUT = 'a' } = process.env;"
        assert value(expression, before, environ=environ) == ("m", True)
    assert value("process.env.GONE ?? 'a'", environ=environ) == ("a", True)


def test_branches_that_agree_need_no_environment() -> None:
    assert value("process.env.CI ? 'a' : 'a'") == ("a", True)


def test_paths_of_a_module_start_at_its_own_folder_and_the_working_directory_at_the_root() -> None:
    before = 'import { fileURLToPath } from "url"; import path from "path";'
    place = {"path": "apps/db/drizzle.config.ts", "cwd": "apps"}
    for expression, path in {
        "__dirname": "/apps/db",
        "import.meta.filename": "/apps/db/drizzle.config.ts",
        "fileURLToPath(new URL('../m', import.meta.url))": "/apps/m",
        "new URL('.', import.meta.url).pathname + 'm'": "/apps/db/m",
        "path.resolve('m')": "/apps/m",
        "process.cwd()": "/apps",
    }.items():
        assert value(expression, before, **place) == (path, True)


def test_constants_that_are_a_circle_are_unread() -> None:
    assert value("a", "const a = b; const b = a;") == (UNREAD, False)
    files = {"a.ts": 'import { A } from "./drizzle.config"; export { A };'}
    before = 'export { A } from "./a"; import { A as B } from "./a";'
    assert value("B", before, **files) == (UNREAD, False)


def test_constants_that_double_each_other_end() -> None:
    doubled = "".join(f"const a{n} = a{n + 1} + a{n + 1};" for n in range(30))
    assert value("a0", doubled + "const a30 = 'x';") == (UNREAD, False)


def test_no_path_is_longer_than_a_path_can_be() -> None:
    assert value("a + a", f"const a = '{'x' * 3000}';") == (UNREAD, False)
