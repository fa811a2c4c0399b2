"""Twelve commits, good and bad, as a team would make them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.workflow.install.demonstration.stage import Stage

DESCRIPTION = '  name: text("name").notNull(),\n});'
WITH_DESCRIPTION = '  name: text("name").notNull(),\n  description: text("description"),\n});'
ANSWER = "--rename sessions.user=owner"


def play(stage: Stage) -> None:
    """All scenes in order; each begins and ends with a clean work tree, or builds on the one before."""
    begin(stage)
    forget_the_migration(stage)
    remember_it(stage)
    stage_half(stage)
    stage_the_rest(stage)
    lose_an_export(stage)
    edit_a_released_migration(stage)
    refactor(stage)
    rename(stage)
    answer_the_rename(stage)
    drop_a_column(stage)
    acknowledge_the_drop(stage)


def begin(stage: Stage) -> None:
    stage.scene("Two schemas with their first migrations", "server/ is PostgreSQL, device/ SQLite.")
    stage.run("cd server && npm run --silent db:generate -- --name first", quiet=True)
    stage.run("cd device && npm run --silent db:generate -- --name first", quiet=True)
    stage.run("git add .")
    stage.accepts("teams, users and readings")


def forget_the_migration(stage: Stage) -> None:
    stage.scene(
        "A new column without its migration",
        "The schema says description, and no database will ever have it.",
    )
    stage.edit(
        "server/schema.ts",
        DESCRIPTION + "\n\nexport const users",
        WITH_DESCRIPTION + "\n\nexport const users",
    )
    stage.run("git add .")
    stage.refuses("describe teams", 'ADD COLUMN "description"')


def remember_it(stage: Stage) -> None:
    stage.scene("The same column with its migration")
    stage.run("cd server && npm run --silent db:generate -- --name describe_teams", quiet=True)
    stage.run("git add .")
    stage.accepts("describe teams")


def stage_half(stage: Stage) -> None:
    stage.scene(
        "A migration that is staged by half",
        "Schema and SQL are staged; the journal and the snapshot are forgotten in the work tree.",
    )
    stage.edit(
        "device/schema.ts",
        '  colour: text("colour"),\n',
        '  colour: text("colour"),\n  description: text("description"),\n',
    )
    stage.run("cd device && npm run --silent db:generate -- --name describe_teams", quiet=True)
    stage.run("git add device/schema.ts device/drizzle/*.sql")
    stage.refuses(
        "describe teams on the device", "git add", "device/drizzle/meta/0001_snapshot.json"
    )


def stage_the_rest(stage: Stage) -> None:
    stage.scene("The whole of it")
    stage.run("git add device")
    stage.accepts("describe teams on the device")


def lose_an_export(stage: Stage) -> None:
    stage.scene(
        "A table loses its export",
        "drizzle-kit takes a table that is not exported for one that is gone, and drops it.",
    )
    stage.edit("server/schema.ts", "export const sessions", "const sessions")
    stage.run("cd server && npm run --silent db:generate -- --name tidy_up", quiet=True)
    stage.show(stage.path("server/drizzle/0002_*.sql"))
    stage.run("git add .")
    stage.refuses("tidy up", "sessions", "lost its export")
    stage.undo("The export comes back, the migration goes.")


def edit_a_released_migration(stage: Stage) -> None:
    stage.scene(
        "A released migration is edited",
        "Databases that ran it never run it again: they would stay as they are, for ever.",
    )
    stage.edit(
        stage.path("device/drizzle/0000_*.sql"), "`value` integer NOT NULL", "`value` real NOT NULL"
    )
    stage.run("git add .")
    stage.refuses("readings are real", "device/drizzle/0000_first.sql")
    stage.undo("The next change gets a migration of its own.")


def refactor(stage: Stage) -> None:
    stage.scene("A refactor", "Other TypeScript, same tables: nothing is asked for.")
    stage.edit(
        "server/schema.ts", 'name: text("name").notNull(),\n  team:', "name: label(),\n  team:"
    )
    stage.edit(
        "server/schema.ts",
        "export const teams = pgTable",
        'const label = () => text("name").notNull();\n\nexport const teams = pgTable',
    )
    stage.run("git add .")
    stage.accepts("one helper for names")


def rename(stage: Stage) -> None:
    stage.scene(
        "A rename without its migration",
        "The old column under a new name, or another one? drizzle-kit asks; a hook can't answer.",
    )
    stage.edit(
        "server/schema.ts",
        '  user: integer("user").notNull(),',
        '  owner: integer("owner").notNull(),',
    )
    stage.run("git add .")
    stage.refuses("sessions have an owner", "forge-migrations generate", ANSWER)


def answer_the_rename(stage: Stage) -> None:
    stage.scene(
        "The rename, answered and acknowledged",
        "The SQL keeps the data; old code stops working, so somebody says why that is fine.",
    )
    stage.run(f"forge-migrations generate server {ANSWER} --name owner", quiet=True)
    sql = stage.path("server/drizzle/0002_*.sql")
    _acknowledge(stage, sql, "rename-column", "no code reads it yet")
    stage.show(sql)
    stage.run("git add .")
    stage.accepts("sessions have an owner")


def drop_a_column(stage: Stage) -> None:
    stage.scene("A column is dropped", "Its data can't come back.")
    stage.edit("device/schema.ts", '  colour: text("colour"),\n', "")
    stage.run("cd device && npm run --silent db:generate -- --name without_colour", quiet=True)
    stage.run("git add .")
    stage.refuses("teams have no colour", "drop-column", "colour")


def acknowledge_the_drop(stage: Stage) -> None:
    stage.scene("The same drop, acknowledged with its reason")
    sql = stage.path("device/drizzle/0002_*.sql")
    _acknowledge(stage, sql, "drop-column", "unused since 2.3, backed up")
    stage.show(sql)
    stage.run("git add .")
    stage.accepts("teams have no colour")


def _acknowledge(stage: Stage, sql: str, rule: str, reason: str) -> None:
    stage.write(sql, f"-- forge-migrations: allow {rule}: {reason}\n{stage.read(sql)}")
