"""Work that must end: in a process of its own, with so many seconds and so much memory."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys

from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def supervised(work: Callable[[], int], seconds: float, megabytes: int) -> int:
    """The exit code of `work`, or 3, said in one line, when it passed a limit or died.

    The limits hold for every process that the work starts too; when the time is over all of them
    are killed. An alarm in this process would not do: a handler waits for a regular expression
    or a parser in C to return.
    """
    if sys.platform == "win32":
        return _outcome(work, megabytes)
    sys.stdout.flush()
    sys.stderr.flush()
    ended, alive = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ended)
        _lead(os.getpid())
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(int(seconds) + 2)  # in case that this process is the one that is ended
        _limit(seconds, megabytes)
        # A destructor that fails for want of memory would print a traceback to the person.
        sys.unraisablehook = _say_nothing
        code = _outcome(work, megabytes)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    os.close(alive)
    _lead(child)
    try:
        # The child's end of the pipe is closed by its exit and by nothing else.
        in_time = bool(select.select([ended], [], [], seconds)[0])
    finally:
        os.close(ended)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # what it started ends with it
    status = os.waitpid(child, 0)[1]
    if not in_time:
        return _refuse(
            f"stopped after {seconds:g} s, the time limit",
            "push less at once, or have the server's hook say a longer --time-limit",
        )
    if os.WIFSIGNALED(status):
        return _refuse(f"the judgement was ended by signal {os.WTERMSIG(status)}")
    return os.WEXITSTATUS(status)


def _say_nothing(_unraisable: object) -> None:
    pass


def _lead(child: int) -> None:
    """Make the child lead a group of its own; both sides do, because either may come first."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.setpgid(child, child)


def _limit(seconds: float, megabytes: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    size = megabytes * 1024 * 1024
    # Not RLIMIT_AS: git maps packs of any size to read them, which costs no memory.
    for kind, most in (
        (resource.RLIMIT_DATA, size),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, int(seconds) + 1),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # where a system knows one and sets none
            resource.setrlimit(kind, (allowed, hard))


def _outcome(work: Callable[[], int], megabytes: int) -> int:
    try:
        return work()
    except UsageError as error:
        return _refuse(str(error), error.remedy, 2)
    except Undecided as error:
        return _refuse(str(error), error.remedy)
    except MemoryError:
        return _refuse(
            f"stopped at {megabytes} MB, the memory limit",
            "push smaller files, or have the server's hook say a larger --memory-limit",
        )
    except RecursionError:
        return _refuse("could not decide: something in it is nested too deeply to be read")
    except Exception as error:
        return _refuse(f"could not decide: {type(error).__name__}: {error}")


def _refuse(words: str, remedy: str = "", code: int = 3) -> int:
    print(f"forge-migrations: {words}", file=sys.stderr)
    if remedy:
        print(f"  fix: {remedy}", file=sys.stderr)
    return code
