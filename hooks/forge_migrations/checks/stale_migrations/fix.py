"""`--fix`: regenerate what is missing with the project's own drizzle-kit, and still refuse.

The SQL is to be read and staged by a person: nothing here touches the index, and a run that fails
in any way leaves the migrations folder as it was.
"""

from __future__ import annotations

import os

from forge_migrations.change.look import listed
from forge_migrations.change.tree import blob_id
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.checks.subject.schema_states import States
    from forge_migrations.findings import Finding

NOT_GENERATED = ("hand-written-migration", "lost-schema-change", "snapshot-lacks")
"""What `generate` would make worse: it writes the SQL a second time, or its opposite."""


def fixed(states: States, finding: Finding) -> Finding:
    """The finding with what was written and how to stage it; unchanged when nothing was."""
    root = states.subject.change.root
    if root is None or finding.rule in NOT_GENERATED:
        return finding
    try:
        _refuse_unstaged(states, root)
        written = _generated(states, root)
    except (Undecided, UsageError, OSError) as error:
        reason = f"nothing was written: {error}"
        remedy = getattr(error, "remedy", "") or finding.remedy
        return finding._replace(message=f"{finding.message}; {reason}", remedy=remedy)
    if not written:
        return finding
    return finding._replace(
        message=f"{finding.message}; wrote {written[0]}",
        remedy=Remedy("read the SQL, then", git_add(*written), decide=True),
    )


def _refuse_unstaged(states: States, root: str) -> None:
    """drizzle-kit reads the work tree: what isn't staged would get into the migration."""
    tree = states.subject.change.after
    paths = [*states.after.files, *tree.files_under(states.project.out)]
    for path in paths:
        if not _same(os.path.join(root, path), tree.blob(path)) and _differs(states, path):
            raise Undecided(
                f"{path} is not as it is staged",
                Remedy("stage it or put it aside, then", git_add(path), decide=True),
            )


def _same(path: str, blob: str | None) -> bool:
    try:
        with open(path, "rb") as file:
            return blob_id(file.read()) == blob
    except OSError:
        return False


def _differs(states: States, path: str) -> bool:
    """What git says: a checkout with `core.autocrlf` has other bytes and is the same file."""
    repository = states.subject.change.repository
    listing = (
        "ls-files",
        "-z",
        "--modified",
        "--deleted",
        "--others",
        "--",
        f":(top,literal){path}",
    )
    return repository is None or bool(listed(*listing, cwd=repository.root))


def _generated(states: States, root: str) -> list[str]:
    from forge_migrations.drizzle.generate.answers import Answers
    from forge_migrations.drizzle.generate.command import generate_command
    from forge_migrations.drizzle.generate.run import Folder
    from forge_migrations.drizzle.generate.run import generate

    project = states.project
    place = states.subject.kit.place(project, states.subject.change.after)
    command = generate_command(project, place, root, [])
    folder = Folder(root, project.out)
    made = generate(command, place.layout, folder, Answers(), ours("generate"))
    return [*made.added, *made.changed]
