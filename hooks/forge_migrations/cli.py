"""The table of commands, the one error boundary, and the exit codes.

0 clean · 1 findings · 2 usage or configuration · 3 could not decide · 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from forge_migrations import __version__
from forge_migrations.checks import CHECKS
from forge_migrations.checks.subject.options import Options
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.workflow import MODULES

if TYPE_CHECKING:
    import argparse

    from forge_migrations.change.look import Changed
    from forge_migrations.checks.judge import Verdict
    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note

COMMANDS = {
    "init": "add the hooks to the repository's own hook manager",
    "baseline": "accept the violations that released history can't undo",
    "demo": "walk through good and bad commits in a temporary project",
    "projects": "list the projects that a change touches, for a CI matrix",
    "generate": "make the missing migration with the project's own drizzle-kit",
    "setup": "install what the checks need and the project lacks",
    "doctor": "say what was found here, and what is missing",
    "studio": "run the project's own drizzle-kit studio",
    "repair": "mend a history: snapshots, chains, numbers, dates, conflicts",
    "rehearse": "run the new migrations on a scratch database and show what each did",
    "rebase": "put this branch's migrations on top of the base's",
    "merge-driver": "merge a journal, as git asks its merge drivers to",
    "review": "answer the review checklist: as text, for a pull request, or as a page",
    "audit": "walk the history: when each defect came in, and what mended it",
    "comment": "keep a pull request's review comments up to date, one per project",
    "pre-push": "judge what is about to be pushed (git's pre-push hook)",
    "pre-receive": "judge a push on the server (git's pre-receive hook)",
    "update": "judge one ref of a push on the server (git's update hook)",
    "apply": "apply pending migrations to a live database, as drizzle-orm's migrator would",
    "verify": "compare a live database with what its migrations make",
    "rollback": "go back behind the last migration, by a new one or on a development database",
    "status": "tell each migration's state in a live database",
    "rules": "list the SQL rules, or explain one",
}
"""Command -> what it does; `workflow.MODULES` says where its module stands."""

REPORTS = {
    "text": "text",
    "json": "as_json",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "markdown": "summary",
}
"""Format -> its module in report/."""


def main(argv: Sequence[str] | None = None, listing: bytes | None = None) -> int:
    """Run a check or a command; returns the exit code. `listing`: what is staged, asked already."""
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words
    for stream in (sys.stdout, sys.stderr):
        # A report is never lost to a terminal that lacks a letter of it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        if words and words[0] in COMMANDS:
            return _command(words[0], words[1:])
        return _check(words, listing)
    except UsageError as error:
        return _complain(error, error.remedy, 2, debug)
    except Undecided as error:
        return _complain(error, error.remedy, 3, debug)
    except KeyboardInterrupt:
        print("forge-migrations: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 3
    except Exception as error:
        remedy = "run it again with --debug, and report what it prints"
        words_of = f"{type(error).__name__}: {error}"
        return _complain(error, remedy, 3, debug, f"could not decide: {words_of}")


def _complain(error: BaseException, remedy: str, code: int, debug: bool, text: str = "") -> int:
    print(f"forge-migrations: {text or error}", file=sys.stderr)
    if remedy:
        print(f"  fix: {remedy}", file=sys.stderr)
    if debug:
        import traceback

        traceback.print_exception(error)
    return code


def _command(name: str, words: list[str]) -> int:
    import argparse

    module = import_module(f"forge_migrations.workflow.{MODULES[name]}")
    about = module.__doc__ or COMMANDS[name]
    parser = argparse.ArgumentParser(
        prog=f"forge-migrations {name}",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add: Callable[[argparse.ArgumentParser], None] = module.arguments
    add(parser)
    parser.add_argument("--debug", action="store_true", help="show a traceback on an error")
    run: Callable[[argparse.Namespace], int] = module.run
    return run(parser.parse_args(words))


def _parser() -> argparse.ArgumentParser:
    import argparse

    commands = "\n".join(f"  {name:<12} {about}" for name, about in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="forge-migrations",
        description="Refuse commits that lose a Drizzle migration.",
        epilog=f"commands (forge-migrations COMMAND --help):\n{commands}\n\n"
        "exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 could not decide",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "check",
        nargs="?",
        metavar="CHECK",
        help="one of " + ", ".join(CHECKS) + "; all of them without it",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--staged", action="store_true", help="judge what is staged (the default)")
    what.add_argument("--all-files", action="store_true", help="judge everything, old findings too")
    what.add_argument(
        "--released",
        action="store_true",
        help="judge everything, and list what released SQL did: it refuses nothing",
    )
    what.add_argument("--from-ref", metavar="A", help="judge what --to-ref brings that A lacks")
    parser.add_argument("--to-ref", metavar="B", help="the commit to judge (default: HEAD)")
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")
    parser.add_argument("--branch", help="the branch that takes the change in")
    parser.add_argument(
        "--pushed", action="store_true", help="rehearse too, where a scratch database can be had"
    )
    parser.add_argument("--kit", metavar="DIR", help="where drizzle-kit is installed")
    parser.add_argument("--project", metavar="CONFIG", help="judge one project only")
    parser.add_argument("--format", choices=tuple(REPORTS))
    parser.add_argument(
        "--output",
        action="append",
        metavar="FORMAT=FILE",
        help="also write a report into a file; may be given several times",
    )
    parser.add_argument("--fix", action="store_true", help="regenerate stale migrations")
    parser.add_argument("--debug", action="store_true", help="show a traceback on an error")
    parser.add_argument("--version", action="version", version=f"forge-migrations {__version__}")
    return parser


def _check(words: list[str], listing: bytes | None) -> int:
    options = Options.plain(words) or _parser().parse_args(words, namespace=Options())
    options.all_files = options.all_files or options.released
    names = _names(options.check)
    env = os.environ
    if not (options.from_ref or options.all_files or options.staged or options.to_ref):
        if env.get("PRE_COMMIT_FROM_REF") and env.get("PRE_COMMIT_TO_REF"):
            options.from_ref, options.to_ref = env["PRE_COMMIT_FROM_REF"], env["PRE_COMMIT_TO_REF"]
        else:
            options.all_files = _asked_for_all_files()
    if options.to_ref and not options.from_ref:
        raise UsageError("--to-ref needs --from-ref", "add --from-ref origin/main")
    changed = None
    if not options.from_ref and not options.all_files:
        from forge_migrations.change.glance import merges
        from forge_migrations.change.look import parse_raw
        from forge_migrations.change.look import staged
        from forge_migrations.checks.concern import any_concerns

        changed = staged() if listing is None else parse_raw(listing)
        # A commit always names its index; without one and with nothing staged this is CI.
        options.all_files = not changed and "GIT_INDEX_FILE" not in env and not options.staged
        options.all_files = options.all_files and not merges()
        idle = not any_concerns(each.path for each in changed) and not merges()
        if not options.all_files and idle:
            return _report(None, options)
    return _report(_judged(options, names, changed), options)


def _asked_for_all_files() -> bool:
    if "PRE_COMMIT" not in os.environ or "GIT_INDEX_FILE" in os.environ:
        return False
    from forge_migrations.change.change import asked_for_all_files

    return asked_for_all_files()


def _names(check: str | None) -> list[str]:
    if check is None or check == "forge-migrations":
        return list(CHECKS)
    name = check.removeprefix("forge-")
    if name not in CHECKS:
        from forge_migrations.config import did_you_mean

        raise UsageError(
            f"{check!r} is no check and no command", did_you_mean(name, [*CHECKS, *COMMANDS])
        )
    return [name]


def _judged(options: Options, names: list[str], changed: list[Changed] | None) -> Verdict:
    from forge_migrations.checks.judge import judge
    from forge_migrations.checks.judge import judge_merge
    from forge_migrations.checks.subject.opening import open_subject

    subject = open_subject(options, changed)
    try:
        verdict = judge(subject, names)
        return judge_merge(names, verdict, subject)
    finally:
        subject.facts.save()
        subject.close()


def _report(verdict: Verdict | None, options: Options) -> int:
    form = options.format
    findings, notes = _legible(verdict) if verdict else ((), ())
    for output in options.output or ():
        _write(output, findings, notes)
    if verdict is None and form == "text":
        return 0
    if form == "text":
        from forge_migrations.report import text

        program = text.program_elsewhere(os.environ)
        root = text.root_above(os.getcwd())
        sys.stdout.write(text.render(findings, notes, sys.stdout.isatty(), program, root))
    else:
        sys.stdout.write(_rendered(form, findings, notes))
        for note in notes:
            fix = f"\n  fix: {note.remedy}" if note.undecided and note.remedy else ""
            print(f"{note.check}: {note.message}{fix}", file=sys.stderr)
            if note.remedy:
                print(f"  fix: {note.remedy}", file=sys.stderr)
            for line in note.details.splitlines():
                print(f"    {line}", file=sys.stderr)
    sys.stdout.flush()
    return verdict.exit_code if verdict else 0


def _legible(verdict: Verdict) -> tuple[list[Finding], list[Note]]:
    from forge_migrations.report import legible

    return [*map(legible.finding, verdict.findings)], [*map(legible.note, verdict.notes)]


def _rendered(form: str, findings: Iterable[Finding], notes: Iterable[Note]) -> str:
    module = import_module(f"forge_migrations.report.{REPORTS[form]}")
    render: Callable[[Iterable[Finding], Iterable[Note]], str] = module.render
    return render(findings, notes)


def _write(output: str, findings: Iterable[Finding], notes: Iterable[Note]) -> None:
    form, _, path = output.partition("=")
    if form not in REPORTS or not path:
        raise UsageError(
            f"--output {output}: that is no FORMAT=FILE",
            "write one of " + ", ".join(f"--output {name}=FILE" for name in REPORTS),
        )
    try:
        # The summary of a job on GitHub belongs to its other steps too.
        mode = "a" if path == os.environ.get("GITHUB_STEP_SUMMARY") else "w"
        with open(path, mode, encoding="utf-8", errors="backslashreplace") as file:
            file.write(_rendered(form, findings, notes))
    except OSError as error:
        raise UsageError(f"--output {output}: {error.strerror}") from error
