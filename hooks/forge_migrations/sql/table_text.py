"""The text that SQLite keeps of a table, in parts that can be changed: SQLite itself alters little of one."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.definitions import parts
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.sql.tokens import Token

_NAMES = (WORD, QUOTED, STRING)
_OF_TABLE = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})
_CLAUSES = frozenset(
    {
        "CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES",
        "GENERATED", "AS",
    }
)  # fmt: skip
_CARRIED_ON = {
    ("NOT", "NULL"), ("DEFAULT", "NULL"), ("SET", "NULL"), ("SET", "DEFAULT"), ("ALWAYS", "AS"),
}  # fmt: skip
"""A word that begins a clause, unless it stands behind this one."""


class TableText(NamedTuple):
    """CREATE TABLE, cut where its definitions end."""

    head: str
    """Up to its opening bracket."""
    columns: tuple[str, ...]
    constraints: tuple[str, ...]
    """Those of the table, behind its columns."""
    tail: str
    """From its closing bracket: `) STRICT`."""

    @classmethod
    def of(cls, create: str) -> TableText:
        """Raises `Unreadable` for what has no definitions, such as CREATE TABLE … AS SELECT."""
        found = list(parts(create))
        if not found:
            raise Unreadable("expected columns")
        texts = [(part, create[part[0].start : _end(part)]) for part in found]
        columns = tuple(text for part, text in texts if _is_column(part))
        constraints = tuple(text for part, text in texts if not _is_column(part))
        tokens, _ = tokenize(create, "sqlite")
        opened = next(token for token in tokens if token.key == "(")
        last = next(token for token in tokens if token.start >= _end(found[-1]))
        tail = create[last.start :].rstrip().removesuffix(";")
        return cls(create[: opened.start + 1], columns, constraints, tail)

    def __str__(self) -> str:
        """The statement without a semicolon."""
        told = ",\n\t".join((*self.columns, *self.constraints))
        return f"{self.head}\n\t{told}\n{self.tail}"

    def named(self, name: str) -> str:
        """A column's definition; empty without it."""
        return next((text for text in self.columns if _name(text) == name.lower()), "")

    def with_column(self, definition: str, order: TableText | None = None) -> TableText:
        """In the place of the one of its name, else where it stands in another text, else behind the
        others: rows are moved by `SELECT *`, too."""
        name = _name(definition)
        names = [_name(text) for text in self.columns]
        if name in names:
            at = names.index(name)
            return self._replace(columns=(*self.columns[:at], definition, *self.columns[at + 1 :]))
        known = [_name(text) for text in order.columns] if order else []
        before = known[: known.index(name)] if name in known else names
        at = next((names.index(each) + 1 for each in reversed(before) if each in names), 0)
        return self._replace(columns=(*self.columns[:at], definition, *self.columns[at:]))

    def required(self, name: str) -> TableText:
        """With NOT NULL on a column."""
        text = without(self.named(name), "NULL")
        if any(kind == "NOT" for kind, _ in _clauses(_tokens(text))):
            return self
        return self.with_column(f"{text} NOT NULL")

    def optional(self, name: str) -> TableText:
        """With a column that takes NULL."""
        return self.with_column(without(self.named(name), "NOT"))

    def without_column(self, name: str) -> TableText:
        """Without a column, and without the keys and conditions that name it."""
        kept = tuple(text for text in self.columns if _name(text) != name.lower())
        rest = tuple(text for text in self.constraints if name.lower() not in _own_names(text))
        return self._replace(columns=kept, constraints=rest)

    def without_references(self, tables: Container[str]) -> TableText:
        """Without its foreign keys to these, by their lower-case names."""
        columns = tuple(
            without(text, "REFERENCES") if _refers(text) in tables else text
            for text in self.columns
        )
        kept = tuple(text for text in self.constraints if _refers(text) not in tables)
        return self._replace(columns=columns, constraints=kept)

    def keys_with(self, name: str, *kinds: str) -> tuple[str, ...]:
        """The table's constraints of these kinds, `UNIQUE` or `FOREIGN`, that a column is part of."""
        return tuple(
            text
            for text in self.constraints
            if _kind(_tokens(text)) in kinds and name.lower() in _own_names(text)
        )

    def with_constraint(self, text: str) -> TableText:
        """One more, unless it is there."""
        there = text in self.constraints
        return self if there else self._replace(constraints=(*self.constraints, text))


