"""A sequence that is set back hands out numbers that rows already have: the next INSERT fails on
the primary key."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.sequences import options
from forge_migrations.sql.sequences import told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def rewind_sequence(act: Act, scene: Scene) -> Iterator[Hit]:
    """RESTART, setval with a constant, AUTO_INCREMENT = n."""
    if act.verb == "call":
        if act.name == "setval" and not any(
            t.key in ("SELECT", "MAX", "COALESCE", "GREATEST", "NEXTVAL") for t in act.tokens
        ):
            yield Hit(f"sets a sequence to a fixed number: setval({act.text})")
    elif act.verb == "table-option":
        if act.name == "auto_increment" and not scene.is_new(act.table):
            yield Hit(f'sets AUTO_INCREMENT of "{act.table}" to {act.new}', "report")
    elif act.verb == "restart-sequence":
        known = scene.catalog.get("sequence", act.name)
        if known is None or not scene.fresh(known.born):
            yield Hit(f'restarts sequence "{act.name}"')
    elif act.verb == "create-sequence":
        known = scene.catalog.get("sequence", act.name)
        if act.has("or-replace") and known is not None and not scene.fresh(known.born):
            yield Hit(f'CREATE OR REPLACE begins sequence "{act.name}" again')
    elif act.verb == "restart-identity" and scene.existed(act.table) and not _added(act, scene):
        yield Hit(f'restarts the numbers of "{act.table}"."{act.name}"')
    elif act.verb in ("add-identity", "set-default"):
        yield from _begins(act, scene)
    elif act.verb == "alter-sequence":
        yield from _limited(act, scene)
    elif act.verb == "set-identity":
        most = options(act.tokens).get("maxvalue", "")
        if scene.existed(act.table) and most.isdigit() and int(most) < _ENOUGH:
            yield Hit(
                f'limits the numbers of "{act.table}"."{act.name}" to {most}: it fails if they have come'
                " further, and INSERTs fail when they get there",
                "report",
            )
    elif act.verb == "delete" and act.table == "sqlite_sequence":
        yield Hit("gives the ids of rows that were deleted to new ones (sqlite_sequence)", "report")


def _added(act: Act, scene: Scene) -> bool:
    """The numbers were given to the column in this file: there is nothing to set back."""
    return any(scene.same(a.name, act.name) for a in scene.before("add-identity", table=act.table))


def _begins(act: Act, scene: Scene) -> Iterator[Hit]:
    """A column with values gets a sequence that begins at its start."""
    column = scene.column(act.table, act.name)
    if scene.is_new_column(act.table, act.name) or (column is not None and column.generated):
        return
    if scene.emptied(act.table):
        return
    sequence = ""
    if act.verb == "set-default":
        called = _NEXT.search(act.text)
        if called is None:
            return
        sequence = called[1].replace('"', "").removeprefix("public.")
        known = scene.catalog.get("sequence", sequence)
        anew = any(scene.before("create-sequence", table="", name=sequence))
        if known is None or not (scene.fresh(known.born) or anew):
            return  # it has been counting for a while
        start = (known.values[0] if known.values else "").partition("start ")[2]
    else:
        start = options(act.tokens).get("start", "1")
    if start.split(";")[0].strip() not in ("", "1") or _moved(act, sequence, scene):
        return
    begin = f'sequence "{sequence}"' if sequence else "an identity"
    table, name = scene.spelled(act.table), scene.spelled(act.name)
    source = f"'{sequence}'" if sequence else f"pg_get_serial_sequence('{table}', '{act.name}')"
    yield Hit(
        f'gives "{act.table}"."{act.name}", which holds values, {begin} that begins at 1: INSERTs'
        " collide with the rows that are there",
        details=f"SELECT setval({source}, (SELECT coalesce(max({name}), 1) FROM {table}));",
    )


_NEXT = re.compile(r"nextval\('([^']+)'")


def _moved(act: Act, sequence: str, scene: Scene) -> bool:
    """The file sets the sequence: by setval below, or above where it was made, or RESTART."""
    for call in scene.elsewhere("call"):
        if call.name == "setval":
            return True
    if any(scene.same(a.name, act.name) for a in scene.after("restart-identity", table=act.table)):
        return True
    return any(not sequence or a.name == sequence for a in scene.elsewhere("restart-sequence"))


def _limited(act: Act, scene: Scene) -> Iterator[Hit]:
    """AS a smaller type, or MAXVALUE, on a sequence that has been counting."""
    known = scene.catalog.get("sequence", act.name)
    if known is not None and scene.fresh(known.born):
        return
    keys = [token.key for token in act.tokens]
    given = options(act.tokens)
    before = told(known.values[0])[1] if known and known.values else {}
    was, now = before.get("increment", "1"), given.get("increment", "")
    if now and now.startswith("-") != was.startswith("-"):
        yield Hit(f'turns sequence "{act.name}" round: it gives the numbers again that rows have')
    if given.get("cycle") == "yes" and before.get("cycle") != "yes":
        yield Hit(f'lets sequence "{act.name}" begin again when it gets to its end', "report")
    least = given.get("minvalue", "")
    start = given.get("start", before.get("start", "1" if known else ""))
    if _above(least, start) and not was.startswith("-"):
        yield Hit(
            f'lets sequence "{act.name}" go no lower than {least}, above its start {start}: the statement fails'
        )
    most = given.get("maxvalue", "")
    if "AS" in keys:
        kind = keys[keys.index("AS") + 1] if keys.index("AS") + 1 < len(keys) else ""
        most = most or _MOST.get(kind, "")
    if most.isdigit() and int(most) < _ENOUGH:
        yield Hit(
            f'limits sequence "{act.name}" to {most}: it fails if it has come further, and INSERTs'
            " fail when it gets there",
            "report",
        )


def _above(least: str, start: str) -> bool:
    return least.lstrip("-").isdigit() and start.lstrip("-").isdigit() and int(least) > int(start)


_MOST = {"SMALLINT": "32767", "INT2": "32767", "INTEGER": "2147483647", "INT": "2147483647"}
_ENOUGH = 1 << 31
"""What a column of type integer can't hold anyway."""


RULE = Rule(
    id="rewind-sequence",
    kind="fails-on-data",
    verbs=(
        "restart-sequence",
        "create-sequence",
        "restart-identity",
        "call",
        "table-option",
        "add-identity",
        "set-default",
        "alter-sequence",
        "set-identity",
        "delete",
    ),
    check=rewind_sequence,
    problem=(
        "A sequence that is set back hands out numbers that rows already have: the next "
        "INSERT fails on the primary key. So does one that begins at 1 under a column that holds "
        "values: drizzle-kit writes no setval when a column becomes an identity."
    ),
    remedy="set it to the highest number in use: SELECT setval('s', (SELECT max(id) FROM t))",
)
