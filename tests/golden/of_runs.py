"""What is typed by hand, what can't be decided, and what is typed wrong."""

from __future__ import annotations

from golden.of_schema import DESCRIBED
from golden.of_schema import released
from golden.of_schema import with_its_migration
from golden.of_sql import dropped_column
from golden.of_sql import storm
from golden.shown import Situation
from repositories import Repo


def no_kit(repo: Repo) -> None:
    released(repo).schema(DESCRIBED)
    (repo.path / "node_modules").unlink()
    repo.stage()


def unread_config(repo: Repo) -> None:
    project = released(repo)
    project.schema(DESCRIBED)
    project.write("drizzle.config.ts", "export default { dialect: \n")
    repo.stage()


def pushed_in_docker(repo: Repo) -> None:
    project = released(repo)
    project.write(
        "Dockerfile", "FROM node:22\nCOPY . .\nCMD npx drizzle-kit push && node server.js\n"
    )
    repo.stage()


def other_policy(repo: Repo) -> None:
    project = released(repo)
    project.write(".forge-migrations.toml", '[rules]\ndrop-table = "report"\n')
    repo.stage()


def mistyped_policy(repo: Repo) -> None:
    project = released(repo)
    project.write(".forge-migrations.toml", '[rules]\ndrop-tabel = "report"\n')
    repo.stage()


def in_a_range(repo: Repo) -> None:
    dropped_column(repo)
    repo.commit(message="without colour")


def nothing(repo: Repo) -> None:
    repo.commit({"README.md": "# app\n"})


SITUATIONS = [
    Situation("no-kit", "drizzle-kit isn't installed.", no_kit),
    Situation("unread-config", "The config has a syntax error.", unread_config),
    Situation("push-in-docker", "A Dockerfile pushes the schema.", pushed_in_docker),
    Situation("other-policy", "The policy changes.", other_policy),
    Situation("mistyped-policy", "The policy names a rule that isn't there.", mistyped_policy),
    Situation("range", "What a branch brings.", in_a_range, ("--from-ref", "origin/main", "--to-ref", "HEAD")),
    Situation("below-the-root", "The drop, typed in a folder below the root.", dropped_column, folder="src"),
    Situation("no-such-check", "A check that isn't there.", nothing, ("destructive",)),
    Situation("no-project", "A repository without a Drizzle project.", nothing, ("--all-files",)),
    Situation("rehearsal", "A rehearsal of the drop, on SQLite.", dropped_column, ("rehearsal",)),
    Situation("review", "The review of the drop.", dropped_column, ("review",)),
    Situation("review-of-a-storm", "The review of 81 dropped columns.", storm, ("review",)),
    Situation("review-of-a-column", "The review of a column with its migration.", with_its_migration, ("review",)),
]  # fmt: skip
