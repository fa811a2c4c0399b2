"""What the merges in a change brought in from elsewhere, and so isn't the change's own."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.repository import Repository


def brought_by_default(
    repository: Repository, start: str | None, to: str, base: str | None = None
) -> str | None:
    """The newest commit of the default branch (or of `base`) that a merge brought into
    `start..to`; `None` when none did.

    A branch that takes `main` in doesn't answer for `main`. A branch that `main` takes in brings
    all that is its own: the first-parent line of the range is never "elsewhere".
    """
    if start is None or not repository.ask("rev-list", "--merges", "-n1", f"{start}..{to}"):
        return None
    released = repository.commit(base) if base is not None else None
    newest = repository.merge_base(released, to) if released else repository.newest_of_default(to)
    if newest is None or repository.merge_base(newest, start) == newest:
        return None
    own = repository.ask("rev-list", "--first-parent", f"{start}..{to}").decode().split()
    return None if newest in own else newest
