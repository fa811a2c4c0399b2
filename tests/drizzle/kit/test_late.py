"""What drizzle-kit asks of drizzle-orm for other dialects than a schema's is never loaded, and works where it is used."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from forge_migrations.drizzle.kit.node import SCRIPT

FOLDER = Path(SCRIPT).parent

VALUES = """
const assert = require('node:assert');
const { lateModule } = require(process.argv[1]);
class Table { constructor(name) { this.name = name; } called() { return this.name; } static kind = 5; }
const one = (a) => a + 1;
const real = Object.defineProperties({}, { Table: { get: () => Table, enumerable: true }, one: { get: () => one, enumerable: true } });
let loads = 0;
let starting = true;
const module_ = lateModule(() => { loads += 1; return real; }, () => starting);

const Early = module_.Table;
const made = new Early('a');
const early = module_.one;
assert.equal(loads, 0);
starting = false;

assert.equal(made.called(), 'a');
assert.equal(made.name, 'a');
assert.ok(made instanceof Table);
assert.deepEqual(Object.keys(made), ['name']);
assert.equal(early(1), 2);
assert.equal(Early.kind, 5);
assert.ok(Object.hasOwn(Early, 'kind'));
assert.ok(new Table('b') instanceof Early);
assert.equal(new (class extends Early {})('c').called(), 'c');
assert.equal(module_.Table, Table);
assert.deepEqual({ ...module_ }, { Table, one });
assert.ok('one' in module_ && !('two' in module_));
assert.equal(module_.two, undefined);
assert.equal(loads, 1);
"""

LOADED = """
const [, kit, orm, version, dialect, folder] = process.argv;
const { kitAt } = require(folder + '/serializing.cjs');
const made = kitAt({ kit, orm, version, folders: [] });
const core = () => [...new Set(Object.keys(require.cache).map((file) => /drizzle-orm\\/(\\w+)-core\\//.exec(file.replaceAll('\\\\', '/'))?.[1]).filter(Boolean))].sort();
(async () => {
  await made.warm(dialect);
  const warm = core();
  const { pgTable, integer } = made.orm('drizzle-orm/pg-core');
  const exports = dialect === 'postgresql' ? { one: pgTable('one', { id: integer('id') }) } : {};
  await made.snapshot(exports, { dialect, casing: '' });
  console.log(JSON.stringify({ warm, after: core() }));
})();
"""


def run(script: str, *words: str) -> str:
    ran = subprocess.run(
        ["node", "-e", script, *words], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def cores(folder: str, dialect: str) -> tuple[list[str], list[str]]:
    """The dialects whose tables are loaded once drizzle-kit has started, and after a snapshot."""
    kit, orm = (os.path.join(folder, "node_modules", f"drizzle-{each}") for each in ("kit", "orm"))
    version = json.loads(Path(kit, "package.json").read_text(encoding="utf-8"))["version"]
    found = json.loads(run(LOADED, kit, orm, version, dialect, str(FOLDER)))
    return found["warm"], found["after"]


def test_a_late_value_is_what_it_stands_for(kit31: str) -> None:
    run(VALUES, str(FOLDER / "late.cjs"))


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [("postgresql", ["pg"]), ("mysql", ["mysql", "pg"]), ("sqlite", ["pg", "sqlite"])],
)
def test_a_schema_s_own_dialect_is_loaded_as_drizzle_kit_starts_and_no_other(
    kit31: str, dialect: str, expected: list[str]
) -> None:
    """drizzle-orm's relations take PostgreSQL's along."""
    assert cores(kit31, dialect) == (expected, expected)


def test_so_it_is_with_1_0(kit1: str) -> None:
    warm, after = cores(kit1, "postgresql")

    assert warm == ["pg"]
    assert after == ["pg"]
