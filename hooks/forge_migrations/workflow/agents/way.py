"""How far the workflow has come in one call: the steps that are done, and the one that stops it."""

from __future__ import annotations

from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.findings import Finding
    from forge_migrations.remedy import Command
    from forge_migrations.report.answer import Answer


class Stop(Exception):
    """Somebody has to decide or to mend something before the workflow goes on."""

    def __init__(
        self, why: str, remedy: str = "", findings: Sequence[Finding] = (), code: int = 1
    ) -> None:
        super().__init__(why)
        self.remedy = Remedy.of(remedy)
        self.findings = list(findings)
        self.code = code
        """3 where something could not be decided."""


class Way:
    """Says each step as it is done, to a person and into the answer."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        answer.tell(steps=[], asked="")

    def done(self, step: str, says: str) -> None:
        self._say(step, "done", says)

    def passed(self, step: str, why: str) -> None:
        """A step that there is nothing for, or nothing to do it with."""
        self._say(step, "passed", why)

    def stopped(self, step: str, stop: Stop, again: Command) -> None:
        """What is asked, the commands that answer it, and how to go on."""
        self._say(step, "stopped", str(stop))
        self._answer.findings += [
            each for each in stop.findings if each not in self._answer.findings
        ]
        self._answer.next = going_on(stop.remedy, again)
        self._answer.tell(asked=f"{stop}: {stop.remedy}" if stop.remedy else str(stop))

    def _say(self, step: str, state: str, says: str) -> None:
        self._answer.facts["steps"].append({"step": step, "state": state, "says": says})
        mark = "" if state == "done" else f"{state}: "
        print(f"  {step:<10}{mark}{says}")


def going_on(remedy: Remedy, again: Command) -> Remedy:
    """The remedy, each of its ways ending in the command that goes on. What a person must do first
    (an edit, a word of their own) keeps its place before it."""

    def followed(one: Remedy) -> Remedy:
        own = any(each.argv[:2] == again.argv[:2] for each in one.commands)
        if own or not (one.commands or one.edits):
            return one
        return Remedy(one.words, *one.edits, *one.commands, again, decide=one.decide)

    return Remedy(
        remedy.words,
        *remedy.edits,
        *remedy.commands,
        *([again] if remedy.commands or remedy.edits else []),
        instead=[followed(each) for each in remedy.alternatives],
        decide=remedy.decide,
    )
