"""Go back behind the last migration: by a new migration, or on a development database.

Reads the snapshots and the SQL of the work tree; the SQL between the two snapshots is written by the
project's own drizzle-kit and rehearsed on a scratch database before it is offered. Without --write
and --apply it only shows what would happen, what can't come back first. --write adds a migration
with its snapshot (and journal entry); --schema also brings back the schema files from git. --apply
runs the SQL on the named database instead and takes the migrations out of its ledger.
"""

from __future__ import annotations

import shlex
import sys
import tempfile

from forge_migrations.change.clone import write_as_in
from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.database.connection import connect
from forge_migrations.database.ledger import Ledger
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.workflow.history.rewriting.plan import write
from forge_migrations.workflow.history.way_back import drafted
from forge_migrations.workflow.history.way_back import plan_back
from forge_migrations.workflow.history.way_back import rehearsed
from forge_migrations.workflow.live.backing_up import newest
from forge_migrations.workflow.live.backing_up import way_back
from forge_migrations.workflow.live.consent import agreed
from forge_migrations.workflow.live.opened import heading
from forge_migrations.workflow.live.opened import live_arguments
from forge_migrations.workflow.live.opened import open_live
from forge_migrations.workflow.live.opened import plainly
from forge_migrations.workflow.live.opened import refuse_unsound
from forge_migrations.workflow.live.schema_back import schema_before
from forge_migrations.workflow.live.session import prepared
from forge_migrations.workflow.live.take_back import refuse_unapplied
from forge_migrations.workflow.live.take_back import undo

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from forge_migrations.report.answer import Answer
    from forge_migrations.workflow.history.way_back import Back
    from forge_migrations.workflow.live.opened import Live
    from forge_migrations.workflow.live.schema_back import SchemaBack


def arguments(parser: argparse.ArgumentParser) -> None:
    live_arguments(parser)
    parser.add_argument("--to", default="", metavar="TAG",
                        help="the migration to go back to (default: the one before the last)")  # fmt: skip
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="add the migration that goes back")
    what.add_argument("--apply", action="store_true", help="run it on a development database")
    parser.add_argument("--backup", default="", metavar="DIR",
                        help="say which of the backups there has what is lost")  # fmt: skip
    parser.add_argument("--schema", action="store_true", help="bring back the schema files too")
    parser.add_argument("--yes", action="store_true", help="don't ask")


def run(options: argparse.Namespace) -> int:
    """0, or 1 when the way back doesn't lead there."""
    if options.apply:
        with open_live(options) as live:
            return _on_database(live, options)
    repository = rooted_repository()
    subject = open_work_tree(repository, options.kit)
    try:
        change = choose_project(subject, options.project)
        refuse_unsound(change)
        back = plan_back(subject, change, options.to)
        _show(back, answer_of(options))
        _tell_backup(back, options)
        if not _lead_there(back, Ledger.of(change.project, change.after), answer_of(options)):
            return 1
        restore = schema_before(subject, change, back.undone[0].path)
        if not options.write:
            of = ["--project", options.project] if options.project else []
            to = ["--to", options.to] if options.to else []
            written = Remedy("write it", ours("rollback", *of, *to, "--write"))
            print(f"\n{written}")
            answer_of(options).next = written
            _tell_schema(restore)
            return 0
        draft = drafted(back)
        assert repository.root is not None
        with tempfile.TemporaryDirectory(prefix="forge-rollback-") as backup:
            write(repository.root, draft.changed, backup)
        for path in draft.changed:
            print(f"wrote {path}")
        stage = list(draft.changed)
        if options.schema and restore.changed:
            write_as_in(repository, restore.commit, restore.changed)
            print(f"brought back {' '.join(restore.changed)}")
            stage += restore.changed
            restore = restore._replace(changed=())
        _tell_schema(restore)
        print(f"read the SQL, then: git add {shlex.join(stage)}")
        answer_of(options).tell(wrote=[*stage])
        answer_of(options).next = Remedy("read the SQL, then stage it", git_add(*stage))
    finally:
        subject.facts.save()
        subject.close()
    return 0


def _show(back: Back, answer: Answer) -> None:
    answer.tell(project=back.change.project.config, undone=[step.tag for step in back.undone],
                to=back.to or "", sql=[*back.sql], empty=[*back.empty], lost=[*back.lost],
                stays=[*back.stays], rehearsed="", wrote=[])  # fmt: skip
    tags = ", ".join(step.tag for step in back.undone)
    print(f"{back.change.project.config}: back behind {tags}, to {back.to or 'an empty database'}")
    for title, lines in (
        ("gone already, comes back empty", back.empty),
        ("is lost by going back", back.lost),
        ("stays as it is: rows and what no snapshot knows", back.stays),
    ):
        if lines:
            print(f"  {title}:")
            for line in lines:
                print(f"    {line}")
    print()
    for statement in back.sql:
        print(statement)


def _tell_backup(back: Back, options: argparse.Namespace) -> None:
    """The backup that was taken before what goes away: it has the rows of then, and none since."""
    if not options.backup:
        return
    found = newest(options.backup, [step.tag for step in back.undone])
    answer_of(options).tell(backup=found)
    if found:
        print(
            f"\n{found} has the rows of before, and none of those written since; {way_back(found, options)}"
        )
    else:
        print(f"\n{options.backup} has no backup from before these migrations")


def _lead_there(back: Back, ledger: Ledger, answer: Answer) -> bool:
    """Rehearse; True unless another structure came out. Where nothing can rehearse, it is said."""
    try:
        version, found = rehearsed(back, ledger)
    except Undecided as error:
        answer.judged((), [Note("rehearsal", str(error), undecided=True, remedy=error.remedy)])
        print(f"\nnot rehearsed: {error}", file=sys.stderr)
        if error.remedy:
            print(f"  fix: {error.remedy}", file=sys.stderr)
        return True
    if found:
        by_hand = Remedy("write it by hand", ours("generate", "--custom", "--name", back.name))
        answer.tell(rehearsed=str(version), elsewhere=[str(each) for each in found])
        answer.next = by_hand
        print(f"\nrehearsed on {version}: it does not lead back to {back.to}", file=sys.stderr)
        for each in found:
            print(f"  {each}", file=sys.stderr)
        print(f"  fix: {by_hand}", file=sys.stderr)
        return False
    answer.tell(rehearsed=str(version))
    print(f"\nrehearsed on {version}: the structure is that of {back.to or 'an empty database'}")
    return True


def _on_database(live: Live, options: argparse.Namespace) -> int:
    print(heading(live))
    back = plan_back(live.subject, live.change, options.to)
    with connect(live.target, read_only=True) as connection:
        refuse_unapplied(live, connection, back)
    _show(back, answer_of(options))
    _tell_backup(back, options)
    answer_of(options).tell(database=str(live.target))
    if not _lead_there(back, live.ledger, answer_of(options)):
        return 1
    if not options.yes and not agreed("run it?", options):
        return 1
    with connect(live.target) as connection:
        with plainly(live.target):
            prepared(connection, live.target.engine, 0)
        undo(live, connection, back)
    tags = ", ".join(step.tag for step in back.undone)
    print(f"undone: {tags}; the ledger no longer has {'it' if len(back.undone) == 1 else 'them'}")
    _tell_schema(schema_before(live.subject, live.change, back.undone[0].path))
    return 0


def _tell_schema(restore: SchemaBack) -> None:
    if restore.shown:
        print(f"the schema files as they were: {restore.shown}")
