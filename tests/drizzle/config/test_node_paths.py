from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from forge_migrations.drizzle.config.node_paths import called
from forge_migrations.drizzle.config.node_paths import path_of

CALLS = [
    ("join", ["a", "b"]),
    ("join", ["", ""]),
    ("join", ["/", "a"]),
    ("join", ["a/", "..", "b/"]),
    ("join", ["a", "/b"]),
    ("join", ["..", "..", "a"]),
    ("resolve", ["a"]),
    ("resolve", ["/a", "../b/"]),
    ("resolve", ["a", "/b", "", "c"]),
    ("resolve", ["/"]),
    ("relative", ["a", "b/c"]),
    ("relative", ["/apps/db", "/apps/db"]),
    ("relative", ["/a/b/", "/a"]),
    ("dirname", ["a/b/"]),
    ("dirname", ["a"]),
    ("dirname", ["/a"]),
    ("dirname", ["/"]),
    ("basename", ["a/b/"]),
    ("basename", ["a/schema.ts", ".ts"]),
    ("normalize", ["a//b/../c/"]),
    ("normalize", ["./"]),
    ("normalize", [""]),
    ("normalize", ["//a"]),
    ("URL", ["./m", "file:///apps/db/drizzle.config.ts"]),
    ("URL", [".", "file:///apps/db/drizzle.config.ts"]),
    ("URL", ["../m/", "file:///apps/db/drizzle.config.ts"]),
    ("URL", ["/m", "file:///apps/db/drizzle.config.ts"]),
    ("fileURLToPath", ["file:///a%20b/c"]),
]
PROGRAM = """
const path = require("path").posix, url = require("url");
process.cwd = () => "/apps/db";
const answers = JSON.parse(process.argv[1]).map(([name, values]) =>
    name === "URL" ? new URL(...values).href : (path[name] ?? url[name])(...values));
console.log(JSON.stringify(answers));
"""


def test_paths_come_out_as_node_has_them() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    command = [node, "-e", PROGRAM, json.dumps(CALLS)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    ours = [called(name, values, "/apps/db") for name, values in CALLS]
    assert list(zip(CALLS, ours, strict=True)) == list(zip(CALLS, said, strict=True))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("URL", ["https://example.com/a"]),
        ("URL", ["./a", "https://example.com"]),
        ("relative", ["a"]),
        ("sep", ["a"]),
    ],
)
def test_what_does_not_follow_from_the_words_has_no_answer(name: str, values: list[str]) -> None:
    assert called(name, values, "/") is None


def test_a_path_is_its_own_path() -> None:
    assert path_of("/a%20b") == "/a%20b"
