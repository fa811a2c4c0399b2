"""The objects of a config, their spreads laid out: `{ ...base, ...(test && { out: "x" }) }`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import Any
    from typing import Protocol

    from forge_migrations.drizzle.config.expressions import Expression

    class Evaluator(Protocol):
        """What the values inside of an object are asked of: the Reader of its module."""

        module: Mapping[str, Any]
        depth: int
        steps: Iterator[int]
        guessed: bool

        def value(self, expression: Expression) -> Any:
            """The value of an expression, or `UNREAD`."""

        def imported(self, specifier: str, name: Expression) -> tuple[Evaluator, Expression] | None:
            """What another module of the repository exports under a name, and its reader."""


DEPTH = 40
"""Constants that refer to each other deeper than this are a circle."""


class Unread:
    """A value that only running the config can tell."""

    def __repr__(self) -> str:
        return "unread"


UNREAD = Unread()


def truthy(value: Any) -> bool:
    """As JavaScript has it: every object counts, be it empty."""
    return isinstance(value, list | dict) or bool(value)


def quoted(value: Any) -> Expression:
    """A value that is known already, as an expression."""
    return ["quote", value]


class LaidOut:
    """The keys of an object with its spreads laid out, later ones last."""

    def __init__(self, reader: Evaluator) -> None:
        self.reader = reader
        self.found: dict[str, Expression] = {}
        self.guessed: set[str] = set()
        """Keys that are so only where no environment variable is set."""
        self.open = False
        """True when a spread is unread: any other key may be there too."""

    def add(self, expression: Expression) -> None:
        """Lay one object over what was found so far."""
        self.reader.depth += 1
        over = self.reader.depth > DEPTH or next(self.reader.steps, None) is None
        kind = expression[0] if isinstance(expression, list) and not over else ""
        if kind == "obj":
            for key, value in expression[1:]:
                if key is None:
                    self.add(value)
                else:
                    self.found[key] = value
                    self.guessed.discard(key)
        elif kind == "ref" and expression[1] in self.reader.module["names"]:
            self.add(self.reader.module["names"][expression[1]])
        elif kind == "import":
            self._import(expression)
        elif kind in ("if", "&&", "||", "??"):
            self._choose(*expression)
        elif over:
            self._unread()
        else:
            self._value(expression)
        self.reader.depth -= 1

    def _import(self, expression: Expression) -> None:
        there = self.reader.imported(*expression[1:])
        if there is None:
            self._unread()
            return
        reader, exported = there
        other = LaidOut(reader)
        other.add(exported)
        if other.open:
            self._unread()
        for key, value in other.found.items():
            reader.guessed = key in other.guessed
            self._put(key, reader.value(value), reader.guessed)

    def _choose(self, kind: str, test: Expression, *sides: Expression) -> None:
        """`a ? {} : {}`, `a && {}`, `a ?? {}`: the side that holds, and what the other would add."""
        value, uncertain = self._evaluated(test)
        if kind == "if":
            taken, left = sides if truthy(value) and value is not UNREAD else sides[::-1]
        else:
            passes = value is UNREAD or (value is None if kind == "??" else not truthy(value))
            passes = passes if kind != "&&" else truthy(value) and value is not UNREAD
            taken, left = (sides[0], test) if passes else (test, sides[0])
        if not uncertain:
            self.add(taken)
            return
        either = LaidOut(self.reader)
        either.add(left)
        other = LaidOut(self.reader)
        other.add(taken)
        for key, expression in other.found.items():
            self._put(key, self.reader.value(expression), True)
        for key in either.found:
            self.found.setdefault(key, None)
            self.guessed.add(key)

    def _value(self, expression: Expression) -> None:
        value, uncertain = self._evaluated(expression)
        if isinstance(value, Unread):
            self._unread()
        for key, one in value.items() if isinstance(value, dict) else ():
            self._put(key, one, uncertain)

    def _evaluated(self, expression: Expression) -> tuple[Any, bool]:
        """(value, whether it is a guess)."""
        reader, before = self.reader, self.reader.guessed
        reader.guessed = False
        value = reader.value(expression)
        uncertain = reader.guessed or isinstance(value, Unread)
        reader.guessed = before
        return value, uncertain

    def _put(self, key: str, value: Any, guessed: bool) -> None:
        self.found[key] = quoted(value)
        (self.guessed.add if guessed else self.guessed.discard)(key)

    def _unread(self) -> None:
        """A spread that can't be read may hold every key, those that stand before it too."""
        self.open = True
        self.guessed.update(self.found)
