"""How TypeScript becomes JavaScript, and what that starts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import forge_migrations

SCRIPT = Path(forge_migrations.__file__).parent / "drizzle" / "kit" / "transpilers.cjs"
ESBUILD = """
console.log(JSON.stringify(process.env.ESBUILD_WORKER_THREADS ?? null));
exports.version = '1';
exports.transformSync = (text) => ({ code: text });
"""
COMPILING = """
const { transpiler } = require(process.argv[1]);
const made = transpiler({ folder: process.argv[2] }, []);
for (let n = 0; n < Number(process.argv[3]); n += 1) made.compile('export {}', 'a.ts');
console.log(JSON.stringify(process.env.ESBUILD_WORKER_THREADS ?? null));
"""


@pytest.mark.parametrize(
    ("files", "loads"), [(0, ["0"]), (1, ["0"]), (4, ["0"]), (5, ["0", ""]), (9, ["0", ""])]
)
def test_a_few_files_start_no_worker_and_many_start_one(
    tmp_path: Path, files: int, loads: list[str]
) -> None:
    package = tmp_path / "node_modules" / "esbuild"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"name": "esbuild", "main": "main.js"}')
    (package / "main.js").write_text(ESBUILD)
    (tmp_path / "package.json").write_text("{}")
    command = ["node", "-e", COMPILING, str(SCRIPT), str(tmp_path), str(files)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)

    assert [json.loads(line) for line in ran.stdout.splitlines()] == [*loads, None]
