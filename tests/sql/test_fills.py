"""Which UPDATEs fill what is NULL, in parts without a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.fills import Fill
from forge_migrations.sql.fills import fill_of
from forge_migrations.sql.online import Kept
from forge_migrations.sql.online import done_before
from forge_migrations.sql.read import acts_of

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

FILLS: list[tuple[Dialect, str, str]] = [
    ("postgres", """UPDATE "users" SET "plan" = 'free' WHERE "plan" IS NULL""", ""),
    ("postgres", "UPDATE users u SET name = lower(u.email) WHERE (u.name IS NULL) AND u.email <> ''", "(lower(u.email)) IS NOT NULL"),
    ("postgres", "UPDATE app.users SET key = gen_random_uuid() WHERE key IS NULL", ""),
    ("postgres", "UPDATE users SET adult = age > 17 WHERE adult IS NULL", "(age > 17) IS NOT NULL"),
    ("postgres", "UPDATE users SET plan = DEFAULT WHERE plan IS NULL", ""),
    ("postgres", "UPDATE users SET a = 1, b = c WHERE a IS NULL", ""),
    ("postgres", "UPDATE users SET data = '{}'::jsonb WHERE data IS NULL", "('{}'::jsonb) IS NOT NULL"),
    ("postgres", "UPDATE users SET k = CASE WHEN a = 1 THEN 'x' ELSE coalesce(b, 'y') END WHERE k IS NULL", "(CASE WHEN a = 1 THEN 'x' ELSE coalesce(b, 'y') END) IS NOT NULL"),
    ("mysql", "UPDATE `t` SET `a` = concat(b, 'x') WHERE `a` IS NULL", "(concat(b, 'x')) IS NOT NULL"),
    ("sqlite", "UPDATE t SET a = date(b, 'start of month') WHERE a IS NULL", "(date(b, 'start of month')) IS NOT NULL"),
]  # fmt: skip
OTHERS: list[tuple[Dialect, str, str]] = [
    ("postgres", "UPDATE t SET a = now() WHERE a IS NULL", "it asks the clock (now)"),
    ("postgres", "UPDATE t SET a = 'now' WHERE a IS NULL", "it asks the clock (now)"),
    ("postgres", "UPDATE t SET a = current_date WHERE a IS NULL", "it asks the clock (current_date)"),
    ("sqlite", "UPDATE t SET a = datetime('now') WHERE a IS NULL", "it asks the clock (datetime)"),
    ("sqlite", "UPDATE t SET a = unixepoch() WHERE a IS NULL", "it asks the clock (unixepoch)"),
    ("postgres", "UPDATE t SET a = u.b FROM u WHERE t.id = u.id AND t.a IS NULL", "it reads other rows"),
    ("postgres", "UPDATE t SET a = (SELECT 1) WHERE a IS NULL", "it reads other rows"),
    ("postgres", "WITH x AS (SELECT 1) UPDATE t SET a = 1 WHERE a IS NULL", "its statement does something else"),
    ("mysql", "UPDATE t JOIN u ON t.id = u.id SET t.a = 1 WHERE t.a IS NULL", "it reads other rows"),
    ("mysql", "UPDATE t SET a = 1 WHERE a IS NULL LIMIT 5", "it is about some of the rows"),
    ("mysql", "UPDATE IGNORE t SET a = 1 WHERE a IS NULL", "it is more than an UPDATE"),
    ("sqlite", "UPDATE OR IGNORE t SET a = 1 WHERE a IS NULL", "it is more than an UPDATE"),
    ("postgres", "UPDATE t SET a = 1 WHERE a IS NULL RETURNING id", "it is more than an UPDATE"),
    ("postgres", "UPDATE t SET (a, b) = (1, 2) WHERE a IS NULL", "it sets more than plain columns"),
    ("postgres", "UPDATE t SET a[1] = 2 WHERE a IS NULL", "it sets more than plain columns"),
    ("postgres", "UPDATE t SET a = 1 WHERE a IS NULL OR b", "nothing tells rows that are done"),
    ("postgres", "UPDATE t SET a = 1 WHERE NOT a IS NULL", "nothing tells rows that are done"),
    ("postgres", "UPDATE t SET a = 1 WHERE b IS NULL", "nothing tells rows that are done"),
    ("postgres", "UPDATE t SET a = b, n = n + 1 WHERE a IS NULL", "it reads what it sets"),
    ("postgres", "UPDATE t SET a = f(b) WHERE a IS NULL", "nobody can tell whether f() reads more"),
    ("postgres", "UPDATE t SET a = 1 WHERE a IS NULL AND mine(b)", "nobody can tell whether mine() reads more"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "sql", "guard"), FILLS)
def test_an_update_of_what_is_null_fills(dialect: Dialect, sql: str, guard: str) -> None:
    found = fill_of(sql, acts_of(sql, dialect), dialect)
    assert isinstance(found, Fill), found
    assert found.guard == guard
    head, _, condition = sql.partition(" WHERE ")
    more = f" AND {guard}" if guard else ""
    assert found.within("id > 5") == f"{head} WHERE ({condition}){more} AND id > 5"


def test_a_comment_takes_nothing_with_it() -> None:
    sql = "UPDATE t SET a = 1 -- the plan\nWHERE a IS NULL -- of old rows\n AND b = 2"
    found = fill_of(sql, acts_of(sql, "postgres"), "postgres")
    assert isinstance(found, Fill)
    assert found.within("true") == (
        "UPDATE t SET a = 1 WHERE (a IS NULL -- of old rows\n AND b = 2) AND true"
    )


@pytest.mark.parametrize(("dialect", "sql", "why"), OTHERS)
def test_what_a_batch_would_change_is_none(dialect: Dialect, sql: str, why: str) -> None:
    found = fill_of(sql, acts_of(sql, dialect), dialect)
    assert isinstance(found, str)
    assert found.startswith(why)


FILL = "UPDATE t SET a = 'x' WHERE a IS NULL;"


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ("", ""),
        ("CREATE INDEX i ON t (a);", ""),
        ("ALTER TABLE t ADD COLUMN b int;", ""),
        ("ALTER TABLE u ADD COLUMN a int;", ""),
        ("UPDATE t SET b = 1;", ""),
        ("INSERT INTO t VALUES (1);", ""),
        ("ALTER TYPE mood ADD VALUE 'y';", ""),
        ("SET lock_timeout = '1s';", ""),
        ("ALTER TABLE t ADD COLUMN a int;", "the migrations make its column"),
        ("ALTER TABLE t RENAME COLUMN c TO a;", "its columns are changed before it"),
        ("ALTER TABLE t ALTER COLUMN a TYPE text;", "its columns are changed before it"),
        ("UPDATE t SET a = 1 WHERE id = 1;", "another UPDATE stands before it"),
        ("ALTER TABLE u RENAME TO t;", "its table is changed before it"),
        ("CREATE TABLE t (a int);", "the migrations make its table"),
        ("ALTER TABLE t DROP CONSTRAINT c;", "its table is changed before it"),
        ("ALTER TYPE mood ADD VALUE 'x';", "a type that it names is changed before it"),
        ("SET search_path = app;", "what stands before it does more than can be read"),
        ("DO $$ BEGIN PERFORM 1; END $$;", "what stands before it does more than can be read"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("apart", [True, False])
def test_what_the_migrations_do_first_decides(before: str, why: str, apart: bool) -> None:
    texts = [before, FILL] if apart else [before + "\n" + FILL]
    found = [each for _, each in done_before(texts, "postgres")][-1]
    assert (found.why if isinstance(found, Kept) else "") == why
