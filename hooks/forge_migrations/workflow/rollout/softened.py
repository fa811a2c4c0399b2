"""A migration in the form that can be rolled out: what of it stays, what it owes, what it takes."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence

    from forge_migrations.drizzle.history.snapshot import Kinds
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.debts import Debt
    from forge_migrations.sql.paying_by_rebuild import Stock
    from forge_migrations.sql.read import Reading


class Given(NamedTuple):
    """What a migration is judged by."""

    reading: Reading
    text: str
    """Its SQL as it stands."""
    before: Catalog
    """What databases have before it."""
    released: Catalog
    """What the released migrations make: running code knows of this."""
    was: Kinds
    """What its parent's snapshot says."""
    dialect: Dialect
    stock: Callable[[Sequence[str]], Stock] | None = None
    """What SQLite keeps of its objects behind `before` and these statements."""
    owed: frozenset[Act] = frozenset()
    """What earlier migrations left for later ones."""

    def written(self, at: int) -> str:
        """A statement with the comments above it and its semicolon; empty for what a rebuild does."""
        if at >= len(self.reading.acts):
            return ""
        one = self.reading.script.statements[at]
        return self.text[one.begin : one.stop].strip()

    def knows(self, table: str, column: str = "") -> bool:
        """True for what running code can name."""
        found = self.released.table(table)
        return found is not None and (not column or self.released.fold(column) in found.columns)


class Form(NamedTuple):
    """One thing that was softened."""

    what: str
    """`drop-column "users"."email"`: an act, by the names of what it is about."""
    how: str
    """What becomes of it, a sentence."""
    deploys: int
    """How many deploys it takes, this migration's among them."""


class Left(NamedTuple):
    """One thing that stays as it is."""

    what: str
    why: str


class Softening:
    """A migration on its way: what becomes of each statement."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.instead: dict[int, tuple[str, ...]] = {}
        """Statement -> what is written in its place; nothing where it goes."""
        self.ahead: list[str] = []
        """Statements that come before all that is left."""
        self.behind: list[str] = []
        """Statements of a migration of its own behind this one, in the same deploy."""
        self.casts: dict[int, tuple[str, ...]] = {}
        """Statement -> what it would have to be, where the engine refuses it for a cast that isn't written."""
        self.debts: list[Debt] = []
        self.forms: list[Form] = []
        self.left: list[Left] = []
        self.rebuilding: set[int] = set()
        """Statements of rebuilds, which are asked by what they come to."""
        self.rebuilt: set[str] = set()
        """The tables of these, folded."""
        self.net: list[tuple[Act, ...]] = []
        """What the rebuilds come to, each act alone: numbered behind the last statement."""

    @property
    def acts(self) -> Sequence[tuple[Act, ...]]:
        """What each statement does, and what the rebuilds come to."""
        told = enumerate(self.given.reading.acts)
        return (*(() if at in self.rebuilding else group for at, group in told), *self.net)

    def owe(self, debt: Debt) -> None:
        """Leave an act to a later migration, unless an earlier one has left it already."""
        if debt.act not in self.given.owed and all(each.act != debt.act for each in self.debts):
            self.debts.append(debt)

    def until(self, stop: int) -> tuple[str, ...]:
        """What comes of the statements before a number."""
        made = list(self.ahead)
        for at in range(stop):
            made += self.instead.get(at, (self.given.written(at),))
        return tuple(made)

    def meant(self) -> tuple[str, ...]:
        """The migration's statements as they stand, with the casts that they lack; nothing where none does."""
        if not self.casts:
            return ()
        whole = (self.casts.get(at, (self.given.written(at),)) for at in range(len(self.acts)))
        return tuple(statement for each in whole for statement in each)

    def statements(self) -> tuple[str, ...]:
        """The migration's statements as they are to be, its debts above the first of them."""
        made = list(self.until(len(self.given.reading.acts)))
        comments = "\n".join(debt.comment(self.given.dialect) for debt in self.debts)
        if not comments:
            return tuple(made)
        if not made and self.given.dialect in ("sqlite", "libsql"):
            made = [IDLE]
        return (f"{comments}\n{made[0]}", *made[1:]) if made else (comments,)


IDLE = "DROP TABLE IF EXISTS `__forge_nothing`;"
"""SQLite's drivers refuse a migration that holds nothing but comments, and one that answers rows."""
