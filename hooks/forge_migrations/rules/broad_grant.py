"""A privilege goes to PUBLIC, to every table, or past every check (SUPERUSER, BYPASSRLS, ALL ON
*.*)."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
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
    text = " ".join(act.values)
    low = act.text.lower()
    if act.verb == "default-privileges":
        return
    if act.has("public"):
        if ("USAGE" in act.values and "schema" in low) or text == "USAGE":
            yield Hit(f"grants {text.lower()} to PUBLIC", "report")
        else:
            where = f' on "{act.table}"' if act.table else ""
            yield Hit(f"grants {text.lower() or 'privileges'}{where} to PUBLIC")
    elif "*.*" in low.replace(" ", ""):
        yield Hit(f"grants {text.lower()} on every table of every database to {act.name}")
    elif _ROLES & {part.lower() for part in act.values}:
        yield Hit(f"grants {text.lower()} to {act.name}")
    elif "SUPER" in act.values or "with grant option" in low or "with admin option" in low:
        yield Hit(
            f"grants {text.lower()} to {act.name}, who may pass it on"
            if "option" in low
            else f"grants SUPER to {act.name}"
        )
    elif scene.dialect in MYSQL and "'%'" in low and "ALL" in act.values:
        yield Hit(f"grants everything to {act.name} from any host")


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
