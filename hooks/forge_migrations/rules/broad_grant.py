"""A privilege goes to PUBLIC, to every table, or past every check (SUPERUSER, BYPASSRLS, ALL ON
*.*)."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.cursor import commas
from forge_migrations.sql.tokens import render
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.engines import Dialect
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_POWERS = frozenset(("SUPERUSER", "BYPASSRLS", "REPLICATION", "CREATEROLE"))
_ROLES = frozenset(
    (
        "pg_write_all_data",
        "pg_read_all_data",
        "pg_execute_server_program",
        "pg_write_server_files",
        "pg_read_server_files",
        "rds_superuser",
    )
)


def broad_grant(act: Act, scene: Scene) -> Iterator[Hit]:
    """PUBLIC, powers, everything."""
    if act.verb in ("create-role", "alter-role"):
        powers = [word for word in act.values if word in _POWERS]
        if powers:
            yield Hit(f'gives role "{act.name}" {" and ".join(powers)}')
        return
    if act.verb == "create-function":
        words = [t.key for t in act.tokens]
        if (
            "DEFINER" in words
            and "SEARCH_PATH" not in words
            and not any("search_path" in t.text.lower() for t in act.tokens if t.kind != "d")
        ):
            yield Hit(
                f'function "{act.name}" is SECURITY DEFINER without SET search_path', "report"
            )
        return
    low = act.text.lower()
    if act.verb == "default-privileges":
        return
    what, where, whom = _told(act, scene.dialect)
    if act.has("public"):
        usage = [value for value in act.values if value.isupper()] == ["USAGE"]
        yield Hit(f"grants {what}{where} to PUBLIC", "report" if usage else None)
    elif "*.*" in low.replace(" ", ""):
        yield Hit(f"grants {what} on every table of every database to {whom}")
    elif _ROLES & {part.lower() for part in act.values}:
        yield Hit(f"grants {what} to {whom}")
    elif "SUPER" in act.values or "with grant option" in low or "with admin option" in low:
        yield Hit(
            f"grants {what}{where} to {whom}, who may pass it on"
            if "option" in low
            else f"grants SUPER to {whom}"
        )
    elif scene.dialect in MYSQL and "'%'" in low and "ALL" in act.values:
        yield Hit(f"grants everything to {whom} from any host")


def _told(act: Act, dialect: Dialect) -> tuple[str, str, str]:
    """The privileges, ` on` what, and to whom, as the statement says them."""
    tokens = tokenize(act.text, dialect)[0]
    keys = [token.key for token in tokens]
    begins = (at for at, key in enumerate(keys) if key == "GRANT" and keys[at - 1] != "WITH")
    start = next(begins, -1) + 1
    to = keys.index("TO", start) if "TO" in keys[start:] else len(keys)
    on = keys.index("ON", start) if "ON" in keys[start:to] else to
    privileges = [render(part) for part in commas(tokens[start:on])]
    end = next((at for at in range(to, len(keys)) if keys[at] in ("WITH", "GRANTED")), len(keys))
    told = render(tokens[on + 1 : to]).removeprefix("table ")
    where = f' on "{act.table}"' if told.replace('"', "") == act.table else f" on {told}"
    listed = (
        ", ".join(privileges[:-1]) + " and " + privileges[-1]
        if privileges[1:]
        else "".join(privileges)
    )
    whom = render(tokens[to + 1 : end]).replace(" @ ", "@")
    return listed or "privileges", where if told else "", whom or act.name


RULE = Rule(
    id="broad-grant",
    kind="security",
    verbs=("grant", "create-role", "alter-role", "default-privileges", "create-function"),
    check=broad_grant,
    problem=(
        "A privilege goes to PUBLIC, to every table, or past every check (SUPERUSER, "
        "BYPASSRLS, ALL ON *.*)."
    ),
    remedy="grant what is needed to the role that needs it",
)
