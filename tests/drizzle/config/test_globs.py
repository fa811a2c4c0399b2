"""Expectations are what glob 8.1.0 said of the same files (see `schema_files.py`)."""

from __future__ import annotations

import pytest

from forge_migrations.drizzle.config.globs import MOST
from forge_migrations.drizzle.config.globs import Glob
from forge_migrations.drizzle.config.globs import expanded


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("a.ts", ["a.ts"]),
        ("{a,b}.{ts,js}", ["a.ts", "a.js", "b.ts", "b.js"]),
        ("{a,b/{c,d}}.ts", ["a.ts", "b/c.ts", "b/d.ts"]),
        ("{,db/}users.ts", ["users.ts", "db/users.ts"]),
        ("m{1..3}", ["m1", "m2", "m3"]),
        ("m{3..1}", ["m3", "m2", "m1"]),
        ("m{1..10..9}", ["m1", "m10"]),
        ("m{08..10}", ["m08", "m09", "m10"]),
        ("{a..c}", ["a", "b", "c"]),
        ("{a}.ts", ["{a}.ts"]),
        ("{a,b", ["{a,b"]),
        ("{1..b}", ["{1..b}"]),
        ("${a,b}", ["${a,b}"]),
        ("\\{a,b}", ["\\{a,b}"]),
        ("{a\\,b,c}", ["a\\,b", "c"]),
    ],
)
def test_braces(pattern: str, meant: list[str]) -> None:
    assert expanded(pattern) == meant


def test_braces_that_make_more_than_anybody_wants_end() -> None:
    assert len(expanded("{a,b}" * 30)) <= MOST + 2
    assert expanded("{1..999999999}") == ["{1..999999999}"]


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("*.ts", ["a.ts"], [".a.ts", "a.js", "src/a.ts"]),
        ("src/**", ["src/a.ts", "src/db/a.ts"], ["src", "src/.a/b.ts", "srcs/a.ts"]),
        ("*/**", ["a/b.ts"], ["a.ts"]),
        ("src/**/*.ts", ["src/a.ts", "src/a/b/c.ts"], ["src/.git/a.ts", "src/a/.b.ts"]),
        ("**/a.ts", ["a.ts", "b/a.ts"], ["xa.ts"]),
        ("d**/a.ts", ["db/a.ts"], ["db/x/a.ts"]),
        ("m?d/[12].ts", ["mod/1.ts"], ["mod/3.ts", "md/1.ts", "mood/1.ts"]),
        ("m/[!1^].ts", ["m/2.ts"], ["m/1.ts", "m/^.ts"]),
        ("m/[^1].ts", ["m/2.ts"], ["m/1.ts"]),
        ("m/[]-a].ts", ["m/].ts", "m/a.ts"], ["m/b.ts"]),
        ("m/[[&~].ts", ["m/[.ts", "m/&.ts"], ["m/a.ts"]),
        ("m/[z-a].ts", ["m/[z-a].ts"], ["m/z.ts"]),
        ("m/[ab", ["m/[ab"], ["m/a"]),
        ("!(a).ts", ["b.ts", "ab.ts"], ["a.ts", ".b.ts"]),
        ("!(a|b*).ts", ["c.ts"], ["a.ts", "bc.ts"]),
        ("**/!(*.test).ts", ["src/a.ts"], ["src/a.test.ts"]),
        ("!(mod*)/*.ts", ["db/a.ts"], ["mod1/a.ts"]),
        ("@(a|b).ts", ["a.ts"], ["ab.ts", "c.ts"]),
        ("+(a|b).ts", ["abba.ts"], [".ts"]),
        ("?(a)b.ts", ["ab.ts", "b.ts"], ["aab.ts"]),
        ("x*(a).ts", ["x.ts", "xaa.ts"], ["xb.ts"]),
        (".dot/*", [".dot/a"], [".dot/.a"]),
        ("(app)/+.ts", ["(app)/+.ts"], ["app/.ts"]),
        ("\\[id\\]/*.ts", ["[id]/a.ts"], ["i/a.ts"]),
        ("./a//*/../../b/*.ts", ["b/x.ts"], ["a/b/x.ts"]),
    ],
)
def test_wildcards(pattern: str, matching: list[str], others: list[str]) -> None:
    glob = Glob("", pattern)
    assert [path for path in [*matching, *others] if glob.matches(path)] == matching


def test_a_pattern_without_wildcards_is_its_path() -> None:
    glob = Glob("apps/db", "../web/\\[id\\]/a b.ts")
    assert glob.expression is None
    assert glob.fixed == "apps/web/[id]/a b.ts"
    assert glob.matches("apps/web/[id]/a b.ts")


def test_the_folder_it_is_seen_from_is_no_pattern() -> None:
    glob = Glob("apps/[slug]", "*.ts")
    assert glob.fixed == "apps/[slug]"
    assert glob.matches("apps/[slug]/a.ts")
    assert not glob.matches("apps/s/a.ts")


def test_two_stars_mean_a_folder_itself_unless_they_are_seen_from_it() -> None:
    assert Glob("", "src/**").matches("src", folder=True)
    assert not Glob("src", "**").matches("src", folder=True)
    assert Glob("src", "**").matches("src/db", folder=True)


def test_a_slash_at_the_end_means_folders_only() -> None:
    assert Glob("", "src/*/").folders_only
    assert not Glob("", "src/*").folders_only
