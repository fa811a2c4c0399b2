"""The steps on the database: what is pending is applied to a local one, and what it is then is compared."""

from __future__ import annotations

import argparse
import os
from contextlib import redirect_stdout
from io import StringIO
from typing import Protocol

from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.report.answer import Answer
from forge_migrations.workflow.agents.steps import staging
from forge_migrations.workflow.agents.steps import words_of_project
from forge_migrations.workflow.agents.way import Stop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.workflow.agents.steps import Work


def apply_pending(work: Work) -> None:
    """To the database that is named, if it is on this machine or consented to by its name."""
    from forge_migrations.workflow.live import apply

    target, source = _database(work)
    if target is None:
        work.way.passed("apply", source)
        return
    work.answer.tell(database=target)
    told, code = _other(work, apply, "apply", "--yes")
    if code:
        failed = told.facts.get("failure") or {}
        where = f"{failed['path']}:{failed['line']}: " if failed else ""
        said = f"{where}{failed.get('message', 'a migration failed')}; {failed.get('state', '')}"
        raise Stop(said.rstrip("; "), Remedy(failed.get("fix", ""), decide=True))
    ran = told.facts.get("ran", [])
    if ran:
        work.way.done("apply", f"{', '.join(ran)} to {target}")
    else:
        work.way.passed("apply", f"nothing is pending on {target}")


def verify_database(work: Work) -> None:
    """The database is what its migrations make. What other software keeps there is only told."""
    from forge_migrations.workflow.live import verify

    if not work.answer.facts["database"]:
        work.way.passed("verify", "no database is named")
        return
    try:
        told, _ = _other(work, verify, "verify")
    except Undecided as error:
        work.way.passed("verify", str(error))
        return
    drift = [each for each in told.facts["drift"] if not each["what"].endswith("makes it")]
    extra = len(told.facts["drift"]) - len(drift)
    if drift:
        named = "; ".join(each["what"] for each in drift[:3])
        more = f" and {len(drift) - 3} more" if len(drift) > 3 else ""
        look = Remedy("look at each", ours("verify", *words_of_project(work.options)), decide=True)
        raise Stop(f"the database differs from its migrations: {named}{more}", look)
    said = "the database has what its migrations make"
    work.way.done("verify", said + (f", and has {extra} thing more" if extra else ""))


class _Command(Protocol):
    """A command's module."""

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, options: argparse.Namespace) -> int: ...


def _other(work: Work, command: _Command, name: str, *words: str) -> tuple[Answer, int]:
    """Another command's run over the same project, as if these words were typed: its answer and its
    exit code."""
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    options = parser.parse_args(words)
    given = {
        "project": work.config, "kit": work.options.kit, "debug": False, "format": "text",
        "database_url": work.options.database_url, "answer": Answer(name), "typed": ["migrate"],
    }  # fmt: skip
    vars(options).update(given)
    with redirect_stdout(StringIO()):
        code = command.run(options)
    answer: Answer = options.answer
    return answer, code


def _database(work: Work) -> tuple[str | None, str]:
    """(how the database is called, where its URL was found); no name where none may be written to."""
    from forge_migrations.database.nearness import name_of
    from forge_migrations.database.nearness import why_not_here
    from forge_migrations.workflow.live.opened import open_live

    options = work.options
    words = argparse.Namespace(
        database_url=options.database_url, project=work.config, kit=options.kit
    )
    try:
        with open_live(words) as live:
            target = live.target
    except UsageError as error:
        if "no database is named" in str(error):
            return None, "no database is named (DATABASE_URL, .env, dbCredentials)"
        raise
    why = why_not_here(target, os.environ)
    if why and not (options.yes and options.database == name_of(target)):
        named = ("--yes", "--database", name_of(target))
        applied = Remedy("if it may be written to", ours("migrate", "apply", *words_of_project(options), *named),
                         decide=True)  # fmt: skip
        left = staging(work)
        left = left.reworded("leave it as it is, and stage") if left else left
        raise Stop(
            f"{target} looks like production: {why}",
            Remedy("", instead=[*filter(None, [left]), applied]),
        )
    return str(target), live.found.source
