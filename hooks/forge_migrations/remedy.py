"""What to do about a finding: data that a program can carry out, and the sentence made from it."""

from __future__ import annotations

from itertools import groupby

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from typing import Any

IN_TERMINAL = "run it in a terminal"
"""How the words of a way begin whose program asks: nothing answers it where there is no terminal."""


class Command(NamedTuple):
    """One program to run, without a shell."""

    argv: tuple[str, ...]
    cwd: str = ""
    """The folder to run it in, relative to the repository's root; empty for the root."""

    def __str__(self) -> str:
        return typed([self])


class Edit(NamedTuple):
    """One line to change in a file."""

    path: str
    line: int
    new: str = ""
    """What to write; empty: the line goes."""
    old: str = ""
    """What stands on the line and gives way; empty: `new` becomes a line of its own above it."""
    place: str = ""
    """How the sentence calls the line; empty: by path and number."""
    told: bool = True
    """False where the words say it already."""
    column: int = 0
    """Where `old` begins on its line, from 1; 0 where that isn't known."""

    def __str__(self) -> str:
        place = self.place or f"{self.path}:{self.line}"
        if self.old and self.new:
            return f"write {self.new} at {place}"
        if self.new:
            return f"write above {place}: {self.new}"
        return f"take line {self.line} out of {self.path}"


class Remedy(str):
    """The sentence for a person; a `str`, so that whoever only shows it needs to know no more.

    `Remedy("take it back", restore(path))` reads `take it back: git checkout HEAD -- path`. The
    edits come before the commands. Nothing in it has been done; each part is to be typed literally.
    """

    words: str
    edits: tuple[Edit, ...]
    commands: tuple[Command, ...]
    alternatives: tuple[Remedy, ...]
    """Other ways, each whole in itself."""
    decide: bool
    """True where a person has to choose, to judge or to write something."""

    def __new__(
        cls,
        words: str = "",
        *steps: Command | Edit,
        instead: Iterable[Remedy] = (),
        decide: bool = False,
    ) -> Remedy:
        """`instead` are the alternatives; `decide` follows by itself from them, and from there
        being words only."""
        edits = tuple(step for step in steps if isinstance(step, Edit))
        commands = tuple(step for step in steps if isinstance(step, Command))
        alternatives = tuple(_flat(instead))
        self = super().__new__(cls, _sentence(words, edits, commands, alternatives))
        self.words, self.edits, self.commands = words, edits, commands
        self.alternatives = alternatives
        self.decide = decide or bool(alternatives) or bool(words and not steps)
        return self

    @classmethod
    def of(cls, said: str) -> Remedy:
        """What was said, as a remedy: words only unless it is one already."""
        return said if isinstance(said, cls) else cls(said)

    def or_else(self, *others: Remedy) -> Remedy:
        """The same with more alternatives."""
        return Remedy(self.words, *self._steps, instead=(*self.alternatives, *others))

    def then(self, *steps: Command) -> Remedy:
        """The same with more to run after it."""
        return Remedy(
            self.words, *self._steps, *steps, instead=self.alternatives, decide=self.decide
        )

    def reworded(self, words: str) -> Remedy:
        """The same steps under other words."""
        return Remedy(words, *self._steps, instead=self.alternatives, decide=self.decide)

    @property
    def without_commands(self) -> str:
        """What is said before the commands; empty where there is nothing but them."""
        if not self.commands:
            return _sentence(self.words, self.edits, (), ())
        said = _sentence(self.words, self.edits, (), ())
        if any(each.told for each in self.edits):
            return f"{said}, then:"
        return said if not said or said.endswith(",") else f"{said}:"

    @property
    def _steps(self) -> Iterator[Command | Edit]:
        yield from self.edits
        yield from self.commands

    def shown_as(self, spell: Callable[[str], str]) -> Remedy:
        """The same data under a sentence that can be shown; the commands stay what they are."""
        shown = str.__new__(Remedy, spell(self))
        shown.__dict__.update(self.__dict__)
        return shown

    def as_data(self, program: str = "") -> dict[str, Any]:
        """The keys of the JSON report, `remedy` for the sentence itself. `program` is where the
        command is that remedies name, if nothing finds it by its name."""
        return {
            "remedy": str(self),
            "edits": [
                {"path": each.path, "line": each.line, "old": each.old, "new": each.new}
                for each in self.edits
            ],
            "commands": [
                {"argv": _found(each.argv, program), "cwd": each.cwd or "."}
                for each in self.commands
            ],
            "alternatives": [each.as_data(program) for each in self.alternatives],
            "decide": self.decide,
        }

    def kept(self) -> str | list[Any]:
        """What `from_kept` makes the same remedy of, as JSON can hold it."""
        if not (self.edits or self.commands or self.alternatives):
            return str(self)
        others = [each.kept() for each in self.alternatives]
        return [
            self.words,
            [*map(list, self.edits)],
            [*map(list, self.commands)],
            others,
            self.decide,
        ]

    @classmethod
    def from_kept(cls, kept: Any) -> Remedy:
        """Raises `ValueError` or `TypeError` for what `kept` didn't write."""
        if isinstance(kept, str):
            return cls(kept)
        words, edits, commands, others, decide = kept
        steps = (Edit(*each) for each in edits), (Command(tuple(a), c) for a, c in commands)
        instead = [cls.from_kept(each) for each in others]
        return cls(words, *steps[0], *steps[1], instead=instead, decide=decide)


