"""Where a migration's SQL and its snapshot disagree, in words."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.parts import NAME
from forge_migrations.sql.parts import WHOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.checks.migration_history.agreement.told import Compared
    from forge_migrations.checks.migration_history.agreement.told import Told
    from forge_migrations.findings import Severity
    from forge_migrations.sql.parts import Part

LACKS, DIFFERS, ADDS = "sql-lacks", "sql-differs", "sql-adds"
OVER = "over the whole history"
"""Before what no single migration shows."""


class Worded(NamedTuple):
    """The rule that a disagreement breaks, and what is said of it."""

    rule: str
    severity: Severity
    message: str


def worded(one: Told, orders_enums: bool) -> Worded | None:
    """`None` for what no Drizzle schema could have declared.

    `orders_enums`: the project's drizzle-kit writes BEFORE and takes enum values away; older ones
    say neither, and what they leave out isn't anybody's edit.
    """
    part = one.part
    lenient: Severity = "refuse" if orders_enums else "report"
    if part.kind == "enum" and one.aspect == "values":
        return _enum(one, lenient)
    if one.aspect == WHOLE and not one.want:
        if one.known:
            what = f"its snapshot no longer has {part}, and the SQL doesn't drop it"
            return Worded(LACKS, lenient if part.kind == "enum" else "refuse", what)
        if one.undeclared:
            return None
        return Worded(ADDS, "report", f"the SQL adds {_named(one)}, and its snapshot lacks it")
    if one.aspect == WHOLE:
        if one.known and part.kind != "primary key":
            return Worded(LACKS, "refuse", f"its snapshot keeps {part}, and the SQL drops it")
        what = f"its snapshot has {_named(one)}, and the SQL doesn't {_make(part)} it"
        return Worded(LACKS, "refuse", what)
    if one.aspect == NAME:
        what = f"its snapshot calls {part._replace(name=one.have)} {one.want}"
        return Worded(DIFFERS, "report", what)
    what = f"its snapshot has {part} with {one.aspect} {one.want}, and the SQL makes it {one.have}"
    if one.aspect == "null":
        what = f"its snapshot has {part} {one.want}, and the SQL leaves it {one.have}"
    return Worded(DIFFERS, "report" if one.lenient else "refuse", what)


def _make(part: Part) -> str:
    return "create" if part.kind in ("table", "enum", "view", "sequence", "schema") else "add"


def _named(one: Told) -> str:
    """`column "body" text of table "p"`."""
    if one.shown and one.part.kind == "column":
        return f'column "{one.part.name}" {one.shown} of table "{one.part.table}"'
    return str(one.part) + (f" ({one.shown})" if one.shown else "")


def _enum(one: Told, lenient: Severity) -> Worded:
    name = str(one.part)
    have, want = one.have.split(", "), one.want.split(", ")
    lacking = [value for value in want if value not in have]
    extra = [value for value in have if value not in want]
    if lacking:
        what = f"its snapshot has {', '.join(lacking)} in {name}, and the SQL doesn't add it"
        return Worded(LACKS, "refuse", what)
    if extra and one.added:
        return Worded(
            ADDS, "report", f"the SQL adds {', '.join(extra)} to {name}, and its snapshot lacks it"
        )
    if extra:
        what = f"its snapshot no longer has {', '.join(extra)} in {name}, and the SQL leaves it"
        return Worded(LACKS, lenient, what)
    what = f"its snapshot has {name} in the order {one.want}, and the SQL makes it {one.have}"
    return Worded(DIFFERS, lenient, what)


def untold(compared: Compared) -> str:
    """What wasn't compared, or nothing."""
    if "*" in compared.unread:
        return "the SQL isn't compared with its snapshot: it runs statements that can't be read"
    if compared.unread:
        names = ", ".join(f'"{name}"' for name in compared.unread)
        return f"{names} isn't compared with the snapshot: statements about it can't be read"
    return ""
