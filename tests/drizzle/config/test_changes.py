from __future__ import annotations

import pytest
import tree_sitter
import tree_sitter_typescript

from forge_migrations.drizzle.config.changes import changes


def changed(text: str) -> set[tuple[str, str]]:
    language = tree_sitter.Language(tree_sitter_typescript.language_typescript())
    return {*changes(tree_sitter.Parser(language).parse(text.encode()).root_node)}


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ('out = "b";', ("out", "")),
        ('out ||= "b";', ("out", "")),
        ("count++;", ("count", "")),
        ('config.out = "b";', ("config", "out")),
        ("config.dbCredentials!.ssl = true;", ("config", "dbCredentials")),
        ('(config as any).out = "b";', ("config", "out")),
        ('config["out"] = "b";', ("config", "")),
        ("delete config.out;", ("config", "out")),
        ('schema.push("./b.ts");', ("schema", "")),
        ("config.schema.sort();", ("config", "schema")),
        ("Object.assign(config, extra);", ("config", "")),
        ('if (test) { for (;;) { config.out = "b"; } }', ("config", "out")),
        ('function change() { config.out = "b"; }', ("config", "out")),
        ("if (test) module.exports = {};", ("module", "exports")),
        ("exports.a = exports.b = 1;", ("exports", "b")),
    ],
)
def test_what_changes_a_value(text: str, change: tuple[str, str]) -> None:
    assert changed(text) == {change}


@pytest.mark.parametrize(
    "text",
    [
        'const out = "a";',
        'module.exports = { out: "a" };',
        'exports.out = "a";',
        "path.join(a, b); schema.map(String); Object.freeze(config); -count;",
        "makeConfig().out = 1;",
    ],
)
def test_what_changes_nothing_that_was_there(text: str) -> None:
    assert changed(text) == set()
