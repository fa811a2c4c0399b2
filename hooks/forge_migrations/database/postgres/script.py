"""What psql does before the migrations: a column filled in batches, an index built beside its writers.

A DO block that stands in no transaction may COMMIT:
https://www.postgresql.org/docs/current/sql-do.html
"""

from __future__ import annotations

from forge_migrations.database.batches import FIRST
from forge_migrations.database.batches import LEAST
from forge_migrations.database.batches import MOST
from forge_migrations.database.batches import TRIES
from forge_migrations.database.batches import WANTED
from forge_migrations.database.postgres.batches import Blocks
from forge_migrations.database.postgres.batches import Keyed
from forge_migrations.database.postgres.batches import literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.batches import Way
    from forge_migrations.sql.fills import Fill
    from forge_migrations.sql.online import Building

HEAD = """\
-- psql -f this file, outside of a transaction, before the migrations run.
-- It can be ended and run again at any moment: what is done stays so, and is done once.
\\set ON_ERROR_STOP on
SET statement_timeout = 0;
"""
_FILL = """
DO $forge$
DECLARE
  low text := 'true'; high text; upto text[]; size int := {first}; tries int := 0;
  n bigint; written bigint := 0; began timestamptz; took float8; told timestamptz := clock_timestamp();
BEGIN
  LOOP
    began := clock_timestamp();
    BEGIN
      SET LOCAL lock_timeout = '1s';
      {find}
      high := CASE WHEN upto IS NULL THEN 'true' ELSE {high} END;
      EXECUTE {update} || low || ' AND ' || high;
      GET DIAGNOSTICS n = ROW_COUNT;
      tries := 0;
    EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
      n := -1;
      tries := tries + 1;
      size := greatest({least}, size / 2);
    END;
    COMMIT;
    IF tries > {tries} THEN
      RAISE EXCEPTION {held}, written;
    ELSIF n < 0 THEN
      PERFORM pg_sleep(least(3, 0.1 * 2 ^ tries));
      CONTINUE;
    END IF;
    written := written + n;
    EXIT WHEN upto IS NULL;
    low := {low};
    took := extract(epoch FROM clock_timestamp() - began);
    size := least({most}, greatest({least}, size / 2, least(size * 2, (size * {wanted} / greatest(took, 0.001))::int)));
    IF clock_timestamp() - told > interval '10 s' THEN
      told := clock_timestamp();
      RAISE NOTICE {going}, written;
    END IF;
    PERFORM pg_sleep(took / 10);
  END LOOP;
  RAISE NOTICE {done}, written;
END $forge$;
"""


class PostgresScript:
    """Fills `Script`."""

    def head(self, foreign_keys: bool) -> str:
        return HEAD

    def filling(self, connection: Connection, fill: Fill, way: Way) -> Iterator[str]:
        assert isinstance(way, Keyed | Blocks)
        yield _filling(fill, way)


def _filling(fill: Fill, way: Keyed | Blocks) -> str:
    """One fill. The key's values are texts in it, which are cast back."""
    if isinstance(way, Blocks):
        # `way.range` goes from block to block; so does this, over those that are there when it begins.
        find = (
            f"upto := CASE WHEN coalesce(substring(low FROM '([0-9]+),0')::bigint, 0) + size / {way.each} < {way.pages}"
            f" THEN ARRAY[(coalesce(substring(low FROM '([0-9]+),0')::bigint, 0) + greatest(1, size / {way.each}))::text]"
            " END;"
        )
        high = "format('ctid < ''(%s,0)''::tid', upto[1])"
        low = "format('ctid >= ''(%s,0)''::tid', upto[1])"
    else:
        key, values = ", ".join(way.names), ", ".join(f"%L::{kind}" for kind in way.types)
        given = ", ".join(f"upto[{n}]" for n in range(1, len(way.names) + 1))
        high = f"format({_said(f'({key}) <= ({values})')}, {given})"
        low = f"format({_said(f'({key}) > ({values})')}, {given})"
        texts = ", ".join(f"{name}::text" for name in way.names)
        ask = _said(f"SELECT ARRAY[{texts}] FROM {way.table} WHERE ")
        order = _said(f" ORDER BY {key} LIMIT 1 OFFSET ")
        find = f"EXECUTE {ask} || low || {order} || size - 1 INTO upto;"
    return _FILL.format(
        first=FIRST, least=LEAST, most=MOST, tries=TRIES, wanted=WANTED, find=find, high=high,
        low=low, update=_said(fill.within("")),
        held=_told("others hold rows of {} too long, run it again: % rows are filled", fill.table),
        going=_told("{}: % rows filled", str(fill)), done=_told("filled {}: % rows", str(fill)),
    )  # fmt: skip


def _said(text: str) -> str:
    """A string in the block, without an end of the block in it."""
    return literal(text).strip().replace("$forge$", "$' || 'forge$")


def _told(words: str, name: str) -> str:
    """A string of RAISE, in which % is a value."""
    return _said(words.format(name.replace("%", "%%")))


def building(one: Building) -> str:
    """One index, and away with what a build before it left invalid."""
    table, name = literal(one.table).strip(), literal(one.name).strip()
    return f"""
SELECT 'DROP INDEX CONCURRENTLY ' || x.indexrelid::regclass FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
  WHERE NOT x.indisvalid AND x.indrelid = to_regclass({table}) AND i.relname = {name}
\\gexec
{one.sql};
"""
