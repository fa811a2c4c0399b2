"""Names that stand twice in one list: in a key, a view, SET behind ON CONFLICT and in MERGE."""

from __future__ import annotations

from forge_migrations.sql.cursor import commas
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize
from forge_migrations.sql.view_columns import view_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.tokens import Token


def lists(act: Act, catalog: Catalog) -> Iterator[tuple[str, Sequence[str]]]:
    """(where, names) of every list of the act that can't name one thing twice on its engine."""
    if catalog.dialect in ("sqlite", "libsql"):
        return
    for constraint in (*act.constraints, *((act.constraint,) if act.constraint else ())):
        yield from _of_key(constraint, catalog)
    if act.indexed is not None and catalog.grammar.indexes_by_table:
        yield f'index "{act.name}"', [c for c in act.indexed.columns if "(" not in c]
    if act.verb == "create-view" or (
        act.has("as-select") and "AS" in (t.key for t in act.tokens[:1])
    ):
        yield "the columns", view_columns(act.tokens, catalog)
    elif act.verb == "insert" and catalog.dialect == "postgres":
        for names in _assigned(act.tokens, "SET", catalog):
            yield "ON CONFLICT DO UPDATE", names
    elif act.verb == "merge":
        tokens = tokenize(act.text, catalog.dialect)[0]
        for names in _assigned(tokens, "SET", catalog):
            yield "MERGE", names
        for names in _inserted(tokens, catalog):
            yield "MERGE", names


def _of_key(constraint: Constraint, catalog: Catalog) -> Iterator[tuple[str, Sequence[str]]]:
    kinds = (
        ("primary", "unique") if catalog.dialect == "postgres" else ("primary", "unique", "foreign")
    )
    if constraint.kind in kinds:
        word = {"primary": "the primary key", "unique": "UNIQUE"}.get(
            constraint.kind, "FOREIGN KEY"
        )
        yield word, constraint.columns
    if constraint.reference is not None:
        yield "REFERENCES", constraint.reference.columns


def _assigned(tokens: Sequence[Token], word: str, catalog: Catalog) -> Iterator[list[str]]:
    """The plain columns on the left of `=` behind each SET outside brackets."""
    for start in _places(tokens, word):
        names = []
        for part in commas(_until(tokens[start + 1 :])):
            if len(part) > 1 and part[1].key == "=" and part[0].kind in (WORD, QUOTED):
                names.append(identifier(part[0], catalog.dialect))
        yield names


def _inserted(tokens: Sequence[Token], catalog: Catalog) -> Iterator[list[str]]:
    for start in _places(tokens, "INSERT"):
        if start + 1 < len(tokens) and tokens[start + 1].key == "(":
            inside = []
            for token in tokens[start + 2 :]:
                if token.key == ")":
                    break
                inside.append(token)
            plain = (part for part in commas(inside) if len(part) == 1)  # no field, no element
            yield [identifier(part[0], catalog.dialect) for part in plain]


def _places(tokens: Sequence[Token], word: str) -> Iterator[int]:
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0 and token.key == word:
            yield at


def _until(tokens: Sequence[Token]) -> Sequence[Token]:
    """What stands before WHERE, WHEN or RETURNING."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0 and token.key in ("WHERE", "WHEN", "RETURNING"):
            return tokens[:at]
    return tokens
