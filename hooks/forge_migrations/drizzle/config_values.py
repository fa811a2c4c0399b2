"""What a config's expressions come to, where that follows from the files alone."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from forge_migrations.drizzle.config_expressions import Expression
from forge_migrations.drizzle.node_paths import called
from forge_migrations.drizzle.node_paths import path_of

DEPTH = 40
"""Constants that refer to each other deeper than this are a circle."""


class Unread:
    """A value that only running the config can tell."""

    def __repr__(self) -> str:
        return "unread"


UNREAD = Unread()

Module = Mapping[str, Any]
"""What `config_syntax.read_module` returns."""


class Setting(NamedTuple):
    """One value of a config."""

    value: Any
    """`UNREAD`, or plain data; the one that holds where no environment variable is set."""
    certain: bool
    """False when it depends on an environment variable."""


class Place(NamedTuple):
    """Where a module stands: what `__dirname`, `process.cwd()` and relative imports mean."""

    path: str
    cwd: str
    load: Callable[[str, str], tuple[str, Module] | None]
    """(path of the importing module, specifier) -> path and module of a file of the repository."""
    environ: Mapping[str, str] | None = None
    """The environment to read the config with; `None` where no judgement may rest on one."""


def settings(module: Module, place: Place) -> dict[str, Setting] | None:
    """The values of a config's default export by key; `None` when it is no object.

    Paths made from `__dirname` and the like are relative to the repository's root, and start with
    `/`, which is what an absolute path is to the caller.
    """
    reader = _Reader(module, place)
    keys: dict[str, Setting] = {}
    for key, expression, guessed in reader.pairs(module.get("default")):
        reader.guessed = guessed
        value = reader.value(expression)
        keys[key] = Setting(value, not reader.guessed and not _has_unread(value))
    return keys if keys else None


class _Reader:
    def __init__(self, module: Module, place: Place, depth: int = 0) -> None:
        self.module = module
        self.place = place
        self.depth = depth
        self.guessed = False

    def pairs(self, expression: Expression) -> list[tuple[str, Expression, bool]]:
        """(key, expression, guessed) of an object, spreads laid out, later keys last."""
        found: dict[str, tuple[Expression, bool]] = {}
        self._lay_out(expression, found, False, 0)
        return [(key, value, guessed) for key, (value, guessed) in found.items()]

    def _lay_out(
        self, expression: Expression, found: dict[str, Any], guessed: bool, depth: int
    ) -> None:
        if not isinstance(expression, list) or not expression or depth > DEPTH:
            return
        kind = expression[0]
        if kind == "obj":
            for key, value in expression[1:]:
                if key == "...":
                    self._lay_out(value, found, guessed, depth + 1)
                else:
                    found[key] = (value, guessed)
        elif kind == "ref":
            self._lay_out(self.module["names"].get(expression[1]), found, guessed, depth + 1)
        elif kind == "if":
            branch = 2 if self.value(expression[1]) in (True,) else 3
            self._lay_out(expression[branch], found, True, depth + 1)
        elif kind in ("&&", "||", "??"):
            side = 1 if kind != "&&" else 2
            self._lay_out(expression[side], found, True, depth + 1)
        else:
            value = self.value(expression)
            if isinstance(value, dict):
                for key, one in value.items():
                    found[key] = (_quoted(one), guessed)

    def value(self, expression: Expression) -> Any:
        """The value of an expression, or `UNREAD`. Sets `guessed` when it took no environment
        variable to be set."""
        if not isinstance(expression, list):
            return expression
        reader = getattr(self, _READERS.get(expression[0], "_unknown"))
        self.depth += 1
        try:
            return UNREAD if self.depth > DEPTH else reader(*expression[1:])
        finally:
            self.depth -= 1

    def _unknown(self, *_: Expression) -> Any:
        return UNREAD

    def _quote(self, value: Any) -> Any:
        return value

    def _list(self, *items: Expression) -> Any:
        found: list[Any] = []
        for one in items:
            if isinstance(one, list) and one and one[0] == "...":
                spread = self.value(one[1])
                found.extend(spread if isinstance(spread, list) else [UNREAD])
            else:
                found.append(self.value(one))
        return found

    def _obj(self, *pairs: Expression) -> Any:
        laid_out = self.pairs(["obj", *pairs])
        values = {}
        for key, expression, guessed in laid_out:
            values[key] = self.value(expression)
            self.guessed = self.guessed or guessed
        return values

    def _cat(self, *parts: Expression) -> Any:
        values = [self.value(part) for part in parts]
        if any(not isinstance(value, str | int) or isinstance(value, bool) for value in values):
            return UNREAD
        return "".join(map(str, values))

    def _nullish(self, left: Expression, right: Expression) -> Any:
        return self._either(left, right, lambda value: value is None)

    def _or(self, left: Expression, right: Expression) -> Any:
        return self._either(left, right, lambda value: not value)

    def _either(self, left: Expression, right: Expression, passes: Callable[[Any], bool]) -> Any:
        """`process.env.X ?? 'literal'` is the literal: what the project says of itself."""
        guessed = self.guessed
        first = self.value(left)
        if isinstance(first, Unread):
            second = self.value(right)
            self.guessed = True
            return second
        if not passes(first):
            return first
        self.guessed = guessed
        return self.value(right)

    def _and(self, left: Expression, right: Expression) -> Any:
        first = self.value(left)
        return first if isinstance(first, Unread) or not first else self.value(right)

    def _equal(self, left: Expression, right: Expression) -> Any:
        one, other = self.value(left), self.value(right)
        return UNREAD if isinstance(one, Unread) or isinstance(other, Unread) else one == other

    def _not(self, operand: Expression) -> Any:
        value = self.value(operand)
        return UNREAD if isinstance(value, Unread) else not value

    def _if(self, test: Expression, yes: Expression, no: Expression) -> Any:
        guessed = self.guessed
        decided = self.value(test)
        uncertain = self.guessed or isinstance(decided, Unread)
        self.guessed = guessed
        one, other = self.value(yes), self.value(no)
        if one == other:
            return one
        self.guessed = self.guessed or uncertain
        return one if decided and not isinstance(decided, Unread) else other

    def _env(self, name: str) -> Any:
        if self.place.environ is not None:
            return self.place.environ.get(name)
        self.guessed = True
        return None

    def _dir(self) -> Any:
        return "/" + posixpath.dirname(self.place.path)

    def _file(self) -> Any:
        return "/" + self.place.path

    def _url(self) -> Any:
        return "file:///" + self.place.path

    def _get(self, holder: Expression, key: Expression) -> Any:
        if isinstance(holder, list) and holder[0] == "import" and holder[2] == "*":
            return self._import(holder[1], key)
        if isinstance(holder, list) and holder[0] == "ref":
            named = self.module["names"].get(holder[1])
            if isinstance(named, list) and named[0] == "import" and named[2] == "*":
                return self._import(named[1], key)
        value = self.value(holder)
        if isinstance(value, dict) and isinstance(key, str):
            return value.get(key)
        if isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
            return value[key]
        if isinstance(value, str) and value.startswith("file://") and key in ("pathname", "href"):
            return path_of(value) if key == "pathname" else value
        return UNREAD

    def _ref(self, name: str) -> Any:
        names = self.module["names"]
        return self.value(names[name]) if name in names else UNREAD

    def _import(self, specifier: str, name: Expression) -> Any:
        loaded = self.place.load(self.place.path, specifier)
        if loaded is None or not isinstance(name, str):
            return UNREAD
        path, module = loaded
        reader = _Reader(module, self.place._replace(path=path), self.depth)
        value = reader.value(
            module.get("default") if name == "default" else module["names"].get(name, ["?"])
        )
        self.guessed = self.guessed or reader.guessed
        return value

    def _call(self, name: str, *arguments: Expression) -> Any:
        values = [self.value(argument) for argument in arguments]
        if name == "cwd":
            return "/" + self.place.cwd
        if not values or not all(isinstance(value, str) for value in values):
            return UNREAD
        answer = called(name, values, "/" + self.place.cwd)
        return UNREAD if answer is None else answer


_READERS = {
    "list": "_list", "obj": "_obj", "cat": "_cat", "??": "_nullish", "||": "_or", "&&": "_and",
    "==": "_equal", "!": "_not", "if": "_if", "env": "_env", "dir": "_dir", "file": "_file",
    "url": "_url", "get": "_get", "ref": "_ref", "import": "_import", "call": "_call",
    "quote": "_quote",
}  # fmt: skip


def _quoted(value: Any) -> Expression:
    return ["quote", value]


def _has_unread(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_has_unread, value))
    return isinstance(value, Unread)
