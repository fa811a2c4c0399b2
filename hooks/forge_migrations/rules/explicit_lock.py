"""The statement asks for a lock itself: LOCK TABLE, LOCK=SHARED or EXCLUSIVE, ALGORITHM=COPY, a
FULLTEXT or SPATIAL index."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb


def explicit_lock(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed."""
    if act.verb == "lock-table":
        if scene.existed(act.table):
            yield Hit(f'locks table "{act.table}" ({act.text or "access exclusive"})')
        return
    if act.verb == "copy":
        if act.name == "from" and scene.existed(act.table):
            yield Hit(
                f'COPY … FROM holds its locks on "{act.table}" to the end of the run', "report"
            )
        return
    if act.verb == "harmless":
        if act.name == "flush" and any(token.key == "LOCK" for token in act.tokens):
            yield Hit("FLUSH TABLES WITH READ LOCK blocks every write to the server")
        return
    if act.verb == "select-for-update":
        yield Hit("locks the rows that it selects to the end of the run", "report")
        return
    if scene.dialect not in MYSQL or not scene.existed(act.table):
        return
    for flag in ("lock-shared", "lock-exclusive", "algorithm-copy"):
        if act.has(flag):
            yield Hit(f'{flag.upper().replace("-", "=")} blocks writes to "{act.table}"')
    if act.indexed is not None and act.indexed.method in ("fulltext", "spatial"):
        yield Hit(f'a {act.indexed.method.upper()} index blocks writes to "{act.table}"', "report")


_CLAUSES: tuple[Verb, ...] = (
    "create-index",
    "add-column",
    "drop-column",
    "modify-column",
    "add-constraint",
    "table-option",
    "rename-column",
    "set-default",
    "drop-default",
    "drop-index",
    "alter-type",
    "rebuild-table",
    "convert-charset",
)
"""What MySQL takes LOCK and ALGORITHM behind."""
RULE = Rule(
    id="explicit-lock",
    kind="lock",
    verbs=("lock-table", "copy", "select-for-update", "harmless", *_CLAUSES),
    check=explicit_lock,
    needs=needed(
        _CLAUSES, "lock-shared", "lock-exclusive", "algorithm-copy", "fulltext", "spatial"
    ),
    problem=(
        "The statement asks for a lock itself: LOCK TABLE, LOCK=SHARED or EXCLUSIVE, "
        "ALGORITHM=COPY, a FULLTEXT or SPATIAL index."
    ),
    remedy=(
        "leave the clause out, or write ALGORITHM=INPLACE, LOCK=NONE so that MySQL refuses "
        "instead of blocking"
    ),
)
