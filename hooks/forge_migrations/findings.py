"""What a check says: findings, notes, and the two ways in which it can't say anything."""

from __future__ import annotations

from forge_migrations import __version__
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any
    from typing import Literal

    Severity = Literal["refuse", "report", "off"]
    When = Literal["always", "clean", "asked"]
    """When a person is told a note: always, where its project has no finding, or only when they ask."""

HOME = "https://github.com/forge-migrations/forge-migrations"


def page_of(rule: str) -> str:
    """The address of a rule's page as it was when this version was released.

    `forge-migrations rules ID` shows the same page without a network.
    """
    return f"{HOME}/blob/v{__version__}/docs/rules/{rule}.md"


class Predicted(NamedTuple):
    """What the facts of production say of a finding: estimates, and how far they may be off."""

    environment: str
    """`production`, or the name that `observe --name` was given."""
    observed: str
    """The day of the facts, `2026-01-31`."""
    table: str
    """As the facts call it."""
    rows: int
    words: str
    """What the message ends in for it."""
    seconds: float | None = None
    """How long others wait; `None` where the facts say something of the rows only."""
    factor: float = 1.0
    """`seconds` may be that many times too long or too short."""
    silent: bool = False
    """True when the wait is shorter than what the team has patience for: the finding isn't told."""


class Use(NamedTuple):
    """A line of code that uses what a migration takes away."""

    path: str
    line: int
    how: str
    """`typed` (TypeScript says so), `named` (a name says so), `rows` (a statement over whole rows, whose
    SQL names every column) or `sql` (SQL that is written out)."""


class Uses(NamedTuple):
    """Who still uses what a migration takes away."""

    what: str
    """`users.email`, or `users` for the whole table."""
    verb: str
    """`drops`, `renames`, `requires`, …"""
    released: tuple[Use, ...]
    new: tuple[Use, ...] | None
    """`None` where it doesn't concern the new code."""
    proven: bool
    """True when no place of the released code uses it, as TypeScript says of every file that could."""
    words: str
    """What the message ends in for it."""
    since: str = ""
    """The released commit that took the last use away; empty where that isn't known."""
    days: int = 0
    """How long ago that was."""
    by: str = ""
    """`TypeScript 5.9.3`, or empty where only names were read."""

    @classmethod
    def from_kept(cls, kept: Sequence[Any]) -> Uses:
        """Of what JSON made of it."""
        what, verb, released, new, *rest = kept
        places = tuple(Use(*each) for each in released)
        return cls(what, verb, places, None if new is None else tuple(Use(*e) for e in new), *rest)


class Finding(NamedTuple):
    """One fact about one place, and what to type.

    A NamedTuple because it is free to import, and because two equal findings are one.
    """

    check: str
    """The hook id without its `forge-`: `stale-migrations`."""
    rule: str
    """Kebab-case, in the field's terms: `drop-column`."""
    path: str
    """Relative to the repository's root, with `/`."""
    line: int
    """1-based; 1 when the finding is about the whole file."""
    message: str
    """A fact with names, one sentence: `drops column "email" of table "users"`."""
    remedy: str
    """Imperative, one sentence, ends in a command that can be pasted where there is one; a `Remedy`
    holds that command as data too."""
    severity: Severity = "refuse"
    kind: str = ""
    """The rule's class: `data-loss`, `lock`, … (`class` in the JSON)."""
    column: int = 1
    project: str = ""
    """The path of the Drizzle config that the finding belongs to; empty for the repository."""
    inherited: bool = False
    """True when it was there before this change; such a finding refuses only with `--all-files`."""
    acknowledged: str = ""
    """The reason that somebody wrote beside it; such a finding is counted and never refuses."""
    details: str = ""
    """More lines for a person: the missing SQL, the rewrite to paste. May be empty."""
    released: bool = False
    """True for what a released migration did to databases: history, which nobody can mend and which
    refuses nothing."""
    production: Predicted | None = None

    uses: Uses | None = None

    @property
    def fact(self) -> str:
        """The message without what production's facts and the code that uses it add, which change from
        week to week."""
        message = self.message.removesuffix(self.uses.words) if self.uses else self.message
        return message.removesuffix(self.production.words) if self.production else message

    @property
    def refuses(self) -> bool:
        spared = self.inherited or self.acknowledged or self.released
        return self.severity == "refuse" and not spared

    def kept(self) -> list[Any]:
        """What `from_kept` makes the same finding of, as JSON can hold it."""
        return [*self._replace(remedy=""), Remedy.of(self.remedy).kept()]

    @classmethod
    def from_kept(cls, kept: Sequence[Any]) -> Finding:
        """Raises `TypeError`, `KeyError` or `IndexError` for what `kept` didn't write."""
        said = cls(*kept[:-1])._replace(remedy=Remedy.from_kept(kept[-1]))
        return said._replace(
            production=said.production and Predicted(*said.production),
            uses=said.uses and Uses.from_kept(said.uses),
        )


class Note(NamedTuple):
    """A line about what was seen or not checked; it never refuses."""

    check: str
    message: str
    project: str = ""
    undecided: bool = False
    """True when the check could not decide: the run ends in exit code 3."""
    remedy: str = ""
    details: str = ""
    """More lines for a person: what to paste. May be empty."""
    when: When = "always"
    passed: tuple[str, ...] = ()
    """Of a rehearsal: the tables on which no query of the released code was refused, before or after."""

    def kept(self) -> list[Any]:
        """What `from_kept` makes the same note of, as JSON can hold it."""
        return [*self._replace(remedy=""), Remedy.of(self.remedy).kept()]

    @classmethod
    def from_kept(cls, kept: Sequence[Any]) -> Note:
        """Raises `TypeError`, `KeyError` or `IndexError` for what `kept` didn't write."""
        said = cls(*kept[:-1])._replace(remedy=Remedy.from_kept(kept[-1]))
        return said._replace(passed=tuple(said.passed))


class UsageError(Exception):
    """The person or the configuration asked for something that isn't there: exit 2."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class Undecided(Exception):
    """A tool is missing, crashed, timed out or said nothing: exit 3, never `passed`."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
