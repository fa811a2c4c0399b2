"""A trigger that returns NULL, or raises IGNORE, throws away what the running release writes."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.writes_along import empties
from forge_migrations.sql.routines import Body
from forge_migrations.sql.routines import body_of
from forge_migrations.sql.swallowing import ignores
from forge_migrations.sql.swallowing import returns_null
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.tokens import Token


def trigger_discards_writes(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed: BEFORE … FOR EACH ROW, by the function that it runs or that is replaced."""
    if act.verb == "create-function":
        yield from _replaced(act, scene)
        return
    for emptied in empties(_body(act, scene), scene):
        some = " for which its condition holds" if "WHEN" in [t.key for t in act.tokens] else ""
        yield Hit(
            f'trigger "{act.name}" deletes every row of table "{emptied}" at {_events(act)}'
            f' on table "{act.table}"{some}'
        )
    if scene.is_new(act.table) or scene.dialect not in (*POSTGRES, *SQLITE):
        return
    if scene.dialect != "postgres":
        how = ignores(act.tokens)
        if how is not None:
            yield Hit(f'trigger "{act.name}" discards {_events(act)} on table "{act.table}"{how}')
        return
    keys = [token.key for token in act.tokens]
    if "BEFORE" not in act.values or "ROW" not in keys:
        return
    called = scene.catalog.get("function", _function(keys, act))
    if called is None:
        return
    how = returns_null(Body(*called.body), act.values)
    if how:
        yield from _said(act.name, _events(act), act.table, how, "WHEN" in keys)


def _body(act: Act, scene: Scene) -> Sequence[Token]:
    """What the trigger runs: its own tokens, or those of its function."""
    if scene.dialect not in POSTGRES:
        return act.tokens
    called = scene.catalog.get("function", _function([], act))
    body = Body(*called.body) if called is not None else Body()
    return tokenize(body.text, "postgres")[0] if body.readable else ()


def _said(name: str, events: str, table: str, how: str, some: bool) -> Iterator[Hit]:
    """Whether every row is lost or some are."""
    always = how == "always" and not some
    where = "" if always else " for which its condition holds"
    yield Hit(
        f'trigger "{name}" discards {events} on table "{table}"{where}',
        None if always else "report",
    )


def _replaced(act: Act, scene: Scene) -> Iterator[Hit]:
    """CREATE OR REPLACE of the function of a trigger that is there."""
    body = body_of(act.tokens, "postgres") if scene.dialect == "postgres" else Body()
    old = scene.catalog.get("function", act.name)
    if old is None or not act.has("or-replace") or not returns_null(body, ("INSERT",)):
        return
    if returns_null(Body(*old.body), ("INSERT",)):
        return
    short = act.name.rpartition(".")[2]
    for table in scene.catalog.tables.values():
        for name, called in table.trigger_calls.items():
            if called == short and scene.existed(table.name):
                how = returns_null(body, ("INSERT",))
                yield from _said(name, "writes", table.name, how, False)


def _events(act: Act) -> str:
    found = [word for word in act.values if word in ("INSERT", "UPDATE", "DELETE")]
    return "each " + " and ".join(found) if found else "writes"


def _function(keys: list[str], act: Act) -> str:
    from forge_migrations.sql.dependencies import trigger_function

    return trigger_function(act.tokens, "postgres")


RULE = Rule(
    id="trigger-discards-writes",
    kind="data-loss",
    verbs=("create-trigger", "create-function"),
    check=trigger_discards_writes,
    problem=(
        "A BEFORE trigger whose function returns NULL (on DELETE also NEW, which is NULL there) makes "
        "PostgreSQL answer the INSERT, UPDATE or DELETE of the running release with success and do "
        "nothing; SELECT RAISE(IGNORE) does the same on SQLite. The rows are lost, and no error tells. A "
        "trigger that runs DELETE FROM … without a condition empties that table at the first write."
    ),
    remedy="raise an error in the trigger, so that a lost write is told, or return NEW",
    source="https://www.postgresql.org/docs/current/plpgsql-trigger.html",
)