def without(definition: str, *kinds: str) -> str:
    """A column's definition without its clauses of these kinds: `NOT`, `CHECK`, `REFERENCES`."""
    made, at = [], 0
    for kind, clause in _clauses(_tokens(definition)):
        if kind in kinds:
            made.append(definition[at : clause[0].start].rstrip())
            at = _end(clause)
    return "".join([*made, definition[at:]]).strip()


def called(definition: str, name: str) -> str:
    """A column's definition under another name."""
    first = _tokens(definition)[0]
    return quoted(name, "sqlite") + definition[first.start + len(first.text) :]


def renamed(create: str, names: Mapping[str, str]) -> str:
    """CREATE TABLE with other names, by their lower case, for itself and the tables that it refers to."""
    tokens, _ = tokenize(create, "sqlite")
    cursor = Cursor(tokens, "sqlite")
    while not cursor.take("TABLE"):
        cursor.step()
    cursor.take("IF", "NOT", "EXISTS")
    own = cursor.at + (2 if cursor.key(1) == "." else 0)
    made, at = [], 0
    for number, token in enumerate(tokens):
        before = tokens[number - 1].key if number else ""
        after = tokens[number + 1].key if number + 1 < len(tokens) else ""
        meant = number == own or before == "REFERENCES" or (after == "." and before != ".")
        new = names.get(identifier(token, "sqlite").lower()) if token.kind in _NAMES else None
        if meant and new is not None:
            made += [create[at : token.start], quoted(new, "sqlite")]
            at = token.start + len(token.text)
    return "".join([*made, create[at:]])


def names_in(sql: str) -> set[str]:
    """Every name and word of a text, in lower case."""
    return {identifier(token, "sqlite").lower() for token in _tokens(sql) if token.kind in _NAMES}


def _refers(definition: str) -> str:
    """The table that a definition refers to, in lower case; empty for none."""
    tokens = _tokens(definition)
    at = next((n for n, token in enumerate(tokens) if token.key == "REFERENCES"), -1)
    return identifier(tokens[at + 1], "sqlite").lower() if 0 <= at < len(tokens) - 1 else ""


def _own_names(constraint: str) -> set[str]:
    """The names in a constraint but for those that a foreign key refers to."""
    tokens = _tokens(constraint)
    end = next((token.start for token in tokens if token.key == "REFERENCES"), len(constraint))
    return names_in(constraint[:end])


def _tokens(text: str) -> list[Token]:
    return list(tokenize(text, "sqlite")[0])


def _end(tokens: Sequence[Token]) -> int:
    return tokens[-1].start + len(tokens[-1].text)


def _is_column(part: Sequence[Token]) -> bool:
    return part[0].kind in _NAMES and not (part[0].kind == WORD and part[0].key in _OF_TABLE)


def _name(definition: str) -> str:
    return identifier(_tokens(definition)[0], "sqlite").lower()


def _kind(tokens: Sequence[Token]) -> str:
    """What a constraint is, behind its name."""
    at = 2 if tokens and tokens[0].key == "CONSTRAINT" else 0
    return tokens[at].key if at < len(tokens) else ""


def _clauses(tokens: Sequence[Token]) -> Iterator[tuple[str, list[Token]]]:
    """(its kind, its tokens) of each clause behind a column's name and type."""
    clause: list[Token] = []
    depth = 0
    for at, token in enumerate(tokens[1:], 1):
        before = tokens[at - 1].key
        follows = tokens[at + 1].key if at + 1 < len(tokens) else ""
        begins = depth == 0 and token.kind == WORD and token.key in _CLAUSES
        begins = begins and (before, token.key) not in _CARRIED_ON and follows != "DEFERRABLE"
        named = len(clause) == 2 and clause[0].key == "CONSTRAINT"
        if begins and not named:
            if clause:
                yield _kind(clause), clause
            clause = []
        if begins or clause:
            clause.append(token)
        depth += (token.key == "(") - (token.key == ")")
    if clause:
        yield _kind(clause), clause
