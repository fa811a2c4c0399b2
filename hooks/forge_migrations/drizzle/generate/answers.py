"""The answers that a person gives beforehand: `--rename old=new`, `--create name`.

`*` in a name to create stands for anything: `--create 'teams.*'`, `--create '*'`.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.drizzle.generate.terminal import Question
    from forge_migrations.remedy import Command


class Answers:
    """`--rename` and `--create`, and which of them answered something."""

    def __init__(self, renames: Sequence[str] = (), creates: Sequence[str] = ()) -> None:
        self._renames: list[tuple[str, str]] = []
        for rename in renames:
            old, _, new = rename.partition("=")
            if not old or not new:
                raise UsageError(
                    f"--rename {rename!r} names no two things",
                    "write --rename old=new, or --rename table.old=new for a column",
                )
            self._renames.append((old, new))
        self._creates = list(creates)
        self.used: set[str] = set()

    def choose(self, question: Question) -> int | None:
        """The choice for a question: 0 creates, n renames the n-th old name; `None`: no answer."""
        news = _names(question, question.name)
        for old, new in self._renames:
            for number, candidate in enumerate(question.olds, 1):
                if new in news and old in _names(question, candidate):
                    self.used.add(f"--rename {old}={new}")
                    return number
        for name in self._creates:
            if any(fnmatchcase(new, name) for new in news):
                self.used.add(f"--create {name}")
                return 0
        return None

    def old_name(self, question: Question) -> str | None:
        """The bare old name for a question whose choices aren't told (1.0); empty: create it."""
        news = _names(question, question.name)
        for old, new in self._renames:
            if new in news:
                self.used.add(f"--rename {old}={new}")
                return old.rpartition(".")[2]
        return "" if self.choose(question) == 0 else None

    @property
    def unused(self) -> list[str]:
        """The answers to which nobody put a question."""
        given = [f"--rename {old}={new}" for old, new in self._renames]
        given += [f"--create {name}" for name in self._creates]
        return [each for each in given if each not in self.used]

    @property
    def words(self) -> list[str]:
        """What was given, as it was written on the command line."""
        renames = [word for old, new in self._renames for word in ("--rename", f"{old}={new}")]
        return renames + [word for name in self._creates for word in ("--create", name)]


def _names(question: Question, name: str) -> tuple[str, ...]:
    """Every way to write a name: bare, with its table, with its table's schema."""
    if not question.table:
        return (name, name.rpartition(".")[2]) if "." in name else (name,)
    bare = question.table.rpartition(".")[2]
    return tuple(dict.fromkeys((name, f"{bare}.{name}", f"{question.table}.{name}")))


def unanswered(question: Question, command: Command) -> UsageError:
    """The question as an error whose remedy spells out every answer to it.

    Which it is a person knows. A rename keeps what is there, so a program may take it where it made
    the change itself; what is new means that the old one goes, with what it holds.
    """
    place = f" of table {question.table!r}" if question.table else ""
    olds = ", ".join(repr(old) for old in question.olds) or "another"
    at = f"{question.table}." if question.table else ""
    answers = [("--rename", f"{at}{old}={question.name}") for old in question.olds or ("OLD",)]
    renames = [
        Remedy(f"if it was {old!r}", _with(command, answer), decide=not question.olds)
        for old, answer in zip(question.olds or ("OLD",), answers, strict=True)
    ]
    create = ("--create", f"{at}{question.name}")
    new = Remedy("if it is new", _with(command, create), decide=True)
    options = [str(_with(command, answer)) for answer in (*answers, create)]
    told = Remedy("answer it", instead=[*renames, new])
    return UsageError(
        f"drizzle-kit asks whether {question.kind} {question.name!r}{place} is new or was {olds}",
        told.shown_as(lambda _: "answer it: " + "\n    or: ".join(options)),
    )


def _with(command: Command, answer: tuple[str, str]) -> Command:
    return command._replace(argv=(*command.argv, *answer))
