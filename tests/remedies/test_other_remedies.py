"""What the checks of schemas, of what is staged, of deploys and of the policy tell people to type."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from remedies import apps
from remedies.apps import App
from remedies.walking import Scenario
from remedies.walking import walk
from repositories import Repo

SCHEMA = "src/schema.ts"
DROP_NAME = 'ALTER TABLE "users" DROP COLUMN "name";'


def widened(app: App) -> None:
    app.write(SCHEMA, apps.schema("email", "name", "note"))


def with_script(app: App) -> None:
    app.swap("package.json", "{", '{"scripts": {"db:generate": "drizzle-kit generate"}, ')


def renamed(app: App) -> None:
    app.write(SCHEMA, apps.schema("email", "label"))


NOTES = 'export const notes = pgTable("notes", { id: serial().primaryKey() });\n'
TWO = 'export const posts = pgTable("posts", { id: serial().primaryKey() });\n'


def with_posts(app: App) -> None:
    app.write(SCHEMA, apps.schema("email", "name", more=TWO))
    apps.generate(app.path, app.layout, "--name", "posts")


def with_notes(app: App) -> None:
    app.write(SCHEMA, apps.schema("email", "name", more=NOTES))
    apps.generate(app.path, app.layout, "--name", "notes")


def notes_unexported(app: App) -> None:
    app.swap(SCHEMA, "export const notes", "const notes")


def undeclare(app: App) -> None:
    app.swap(SCHEMA, NOTES.removeprefix("export "), "")
    app.git("add", SCHEMA)


def generated_without(app: App) -> None:
    unexported(app)
    apps.generate(app.path, app.layout, "--name", "less")


def unexported(app: App) -> None:
    app.swap(SCHEMA, "export const posts", "const posts")


def export_again(app: App) -> None:
    app.swap(SCHEMA, "const posts", "export const posts")


def snapshot_lacks(app: App) -> None:
    before = app.read("drizzle/meta/0001_snapshot.json")
    app.migrate()
    released = json.loads(before)
    app.snapshot("drizzle/meta/0002_snapshot.json", tables=released["tables"])


def with_column_by_hand(app: App) -> None:
    app.by_hand("0002_note", 'ALTER TABLE "users" ADD COLUMN "note" text;\n')
    widened(app)


def released_by_hand(app: App) -> None:
    app.by_hand("0002_note", 'ALTER TABLE "users" ADD COLUMN "note" text;\n')


def folder_by_hand(app: App) -> None:
    app.write(
        "drizzle/20990101000000_note/migration.sql", 'ALTER TABLE "users" ADD COLUMN "note" text;\n'
    )


def column_undone(app: App) -> None:
    app.write(SCHEMA, apps.schema("email", "name"))


STALE = [
    Scenario("stale", widened),
    Scenario("stale", widened, layout="folders"),
    Scenario("stale", widened, before=with_script, name="with its own script"),
    Scenario(
        "ambiguous-rename",
        renamed,
        ways=3,
        only=1,
        leaves=("drop-and-add-column",),
        then=(("drop-column", 2),),
    ),
    Scenario("ambiguous-rename", renamed, ways=3, only=2, then=(("rename-column", 0),)),
    Scenario(
        "lost-export",
        unexported,
        before=with_posts,
        ways=2,
        hand=(export_again, None),
        only=0,
    ),
    Scenario(
        "lost-export",
        notes_unexported,
        before=with_notes,
        ways=2,
        hand=(None, undeclare),
        only=1,
        then=(("drop-table", 2),),
        name="table meant to go",
    ),
    Scenario(
        "drop-table",
        generated_without,
        before=with_posts,
        ways=4,
        hand=(export_again, None, None, None),
        only=0,
    ),
    Scenario("hand-written-migration", snapshot_lacks, name="snapshot lacks"),
    Scenario(
        "hand-written-migration", widened, before=released_by_hand, name="schema follows later"
    ),
    Scenario(
        "hand-written-migration",
        widened,
        layout="folders",
        before=folder_by_hand,
        name="schema follows later",
    ),
    Scenario(
        "hand-written-migration",
        column_undone,
        before=with_column_by_hand,
        name="undone",
        then=(("drop-column", 2),),
    ),
]


def half(*left: str) -> Callable[[App], None]:
    def breaks(app: App) -> None:
        app.migrate()
        app.git("add", ".")
        app.git("rm", "--cached", "-q", "--", *left)

    return breaks


def journal_left(app: App) -> None:
    app.migrate()
    app.git("add", ".")
    app.git("reset", "-q", "--", "drizzle/meta/_journal.json")


def only(*paths: str) -> Callable[[App], None]:
    def breaks(app: App) -> None:
        app.migrate()
        app.git("add", "--", *paths)

    return breaks


def ignoring(app: App) -> None:
    app.write(".gitignore", "# built\n*.sql\n")


def ignored_before(app: App) -> None:
    app.write(".gitignore", "# built\ndrizzle/meta/0002*\n")


def migrated(app: App) -> None:
    app.migrate()


def untracked(app: App) -> None:
    app.write("src/kinds.ts", "export const kinds = 1;\n")
    app.write(SCHEMA, 'import "./kinds";\n' + app.read(SCHEMA))
    app.git("add", SCHEMA)


def untracked_and_ignored(app: App) -> None:
    app.write(".gitignore", "kinds.ts\n")
    app.git("add", ".gitignore")
    untracked(app)


def marked(app: App) -> None:
    app.migrate()
    sql = app.read("drizzle/0002_note.sql")
    app.write("drizzle/0002_note.sql", f"<<<<<<< HEAD\n{sql}=======\n{sql}>>>>>>> other\n")


def resolved(app: App) -> None:
    app.write("drizzle/0002_note.sql", 'ALTER TABLE "users" ADD COLUMN "note" text;')


STAGED = [
    Scenario("partial-migration", half("drizzle/meta/0002_snapshot.json"), stages=True),
    Scenario("partial-migration", half("drizzle/0002_note.sql"), stages=True, name="no SQL"),
    Scenario("partial-migration", journal_left, stages=True, name="no journal"),
    Scenario("migration-not-staged", only(SCHEMA), stages=True),
    Scenario("schema-not-staged", only("drizzle"), stages=True),
    Scenario("ignored-migrations", ignoring),
    Scenario("ignored-migrations", migrated, before=ignored_before, name="ignored before"),
    Scenario("untracked-import", untracked, stages=True),
    Scenario("untracked-import", untracked_and_ignored, stages=True, name="ignored import"),
    Scenario("conflict-markers", marked, hand=(resolved,), name="markers in SQL"),
    Scenario(
        "migration-not-staged",
        only(SCHEMA),
        layout="folders",
        stages=True,
        name="folder",
    ),
]


def broken(text: str) -> Callable[[App], None]:
    def breaks(app: App) -> None:
        app.write(SCHEMA, app.read(SCHEMA) + text)

    return breaks


def whole_again(app: App) -> None:
    app.write(SCHEMA, apps.schema("email", "name"))


OTHER = 'import { pgTable, text } from "drizzle-orm/pg-core";\nexport const others = pgTable("others", { a: text() });\n'


def circular(app: App) -> None:
    early = "export const early = users.id;\n"
    app.write("src/other.ts", 'import { users } from "./schema";\n' + early + OTHER)
    app.write(
        SCHEMA, 'import { early } from "./other";\nexport const b = early;\n' + app.read(SCHEMA)
    )


def no_files(app: App) -> None:
    app.swap("drizzle.config.ts", "./src/schema.ts", "./src/nothing.ts")


def files_again(app: App) -> None:
    app.write("drizzle.config.ts", apps.CONFIG)


def missing(app: App) -> None:
    app.write(SCHEMA, 'import "./nowhere";\n' + app.read(SCHEMA))


def twice(app: App) -> None:
    app.write(
        SCHEMA, app.read(SCHEMA) + 'export const again = pgTable("users", { id: serial() });\n'
    )


SCHEMAS = [
    Scenario(
        "unloadable-schema", broken("export const = 1;\n"), hand=(whole_again,), name="syntax"
    ),
    Scenario("unloadable-schema", circular, hand=(whole_again,), name="circular"),
    Scenario(
        "unloadable-schema", broken("serial().nothing();\n"), hand=(whole_again,), name="call"
    ),
    Scenario(
        "unloadable-schema", broken('throw new Error("x");\n'), hand=(whole_again,), name="throws"
    ),
    Scenario("unloadable-schema", broken("process.exit(1);\n"), hand=(whole_again,), name="exit"),
    Scenario("unloadable-schema", no_files, hand=(files_again,), name="no files"),
    Scenario("missing-import", missing, hand=(whole_again,)),
    Scenario("unloadable-schema", twice, hand=(whole_again,), layout="folders", name="twice"),
]


def pushing(app: App) -> None:
    app.write("Dockerfile", "FROM node\nRUN npx drizzle-kit push --force\n")


def pushing_script(app: App) -> None:
    app.swap("package.json", "{", '{"scripts": {"start": "drizzle-kit push && node ."}, ')


def acknowledged(
    comment: str, sql: str = 'ALTER TABLE "users" ADD COLUMN "note" text;'
) -> Callable[[App], None]:
    def breaks(app: App) -> None:
        app.migrate()
        app.write("drizzle/0002_note.sql", f"{comment}\n{sql}")

    return breaks


def dropped(comment: str) -> Callable[[App], None]:
    def breaks(app: App) -> None:
        app.write(SCHEMA, apps.schema("email"))
        apps.generate(app.path, app.layout, "--name", "less")
        app.write("drizzle/0002_less.sql", f"{comment}\n{DROP_NAME}")

    return breaks


def reworded(comment: str) -> Callable[[App], None]:
    def hand(app: App) -> None:
        path = next(each for each in (app.path / "drizzle").glob("0002_*.sql"))
        text = path.read_text().split("\n")
        path.write_text("\n".join([comment, *text[1:]]))
        app.git("add", str(path))

    return hand


GOOD = "-- forge-migrations: allow drop-column: nobody reads it"
REST = [
    Scenario("production-push", pushing),
    Scenario("production-push", pushing_script, name="start script"),
    Scenario("unused-acknowledgement", acknowledged(GOOD)),
    Scenario("unknown-acknowledgement", dropped(GOOD.replace("column", "colum"))),
    Scenario(
        "unreadable-acknowledgement",
        dropped("-- forge-migrations: drop it"),
        hand=(reworded(GOOD),),
    ),
    Scenario(
        "acknowledgement-without-reason",
        dropped("-- forge-migrations: allow drop-column"),
        hand=(reworded(GOOD),),
    ),
    Scenario(
        "expired-acknowledgement",
        dropped("-- forge-migrations: allow drop-column until = 2020-01-31: nobody reads it"),
        hand=(reworded(GOOD.replace("column:", "column until = 2999-01-31:")),),
    ),
]


EVERY = [STALE, STAGED, SCHEMAS, REST]


@pytest.mark.parametrize("scenarios", EVERY, ids=["stale", "staged", "schemas", "rest"])
def test_what_is_printed_mends_it(
    repo: Repo, tmp_path_factory: pytest.TempPathFactory, scenarios: list[Scenario]
) -> None:
    place = tmp_path_factory.mktemp("templates")
    assert "\n".join(walk(repo, place, scenarios)) == ""
