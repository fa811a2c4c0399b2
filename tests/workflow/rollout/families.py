"""Families of SQLite tables by a seed: names to quote, keys of every kind to each other and to themselves,
what hangs on them, and rebuilds of one or two of them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import NamedTuple

from forge_migrations.sql.debts import quoted

NAMES = ("users", "Posts", "a b", "order", 'c"d', "it's", "x.y")
COLUMNS = ("name", "Mail", "a col", "select", "v1", "v2", "up")
ACTIONS = ("cascade", "set null", "no action", "restrict", "set default")
VALUES = {"text": "'{}{}'", "integer": "{1}", "real": "{1}.5"}


class Field(NamedTuple):
    name: str
    kind: str
    clauses: str
    required: bool


class Key(NamedTuple):
    name: str
    to: str
    action: str
    inline: bool


class Member(NamedTuple):
    """A table."""

    name: str
    head: str
    """Of its `id`."""
    fields: tuple[Field, ...]
    keys: tuple[Key, ...]
    extra: tuple[str, ...]
    tail: str


class Change(NamedTuple):
    """What becomes of a table."""

    drops: frozenset[str] = frozenset()
    requires: frozenset[str] = frozenset()
    numeric: frozenset[str] = frozenset()


class Family(NamedTuple):
    members: tuple[Member, ...]
    indexes: tuple[tuple[str, str, str], ...]
    """(table, column, SQL)."""
    hanging: tuple[str, ...]
    """Views and triggers."""
    changes: Mapping[str, Change]
    rows: str

    def schema(self, changed: bool) -> str:
        """All of it, as it is or as it is to be."""
        of = self.changes if changed else {}
        tables = [table(each, each.name, of.get(each.name, Change())) for each in self.members]
        kept = [sql for name, column, sql in self.indexes
                if column not in of.get(name, Change()).drops]  # fmt: skip
        return "\n".join(("CREATE TABLE log (what);", *tables, *kept, *self.hanging))

    def migration(self) -> str:
        """The rebuilds, as drizzle-kit writes them."""
        parts = []
        for each in self.members:
            change = self.changes.get(each.name)
            if change is None:
                continue
            new = f"__new_{each.name}"
            own = ["id", *(f.name for f in each.fields if f.name not in change.drops)]
            listed = ", ".join(map(q, [*own, *(key.name for key in each.keys)]))
            parts += ["PRAGMA foreign_keys=OFF;", table(each, new, change)]
            parts += [f"INSERT INTO {q(new)}({listed}) SELECT {listed} FROM {q(each.name)};"]
            parts += [
                f"DROP TABLE {q(each.name)};",
                f"ALTER TABLE {q(new)} RENAME TO {q(each.name)};",
            ]
            parts += ["PRAGMA foreign_keys=ON;"]
            parts += [sql for name, column, sql in self.indexes
                      if name == each.name and column not in change.drops]  # fmt: skip
        return "--> statement-breakpoint\n".join(parts)

    def fills(self) -> dict[str, str]:
        """A value for each column that becomes required."""
        return {f"{name}.{column}": "id + 100" for name, change in self.changes.items()
                for column in change.requires}  # fmt: skip


def q(name: str) -> str:
    return quoted(name, "sqlite")


def table(one: Member, name: str, change: Change) -> str:
    """CREATE TABLE."""
    parts = [one.head]
    for field in one.fields:
        if field.name not in change.drops:
            kind = "numeric" if field.name in change.numeric else field.kind
            needed = field.required or field.name in change.requires
            parts.append(f"{q(field.name)} {kind}{field.clauses}" + " NOT NULL" * needed)
    behind = list(one.extra)
    for key in one.keys:
        to = f"REFERENCES {q(key.to)} (id) ON DELETE {key.action}"
        parts.append(f"{q(key.name)} integer" + f" {to}" * key.inline)
        if not key.inline:
            behind.append(f"FOREIGN KEY ({q(key.name)}) {to}")
    return f"CREATE TABLE {q(name)} ({', '.join(parts + behind)}){one.tail};"


def family(seed: int) -> Family:
    """The one of a seed."""
    dice = random.Random(seed)
    names = dice.sample(NAMES, dice.randint(2, 4))
    members = tuple(_member(dice, name, names) for name in names)
    indexes: list[tuple[str, str, str]] = []
    hanging: list[str] = []
    seen: set[str] = set()
    for at, each in enumerate(members):
        for number in range(dice.randint(0, 2)):
            column = dice.choice(each.fields).name
            on = dice.choice([f"({q(column)} DESC)", f"(lower({q(column)}))",
                              f"(id) WHERE {q(column)} IS NOT NULL", f"({q(column)}, id)"])  # fmt: skip
            made = f"CREATE INDEX i{at}{number} ON {q(each.name)} {on};"
            indexes.append((each.name, column, made))
        if dice.random() < 0.3:
            hanging.append(
                f"CREATE VIEW w{at} AS SELECT {q(each.fields[0].name)} FROM {q(each.name)};"
            )
            seen.add(each.name)
        if dice.random() < 0.4:
            event, other = dice.choice(["INSERT", "UPDATE", "DELETE"]), q(dice.choice(names))
            body = f"INSERT INTO log SELECT count(*) FROM {other};"
            hanging.append(
                f"CREATE TRIGGER t{at} AFTER {event} ON {q(each.name)} BEGIN {body} END;"
            )
    changed = dice.sample(members, dice.randint(1, 2))
    changes = {each.name: _change(dice, each, each.name in seen) for each in changed}
    return Family(members, tuple(indexes), tuple(hanging), changes, _rows(dice, members))


def _member(dice: random.Random, name: str, names: list[str]) -> Member:
    bare = dice.random() < 0.15
    auto = " AUTOINCREMENT" * (not bare and dice.random() < 0.4)
    fields = []
    for column in dice.sample(COLUMNS, dice.randint(2, 5)):
        kind, required = dice.choice(["text", "integer", "real"]), dice.random() < 0.4
        clauses = dice.choice(["", "", "", " DEFAULT 1", " COLLATE NOCASE"])
        clauses += f" CHECK ({q(column)} IS NOT 'bad')" * (dice.random() < 0.15)
        clauses += " UNIQUE" * (not required and "DEFAULT" not in clauses and dice.random() < 0.1)
        fields.append(Field(column, kind, clauses, required))
    keys = tuple(
        Key(f"k{number}", dice.choice(names), dice.choice(ACTIONS), dice.random() < 0.5)
        for number in range(dice.randint(0, 2))
    )
    extra = ["g text GENERATED ALWAYS AS (id || 'x') STORED"] * (dice.random() < 0.15)
    head = f"id integer PRIMARY KEY{auto} NOT NULL"
    return Member(name, head, tuple(fields), keys, tuple(extra), " WITHOUT ROWID" * bare)


def _change(dice: random.Random, one: Member, seen: bool) -> Change:
    free = one.fields[1:] if seen else one.fields
    drops = [each.name for each in free if dice.random() < 0.3][: len(one.fields) - 1]
    left = [each for each in one.fields if each.name not in drops]
    requires = [each.name for each in left if not each.required and dice.random() < 0.4]
    numeric = [each.name for each in left if dice.random() < 0.2]
    return Change(frozenset(drops), frozenset(requires), frozenset(numeric))


def _rows(dice: random.Random, members: tuple[Member, ...]) -> str:
    made = ["PRAGMA defer_foreign_keys = ON;"]
    for each in members:
        for number in (1, 2, 3):
            values = {"id": str(number)}
            for field in each.fields:
                if field.required or dice.random() < 0.6:
                    plain = field.name.replace(" ", "")
                    values[field.name] = VALUES[field.kind].format(plain, number)
            for key in each.keys:
                if dice.random() < 0.7:
                    values[key.name] = str(dice.choice((1, 2, 3)))
            names, said = ", ".join(map(q, values)), ", ".join(values.values())
            made.append(f"INSERT INTO {q(each.name)} ({names}) VALUES ({said});")
    return "\n".join(made)
