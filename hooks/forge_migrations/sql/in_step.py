"""The trigger that keeps a column in step with the one beside it, for the writes of either release."""

from __future__ import annotations

from forge_migrations.sql.debts import dotted
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.paying_beside import value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.beside import Beside
    from forge_migrations.sql.debts import Debt

_DIALECT: Dialect = "postgres"


def from_old(debt: Debt, one: Beside, careful: bool) -> Iterator[str]:
    """The new column follows the old one, which is all that either release writes.

    The expression reads the row as it reads the table, by names with or without the table's. Where it
    can fail (`careful`), the old release's write passes, and the row is without a value until it is
    filled. https://www.postgresql.org/docs/current/plpgsql-trigger.html
    """
    short = quoted(one.table.rpartition(".")[2], _DIALECT)
    new = f"NEW.{quoted(one.new, _DIALECT)}"
    reading = f"SELECT {value_of(debt)} INTO {new} FROM (SELECT NEW.*) AS {short};"
    body = [f"  {reading}"]
    if careful:
        caught = ["  EXCEPTION WHEN OTHERS THEN", f"    {new} := NULL;", "  END;"]
        body = ["  BEGIN", f"    {reading}", *caught]
    yield from _trigger(one, [*body, "  RETURN NEW;"])


def _trigger(one: Beside, body: list[str]) -> Iterator[str]:
    """A name that is a column and a variable is the column: one may be called `found`."""
    function = dotted(one.function, _DIALECT)
    lines = "\n".join(["#variable_conflict use_column", "BEGIN", *body, "END"])
    yield f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\n{lines}\n$$;"
    yield (
        f"CREATE TRIGGER {quoted(one.trigger, _DIALECT)} BEFORE INSERT OR UPDATE"
        f" ON {dotted(one.table, _DIALECT)} FOR EACH ROW EXECUTE FUNCTION {function}();"
    )


def both_ways(one: Beside, compared: str = "") -> Iterator[str]:
    """The release that knows a name writes it, and the other column follows. What an INSERT gives the new
    column counts, as the old one may have a default; `compared`: a cast for types that have no equality."""
    old, new = quoted(one.old, _DIALECT), quoted(one.new, _DIALECT)
    changed = f"NEW.{new}{compared} IS DISTINCT FROM OLD.{new}{compared}"
    yield from _trigger(
        one,
        [
            f"  IF TG_OP = 'INSERT' AND NEW.{new} IS NOT NULL THEN",
            f"    NEW.{old} := NEW.{new};",
            "  ELSIF TG_OP = 'INSERT' THEN",
            f"    NEW.{new} := NEW.{old};",
            f"  ELSIF {changed} THEN",
            f"    NEW.{old} := NEW.{new};",
            "  ELSE",
            f"    NEW.{new} := NEW.{old};",
            "  END IF;",
            "  RETURN NEW;",
        ],
    )
