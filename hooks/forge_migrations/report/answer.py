"""What a command did and asks, as data: the object that `--format json` prints.

The schemas are in docs/schemas; a key that is written here is described there.
"""

from __future__ import annotations

import json

from forge_migrations import __version__
from forge_migrations.findings import HOME
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.report import legible
from forge_migrations.report.as_json import finding_object
from forge_migrations.report.as_json import note_object
from forge_migrations.report.as_json import program_elsewhere

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from typing import Any

    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note

VERSION = 1
"""Of the objects: it changes when a key goes or means something else."""

PAGES = {
    "apply": "live-databases",
    "audit": "ci",
    "contract": "rollout",
    "migrate": "agents",
    "agent-hook": "agents",
    "observe": "live-databases",
    "preflight": "live-databases",
    "projects": "ci",
    "review": "review",
    "restore": "live-databases",
    "rollback": "live-databases",
    "rules": "rules/README",
    "soften": "rollout",
    "status": "live-databases",
    "verify": "live-databases",
}
"""Command -> its page in docs/; the rest is in workflow.md."""


class Answer:
    """One command's answer, filled while it runs. A command that prints text fills it too."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.facts: dict[str, Any] = {}
        """What only this command says, by its schema."""
        self.findings: list[Finding] = []
        self.notes: list[Note] = []
        self.next = Remedy()
        """What is to be typed now."""
        self.error: dict[str, str] | None = None

    def tell(self, **facts: Any) -> None:
        """More of what only this command says."""
        self.facts |= facts

    def judged(self, findings: Iterable[Finding], notes: Iterable[Note] = ()) -> None:
        """What the checks said on the way."""
        self.findings += findings
        self.notes += notes

    def failed(self, error: BaseException) -> int:
        """Take an error in; the exit code that it ends in."""
        code, self.error = failure_of(error)
        self.next = Remedy.of(getattr(error, "remedy", "") or "")
        return code

    def object(self, code: int, text: str = "") -> dict[str, Any]:
        """The whole answer as JSON has it. `text` is what a person would have read."""
        program = program_elsewhere()
        steps = _steps(self.next, program)
        assert not self.facts.keys() & steps.keys(), self.facts.keys()
        return {
            "schema": f"{self.command}.v{VERSION}",
            "command": self.command,
            "exit_code": code,
            "docs": page_of_command(self.command),
            **legible.encodable(self.facts),
            "findings": [finding_object(each, program) for each in _shown(self.findings)],
            "notes": [note_object(legible.note(each), program) for each in self.notes],
            **steps,
            "error": self.error,
            "text": legible.encodable(text),
        }

    def render(self, code: int, text: str = "") -> str:
        return json.dumps(self.object(code, text), indent=2) + "\n"


def answer_of(options: argparse.Namespace) -> Answer:
    """The answer that a command fills: the command line's, or one that nobody reads."""
    found = getattr(options, "answer", None)
    if not isinstance(found, Answer):
        found = options.answer = Answer("")
    return found


def page_of_command(command: str) -> str:
    """The address of the page that shows a command with its output, in this version's words."""
    page = PAGES.get(command, "workflow") if command else "README"
    return f"{HOME}/blob/v{__version__}/docs/{page}.md"


def failure_of(error: BaseException) -> tuple[int, dict[str, str]]:
    """(exit code, kind and message) of an error."""
    if isinstance(error, UsageError):
        code, kind, message = 2, "usage", str(error)
    elif isinstance(error, Undecided):
        code, kind, message = 3, "undecided", str(error)
    elif isinstance(error, KeyboardInterrupt):
        said = f", {error}" if str(error) else ""
        code, kind, message = 130, "interrupted", f"interrupted{said}"
    else:
        code, kind, message = 3, "unexpected", f"could not decide: {type(error).__name__}: {error}"
    return code, {"kind": kind, "message": legible.legible(message)}


def failure(command: str, error: BaseException, remedy: str = "") -> str:
    """An error that came before there was an answer, or of a face that is an array."""
    answer = Answer(command)
    code = answer.failed(error)
    answer.next = Remedy.of(remedy or answer.next)
    told = answer.object(code)
    told["schema"] = f"error.v{VERSION}"
    return json.dumps(told, indent=2) + "\n"


def _steps(remedy: Remedy, program: str) -> dict[str, Any]:
    told: dict[str, Any] = legible.encodable(remedy.as_data(program))
    return told


def _shown(findings: list[Finding]) -> list[Finding]:
    order = sorted(dict.fromkeys(findings), key=lambda f: (f.project, f.path, f.line, f.column, f.rule))  # fmt: skip
    return [legible.finding(each) for each in order if each.severity != "off"]
