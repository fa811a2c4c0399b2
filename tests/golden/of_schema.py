"""A schema that went ahead of its migrations, or that can't be loaded."""

from __future__ import annotations

from golden.project import TEAMS
from golden.project import Project
from golden.shown import Situation
from repositories import Repo

PG = TEAMS["postgresql"]
DESCRIBED = PG.replace("});", '  description: text("description"),\n});')
SESSIONS = (
    'export const sessions = pgTable("sessions", {\n  token: text("token").primaryKey(),\n'
    '  user: integer("user").notNull(),\n});\n'
)


def released(repo: Repo, *tables: str, layout: str = "journal") -> Project:
    project = Project(repo, layout=layout)
    project.schema(PG, *tables)
    project.generate("first")
    project.release()
    return project


def forgotten_column(repo: Repo) -> None:
    released(repo).schema(DESCRIBED)
    repo.stage()


def forgotten_column_of_1_0(repo: Repo) -> None:
    released(repo, layout="folders").schema(DESCRIBED)
    repo.stage()


def forgotten_tables(repo: Repo) -> None:
    tables = [
        f'export const t{n} = pgTable("storage_{n}", {{\n  id: serial("id").primaryKey(),\n'
        + "".join(f'  field{m}: text("field_{m}"),\n' for m in range(6))
        + "});\n"
        for n in range(6)
    ]
    released(repo).schema(DESCRIBED, *tables)
    repo.stage()


def forgotten_behind_a_barrel(repo: Repo) -> None:
    project = Project(repo)
    project.write(
        "src/tables/teams.ts",
        'import { pgTable, serial, text } from "drizzle-orm/pg-core";\n\n' + PG,
    )
    project.write("src/tables/index.ts", 'export * from "./teams";\n')
    project.write("src/schema.ts", 'export * from "./tables";\n')
    project.generate("first")
    project.release()
    project.swap("src/tables/teams.ts", "});", '  description: text("description"),\n});')
    project.write("src/schema.ts", '// teams and their description\nexport * from "./tables";\n')
    repo.stage()


def renamed_column(repo: Repo) -> None:
    released(repo).schema(PG.replace('name: text("name")', 'title: text("title")'))
    repo.stage()


def half_a_migration(repo: Repo) -> None:
    project = released(repo)
    project.schema(DESCRIBED)
    path = project.generate("describe_teams")
    repo.git("add", "src", path)


def migration_without_its_schema(repo: Repo) -> None:
    project = released(repo)
    project.schema(DESCRIBED)
    project.generate("describe_teams")
    repo.git("add", "drizzle")


def lost_export(repo: Repo) -> None:
    project = released(repo, SESSIONS)
    project.schema(PG, SESSIONS.replace("export ", ""))
    project.generate("tidy_up")
    repo.stage()


def syntax_error(repo: Repo) -> None:
    released(repo).schema(DESCRIBED.replace('text("description")', 'text("description"'))
    repo.stage()


def name_that_is_not_imported(repo: Repo) -> None:
    released(repo).schema(DESCRIBED.replace('text("description")', 'txt("description")'))
    repo.stage()


def import_that_leads_nowhere(repo: Repo) -> None:
    released(repo).schema('export * from "./extra";\n', DESCRIBED)
    repo.stage()


def by_hand(repo: Repo) -> None:
    project = released(repo)
    project.schema(DESCRIBED)
    project.by_hand("0001_describe", 'ALTER TABLE "teams" ADD COLUMN "description" text;\n')
    repo.stage()


def refactor(repo: Repo) -> None:
    project = released(repo)
    project.schema(
        'const label = () => text("name").notNull();\n',
        PG.replace('text("name").notNull()', "label()"),
    )
    repo.stage()


def with_its_migration(repo: Repo) -> None:
    project = released(repo)
    project.schema(DESCRIBED)
    project.generate("describe_teams")
    repo.stage()


def first_schema(repo: Repo) -> None:
    Project(repo).schema(PG)
    repo.stage()


def two_projects(repo: Repo) -> None:
    server, device = Project(repo, "server"), Project(repo, "device", "sqlite")
    sqlite = TEAMS["sqlite"].replace("});", '  colour: text("colour"),\n});')
    server.schema(PG)
    device.schema(sqlite)
    server.generate("first")
    device.generate("first")
    server.release()
    server.schema(DESCRIBED)
    device.schema(TEAMS["sqlite"])
    device.generate("without_colour")
    repo.stage()


def wide_names(repo: Repo) -> None:
    project = released(repo)
    project.schema(
        PG.replace("});", '  beschreibung: text("Beschreibung für 日本語のチーム"),\n});')
    )
    repo.stage()


SITUATIONS = [
    Situation("forgotten-column", "A column without its migration is committed.", forgotten_column),
    Situation("forgotten-column-1.0", "The same with drizzle-kit 1.0.", forgotten_column_of_1_0),
    Situation("forgotten-tables", "Six tables without their migration.", forgotten_tables),
    Situation("behind-a-barrel", "The column stands in a file behind two barrels, and the barrel was touched too.", forgotten_behind_a_barrel),
    Situation("renamed-column", "A column under another name: renamed, or new?", renamed_column),
    Situation("half-a-migration", "Schema and SQL are staged, the journal and the snapshot aren't.", half_a_migration),
    Situation("schema-not-staged", "The migration is staged, the schema file isn't.", migration_without_its_schema),
    Situation("lost-export", "A table lost its export, and generate drops it.", lost_export),
    Situation("syntax-error", "A bracket is missing in the schema.", syntax_error),
    Situation("not-imported", "The schema calls a name that nothing imports.", name_that_is_not_imported),
    Situation("import-nowhere", "The schema imports a file that nobody committed.", import_that_leads_nowhere),
    Situation("by-hand", "The migration was written by hand, without a snapshot.", by_hand),
    Situation("refactor", "Other TypeScript, same tables.", refactor),
    Situation("with-its-migration", "A column with its migration.", with_its_migration),
    Situation("first-schema", "A schema in a project that has no migration yet.", first_schema),
    Situation("two-projects", "Two projects in one repository, each with something to say.", two_projects),
    Situation("wide-names", "Names with letters that are two columns wide.", wide_names),
]  # fmt: skip
