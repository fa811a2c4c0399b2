"""What the expressions of a module come to, where that follows from the files alone."""

from __future__ import annotations

import posixpath

from forge_migrations.drizzle.config.node_paths import called
from forge_migrations.drizzle.config.node_paths import path_of
from forge_migrations.drizzle.config.objects import DEPTH
from forge_migrations.drizzle.config.objects import UNREAD
from forge_migrations.drizzle.config.objects import LaidOut
from forge_migrations.drizzle.config.objects import Unread
from forge_migrations.drizzle.config.objects import quoted
from forge_migrations.drizzle.config.objects import truthy
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.drizzle.config.expressions import Expression

    Module = Mapping[str, Any]
    """What `config_syntax.read_module` returns."""

STEPS = 20_000
"""Expressions that are looked at for one config: constants that double each other have no end."""
LONGEST = 4_096
"""Characters of a value; the longest path that Linux takes."""


class Place(NamedTuple):
    """Where a module stands: what `__dirname`, `process.cwd()` and relative imports mean."""

    path: str
    cwd: str
    load: Callable[[str, str], tuple[str, Module] | None]
    """(path of the importing module, specifier) -> path and module of a file of the repository."""
    environ: Mapping[str, str] | None = None
    """The environment to read the config with; `None` where no judgement may rest on one."""


class Reader:
    """Evaluates the expressions of one module."""

    def __init__(
        self, module: Module, place: Place, depth: int = 0, steps: Iterator[int] | None = None
    ) -> None:
        self.module = module
        self.place = place
        self.depth = depth
        self.steps = iter(range(STEPS)) if steps is None else steps
        self.guessed = False
        """True once a value took no environment variable to be set."""

    def value(self, expression: Expression) -> Any:
        """The value of an expression, or `UNREAD`."""
        if not isinstance(expression, list):
            return expression
        reader = getattr(self, _READERS.get(expression[0], "_unknown"))
        self.depth += 1
        try:
            over = self.depth > DEPTH or next(self.steps, None) is None
            return UNREAD if over else reader(*expression[1:])
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
        laid_out = LaidOut(self)
        laid_out.add(["obj", *pairs])
        values = {key: self.value(expression) for key, expression in laid_out.found.items()}
        self.guessed = self.guessed or laid_out.open or bool(laid_out.guessed)
        return values

    def _cat(self, *parts: Expression) -> Any:
        values = [self.value(part) for part in parts]
        if any(not isinstance(value, str | int) or isinstance(value, bool) for value in values):
            return UNREAD
        text = "".join(map(str, values))
        return text if len(text) <= LONGEST else UNREAD

    def _plus(self, left: Expression, right: Expression) -> Any:
        one, other = self.value(left), self.value(right)
        if type(one) is int and type(other) is int:
            return one + other
        return self._cat(quoted(one), quoted(other))

    def _nullish(self, left: Expression, right: Expression) -> Any:
        return self._either(left, right, lambda value: value is None)

    def _or(self, left: Expression, right: Expression) -> Any:
        return self._either(left, right, lambda value: not truthy(value))

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
        return first if isinstance(first, Unread) or not truthy(first) else self.value(right)

    def _equal(self, left: Expression, right: Expression) -> Any:
        one, other = self.value(left), self.value(right)
        return UNREAD if isinstance(one, Unread) or isinstance(other, Unread) else one == other

    def _not(self, operand: Expression) -> Any:
        value = self.value(operand)
        return UNREAD if isinstance(value, Unread) else not truthy(value)

    def _if(self, test: Expression, yes: Expression, no: Expression) -> Any:
        guessed = self.guessed
        decided = self.value(test)
        uncertain = self.guessed or isinstance(decided, Unread)
        self.guessed = guessed
        one, other = self.value(yes), self.value(no)
        if one == other:
            return one
        self.guessed = self.guessed or uncertain
        return one if truthy(decided) and not isinstance(decided, Unread) else other

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

    def _environ(self) -> Any:
        """The whole environment: it is asked by name, and never a value of its own."""
        return UNREAD

    def _get(self, holder: Expression, key: Expression) -> Any:
        key, named = self.value(key), holder
        for _ in range(DEPTH):
            if not isinstance(named, list) or named[0] != "ref":
                break
            named = self.module["names"].get(named[1])
        if named == ["environ"]:
            return self._env(key) if isinstance(key, str) else UNREAD
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

    def imported(self, specifier: str, name: Expression) -> tuple[Reader, Expression] | None:
        """What another module of the repository exports under a name, and its reader."""
        loaded = self.place.load(self.place.path, specifier)
        if loaded is None or not isinstance(name, str):
            return None
        path, module = loaded
        reader = Reader(module, self.place._replace(path=path), self.depth, self.steps)
        if name == "default":
            return reader, module.get("default")
        names = module["names"]
        return reader, names.get(name, ["get", ["ref", "*"], name])

    def _import(self, specifier: str, name: Expression) -> Any:
        found = self.imported(specifier, name)
        if found is None:
            return UNREAD
        reader, expression = found
        value = reader.value(expression)
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
    "list": "_list", "obj": "_obj", "cat": "_cat", "+": "_plus", "??": "_nullish", "||": "_or",
    "&&": "_and", "==": "_equal", "!": "_not", "if": "_if", "env": "_env", "environ": "_environ",
    "dir": "_dir", "file": "_file", "url": "_url", "get": "_get", "ref": "_ref",
    "import": "_import", "call": "_call", "quote": "_quote",
}  # fmt: skip
