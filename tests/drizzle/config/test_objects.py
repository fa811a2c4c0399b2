"""What a spread brings, with nothing but the files to tell: settings of `export default { … }`."""

from __future__ import annotations

from typing import Any

import pytest

from drizzle.configs import said
from forge_migrations.drizzle.config.values import UNREAD
from forge_migrations.drizzle.config.values import UNSAID

BASE = 'const base = { out: "a", dialect: "sqlite" };'


def out(body: str, before: str = BASE, **more: Any) -> tuple[object, bool]:
    return said(f'{before}\nexport default {{ schema: "s", {body} }};', **more)["out"]


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("...base", "a"),
        ('...base, out: "b"', "b"),
        ('out: "b", ...base', "a"),
        ('out: "b", ...null, ...undefined, ...false', "b"),
        ('...(true ? base : { out: "b" })', "a"),
        ('...base, ...(false && { out: "b" })', "a"),
        ('...base, ...(base && { out: "b" })', "b"),
        ('...({} || { out: "b" }), ...base', "a"),
        ('...(null ?? base), ...({ out: "b" } ?? base)', "b"),
        ('...base, ...({} && {}), ...("" || {})', "a"),
    ],
)
def test_a_spread_is_laid_out_where_it_stands(body: str, value: str) -> None:
    assert out(body) == (value, True)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ('...base, ...(process.env.X && { out: "b" })', "a"),
        ('...(process.env.X && { out: "b" })', None),
        ('...base, ...(process.env.X ? { out: "b" } : {})', "a"),
        ("...(process.env.X ? {} : base), ...{}", "a"),
        ("...(process.env.X ?? base)", "a"),
        ('...base, ...(process.env.X ? base : { out: "b" })', "b"),
        ('...base, ...(isProduction() && { out: "b" })', "a"),
    ],
)
def test_a_spread_that_the_environment_decides_is_a_guess(body: str, value: object) -> None:
    assert out(body) == (value, False)


def test_a_key_behind_a_spread_that_the_environment_decides_is_certain() -> None:
    assert out('...(process.env.X && { out: "b" }), out: "a"') == ("a", True)


@pytest.mark.parametrize(
    "spread", ["...shared", "...make()", '...require("./gone")', '["o" + x]: 1']
)
def test_an_unread_spread_may_hold_any_key(spread: str) -> None:
    read = said(
        'import { shared } from "@acme/config";\n'
        f'export default {{ dialect: "sqlite", {spread}, schema: "s" }};'
    )
    assert read["dialect"] == ("sqlite", False)
    assert read["schema"] == ("s", True)
    assert read["out"] == (UNSAID, False)


def test_a_spread_of_another_module_is_laid_out_there() -> None:
    files = {
        "base.ts": 'import { more } from "./more";\nimport path from "path";\n'
        'export default { ...more, out: path.join(__dirname, "m"), casing: process.env.C };',
        "more.ts": 'export const more = { dialect: "sqlite" };',
    }
    read = said('import base from "./base";\nexport default { ...base, schema: "s" };', **files)
    assert read == {
        "dialect": ("sqlite", True),
        "out": ("/m", True),
        "casing": (None, False),
        "schema": ("s", True),
    }
    files["more.ts"] = 'import x from "x";\nexport const more = { ...x };'
    read = said('import base from "./base";\nexport default { ...base, schema: "s" };', **files)
    assert (read["dialect"], read["schema"].certain) == ((UNSAID, False), True)


def test_a_spread_of_what_require_gives() -> None:
    files = {"base.js": 'module.exports = { out: "m" };', "more.js": 'exports.dialect = "sqlite";'}
    read = said('module.exports = { ...require("./base"), ...require("./more") };', **files)
    assert read == {"out": ("m", True), "dialect": ("sqlite", True)}


def test_a_spread_inside_of_a_value_makes_only_that_value_uncertain() -> None:
    read = said('export default { out: "a", migrations: { ...shared, table: "t" } };')
    assert read["out"].certain
    assert read["migrations"] == ({"table": "t"}, False)


def test_objects_that_hold_each_other_end() -> None:
    read = said('const a = { ...b, out: "a" }; const b = { ...a };\nexport default a;')
    assert read["out"] == ("a", True)
    assert read["schema"] == (UNSAID, False)


def test_the_environment_where_there_is_one_decides() -> None:
    body = '...base, ...(process.env.X ? { out: "b" } : {})'
    assert out(body, environ={"X": "yes"}) == ("b", True)
    assert out(body, environ={}) == ("a", True)


def test_a_getter_is_unread() -> None:
    assert out('get out() { return "x"; }') == (UNREAD, False)
