"""`python -m benchmarks.growth [WORD]`: how the time to read and judge one migration grows with what is in it.

For each kind of statement a file of n and one of 2n is judged behind the same history, in processor time of this
process: twice the statements are to take twice the time. `WORD` measures only the kinds that have it in their name.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import NamedTuple

from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.pieces import BREAKPOINT
from forge_migrations.sql.read import read_script

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

ENOUGH = 0.1
"""Seconds that the smaller file takes, from which a factor means something; a tenth of them is noise."""
MOST = 16_000
RUNS = 2


class Kind(NamedTuple):
    """A migration of any size."""

    what: str
    dialect: Dialect
    sql: Callable[[int], str]
    earlier: Callable[[int], str] = lambda n: ""
    """The history before it."""
    start: int = 500


class Growth(NamedTuple):
    """Seconds for n and for twice as many."""

    n: int
    once: float
    twice: float

    @property
    def factor(self) -> float:
        return self.twice / self.once


def _each(form: str) -> Callable[[int], str]:
    """A statement for each number, `#`, cut by breakpoints; `%` is the number within fifty."""
    return lambda n: f"{BREAKPOINT}\n".join(
        form.replace("#", str(k)).replace("%", str(k % 50)) for k in range(n)
    )


def _listed(before: str, form: str, between: str, after: str) -> Callable[[int], str]:
    """One statement with a part for each number."""
    return lambda n: before + between.join(form.replace("#", str(k)) for k in range(n)) + after


def _fixed(text: str) -> Callable[[int], str]:
    return lambda n: text


def _nested(
    before: str, opening: str, middle: str, closing: str, after: str
) -> Callable[[int], str]:
    return lambda n: before + opening * n + middle + closing * n + after


_WIDE = (
    'CREATE TABLE "t" (\n\t"id" integer PRIMARY KEY NOT NULL,\n\t'
    + ",\n\t".join(f'"c{k}" integer' for k in range(50))
    + "\n);"
)
_MANY = _each('CREATE TABLE "t#" (\n\t"id" integer PRIMARY KEY NOT NULL,\n\t"a" text\n);\n')
_REBUILD = (
    f'CREATE TABLE "__new_t#" (\n\t"id" integer PRIMARY KEY NOT NULL,\n\t"a" text,\n\t"b" text\n);\n{BREAKPOINT}\n'
    f'INSERT INTO "__new_t#"("id", "a") SELECT "id", "a" FROM "t#";{BREAKPOINT}\n'
    f'DROP TABLE "t#";{BREAKPOINT}\nALTER TABLE "__new_t#" RENAME TO "t#";'
)
_AGAIN = _REBUILD.replace("t#", "t").replace('"id" integer', '"id" bigint')
_STATEMENTS: dict[str, tuple[str, str]] = {
    "CREATE TABLE": ('CREATE TABLE "n#" (\n\t"id" integer PRIMARY KEY NOT NULL,\n\t"a" text\n);\n', ""),
    "CREATE TABLE with a foreign key to one": (
        'CREATE TABLE "n#" (\n\t"id" integer PRIMARY KEY NOT NULL,\n\t"a" integer REFERENCES "t"("id")\n);\n', _WIDE),
    "CREATE TABLE with a foreign key to the one before": (
        'CREATE TABLE "n#0" (\n\t"id" integer PRIMARY KEY NOT NULL,\n\t"a" integer REFERENCES "n#"("id")\n);\n', _WIDE),
    "ADD COLUMN on one table": ('ALTER TABLE "t" ADD COLUMN "x#" integer;\n', _WIDE),
    "ADD COLUMN with a foreign key": ('ALTER TABLE "t" ADD COLUMN "x#" integer REFERENCES "t"("id");\n', _WIDE),
    "CREATE INDEX on one table": ('CREATE INDEX "i#" ON "t" ("c%");\n', _WIDE),
    "CREATE UNIQUE INDEX on one table": ('CREATE UNIQUE INDEX "i#" ON "t" ("c%");\n', _WIDE),
    "INSERT": ("INSERT INTO \"t\" (\"id\", \"c1\") VALUES (#, 3);\n", _WIDE),
    "UPDATE": ('UPDATE "t" SET "c%" = 1 WHERE "id" = #;\n', _WIDE),
    "DELETE": ('DELETE FROM "t" WHERE "id" = #;\n', _WIDE),
    "CREATE VIEW of one table": ('CREATE VIEW "v#" AS SELECT "id", "c1" FROM "t";\n', _WIDE),
    "CREATE VIEW of the view before": ('CREATE VIEW "t#0" AS SELECT "id", "c1" FROM "t#";\n', ""),
    "a comment before each": ('-- number #\nINSERT INTO "t" ("id") VALUES (#);\n', _WIDE),
    "acknowledged DELETE": ('-- forge: allow delete-without-where: it is a log\nDELETE FROM "t";\n', _WIDE),
    "not understood": ("FROBNICATE #;\n", ""),
}  # fmt: skip
_OVER_MANY: dict[str, str] = {
    "DROP TABLE": 'DROP TABLE "t#";\n',
    "DROP COLUMN": 'ALTER TABLE "t#" DROP COLUMN "a";\n',
    "RENAME TABLE": 'ALTER TABLE "t#" RENAME TO "u#";\n',
    "RENAME COLUMN": 'ALTER TABLE "t#" RENAME COLUMN "a" TO "b";\n',
    "ADD COLUMN on each": 'ALTER TABLE "t#" ADD COLUMN "b" text;\n',
    "ADD COLUMN NOT NULL on each": 'ALTER TABLE "t#" ADD COLUMN "b" text NOT NULL;\n',
    "CREATE INDEX on each": 'CREATE INDEX "i#" ON "t#" ("a");\n',
}
_WITH_ALTER: dict[str, tuple[str, str]] = {
    "ADD CONSTRAINT FOREIGN KEY on one table": (
        'ALTER TABLE "t" ADD CONSTRAINT "f#" FOREIGN KEY ("c%") REFERENCES "t"("id");\n', _WIDE),
    "ADD CONSTRAINT FOREIGN KEY to one table": (
        'ALTER TABLE "t" ADD CONSTRAINT "f#" FOREIGN KEY ("c%") REFERENCES "o"("id");\n',
        _WIDE + '\nCREATE TABLE "o" ("id" integer PRIMARY KEY);'),
    "ADD CONSTRAINT CHECK": ('ALTER TABLE "t" ADD CONSTRAINT "k#" CHECK ("c%" > #);\n', _WIDE),
    "ADD CONSTRAINT UNIQUE": ('ALTER TABLE "t" ADD CONSTRAINT "u#" UNIQUE ("c%");\n', _WIDE),
}  # fmt: skip
_POSTGRES: dict[str, tuple[str, str]] = {
    "ALTER COLUMN TYPE": ('ALTER TABLE "t" ALTER COLUMN "c%" SET DATA TYPE bigint;\n', _WIDE),
    "SET NOT NULL": ('ALTER TABLE "t" ALTER COLUMN "c%" SET NOT NULL;\n', _WIDE),
    "SET DEFAULT": ('ALTER TABLE "t" ALTER COLUMN "c%" SET DEFAULT #;\n', _WIDE),
    "ADD VALUE to one enum": ("ALTER TYPE \"e\" ADD VALUE 'v#';\n", "CREATE TYPE \"e\" AS ENUM ('a');"),
    "CREATE TYPE": ("CREATE TYPE \"e#\" AS ENUM ('a', 'b');\n", ""),
    "COMMENT": ("COMMENT ON TABLE \"t\" IS 'x#';\n", _WIDE),
    "CREATE POLICY": ('CREATE POLICY "p#" ON "t" AS PERMISSIVE FOR SELECT TO "r" USING ("c1" = #);\n', _WIDE),
    "DROP POLICY": ('DROP POLICY "p#" ON "t";\n', _WIDE),
    "CREATE SEQUENCE": ('CREATE SEQUENCE "s#" INCREMENT BY 1;\n', ""),
    "CREATE FUNCTION": ("CREATE FUNCTION f#() RETURNS integer LANGUAGE sql AS $$ SELECT # $$;\n", ""),
    "CREATE TRIGGER": ('CREATE TRIGGER "g#" BEFORE UPDATE ON "t" FOR EACH ROW EXECUTE FUNCTION f();\n', _WIDE),
    "DO block": (("DO $$ BEGIN ALTER TABLE \"t\" ADD CONSTRAINT \"f#\" FOREIGN KEY (\"c%\") REFERENCES \"t\"(\"id\");"
                 " EXCEPTION WHEN duplicate_object THEN null; END $$;\n"), _WIDE),
    "GRANT": ('GRANT SELECT ON "t" TO "r#";\n', _WIDE),
    "CREATE SCHEMA": ('CREATE SCHEMA "s#";\n', ""),
    "DROP INDEX": ('DROP INDEX "i#";\n', _WIDE),
    "DROP CONSTRAINT": ('ALTER TABLE "t" DROP CONSTRAINT "f#";\n', _WIDE),
    "ENABLE ROW LEVEL SECURITY": ('ALTER TABLE "t" ENABLE ROW LEVEL SECURITY;\n', _WIDE),
}  # fmt: skip
_MYSQL: dict[str, tuple[str, str]] = {
    "MODIFY COLUMN": ("ALTER TABLE `t` MODIFY COLUMN `c%` bigint;\n", _WIDE),
    "DROP FOREIGN KEY": ("ALTER TABLE `t` DROP FOREIGN KEY `f#`;\n", _WIDE),
    "CREATE TRIGGER": (
        "CREATE TRIGGER g# BEFORE UPDATE ON t FOR EACH ROW SET NEW.c1 = #;\n",
        _WIDE,
    ),
}
_ONE: dict[str, Callable[[int], str]] = {
    "one CREATE TABLE of n columns": _listed('CREATE TABLE "w" (\n\t', '"c#" integer', ",\n\t", "\n);"),
    "one CREATE TABLE of n CHECKs": _listed(
        'CREATE TABLE "w" (\n\t"a" integer,\n\t', 'CONSTRAINT "k#" CHECK ("a" > #)', ",\n\t", "\n);"),
    "one INSERT of n rows": _listed('INSERT INTO "t" ("id", "c1") VALUES ', "(#, 1)", ", ", ";"),
    "one INSERT of n columns": lambda n: (
        _listed('INSERT INTO "t" (', '"c#"', ", ", ") VALUES (")(n) + _listed("", "#", ", ", ");")(n)),
    "one DELETE of n ANDs": _listed('DELETE FROM "t" WHERE ', '"c1" > #', " AND ", ";"),
    "one UPDATE of n ORs": _listed('UPDATE "t" SET "c1" = 1 WHERE ', '"c2" = #', " OR ", ";"),
    "one UPDATE of n columns": _listed('UPDATE "t" SET ', '"c#" = 1', ", ", ' WHERE "id" = 1;'),
    "one DELETE of n values": _listed('DELETE FROM "t" WHERE "id" IN (', "#", ", ", ");"),
    "one CREATE INDEX of n columns": _listed('CREATE INDEX "i" ON "t" (', '"c#"', ", ", ");"),
    "one DELETE of n brackets": _nested('DELETE FROM "t" WHERE ', "(", '"c1" > 1', ")", ";"),
    "one CHECK of n brackets": _nested('CREATE TABLE "w" (\n\t"a" integer CHECK (', "(", '"a" > 1', ")", ")\n);"),
    "one default of n brackets": _nested('ALTER TABLE "t" ADD COLUMN "d" integer DEFAULT ', "(", "1", ")", ";"),
    "one view of n subqueries": _nested('CREATE VIEW "v" AS SELECT * FROM ', "(SELECT * FROM ", '"t"', ") x", ";"),
    "one view of n UNIONs": _listed('CREATE VIEW "v" AS ', 'SELECT # FROM "t"', " UNION ", ";"),
    "one view of n joins": _listed('CREATE VIEW "v" AS SELECT 1 FROM "t" ', 'JOIN "t" a# ON a#.id = t.id', " ", ";"),
    "n comments": _listed("", "-- a comment", "\n", '\nDELETE FROM "t";'),
    "n breakpoints": _listed("", BREAKPOINT, "\n", ""),
    "n semicolons": _listed("", "SELECT 1;", "\n", ""),
    "a string of n quotes": _listed("INSERT INTO \"t\" (\"id\") VALUES ('", "''", "", "');"),
    "a quote that never ends": _listed("INSERT INTO \"t\" VALUES ('", "a; /* ", "", ""),
    "brackets that never close": _listed('CREATE TABLE "w" ', '("a" numeric', ",\n\t", ";"),
    "n comments that never end": _listed("", "/* a ", "", ""),
}  # fmt: skip
_ONE_POSTGRES: dict[str, Callable[[int], str]] = {
    "one ALTER TABLE of n columns": _listed('ALTER TABLE "t" ', 'ADD COLUMN "x#" integer', ", ", ";"),
    "one DROP TABLE of n": _listed("DROP TABLE ", '"t#"', ", ", ";"),
    "one CREATE TYPE of n values": _listed('CREATE TYPE "e" AS ENUM (', "'v#'", ", ", ");"),
    "one DO of n statements": _listed("DO $$ BEGIN ", 'UPDATE "t" SET "c1" = #;', " ", " END $$;"),
    "n DO within DO": _nested("", "DO $x$ BEGIN ", "NULL;", " END $x$;", ""),
    "one function of n statements": _listed(
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ", 'UPDATE "t" SET "c1" = #;', " ", " END $$;"),
    "n dollar quotes": _listed("SELECT ", "$a#$ x", " ", ";"),
    "a GRANT to n": _listed('GRANT SELECT ON "t" TO ', '"r#"', ", ", ";"),
    "one array of n": _listed('UPDATE "t" SET "c1" = 1 WHERE "id" = ANY(ARRAY[', "#", ", ", "]);"),
    "one DELETE of n CTEs": _listed("WITH ", "q# AS (SELECT 1)", ", ", ' DELETE FROM "t" USING q1 WHERE id = 1;'),
}  # fmt: skip


def kinds() -> Iterator[Kind]:
    """Every kind on each engine that has it."""
    engines: tuple[Dialect, ...] = ("postgres", "mysql", "sqlite")
    for dialect in engines:
        form = {**_STATEMENTS, **({} if dialect == "sqlite" else _WITH_ALTER)}
        form |= {"postgres": _POSTGRES, "mysql": _MYSQL}.get(dialect, {})
        for what, (statement, before) in form.items():
            yield Kind(
                what, dialect, _spelt(_each(statement), dialect), _spelt(_fixed(before), dialect)
            )
        for what, statement in _OVER_MANY.items():
            yield Kind(what, dialect, _spelt(_each(statement), dialect), _spelt(_MANY, dialect))
        ones = {**_ONE, **(_ONE_POSTGRES if dialect == "postgres" else {})}
        for what, sql in ones.items():
            yield Kind(what, dialect, _spelt(sql, dialect), _spelt(_fixed(_WIDE), dialect))
    yield Kind(
        "rebuilds", "sqlite", _spelt(_each(_REBUILD), "sqlite"), _spelt(_MANY, "sqlite"), 125
    )
    yield Kind(
        "rebuilds of one table",
        "sqlite",
        _spelt(_each(_AGAIN), "sqlite"),
        _spelt(
            _each(
                'CREATE TABLE "t" (\n\t"id" integer PRIMARY KEY NOT NULL,\n\t"a" text,\n\t"b" text\n);'
            ),
            "sqlite",
        ),
        125,
    )


def _spelt(sql: Callable[[int], str], dialect: Dialect) -> Callable[[int], str]:
    return sql if dialect == "postgres" else lambda n: sql(n).replace('"', "`")


def measured(kind: Kind) -> Growth:
    """From the first n that takes long enough."""
    n, once = kind.start, _seconds(kind, kind.start)
    while once < ENOUGH and n < MOST:
        n, once = 2 * n, _seconds(kind, 2 * n)
    return Growth(n, once, _seconds(kind, 2 * n))


def _seconds(kind: Kind, n: int) -> float:
    """Processor time, the least of a few runs; without collecting, as a check runs."""
    gc.disable()
    gc.collect()
    sql, earlier = kind.sql(n), (kind.earlier(n),)
    for text in earlier:
        judge_sql(text, dialect=kind.dialect)
    found = []
    for _ in range(RUNS):
        read_script.cache_clear()
        start = time.process_time()
        judge_sql(sql, dialect=kind.dialect, earlier=earlier)
        found.append(time.process_time() - start)
    return min(found)


HEAD = "| in one migration | engine | n | time | of 2n | factor |\n|---|---|---|---|---|---|"
FAST = 2.3
"""More than this is more than noise: it grows faster than what is in the file."""
SHOWN = 8


def row(kind: Kind, found: Growth) -> str:
    """A line of the table."""
    n, once, twice = found
    times = f"{once * 1e3:.0f} ms | {twice * 1e3:.0f} ms"
    return f"| {kind.what} | {kind.dialect} | {n} | {times} | {found.factor:.1f} |"


def summary() -> str:
    """Those that grow faster than their files; and the next ones, so that there are a few."""
    every = [(kind, measured(kind)) for kind in kinds()]
    every.sort(key=lambda pair: -pair[1].factor)
    above = sum(found.factor > FAST for _, found in every)
    shown = [row(*pair) for pair in every[: max(SHOWN, above)]]
    return "\n".join(
        [f"{len(every)} kinds of statements, twice as many in one file:", HEAD, *shown]
    )


def main(words: list[str]) -> None:
    """The whole table, printed as it is measured."""
    print(HEAD, flush=True)
    for kind in kinds():
        if all(word in f"{kind.what} {kind.dialect}" for word in words):
            print(row(kind, measured(kind)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
