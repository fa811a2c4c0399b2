"""Who ends a server and removes its folder when our process has ended, however it did.

The guard waits for its standard input to close, which the kernel does for a killed process too. It
reads the server's number there, the last line counts. What our process started besides may still write
into the folder (a `tar`), so that it is removed until it is gone. A shell, where there is one: it takes a
hundredth of the memory of the Python that does the same elsewhere.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import sys
import time

from forge_migrations.system.processes import stop

SHELL = "/bin/sh"
SECONDS = 4.0
"""How long a server may take to end when it is asked to."""

_SHELL_GUARD = """
pid=
while read -r line; do pid=$line; done
if [ -n "$pid" ]; then
  kill -"$2" "$pid" 2>/dev/null
  tries=0
  while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 200 ]; do
    sleep 0.02
    tries=$((tries + 1))
  done
  kill -KILL "$pid" 2>/dev/null
fi
tries=0
while rm -rf "$1" 2>/dev/null; [ -e "$1" ] && [ "$tries" -lt 200 ]; do
  sleep 0.02
  tries=$((tries + 1))
done
rm -f "$1.lock"
"""
_PYTHON_GUARD = (
    "import sys; sys.path += sys.argv[3:]; from forge_migrations.system.guard import watch;"
    " watch(sys.argv[1], int(sys.argv[2]))"
)


def command(folder: str, number: int) -> list[str]:
    """What to start beside a server in `folder` that the signal `number` ends."""
    if sys.platform != "win32" and os.access(SHELL, os.X_OK):
        return [SHELL, "-c", _SHELL_GUARD, "forge-guard", folder, str(int(number))]
    # -S: the guard starts at once, and finds the two packages that it needs by their folders.
    places = [_folder_of(name) for name in ("forge_migrations", "psutil")]
    return [sys.executable, "-I", "-S", "-c", _PYTHON_GUARD, folder, str(int(number)), *places]


def watch(folder: str, number: int) -> None:
    """Wait for the other end of standard input to be gone, then clear up."""
    told = ""
    for line in sys.stdin:
        told = line.strip()
    if told:
        stop(int(told), number, SECONDS)
    clear(folder)


def clear(folder: str) -> None:
    """Remove a folder and the lock beside it, as far as they can be. Never raises."""
    for _ in range(200):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            break
        time.sleep(0.02)  # Windows lets go of a process's files a moment after its end
    with contextlib.suppress(OSError):
        os.unlink(folder + ".lock")


def _folder_of(package: str) -> str:
    """The folder from which a package is imported."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return os.path.dirname(os.path.dirname(spec.origin))
