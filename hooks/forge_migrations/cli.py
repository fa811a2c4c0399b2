"""The table of commands, the one error boundary, and the exit codes.

0 clean · 1 findings · 2 usage or configuration · 3 could not decide · 130 interrupted.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from importlib import import_module

from forge_migrations.checks import CHECKS
from forge_migrations.checks.subject.options import Options
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.report import REPORTS
from forge_migrations.workflow import MODULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Sequence

    from forge_migrations.change.look import Changed
    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.judge import Verdict
    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note

GLOBAL = ("--debug",)
"""Options of every command, which may stand before it too."""


def main(argv: Sequence[str] | None = None, listing: bytes | None = None) -> int:
    """Run a check or a command; returns the exit code. `listing`: what is staged, asked already."""
    words = list(sys.argv[1:] if argv is None else argv)
    # What a check makes lives until it ends: looking for cycles at every 700 objects took a tenth of a run.
    gc.set_threshold(100_000)
    for stream in (sys.stdout, sys.stderr):
        # A report is never lost to a terminal that lacks a letter of it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        name, rest = _told_apart(words)
        return _command(name, rest) if name else _check(rest, listing)
    except (UsageError, Undecided) as error:
        code = 2 if isinstance(error, UsageError) else 3
        return _complain(error, error.remedy, code, words)
    except KeyboardInterrupt as error:
        said = "interrupted" + (f", {error}" if str(error) else "")
        return _complain(error, "", 130, words, said)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 3
    except Exception as error:
        remedy = "run it again with --debug, and report what it prints"
        words_of = f"{type(error).__name__}: {error}"
        return _complain(error, remedy, 3, words, f"could not decide: {words_of}")


def _complain(
    error: BaseException, remedy: str, code: int, words: list[str], text: str = ""
) -> int:
    from forge_migrations.workflow.answering import asks_for_json

    if asks_for_json(words):
        from forge_migrations.report.answer import failure

        sys.stdout.write(failure(_told_apart(words)[0], error, remedy))
        sys.stdout.flush()
    else:
        from forge_migrations.report import told

        for line in told.complaint(text or str(error), remedy, told.Page.here(os.environ)):
            print(line, file=sys.stderr)
    if "--debug" in words and code != 130:
        import traceback

        traceback.print_exception(error)
    return code


def _told_apart(words: list[str]) -> tuple[str, list[str]]:
    """The command that is asked for and its words; an empty name where checks are to run."""
    before = [word for word in words if word in GLOBAL]
    others = [word for word in words if word not in GLOBAL]
    if others[:1] == ["help"]:
        words = others = [*others[1:2], "--help"]
    if not others or others[0] not in MODULES:
        return "", words
    return others[0], [*others[1:], *before]


def _command(name: str, words: list[str]) -> int:
    from forge_migrations.workflow.answering import answering
    from forge_migrations.workflow.answering import answers
    from forge_migrations.workflow.answering import parser_class
    from forge_migrations.workflow.command_line import command_parser

    parser, module = command_parser(name, parser_class(words))
    # A command that judges as the hooks do is handed how: it stands below this module.
    parser.set_defaults(judge=main)
    run: Callable[[argparse.Namespace], int] = module.run
    options = parser.parse_args(words)
    options.typed = [name, *words]
    return answering(name, run, options) if answers(name, options) else run(options)


def _check(words: list[str], listing: bytes | None) -> int:
    options = Options.plain(words) or _parsed(words)
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
            if _by_hand(options):
                from forge_migrations.workflow.looked_at import looked_at_nothing

                sys.stdout.write(looked_at_nothing(len(changed or ())))
            return _report(None, options)
    return _judged(options, names, changed)


def _parsed(words: list[str]) -> Options:
    from forge_migrations.workflow.answering import parser_class
    from forge_migrations.workflow.command_line import check_parser

    parser = check_parser(parser_class(words))
    command = next((word for word in words if word in MODULES), "")
    read, unknown = parser.parse_known_args(words, namespace=Options())
    if command and (read.check == command or unknown):
        import shlex

        rest = [word for word in words if word != command]
        raise UsageError(
            f"the command {command} stands behind options",
            f"run: forge-migrations {command} {shlex.join(rest)}",
        )
    if unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    return read


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
            f"there is no check or command {check!r}",
            f"{did_you_mean(name, [*CHECKS, *MODULES])}; forge-migrations --help lists them all",
        )
    return [name]


def _by_hand(options: Options) -> bool:
    """True where a person asked: a commit names its index, and a runner of hooks names itself."""
    env = os.environ
    hooked = options.staged or "GIT_INDEX_FILE" in env or "PRE_COMMIT" in env or "CI" in env
    return options.format == "text" and not hooked


def _judged(options: Options, names: list[str], changed: list[Changed] | None) -> int:
    from forge_migrations.checks.judge import judge
    from forge_migrations.checks.judge import judge_merge
    from forge_migrations.checks.subject.opening import open_subject

    subject = open_subject(options, changed)
    try:
        verdict = judge_merge(names, judge(subject, names), subject)
        if subject.looks_for_uses:
            from forge_migrations.checks.uses.telling import with_uses

            told = with_uses(verdict.findings, subject, verdict.notes)
            notes = (*verdict.notes, *told.notes)
            verdict = verdict._replace(findings=told.findings, notes=notes)
        code = _report(verdict, options, subject.change.after)
        if code == 0 and _by_hand(options):
            from forge_migrations.workflow.looked_at import looked_at

            sys.stdout.write(looked_at(subject))
        return code
    finally:
        subject.facts.save()
        subject.close()


def _report(verdict: Verdict | None, options: Options, tree: Tree | None = None) -> int:
    form = options.format
    told = options.verbose or (verdict is not None and not verdict.is_silent)
    if form == "text" and not told and not options.output:
        return verdict.exit_code if verdict else 0  # without importing what tells
    findings, notes = _legible(verdict) if verdict else ((), ())
    for output in options.output or ():
        _write(output, findings, notes)
    if verdict is None and form == "text":
        return 0
    if form == "text":
        sys.stdout.write(_as_text(findings, notes, options, tree))
    else:
        sys.stdout.write(_rendered(form, findings, notes))
        for note in notes:
            print(f"{note.check}: {note.message}", file=sys.stderr)
            if note.remedy:
                print(f"  fix: {note.remedy}", file=sys.stderr)
            for line in note.details.splitlines():
                print(f"    {line}", file=sys.stderr)
    sys.stdout.flush()
    return verdict.exit_code if verdict else 0


def _as_text(
    findings: Sequence[Finding], notes: Sequence[Note], options: Options, tree: Tree | None
) -> str:
    from forge_migrations.report import text
    from forge_migrations.report.program import program_elsewhere
    from forge_migrations.report.program import program_here
    from forge_migrations.report.sources import lines_of
    from forge_migrations.report.wrapping import coloured

    return text.render(
        findings,
        notes,
        coloured(os.environ, sys.stdout.isatty()),
        program_elsewhere(os.environ),
        text.root_above(os.getcwd()),
        typed=program_here(os.environ, os.getcwd()),
        lines=text.WHOLE if options.all_files else text.SCREEN,
        verbose=options.verbose,
        sources=lines_of(findings, tree) if tree and findings else {},
    )


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
