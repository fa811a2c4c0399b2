"""Where the command starts: a commit that concerns no migration ends here, having imported nothing.

Everything else goes on to `cli.py`, with the listing that git gave already.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # importing it from typing costs more than the rest of an idle commit
if TYPE_CHECKING:
    from typing import NoReturn


def program() -> NoReturn:
    """What a shell runs: `main`, and the end of the process.

    Python's own end takes apart every module and object, an eighth of a warm run, for memory that the
    system takes back anyway. It is left out, but for what was registered to be done then.
    """
    _have_children_wait()
    code = main()
    if "forge_migrations.compiled" in sys.modules:
        from forge_migrations.compiled import keep_bundle

        keep_bundle()
    if not _works_on():
        from os import _exit

        try:
            if "atexit" in sys.modules:
                sys.modules["atexit"]._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
            _exit(code)
        except OSError:  # nobody reads any more: Python has its own way of saying so
            pass
    raise SystemExit(code)


def _have_children_wait() -> None:
    """Who started us may have had the system bury children by itself (`SIGCHLD` ignored), and then nobody can
    tell how one ended: https://man7.org/linux/man-pages/man2/wait.2.html. Asked of the module that Python
    starts with; `signal` takes longer than the rest of an idle commit."""
    signals = sys.modules["_signal"]
    number = getattr(signals, "SIGCHLD", None)
    if number is not None and signals.getsignal(number) == signals.SIG_IGN:
        signals.signal(number, signals.SIG_DFL)


def _works_on() -> bool:
    """True while a thread does, for which Python waits."""
    threads = sys.modules.get("threading")
    return threads is not None and threads.active_count() > 1


def main(argv: list[str] | None = None) -> int:
    """Run a check or a command; returns the exit code."""
    words = sys.argv[1:] if argv is None else argv
    listing = None
    try:
        # Imported in here, so that Ctrl-C is answered from the first moment on.
        from forge_migrations.change.glance import ask_ahead
        from forge_migrations.change.glance import forget_ahead
        from forge_migrations.change.glance import merges
        from forge_migrations.change.glance import paths_of
        from forge_migrations.change.glance import staged_listing
        from forge_migrations.checks.concern import any_concerns

        if _plain_commit(words):
            listing = staged_listing()
            idle = listing is not None and not any_concerns(paths_of(listing))
            if idle and not merges():
                return 0
            if listing is not None:
                ask_ahead()
        elif "--all-files" in words and _known([word for word in words if word != "--all-files"]):
            ask_ahead()
        from forge_migrations.compiled import open_bundle

        open_bundle()
        from forge_migrations import cli

        try:
            return cli.main(words, listing)
        finally:
            forget_ahead()
    except KeyboardInterrupt:
        # Also a second one, while what the first one ended was put away.
        print("forge-migrations: interrupted", file=sys.stderr)
        return 130


def _plain_commit(words: list[str]) -> bool:
    """True for a hook in a commit: what is staged is judged, and the report is text.

    A commit always names its index (https://git-scm.com/docs/githooks#_description).
    """
    from os import environ

    if environ.get("PRE_COMMIT_FROM_REF") and environ.get("PRE_COMMIT_TO_REF"):
        return "--staged" in words and _known(words)
    return ("GIT_INDEX_FILE" in environ or "--staged" in words) and _known(words)


def _known(words: list[str]) -> bool:
    """True where they name one check or all of them, and no more than what is judged."""
    from forge_migrations.checks import CHECKS

    checks = [word for word in words if word != "--staged"]
    return len(checks) < 2 and all(
        word == "forge-migrations" or word.removeprefix("forge-") in CHECKS for word in checks
    )
