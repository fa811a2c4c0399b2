"""What a role may not see of a MySQL database: it looks as if it weren't there.

https://dev.mysql.com/doc/refman/8.4/en/information-schema-triggers-table.html shows triggers to who has
TRIGGER, and .../information-schema-views-table.html a view's text to who has SHOW VIEW.
"""

from __future__ import annotations

from forge_migrations.database.asking import ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from forge_migrations.database.asking import Connection

_NEEDED = {"trigger": "TRIGGER", "view": "SHOW VIEW"}


def hidden(connection: Connection) -> Mapping[str, str]:
    """The kinds of things that this role doesn't see, and the right that shows them."""
    grants = [str(row[0]).upper() for row in ask(connection, "SHOW GRANTS")]
    rights = [line.partition(" ON ")[0] for line in grants if " ON " in line]
    if len(rights) < len(grants):
        return {}  # it has roles, whose rights are listed elsewhere
    return {
        kind: right
        for kind, right in _NEEDED.items()
        if not any("ALL PRIVILEGES" in line or right in line for line in rights)
    }
