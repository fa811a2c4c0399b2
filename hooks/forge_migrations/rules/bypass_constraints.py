"""The session stops checking foreign keys, triggers or the schema itself, and rows that break them
come in unseen."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_SETTINGS = (
    ("session_replication_role", ("replica",)),
    ("foreign_key_checks", ("0", "off", "false")),
    ("unique_checks", ("0", "off", "false")),
    ("sql_log_bin", ("0", "off")),
    ("row_security", ("off", "false", "0")),
    ("check_constraint_checks", ("0", "off")),
    ("zero_in_date", ()),
)


def bypass_constraints(act: Act, scene: Scene) -> Iterator[Hit]:
    """Settings, DISABLE TRIGGER, PRAGMA writable_schema and ignore_check_constraints."""
    if act.verb == "disable-trigger":
        if scene.existed(act.table):
            again = any(
                scene.same(a.table, act.table)
                for a in scene.after("enable-trigger", table=act.table)
            )
            yield Hit(f'turns triggers of "{act.table}" off{" for a while" if again else ""}')
        return
    if act.verb == "call" and act.name != "set_config":
        return
    if act.verb in ("update", "delete", "insert") and act.table.rpartition(".")[2] != "pg_settings":
        if act.table.lower() in ("sqlite_master", "sqlite_schema", "pg_catalog.pg_class"):
            yield Hit(f'writes "{act.table}", the catalog itself, by hand')
        return
    if act.verb == "pragma":
        if act.name in ("writable_schema", "ignore_check_constraints") and act.text in (
            "on",
            "1",
            "true",
            "reset",
        ):
            yield Hit(f"PRAGMA {act.name} switches a check off")
        return
    text = _setting(act)
    for name, values in _SETTINGS:
        found = re.search(rf"\b{name}\b\s*:?=\s*'?(\w+)", text)
        if found and found[1] in values:
            yield Hit(f"sets {name} to {found[1]}")
    if re.search(r"\bsql_mode\b\s*=", text) and "strict" not in text:
        yield Hit("sets sql_mode without strict mode: values that don't fit are cut off", "report")


def _setting(act: Act) -> str:
    """`name = value`, however it was set: SET, set_config('name', 'value', …), or pg_settings."""
    text = act.text.lower().replace(" to ", " = ")
    if act.verb == "call":
        return re.sub(r"^\W*'([\w.]+)'[\s:\w]*,\s*'", r"\1 = '", text)
    if act.verb == "update":
        named = re.search(r"\bname = '([\w.]+)'", render(act.tokens))
        return text.replace("setting = ", f"{named[1]} = ") if named else text
    return text


RULE = Rule(
    id="bypass-constraints",
    kind="security",
    verbs=(
        "set",
        "call",
        "disable-trigger",
        "pragma",
        "update",
        "delete",
        "insert",
        "alter-role",
        "alter-database",
        "alter-system",
        "alter-function",
        "alter-procedure",
    ),
    check=bypass_constraints,
    problem=(
        "The session stops checking foreign keys, triggers or the schema itself, and rows "
        "that break them come in unseen."
    ),
    remedy="leave the checks on; write the rows in an order that satisfies them",
)
