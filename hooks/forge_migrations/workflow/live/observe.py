"""Write what a production database is like into a small file: sizes, fractions, settings.

Asks the database that --database-url, DATABASE_URL, .env or the config names, in one read-only
transaction with a time limit, for its engine, settings, replication slots and the statistics that it
keeps of tables and columns. The file holds no value, no row, no host and no user; commit it, or let
CI write it. A role that can only read is enough; what it may not see is named with the grant.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import UTC
from datetime import datetime

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.connection import connect
from forge_migrations.database.observed import STALE
from forge_migrations.database.observed import age_of
from forge_migrations.database.observed import as_object
from forge_migrations.database.observed import as_text
from forge_migrations.database.observed import read
from forge_migrations.findings import UsageError
from forge_migrations.patience import FOLDER
from forge_migrations.report.answer import answer_of
from forge_migrations.sql.production import in_words
from forge_migrations.sql.production import rows_in_words
from forge_migrations.words import counted
from forge_migrations.workflow.live.opened import live_arguments
from forge_migrations.workflow.live.opened import open_live
from forge_migrations.workflow.live.opened import plainly

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.workflow.live.opened import Live

SHOWN = 5
"""Tables that are told, the largest first."""


def arguments(parser: argparse.ArgumentParser) -> None:
    live_arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--name", default="production", metavar="ENV",
                        help=f"which environment: {FOLDER}/ENV.json (default: production)")  # fmt: skip
    parser.add_argument("--output", default="", metavar="FILE", help="write there instead")
    parser.add_argument("--timeout", type=float, default=10, metavar="S",
                        help="seconds for one statement (default: 10)")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """0 when the file is written."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", options.name):
        raise UsageError("--name takes letters, digits, dots, dashes and underscores")
    if not options.timeout > 0:
        raise UsageError("--timeout takes seconds above 0")
    with open_live(options, sound=False) as live:
        path = _path(live, options)
        own = behaviour_of(live.target.engine)
        with (
            plainly(live.target),
            connect(live.target, read_only=True) as connection,
            own.reading(connection, options.timeout),
        ):
            found = own.observed(connection)
        today = datetime.now(UTC).date()
        told, before = as_object(found, today), read(path)
        _write(path, as_text(told))
        shown = os.path.relpath(path)
        answer_of(options).tell(project=live.change.project.config, wrote=[shown], facts=told)
        age = age_of(before, today)
        _print(live, shown, told, age)
    return 0


def _path(live: Live, options: argparse.Namespace) -> str:
    """Beside the config, so that two projects of a repository have two files."""
    if options.output:
        return os.path.abspath(str(options.output))
    folder = os.path.join(live.root, live.change.project.cwd, FOLDER)
    if os.path.islink(folder):
        raise UsageError(f"{FOLDER} is a symbolic link: name a file with --output")
    return os.path.join(folder, str(options.name) + ".json")


def _write(path: str, text: str) -> None:
    """Beside it first: whoever reads it reads the old or the new."""
    beside = f"{path}.{os.getpid()}.new"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(beside, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(beside, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(beside)
        raise UsageError(f"{os.path.relpath(path)} can't be written: {error.strerror}") from None


def _about(rows: int | None) -> str:
    """`≈ 12 M rows`, `about 1 row`."""
    return f"{'' if rows is None else 'about ' if rows == 1 else '≈ '}{rows_in_words(rows)}"


def _print(live: Live, path: str, told: Mapping[str, Any], age: int | None) -> None:
    """Without the host: this is what CI keeps in its log."""
    tables = told["tables"]
    print(
        f"{live.change.project.config}: {told['engine']} {told['version']}, {counted(len(tables), 'table')}"
    )
    largest = sorted(tables, key=lambda name: -(tables[name].get("rows") or 0))[:SHOWN]
    width = max(map(len, largest), default=0)
    for name in largest:
        size = tables[name].get("bytes")
        held = "" if size is None else f", ≈ {in_words(size)}{'' if size >= 1000 else ' '}B"
        print(f"  {name:<{width}}  {_about(tables[name].get('rows'))}{held}")
    for line in told["unseen"]:
        print(f"  not seen: {line}")
    if age is not None and age >= STALE:
        print(f"  the file before was {age} days old")
    print(f"wrote {path}: review it and commit it")
