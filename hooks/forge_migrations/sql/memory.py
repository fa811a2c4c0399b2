"""What was learned of a history, kept in Facts: catalogs by prefix, judgements by migration."""

from __future__ import annotations

from forge_migrations.facts import digest
from forge_migrations.findings import Finding
from forge_migrations.sql.held import Held
from forge_migrations.sql.judgement import Judgement
from forge_migrations.sql.version import version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.engines import Dialect
    from forge_migrations.facts import Facts
    from forge_migrations.sql.catalog import Catalog

LOOK_BACK = 40
"""How many migrations before the wanted one are tried for a kept catalog."""


def prefixes(dialect: Dialect, blobs: list[tuple[str, bool]], start: str = "") -> list[str]:
    """For each migration the key of what stands before it; one more for after the last.

    `blobs`: (blob id, whether it is released); `start`: the SQL of what was there before them.
    """
    keys = [digest(version(), dialect, *([start] if start else []))]
    for blob, released in blobs:
        keys.append(digest(keys[-1], blob, str(released)))
    return keys


def kept_catalog(
    facts: Facts, keys: list[str], wanted: int, dialect: Dialect
) -> tuple[int, Catalog]:
    """The newest kept catalog at or before `wanted`, and where it stands; an empty one at 0."""
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog_file import from_json

    for at in range(wanted, max(0, wanted - LOOK_BACK), -1):
        value = facts.get_large("catalog", keys[at])
        catalog = from_json(value, dialect) if value is not None else None
        if catalog is not None:
            return at, catalog
    return 0, Catalog(dialect)


def keep_catalog(facts: Facts, key: str, catalog: Catalog) -> None:
    """Keep a catalog under its prefix."""
    from forge_migrations.sql.catalog_file import to_json

    facts.put_large("catalog", key, to_json(catalog))


def kept_judgement(facts: Facts, key: str) -> Judgement | None:
    """What was found before; without the acts."""
    value = facts.get("destructive-sql", key)
    try:
        found = tuple(Finding.from_kept(one) for one in value[0])
        return Judgement(found, int(value[1]), int(value[2]), (), Held.from_kept(value[3]))
    except (TypeError, ValueError, IndexError, KeyError):
        return None


def keep_judgement(facts: Facts, key: str, judgement: Judgement) -> None:
    """Keep the findings of one migration."""
    value: list[Any] = [
        [finding.kept() for finding in judgement.findings],
        judgement.statements,
        judgement.opaque,
        judgement.held.kept(),
    ]
    facts.put("destructive-sql", key, value)
