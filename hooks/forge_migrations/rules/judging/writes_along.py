"""What a trigger or a rule does beside the write that it stands on."""

from __future__ import annotations

from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.read_writes import delete

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.tokens import Token


def behind_do(tokens: Sequence[Token]) -> Sequence[Token]:
    """The commands of CREATE RULE."""
    at = next((at for at, token in enumerate(tokens) if token.key == "DO"), len(tokens))
    return tokens[at + 1 :]


def empties(body: Sequence[Token], scene: Scene) -> Iterator[str]:
    """The released tables that a body deletes every row of, whatever row it runs for."""
    for at, token in enumerate(body):
        if token.key == "DELETE" and at + 1 < len(body) and body[at + 1].key == "FROM":
            yield from (act.table for act in _deletes(body[at:], scene) if _is_whole(act, scene))
        elif token.key == "TRUNCATE":
            cursor = Cursor(body[at + 1 :], scene.dialect)
            cursor.take("TABLE")
            if cursor.sees_name() and scene.existed(name := cursor.name()):
                yield name


def _deletes(tokens: Sequence[Token], scene: Scene) -> Iterator[Act]:
    """The DELETE that begins here; none where it can't be read."""
    cursor = Cursor(tokens, scene.dialect)
    found = cursor.until(";", ")")
    try:
        yield from delete(Cursor(found, scene.dialect))
    except Unreadable:
        return


def _is_whole(act: Act, scene: Scene) -> bool:
    free = not act.flags & {"spared", "limit", "join"}
    return (
        free
        and scene.table(act.table) is not None
        and scene.existed(act.table)
        and (not act.has("where") or scene.holds_always(act))
    )
