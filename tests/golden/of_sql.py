"""New SQL that loses data, fails, locks or can't run."""

from __future__ import annotations

from golden.of_schema import PG
from golden.of_schema import SESSIONS
from golden.of_schema import released
from golden.project import TEAMS
from golden.project import Project
from golden.shown import Situation
from repositories import Repo

LITE = TEAMS["sqlite"].replace("});", '  colour: text("colour"),\n});')
WITH_KEY = (
    'export const readings = pgTable("readings", {\n  id: serial("id").primaryKey(),\n'
    '  team: integer("team").references(() => teams.id),\n  value: integer("value"),\n});\n'
)


def dropped_column(repo: Repo) -> None:
    project = Project(repo, dialect="sqlite")
    project.schema(LITE)
    project.generate("first")
    project.release()
    project.schema(TEAMS["sqlite"])
    project.generate("without_colour")
    repo.stage()


def storm(repo: Repo) -> None:
    def tables(columns: int) -> list[str]:
        return [
            f'export const s{n} = pgTable("storage_{n}", {{\n  id: serial("id").primaryKey(),\n'
            + "".join(f'  field{m}: text("field_{m}"),\n' for m in range(columns))
            + "});\n"
            for n in range(9)
        ]

    project = released(repo, *tables(9))
    project.schema(PG, *tables(0))
    project.generate("storm")
    repo.stage()


def acknowledged(repo: Repo) -> None:
    dropped_column(repo)
    path = repo.path / "drizzle" / "0001_without_colour.sql"
    path.write_text("-- forge-migrations: allow drop-column: unused since 2.3\n" + path.read_text())
    repo.stage()


def without_a_reason(repo: Repo) -> None:
    dropped_column(repo)
    path = repo.path / "drizzle" / "0001_without_colour.sql"
    path.write_text("-- forge-migrations: allow drop-column\n" + path.read_text())
    repo.stage()


def fails_on_rows(repo: Repo) -> None:
    project = released(repo, WITH_KEY)
    project.schema(
        PG.replace("});", '  owner: text("owner").notNull(),\n});'),
        WITH_KEY.replace('integer("value")', 'integer("value").notNull().unique()'),
    )
    project.generate("stricter")
    repo.stage()


def locks_only(repo: Repo) -> None:
    project = released(repo, WITH_KEY)
    project.schema(
        PG,
        WITH_KEY.replace(
            'value: integer("value"),\n});',
            'value: integer("value"),\n}, (t) => [index("by_team").on(t.team)]);',
        ),
    )
    project.generate("index_of_team")
    repo.stage()


def other_type(repo: Repo) -> None:
    project = released(repo, SESSIONS)
    project.schema(PG, SESSIONS.replace('integer("user")', 'timestamp("user")'))
    project.generate("typed")
    repo.stage()


def rows(repo: Repo) -> None:
    released(repo, SESSIONS).custom(
        "tidy",
        'DELETE FROM "sessions";\n--> statement-breakpoint\nUPDATE "teams" SET "name" = \'x\';\n',
    )
    repo.stage()


def missing_breakpoint(repo: Repo) -> None:
    project = Project(repo, dialect="sqlite")
    project.schema(LITE)
    project.generate("first")
    project.release()
    project.custom("more", "CREATE TABLE `a` (`id` integer);\nCREATE TABLE `b` (`id` integer);\n")
    repo.stage()


def made_twice(repo: Repo) -> None:
    released(repo).custom("again", 'ALTER TABLE "teams" ADD COLUMN "name" text DEFAULT \'n\';\n')
    repo.stage()


def not_understood(repo: Repo) -> None:
    sql = 'EXPLODE THE "teams" NOW;\n--> statement-breakpoint\nALTER TABLE "teams" DROP COLUMN "name";\n'
    released(repo).custom("odd", sql)
    repo.stage()


def mysql(repo: Repo) -> None:
    project = Project(repo, dialect="mysql")
    project.schema(TEAMS["mysql"].replace("});", '  size: int("size"),\n});'))
    project.generate("first")
    project.release()
    project.schema(TEAMS["mysql"].replace("length: 80", "length: 20"))
    project.generate("shorter")
    repo.stage()


SITUATIONS = [
    Situation("dropped-column", "A column is dropped, on SQLite.", dropped_column),
    Situation("storm", "A migration drops 81 columns of nine tables.", storm),
    Situation("acknowledged", "The drop, with its reason written above it.", acknowledged),
    Situation("without-a-reason", "The drop is allowed, and nobody says why.", without_a_reason),
    Situation("fails-on-rows", "NOT NULL, a required column and a unique key over rows that are there.", fails_on_rows),
    Situation("locks-only", "An index is built while the table is locked: reported only.", locks_only),
    Situation("other-type", "A number becomes a timestamp, which PostgreSQL can't cast.", other_type),
    Situation("rows", "Rows are deleted and updated without WHERE.", rows),
    Situation("missing-breakpoint", "Two statements without a breakpoint, on SQLite.", missing_breakpoint),
    Situation("made-twice", "A column is added that the table has.", made_twice),
    Situation("not-understood", "A statement that no database knows, beside a drop.", not_understood),
    Situation("mysql", "MySQL: a column is dropped and another narrowed.", mysql),
]  # fmt: skip
