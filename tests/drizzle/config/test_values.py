from __future__ import annotations

import pytest

from drizzle.configs import module_of
from drizzle.configs import said
from forge_migrations.drizzle.config.reader import Place
from forge_migrations.drizzle.config.values import UNREAD
from forge_migrations.drizzle.config.values import settings


def test_each_key_has_its_value_and_whether_it_is_certain() -> None:
    read = said(
        'export default { dialect: "sqlite", out: process.env.OUT, schema: load(),\n'
        'migrations: { table: env("T"), prefix: "index" }, strict: true, casing: null };'
    )
    assert read == {
        "dialect": ("sqlite", True),
        "out": (None, False),
        "schema": (UNREAD, False),
        "migrations": ({"table": UNREAD, "prefix": "index"}, False),
        "strict": (True, True),
        "casing": (None, True),
    }


def test_one_uncertain_item_makes_a_list_uncertain() -> None:
    read = said('export default { schema: ["a.ts", ...globs(), "b.ts"] };')
    assert read["schema"] == (["a.ts", UNREAD, "b.ts"], False)


@pytest.mark.parametrize(
    "text",
    [
        "export default make();",
        'export default "sqlite";',
        "export default () => ({});",
        "export default {};",
        "const config = load(); export default config;",
        "export const out = 1;",
    ],
)
def test_what_is_no_object_has_no_settings(text: str) -> None:
    assert settings(module_of(text), Place("drizzle.config.ts", "", lambda _a, _b: None)) is None
