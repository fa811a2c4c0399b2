"""Made-up states of a database, small and large."""

from __future__ import annotations

import random

from forge_migrations.drizzle.history.table_changes import changes
from forge_migrations.drizzle.history.tables import Column
from forge_migrations.drizzle.history.tables import Index
from forge_migrations.drizzle.history.tables import Reference
from forge_migrations.drizzle.history.tables import Shape
from forge_migrations.drizzle.history.tables import Table
from forge_migrations.findings import Finding
from forge_migrations.report.reviewed import Answer
from forge_migrations.report.reviewed import Explained
from forge_migrations.report.reviewed import Measured
from forge_migrations.report.reviewed import Place
from forge_migrations.report.reviewed import Review
from forge_migrations.report.reviewed import ReviewedMigration

PATH = "drizzle/0042_teams.sql"
SQL = """CREATE TABLE "teams" (
\t"id" serial PRIMARY KEY,
\t"owner_id" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users" DROP COLUMN "nick</script><b>";--> statement-breakpoint
DROP TABLE "drafts" CASCADE;
"""


def table(name: str, *columns: str, to: tuple[str, ...] = ()) -> Table:
    """A table with an `id`, text columns, and one reference for each table in `to`."""
    made = {"id": Column("id", "serial", True)}
    made |= {column: Column(column, "text") for column in columns}
    made |= {f"{other}_id": Column(f"{other}_id", "integer", True) for other in to}
    references = tuple(
        Reference(f"{name}_{other}_fk", (f"{other}_id",), other, ("id",), "cascade") for other in to
    )
    return Table(name, made, ("id",), references, (Index(f"{name}_idx", ("id",), True),))


def shape(*tables: Table) -> Shape:
    return Shape({each.name: each for each in tables}, {})


def small() -> Review:
    """Teams come, drafts go, users change; a hostile name in the SQL."""
    before = shape(table("users", "email", "nick"), table("drafts", to=("users",)))
    after = shape(table("users", "email", "bio"), table("teams", to=("users",)))
    return review(before, after)


def large(count: int) -> Review:
    """`count` tables of a dozen columns with references, of which a few change."""
    chance = random.Random(3)
    tables = []
    for number in range(count):
        to = {f"t{int(chance.random() ** 3 * number)}" for _ in range(chance.choice((0, 1, 2, 2)))}
        columns = [f"column_{each}" for each in range(chance.randint(4, 20))]
        tables.append(table(f"t{number}", *columns, to=tuple(sorted(to - {f"t{number}"}))))
    changed = [each._replace(columns={**each.columns, "new": Column("new", "text")})
               for each in tables[3:6]]  # fmt: skip
    return review(shape(*tables), shape(*tables[:3], *changed, *tables[6:-1]))


def review(before: Shape, after: Shape) -> Review:
    found = (
        Finding("destructive-sql", "drop-table", PATH, 7, 'drops table "drafts"', "rename it first",
                details='ALTER TABLE "drafts" RENAME TO "drafts_old";'),
        Finding("destructive-sql", "drop-column", PATH, 6, "drops a column", "x",
                acknowledged="unused since 2.3"),
    )  # fmt: skip
    explained = [Explained(each, (Place(PATH, 1),)) for each in changes(before, after)]
    return Review(
        "drizzle.config.ts",
        "postgresql",
        (ReviewedMigration("0042_teams", PATH, SQL, found),),
        before,
        after,
        tuple(explained),
        (
            Answer("yes", "Every change of the schema has its statement"),
            Answer("no", "No statement loses data", ('drops table "drafts"',)),
            Answer("unknown", "It ran in a rehearsal", ("no scratch PostgreSQL here",)),
        ),
        Measured(("statement", "lock"), (("ALTER TABLE users", "ACCESS EXCLUSIVE"),)),
    )
