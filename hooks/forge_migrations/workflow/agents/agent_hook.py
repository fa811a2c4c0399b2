"""Answer a coding agent's hook: keep it from what no agent may do, and say what its edit lacks.

Reads the event as JSON on stdin, as Claude Code, Codex, Cursor, Gemini CLI, Copilot, VS Code, Windsurf and
opencode write it, and answers as that agent takes it. Before a tool runs: an edit of released SQL, of
journals and snapshots, of the policy, a commit past the hooks and a push to a database that isn't local
are refused. After an edit of a schema file it says which migration is missing, and at the end of a turn
it holds the agent back while one is. `forge-migrations init --agents` sets it up. Writes nothing.
"""

from __future__ import annotations

import json
import os
import sys

from forge_migrations.change.repository import Repository
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.workflow.agents.event import Reply
from forge_migrations.workflow.agents.event import held
from forge_migrations.workflow.agents.event import read_event
from forge_migrations.workflow.agents.event import refused
from forge_migrations.workflow.agents.event import told

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from forge_migrations.workflow.agents.event import Event


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--event", default="", metavar="NAME",
                        help="the event, for an agent whose payload doesn't name it")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """The exit code that the agent expects: 2 refuses where it takes no JSON; nothing else is an error."""
    try:
        payload = json.loads(sys.stdin.read() or "{}")
    except ValueError as error:
        raise UsageError(f"stdin holds no JSON: {error}") from error
    if not isinstance(payload, dict):
        raise UsageError("stdin holds no event: an object is expected")
    reply = answered(read_event(payload, options.event))
    sys.stdout.write(reply.out)
    sys.stderr.write(reply.err)
    return reply.code


def answered(event: Event) -> Reply:
    """What the agent is told. Outside a repository it may do anything."""
    if event.cwd and not os.path.isdir(event.cwd):
        event = event._replace(cwd="")
    try:
        root = Repository.find(event.cwd or None).root
    except UsageError:
        return Reply()
    if root is None:
        return Reply()
    if event.kind == "before":
        from forge_migrations.workflow.agents.refusing import refusal

        why = refusal(event, root)
        return refused(event, f"forge-migrations: {why}") if why else Reply()
    try:
        if event.kind == "after" and event.paths:
            from forge_migrations.workflow.agents.lacking import lacks_after

            return told(event, lacks_after(event, root))
        if event.kind == "end" and not event.again:
            from forge_migrations.workflow.agents.lacking import lacks_at_end

            what = lacks_at_end(event, root)
            return held(event, what) if what else Reply()
    except (UsageError, Undecided):
        return Reply()  # the commit's hooks say it
    return Reply()