def command(*argv: str, cwd: str = "") -> Command:
    """`command("npm", "run", "db:generate", cwd="apps/api")`."""
    return Command(argv, cwd)


def ours(*words: str) -> Command:
    """`ours("repair", "--write")`."""
    return Command(("forge-migrations", *words))


def git_add(*paths: str, force: bool = False) -> Command:
    """What stages paths, deleted ones too; `force` where a rule ignores them.

    https://git-scm.com/docs/git-add
    """
    flags = ["-f"] if force else []
    return Command(("git", "add", *flags, *_pathspecs(paths)))


def git_rm(*paths: str, force: bool = False) -> Command:
    """What takes paths out of the commit and of the work tree; `force` where they are new in it, which
    git refuses to take out otherwise."""
    return Command(("git", "rm", "-rf" if force else "-r", *_pathspecs(paths)))


def git_restore(*paths: str, source: str = "HEAD") -> Command:
    """What takes paths back as `source` has them, staged too."""
    return Command(("git", "checkout", source, "--", *paths))


def typed(commands: Iterable[Command]) -> str:
    """One line for a POSIX shell at the repository's root."""
    return " && ".join(map(" ".join, links(commands)))


def links(commands: Iterable[Command]) -> list[list[str]]:
    """What `typed` joins with `&&`, each command in its shell's words."""
    found: list[list[str]] = []
    every = list(commands)
    groups = [(cwd, list(same)) for cwd, same in groupby(every, key=lambda each: each.cwd)]
    for cwd, same in groups:
        made = [[*map(_word, each.argv)] for each in same]
        if cwd:
            alone = len(groups) == 1
            # A `cd` holds for all that follows, unless a shell of its own ends with it.
            made.insert(0, ["cd" if alone else "(cd", _word(_below(cwd))])
            made[-1][-1] += "" if alone else ")"
        found += made
    return found


def _sentence(
    words: str,
    edits: tuple[Edit, ...],
    commands: tuple[Command, ...],
    alternatives: tuple[Remedy, ...],
) -> str:
    steps = ", ".join(str(each) for each in edits if each.told)
    if commands:
        steps += (", then: " if steps else "") + typed(commands)
    said = words + (
        ("" if not words else " " if words.endswith(",") else ": ") + steps if steps else ""
    )
    for other in alternatives:
        said += ("; " if other.startswith(("if ", "where ")) else "; or ") + other
    return said


def _found(argv: tuple[str, ...], program: str) -> list[str]:
    own = program and argv[:1] == ("forge-migrations",)
    return [program, *argv[1:]] if own else [*argv]


def _flat(remedies: Iterable[Remedy]) -> Iterator[Remedy]:
    """Each with no others of its own: there is one list of ways."""
    for each in remedies:
        yield (
            Remedy(each.words, *each.edits, *each.commands, decide=each.decide)
            if (each.alternatives)
            else each
        )
        yield from each.alternatives


def _word(word: str) -> str:
    """One word of a shell's line; what can't be shown is written as bash and zsh read it."""
    import shlex

    if word.isprintable():
        return shlex.quote(word)
    escaped = "".join(_escape(letter) for letter in word)
    return f"$'{escaped}'"


def _escape(letter: str) -> str:
    if letter in "\\'":
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    return "".join(f"\\x{byte:02x}" for byte in letter.encode("utf-8", "surrogateescape"))


def _below(path: str) -> str:
    """A path that no program takes for an option."""
    return f"./{path}" if path.startswith("-") else path


def _pathspecs(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Paths as git takes them: behind a `:` it expects magic, behind a `-` an option.

    https://git-scm.com/docs/gitglossary#Documentation/gitglossary.txt-pathspec
    """
    return tuple(f"./{path}" if path.startswith((":", "-")) else path for path in paths)


def did_you_mean(name: str, known: Any) -> str:
    """A remedy: the nearest known name, or all of them."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1)
    return f"write {near[0]!r}" if near else "write one of: " + ", ".join(sorted(known))
