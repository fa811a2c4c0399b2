"""The schema files as they were before some migrations: what differs, and the command for it."""

from __future__ import annotations

import shlex

from forge_migrations.change.past import commit_that_made
from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject


class SchemaBack(NamedTuple):
    """What brings the schema files back."""

    commit: str
    """The newest commit that has none of the migrations."""
    changed: tuple[str, ...]
    """Files of the schema that the commit has with other contents."""
    added: tuple[str, ...]
    """Schema files that the commit hasn't got, and that drizzle-kit would go on loading."""

    @property
    def shown(self) -> str:
        """The command, as a person would paste it; empty when nothing differs."""
        commands = []
        if self.changed:
            commands.append(f"git restore --source={self.commit} -- {shlex.join(self.changed)}")
        if self.added:
            commands.append(f"rm {shlex.join(self.added)}")
        return " && ".join(commands)


def schema_before(subject: Subject, change: ProjectChange, first: str) -> SchemaBack:
    """How the schema files go back to before the migration at the path `first` was committed."""
    repository, project, now = subject.change.repository, change.project, subject.change.after
    if repository is None or not repository.has_commits():
        return SchemaBack("HEAD", (), ())
    made = commit_that_made(repository, first)
    commit = f"{made[:12]}~1" if made else "HEAD"
    if made and repository.parent(made) is None:
        return SchemaBack(commit, (), ())  # the very first commit made it
    then = repository.at(repository.commit(commit))
    taking_part = {*schema_files(project, now), *subject.kit.load(project, now).files}
    taking_part |= {*schema_files(project, then), *subject.kit.load(project, then).files}
    taking_part.discard(project.config)
    changed = [
        each for each in taking_part if then.blob(each) and then.blob(each) != now.blob(each)
    ]
    added = [each for each in schema_files(project, now) if then.blob(each) is None]
    return SchemaBack(commit, tuple(sorted(changed)), tuple(sorted(added)))
