from __future__ import annotations

import pytest

from forge_migrations.change.tree import SYMLINK
from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.config.files import ConfigFiles
from forge_migrations.drizzle.config.files import is_usual_name
from forge_migrations.facts import Facts

BODY = '{ dialect: "sqlite", schema: "./schema.ts" }'
KIT = 'import { defineConfig } from "drizzle-kit";\n'


def configs(**files: str) -> list[str]:
    return ConfigFiles(MemoryTree(files), Facts()).configs()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("drizzle.config.ts", f"export default {BODY};"),
        ("drizzle.config.ts", "export defau lt {{{"),
        ("drizzle.config.ts", 'export default { driver: "pg" };'),
        ("drizzle.config.json", '{"dialect": "sqlite"}'),
        ("drizzle.config.json", '\ufeff{"dialect": "sqlite"}'),
        ("drizzle-prod.config.mjs", f"export default {BODY};"),
        ("configs/mysql.config.cts", f"export default {BODY};"),
        ("drizzle/config.ts", f"{KIT}export default defineConfig({{ out: './m' }});"),
        (
            "drizzle/config.ts",
            "import 'drizzle-kit'; import b from 'x'; export default { ...b, out: 'm' };",
        ),
    ],
)
def test_a_config_is_known_by_its_name_and_its_content(path: str, text: str) -> None:
    assert configs(**{path: text}) == [path]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("vite.config.ts", 'export default { plugins: ["drizzle"] };'),
        ("db/drizzle.config.test.md", f"export default {BODY};"),
        ("drizzle/seed.config.ts", "export default { rows: 5 };"),
        ("drizzle/orm.config.ts", 'import base from "x"; export default { ...base, rows: 5 };'),
        ("app.config.ts", f"{KIT}export const x = 1;"),
        ("drizzle.config.ts", "export default { plugins: [] };"),
        ("node_modules/a/drizzle.config.ts", f"export default {BODY};"),
        ("tsconfig.json", '{"dialect": "sqlite", "schema": "x"}'),
    ],
)
def test_what_only_looks_like_a_config_is_none(path: str, text: str) -> None:
    assert configs(**{path: text}) == []


def test_a_config_that_a_script_names_may_be_called_anything() -> None:
    script = '{"scripts": {"gen": "drizzle-kit generate --config tools/pg.ts"}}'
    files = {"package.json": script, "tools/pg.ts": f"export default {BODY};"}
    assert configs(**files) == ["tools/pg.ts"]
    assert configs(**files | {"package.json": "{}"}) == []


def test_a_link_is_no_config() -> None:
    class Linked(MemoryTree):
        def _list(self):
            return {path: one._replace(mode=SYMLINK) for path, one in super()._list().items()}

    assert ConfigFiles(Linked({"drizzle.config.ts": BODY}), Facts()).configs() == []


@pytest.mark.parametrize(
    ("specifier", "path"),
    [
        ("./places", "src/places.ts"),
        ("./places.js", "src/places.ts"),
        ("./lib", "src/lib/index.mts"),
        ("../root.cjs", "root.cjs"),
        ("@acme/db", "packages/db/src/index.ts"),
        ("@acme/db/urls", "packages/db/src/urls.ts"),
        ("plain/deep/a", "packages/plain/deep/a.js"),
    ],
)
def test_an_import_leads_to_a_file_of_the_repository(specifier: str, path: str) -> None:
    files = {
        "src/places.ts": "", "src/lib/index.mts": "", "root.cjs": "",
        "packages/db/package.json": '{"name": "@acme/db"}',
        "packages/db/src/index.ts": "", "packages/db/src/urls.ts": "",
        "packages/plain/package.json": '{"name": "plain"}', "packages/plain/deep/a.js": "",
    }  # fmt: skip
    found = ConfigFiles(MemoryTree(files), Facts()).load("src/drizzle.config.ts", specifier)
    assert found is not None
    assert found[0] == path


@pytest.mark.parametrize("specifier", ["./gone", "left-pad", "@acme/gone", "../../outside"])
def test_an_import_of_somebody_elses_leads_nowhere(specifier: str) -> None:
    assert ConfigFiles(MemoryTree(), Facts()).load("src/drizzle.config.ts", specifier) is None


def test_a_module_with_a_syntax_error_cannot_be_imported() -> None:
    found = ConfigFiles(MemoryTree({"a.ts": "export defau lt {{{"}), Facts())
    assert found.load("drizzle.config.ts", "./a") is None


def test_the_usual_names() -> None:
    assert is_usual_name("a/drizzle.config.ts")
    assert is_usual_name("drizzle-prod.config.json")
    assert not is_usual_name("configs/mysql.config.ts")
