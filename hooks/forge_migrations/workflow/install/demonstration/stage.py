"""The demo's repository, and how what happens in it is shown."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time

from forge_migrations.named_tuples import NamedTuple

BOLD, DIM, GREEN, RED, YELLOW, PLAIN = (
    "\033[1m",
    "\033[2m",
    "\033[32m",
    "\033[31m",
    "\033[33m",
    "\033[0m",
)


class Outcome(NamedTuple):
    """What one commit came to."""

    title: str
    accepted: bool
    expected: bool
    """True when it came to what the scene says, for the reason that the scene says."""
    seconds: float


class Stage:
    """A repository in a temporary folder whose commands are shown as a person would type them."""

    def __init__(self, folder: str, env: dict[str, str]) -> None:
        self.folder = folder
        self.env = env
        self.outcomes: list[Outcome] = []
        self._colour = sys.stdout.isatty()
        self._title = ""

    def scene(self, title: str, about: str = "") -> None:
        """A heading, and a sentence or two on what is going on."""
        self._title = title
        print(f"\n{self._paint(BOLD, f'{len(self.outcomes) + 1:>2}  {title}')}")
        for line in textwrap.wrap(about, 92):
            print(f"    {line}")

    def write(self, path: str, text: str) -> None:
        """Write a file without showing it."""
        whole = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, path: str) -> str:
        with open(os.path.join(self.folder, path), encoding="utf-8") as file:
            return file.read()

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace one piece of a file, and show the lines that changed."""
        text = self.read(path)
        assert text.count(old) == 1, (path, old)
        self.write(path, text.replace(old, new))
        before, after = old.splitlines(), new.splitlines()
        width = max(len(line) for line in [*before, *after])
        for mark, colour, lines, others in (("-", RED, before, after), ("+", GREEN, after, before)):
            for line in lines:
                if line not in others:
                    place = self._paint(DIM, path)
                    print(f"    {self._paint(colour, f'{mark} {line:<{width}}')}  {place}")

    def run(self, command: str, *, shown: str = "", quiet: bool = False) -> str:
        """Run a shell command in the repository; it must succeed."""
        self._prompt(shown or command)
        ran = self._shell(command)
        if ran.returncode:
            self._output(ran.stdout)
            raise AssertionError(f"the demo's own step failed: {command}")
        if not quiet:
            self._output(ran.stdout)
        return ran.stdout

    def show(self, path: str) -> None:
        """Show a file as `cat` would."""
        self._prompt(f"cat {path}")
        self._output(self.read(path))

    def accepts(self, message: str, *words: str) -> None:
        """Commit what is staged; the hooks must accept it, and say `words`."""
        self._commit(message, True, words)

    def refuses(self, message: str, *words: str) -> None:
        """Commit what is staged; the hooks must refuse it, and say each of `words`."""
        self._commit(message, False, words)

    def undo(self, why: str) -> None:
        """Take everything back that isn't committed."""
        self.run(
            "git reset --quiet --hard && git clean --quiet -d --force", shown="git reset --hard"
        )
        print(f"    {self._paint(DIM, why)}")

    def path(self, pattern: str) -> str:
        """The one file that a glob finds, from the repository's root."""
        import glob

        [found] = glob.glob(pattern, root_dir=self.folder)
        return found

    def _commit(self, message: str, accepted: bool, words: tuple[str, ...]) -> None:
        before = self._shell("git rev-parse --verify --quiet HEAD").stdout
        self._prompt(f'git commit -m "{message}"')
        started = time.monotonic()
        ran = self._shell(f"git commit -m '{message}'")
        seconds = time.monotonic() - started
        self._output(ran.stdout)
        moved = self._shell("git rev-parse --verify --quiet HEAD").stdout != before
        unbroken = " ".join(ran.stdout.replace(" \\\n", " ").split())
        absent = [word for word in words if word not in unbroken]
        expected = moved == (ran.returncode == 0) == accepted and not absent
        self.outcomes.append(Outcome(self._title, moved, expected, seconds))
        said = "accepted" if moved else "refused"
        if expected:
            print(f"    {self._paint(GREEN, f'{said}, as it should be')}")
        else:
            reason = f"it did not say {absent[0]!r}" if absent else "it should not have been"
            print(f"    {self._paint(RED, f'{said}, which is not expected: {reason}')}")
            self._carry_on(moved, accepted)

    def _carry_on(self, moved: bool, accepted: bool) -> None:
        """Bring the repository to where the next scene starts, whatever the hooks said."""
        if accepted and not moved:
            self._shell("git commit --no-verify -m 'as it should be'")
        if moved and not accepted:
            self._shell("git reset --soft HEAD~1")

    def _shell(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    def _prompt(self, command: str) -> None:
        print(f"    $ {self._paint(BOLD, command)}", flush=True)

    def _output(self, text: str) -> None:
        lines = [line for line in text.rstrip().splitlines() if not line.startswith(" create mode")]
        for line in lines:
            print(f"    {self._paint(DIM, '|')} {line.rstrip()}")

    def _paint(self, code: str, text: str) -> str:
        return f"{code}{text}{PLAIN}" if self._colour else text
