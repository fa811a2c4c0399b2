"""The files that no agent writes by hand: what is released, what drizzle-kit keeps, what was accepted."""

from __future__ import annotations

import os
import re
from functools import cached_property

from forge_migrations.change.repository import Repository
from forge_migrations.config import FILE
from forge_migrations.findings import UsageError
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.tree import Tree

NUMBERED = re.compile(r"\d{4,}_[^/]*\.sql$")
HOOKS = re.compile(r"(?:^|/)(?:\.git/hooks|\.husky)/(?!_/)[\w-]+$")
AGENTS = (
    ".claude/settings.json", ".codex/hooks.json", ".cursor/hooks.json", ".gemini/settings.json",
    ".github/hooks/forge-migrations.json", ".windsurf/hooks.json", ".opencode/plugins/forge-migrations.js",
)  # fmt: skip
"""Where the agents' hooks stand that call this."""


class Guarded:
    """One work tree, asked which of its files an agent may write. Git is asked for SQL only."""

    def __init__(self, root: str) -> None:
        self.root = root

    @cached_property
    def _released(self) -> Tree | None:
        """The released tree; `None` where nothing is."""
        from forge_migrations.change.change import staged_change

        repository = Repository.find(self.root)
        return staged_change(repository).base if repository.has_commits() else None

    def why(self, path: str, *, removes: bool = False) -> str:
        """Why an agent may not write a path; empty when it may. `removes`: it is only taken away."""
        whole = os.path.normpath(os.path.join(self.root, path))
        name = os.path.relpath(os.path.realpath(whole), os.path.realpath(self.root)).replace(
            os.sep, "/"
        )
        if name.startswith("../"):
            return ""
        if name == FILE:
            return f"{FILE} says what is refused and what was accepted: a person changes it"
        if name in AGENTS and self._calls_us(whole):
            return f"{name} holds the hooks that guard the migrations: a person changes it"
        if HOOKS.search(name) and self._calls_us(whole):
            return f"{name} runs forge-migrations at every commit: a person changes it"
        kept = self._kept(name, whole)
        if kept and not (removes and os.path.isdir(whole)):
            return kept
        return self._of_released(name, whole)

    def _calls_us(self, whole: str) -> bool:
        try:
            with open(whole, encoding="utf-8", errors="replace") as file:
                return "forge-migrations" in file.read()
        except OSError:
            return False

    def _kept(self, name: str, whole: str) -> str:
        """What drizzle-kit keeps, and reads again: journals, and snapshots of either layout."""
        folder, _, base = name.rpartition("/")
        above = os.path.dirname(whole)
        in_meta = folder.rpartition("/")[2] == "meta" and os.path.exists(
            os.path.join(above, "_journal.json")
        )
        if base == "_journal.json" or (in_meta and base.endswith(".json")):
            said = "journals and snapshots"
        elif base == "snapshot.json" and os.path.exists(os.path.join(above, "migration.sql")):
            said = "snapshots"
        elif base == "meta" and os.path.exists(os.path.join(whole, "_journal.json")):
            said = "journals and snapshots"
        else:
            return ""
        return f"{name}: drizzle-kit writes {said}: {ours('generate')}, or mend them: {ours('repair', '--write')}"

    def _of_released(self, name: str, whole: str) -> str:
        if not self._is_migration(name, whole):
            return ""
        try:
            released = self._released
        except UsageError:
            return ""
        if released is None:
            return ""
        hit = name in released or (os.path.isdir(whole) and any(released.files_under(name)))
        if not hit:
            return ""
        return (
            f"{name} is released: databases that ran it won't run it again; change the schema and make a "
            f"new migration: {ours('migrate')}"
        )

    def _is_migration(self, name: str, whole: str) -> bool:
        folder, base = os.path.split(whole)
        if os.path.isdir(whole):
            return os.path.exists(os.path.join(whole, "meta", "_journal.json")) or os.path.exists(
                os.path.join(whole, "migration.sql")
            )
        return bool(
            name.endswith(".sql")
            and (
                NUMBERED.search(name)
                or base == "migration.sql"
                or os.path.exists(os.path.join(folder, "meta", "_journal.json"))
            )
        )
