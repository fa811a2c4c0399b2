"""What of a PostgreSQL database's data doesn't hold what its constraints say."""

from __future__ import annotations

from forge_migrations.database.orphans import orphans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection

_KEYS = """
SELECT c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text, c.convalidated,
       (SELECT array_agg(quote_ident(a.attname) ORDER BY k.n) FROM unnest(c.conkey)
          WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = c.conrelid
          AND a.attnum = k.attnum),
       (SELECT array_agg(quote_ident(a.attname) ORDER BY k.n) FROM unnest(c.confkey)
          WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = c.confrelid
          AND a.attnum = k.attnum)
FROM pg_constraint c WHERE c.contype = 'f' AND c.conparentid = 0 ORDER BY 2, 1
"""
_INVALID = (
    (("SELECT indexrelid::regclass::text, indrelid::regclass::text FROM pg_index"
     " WHERE NOT indisvalid ORDER BY 1"),
     "index {0} of {1} is invalid: queries don't use it"),
    (("SELECT quote_ident(conname), conrelid::regclass::text FROM pg_constraint"
     " WHERE contype = 'c' AND NOT convalidated AND conrelid <> 0 ORDER BY 1"),
     "check {0} of {1} was never validated on the rows that are there"),
    (("SELECT quote_ident(tgname), tgrelid::regclass::text FROM pg_trigger"
     " WHERE tgenabled = 'D' AND tgisinternal ORDER BY 1"),
     "a foreign key's trigger {0} of {1} is disabled: the key is not enforced"),
)  # fmt: skip


def problems(connection: Connection, every: bool) -> Iterator[str]:
    """A sentence for each thing that is wrong; `every`: of validated keys too."""
    for question, words in _INVALID:
        for row in connection.exec_driver_sql(question).all():
            yield words.format(*row)
    for name, table, parent, valid, columns, to in connection.exec_driver_sql(_KEYS).all():
        if valid and not every:
            continue
        count = orphans(connection, table, parent, columns, to)
        if count:
            yield f'{count} rows of {table} refer to no row of {parent} (foreign key "{name}")'
        elif not valid:
            yield f'foreign key "{name}" of {table} was never validated'
