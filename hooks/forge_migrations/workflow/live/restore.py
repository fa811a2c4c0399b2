"""Load a backup that `apply --backup` took, ledger and all, into an empty database.

The database is named as for `apply`. One that holds something is refused, unless --replace puts the
backup in its place: PostgreSQL and SQLite do that altogether or not at all, MySQL table by table.
Asks before it starts unless --yes is given.
"""

from __future__ import annotations

import os

from forge_migrations.database.backups import dumps_of
from forge_migrations.database.connection import connect
from forge_migrations.database.one_at_a_time import alone
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.workflow.live.consent import agreed
from forge_migrations.workflow.live.opened import heading
from forge_migrations.workflow.live.opened import live_arguments
from forge_migrations.workflow.live.opened import open_live
from forge_migrations.workflow.live.opened import plainly

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.backups import Dumps
    from forge_migrations.workflow.live.opened import Live


_OF_OTHERS = ("must be member of role", "must be able to SET ROLE", "ERROR 1227")
"""What servers say to who may not give a thing to another role."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what `apply --backup` wrote")
    live_arguments(parser)
    parser.add_argument("--replace", action="store_true",
                        help="in place of what the database holds now")  # fmt: skip
    parser.add_argument("--no-owner", action="store_true",
                        help="all of it belongs to who loads it, and nobody else gets rights")  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="don't ask")


def run(options: argparse.Namespace) -> int:
    """0 when the backup is loaded, 1 when the answer was no."""
    with open_live(options, sound=False) as live:
        answer = answer_of(options)
        dumps = dumps_of(live.target.engine)
        _refuse_other(options.file, dumps, live)
        print(f"{live.change.project.config}: {heading(live)}")
        answer.tell(project=live.change.project.config, database=str(live.target),
                    source=live.found.source, file=options.file, replaced=0, restored=False)  # fmt: skip
        with (
            connect(live.target) as connection,
            plainly(live.target),
            alone(connection, live.target, 0),
        ):
            return _restore(live, connection, dumps, options)


def _restore(live: Live, connection: Connection, dumps: Dumps, options: argparse.Namespace) -> int:
    answer = answer_of(options)
    held = dumps.holds(connection)
    if held and not options.replace:
        raise UsageError(
            f"the database isn't empty: it holds {held} tables, views and the like",
            Remedy(
                "name an empty one by --database-url, or put the backup in its place",
                ours("restore", options.file, "--replace"),
                decide=True,
            ),
        )
    dumps.check(connection, options.file)
    _refuse_unowned(connection, dumps, options)
    question = f"load {options.file}?"
    if held:
        question = f"throw away what the database holds now ({held} tables, views and the like) and load {options.file}?"
    if not options.yes and not agreed(question, options):
        return 1
    try:
        dumps.load(
            connection, live.target, options.file, options.replace, owners=not options.no_owner
        )
    except Undecided as error:
        left = "nothing was changed" if dumps.whole else "the database holds a part of it"
        again = Remedy("mend that, then", ours("restore", options.file, "--replace"))
        if any(words in str(error) for words in _OF_OTHERS):
            own = ours("restore", options.file, "--replace", "--no-owner")
            again = Remedy(
                "load it as one who may give things away, or as your own", own, decide=True
            )
        raise Undecided(f"{error}; {left}", error.remedy or again) from None
    answer.tell(replaced=held, restored=True)
    answer.next = Remedy("look at it", ours("status"))
    print(f"restored {options.file}; look at it: forge-migrations status")
    return 0


def _refuse_unowned(connection: Connection, dumps: Dumps, options: argparse.Namespace) -> None:
    """Raises `Undecided` for things of roles that this server hasn't, before anything is loaded."""
    lacking = [] if options.no_owner else dumps.lacking(connection, options.file)
    if not lacking:
        return
    replace = ["--replace"] if options.replace else []
    raise Undecided(
        f"the backup has things of {_listed(lacking)}, and no such role is there; nothing was changed",
        Remedy(
            "make them there, or load it as your own",
            ours("restore", options.file, *replace, "--no-owner"),
            decide=True,
        ),
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _refuse_other(path: str, dumps: Dumps, live: Live) -> None:
    """Raises `UsageError` for what isn't a backup of this engine."""
    try:
        with open(path, "rb") as file:
            begins = file.read(len(dumps.magic))
    except OSError as error:
        raise UsageError(
            f"{path} can't be read: {error.strerror}", "name what apply --backup wrote"
        ) from None
    if begins != dumps.magic:
        raise UsageError(
            f"{os.path.basename(path)} is no backup of {live.target.engine}",
            f"name a file that ends in {dumps.ending}",
        )
