"""`apply --backup DIR`: where the file may lie, and what is said of it."""

from __future__ import annotations

import os
import shlex

from forge_migrations.change.ignoring import ignored_by
from forge_migrations.database.backups import PART
from forge_migrations.database.backups import back_up
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.workflow.live.consent import URL
from forge_migrations.workflow.live.consent import has_password
from forge_migrations.workflow.live.opened import plainly

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.workflow.live.opened import Live


def taken(live: Live, connection: Connection, before: str, options: argparse.Namespace) -> Remedy:
    """Back the database up before a migration runs; how to come back, which is said too.

    Raises `UsageError` for a folder whose rows git would take, `Undecided` where no backup came about.
    """
    place = _place(live, options.backup)
    with plainly(live.target):
        made = back_up(connection, live.target, place, before)
    shown = os.path.relpath(made.path)
    shown = made.path if shown.startswith("..") else shown
    print(f"  backup  {shown}, {_size(made.size)}, read through")
    back = way_back(shown, options)
    print(f"  {back}")
    answer_of(options).tell(backup={"file": shown, "bytes": made.size,
                                    "restore": list(back.commands[0].argv)})  # fmt: skip
    return back


def way_back(path: str, options: argparse.Namespace) -> Remedy:
    """What restores a backup in place of what is there. A URL with a password isn't printed."""
    words = ["--project", options.project] if options.project else []
    how = "to come back"
    if options.database_url and has_password(options.database_url):
        how = "to come back, with the same --database-url"
    elif options.database_url:
        words += [URL, options.database_url]
    return Remedy(how, ours("restore", path, "--replace", *words), decide=True)


def newest(folder: str, tags: Sequence[str]) -> str:
    """The newest backup in a folder that was taken before one of these migrations; empty for none.

    Raises `UsageError` for what is no folder.
    """
    try:
        names = sorted(os.listdir(folder), reverse=True)
    except OSError as error:
        raise UsageError(
            f"{folder} can't be read: {error.strerror}", "name the folder of apply --backup"
        ) from None
    for name in names:
        tag = name.partition("-before-")[2]
        if not name.endswith(PART) and any(tag.startswith(f"{each}.") for each in tags):
            return os.path.join(folder, name)
    return ""


def _place(live: Live, folder: str) -> str:
    """The folder, made; one that we make inside of a repository is ignored by git from the start."""
    place = os.path.abspath(folder)
    root = os.path.realpath(live.root)
    inside = os.path.commonpath([root, os.path.realpath(place)]) == root
    try:
        if not os.path.isdir(place):
            os.makedirs(place, mode=0o700)
            if inside:
                with open(os.path.join(place, ".gitignore"), "w", encoding="utf-8") as file:
                    file.write("*\n")
    except OSError as error:
        raise UsageError(f"{folder} can't be made: {error}", "name another folder") from None
    if inside:
        path = os.path.relpath(os.path.realpath(place), root).replace(os.sep, "/")
        probe = f"{path}/x" if path != "." else "x.dump"
        repository = live.subject.change.repository
        if repository is not None and probe not in ignored_by(repository, [probe]):
            raise UsageError(
                f"git would take what lies in {folder}, and a backup holds every row",
                f"ignore it: echo {shlex.quote(path + '/')} >> .gitignore",
            )
    return place


def _size(number: int) -> str:
    for unit in ("bytes", "KB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}"
        number = number // 1000
    return f"{number} GB"
