"""Journal, SQL and snapshots that disagree; releases that are touched; branches that meet."""

from __future__ import annotations

from golden.of_schema import DESCRIBED
from golden.of_schema import PG
from golden.of_schema import released
from golden.project import Project
from golden.shown import Situation
from repositories import Repo


def edited_release(repo: Repo) -> None:
    project = released(repo)
    project.swap("drizzle/0000_first.sql", '"name" text NOT NULL', '"name" varchar(20) NOT NULL')
    repo.stage()


def deleted_release(repo: Repo) -> None:
    project = released(repo)
    project.schema(DESCRIBED)
    project.generate("describe_teams")
    project.release("second")
    project.delete("drizzle/0001_describe_teams.sql")
    repo.stage()


def described(repo: Repo) -> Project:
    project = released(repo)
    project.schema(DESCRIBED)
    project.generate("describe_teams")
    return project


def no_snapshot(repo: Repo) -> None:
    described(repo).delete("drizzle/meta/0001_snapshot.json")
    repo.stage()


def orphan_sql(repo: Repo) -> None:
    released(repo).write(
        "drizzle/0001_extra.sql", 'UPDATE "teams" SET "name" = \'x\' WHERE "id" = 1;\n'
    )
    repo.stage()


def conflict_markers(repo: Repo) -> None:
    described(repo).swap(
        "drizzle/meta/_journal.json",
        '  "entries": [',
        '<<<<<<< HEAD\n  "entries": [\n=======\n  "entries": [\n>>>>>>> main',
    )
    repo.stage()


def earlier_date(repo: Repo) -> None:
    project = described(repo)
    entries = project.journal()["entries"]
    entries[1]["when"] = entries[0]["when"] - 86_400_000
    project.entries(entries)
    repo.stage()


def lacks(repo: Repo) -> None:
    described(repo).swap(
        "drizzle/0001_describe_teams.sql",
        'ALTER TABLE "teams" ADD COLUMN "description" text;',
        "SELECT 1;",
    )
    repo.stage()


def two_branches(repo: Repo) -> None:
    project = described(repo)
    repo.commit(message="describe teams")
    repo.git("checkout", "--quiet", "main")
    project.schema(PG.replace("});", '  colour: text("colour"),\n});'))
    for path in ("drizzle/0001_describe_teams.sql", "drizzle/meta/0001_snapshot.json"):
        (repo.path / path).unlink(missing_ok=True)
    project.generate("colour")
    project.release("colour")
    repo.git("checkout", "--quiet", "-B", "mine", "HEAD~1", check=False)
    project.schema(DESCRIBED)
    project.generate("describe_teams")
    repo.commit(message="describe teams")
    repo.git("merge", "--quiet", "--no-commit", "origin/main", check=False)
    project.schema(DESCRIBED.replace("});", '  colour: text("colour"),\n});'))
    repo.git("checkout", "--ours", "drizzle/meta", check=False)
    repo.stage()


def older(repo: Repo, *, then: bool = True) -> Project:
    """A history with old wounds: hand-typed dates, missing snapshots, drops."""
    project = released(repo)
    for number in range(1, 7):
        project.by_hand(
            f"{number:04}_step_{number}", f'ALTER TABLE "teams" ADD COLUMN "c{number}" text;\n'
        )
    project.by_hand(
        "0007_tidy",
        "--> statement-breakpoint\n".join(
            f'ALTER TABLE "teams" DROP COLUMN "c{n}";\n' for n in range(1, 7)
        ),
    )
    project.release("steps")
    if then:
        project.schema(DESCRIBED)
    repo.stage()
    return project


def old_wounds(repo: Repo) -> None:
    older(repo)


def whole(repo: Repo) -> None:
    older(repo, then=False)


SITUATIONS = [
    Situation("edited-release", "A released migration is edited.", edited_release),
    Situation("deleted-release", "A released migration is deleted.", deleted_release),
    Situation("no-snapshot", "The snapshot of a new migration is missing.", no_snapshot),
    Situation("orphan-sql", "SQL without a journal entry.", orphan_sql),
    Situation("conflict-markers", "The journal has conflict markers.", conflict_markers),
    Situation("earlier-date", "The journal's dates run backwards: the migrator skips one.", earlier_date),
    Situation("sql-lacks", "The SQL lacks what its snapshot has.", lacks),
    Situation("two-branches", "A merge of two branches that both made 0001_.", two_branches),
    Situation("old-wounds", "A new column without its migration, in a history with old wounds.", old_wounds),
    Situation("all-files", "The whole of that history.", whole, ("--all-files",)),
    Situation("released", "The same, and what released SQL did.", whole, ("--released",)),
    Situation("verbose", "Everything that is known of it.", whole, ("--released", "--verbose")),
]  # fmt: skip
