"""A value that ALTER TYPE … ADD VALUE adds can't be used before the transaction ends (error
55P04), and the migrator runs all pending files in one."""

from __future__ import annotations

import re
from itertools import pairwise

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.constants import strings_in
from forge_migrations.sql.dependencies import names_column
from forge_migrations.sql.literals import literal
from forge_migrations.sql.tokens import BODY
from forge_migrations.sql.tokens import render
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_IDLE = (
    "create-function",
    "create-procedure",
    "harmless",
    "add-enum-value",
    "create-type",
    "do",
    "rename-enum-value",
    "exception-handler",
    "create-trigger",
)


def enum_value_used_too_early(act: Act, scene: Scene) -> Iterator[Hit]:
    """Values added in this file or a pending one, named by a later statement on that enum."""
    if not scene.in_transaction or (act.verb in _IDLE and not _checked(act)):
        return
    if act.verb == "alter-type":
        yield from _converted(act, scene)
    for value in scene.new_enum_values(_literals(act)):
        if not _about(act, value, scene):
            continue
        known = scene.catalog.get("type", value.name)
        if known is not None and known.born and scene.settings.postgres >= 17:
            continue  # since then an enum created in the same run may use every value at once
        yield Hit(
            f"uses the new value '{value.new}' of enum \"{value.name}\" in the run that adds it"
        )


def _converted(act: Act, scene: Scene) -> Iterator[Hit]:
    """Text that becomes the enum: a row with the new value uses it."""
    column = scene.column(act.table, act.name)
    base = parse(act.new).base
    if column is None or parse(column.type).base == base or scene.is_new(act.table):
        return
    new = [a.new for a in scene.in_this_transaction("add-enum-value") if a.name == base]
    if new:
        yield Hit(
            f'turns "{act.table}"."{act.name}" into enum "{base}": it fails if a row holds'
            f" '{new[0]}', which this run adds",
            "report",
        )


def _checked(act: Act) -> bool:
    """PostgreSQL looks at the values in a domain, in a trigger's WHEN and in a body in SQL at once."""
    keys = [token.key for token in act.tokens]
    if act.verb == "create-function":
        return ("LANGUAGE", "SQL") in pairwise(keys)
    return act.column is not None or (act.verb == "create-trigger" and "WHEN" in keys)


def _literals(act: Act) -> set[str]:
    """Every string in the act, but for those that are compared as text: `c::text <> 'new'`."""
    texts = [act.text, render(act.tokens)]
    columns = (*act.columns, *((act.column,) if act.column else ()))
    texts += [c.default or "" for c in columns] + [c.check + " " + c.expression for c in columns]
    texts += [c.expression for c in act.constraints]
    if act.constraint:
        texts.append(act.constraint.expression)
    if act.indexed:
        texts += [act.indexed.where, *act.indexed.columns]
    texts += [literal(token, "postgres") for token in act.tokens if token.kind == BODY]
    found = {match for text in texts for match in strings_in(_AS_TEXT.sub("", text), "postgres")}
    listed = {
        part.strip('" ') for text in found if text[:1] == "{" for part in text[1:-1].split(",")
    }
    return found | listed  # an array's literal: '{a,b}'


_AS_TEXT = re.compile(
    r"::\s*(?:text|varchar)\s*\)?\s*(?:=|<>|!=|(?:not\s+)?in\s*\()\s*(?:'(?:[^']|'')*'[\s,]*)+"
    r"|'(?:[^']|'')*'\s*::\s*(?:text|varchar)\b",
    re.IGNORECASE,
)


def _about(act: Act, value: Act, scene: Scene) -> bool:
    """The act has to do with the enum: its table has such a column, or the type is named."""
    short = value.name.rpartition(".")[2]
    if any(t.text.strip('"') == short for t in act.tokens) or short in act.text:
        return True
    columns = (*act.columns, *((act.column,) if act.column else ()))
    if any(parse(c.type).base.rpartition(".")[2] == short for c in columns):
        return True
    table = scene.table(act.table) if act.table else None
    if table is None:
        return bool(act.table)
    if table.kind != "table":
        return any(
            t.name.rpartition(".")[2] in table.words
            for t, _c in scene.catalog.users_of_type(value.name)
        )
    users = {
        scene.catalog.fold(c.name) for t, c in scene.catalog.users_of_type(value.name) if t is table
    }
    if act.verb in ("set-default", "alter-type"):
        return scene.catalog.fold(act.name) in users
    if act.verb == "add-column":
        said = " ".join(f"{c.check} {c.expression}" for c in columns)
        said += " ".join(c.expression for c in act.constraints)
        return any(names_column(scene.catalog, said, user) for user in users)
    return bool(users)


RULE = Rule(
    id="enum-value-used-too-early",
    kind="transaction",
    verbs=("*",),
    check=enum_value_used_too_early,
    after=("add-enum-value",),
    problem=(
        "A value that ALTER TYPE … ADD VALUE adds can't be used before the transaction ends "
        "(error 55P04), and the migrator runs all pending files in one."
    ),
    remedy="deploy the new value first, and use it in a migration of a later deploy",
    engines=POSTGRES,
)
