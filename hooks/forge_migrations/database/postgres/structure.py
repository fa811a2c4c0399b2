"""A PostgreSQL database's structure: what its catalogs say, in the server's own canonical words.

`pg_get_constraintdef`, `pg_get_indexdef`, `pg_get_expr` and their like write one thing one way,
whichever DDL made it. https://www.postgresql.org/docs/current/functions-info.html
"""

from __future__ import annotations

from forge_migrations.database.asking import ask_each
from forge_migrations.database.postgres.shapes import USER_SCHEMAS
from forge_migrations.sql.definitions import is_null
from forge_migrations.sql.definitions import without_index_name
from forge_migrations.sql.parts import Part
from forge_migrations.sql.spelling import one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.structure import Structure

    Found = dict[Part, dict[str, str]]
    Told = dict[str, list[Any]]
    """The rows of each query."""


def _free(catalog: str, oid: str) -> str:
    """No object of an extension."""
    return (
        f"NOT EXISTS (SELECT FROM pg_depend e WHERE e.deptype = 'e' AND e.objid = {oid}"
        f" AND e.classid = '{catalog}'::regclass)"
    )


_WHOLE = f"{_free('pg_class', 'c.oid')} AND NOT c.relispartition"
"""No partition: they are made by time, not by a schema, and are as their parent is."""
_TABLES = f"""
SELECT n.nspname, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relpersistence,
  obj_description(c.oid, 'pg_class'),
  CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
  CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {USER_SCHEMAS} AND {_WHOLE}
"""
_COLUMNS = f"""
SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
  col_description(c.oid, a.attnum), l.collname,
  (SELECT s.relname FROM pg_depend p JOIN pg_class s ON s.oid = p.objid AND s.relkind = 'S'
   WHERE p.refclassid = 'pg_class'::regclass AND p.refobjid = c.oid AND p.refobjsubid = a.attnum
     AND p.classid = 'pg_class'::regclass AND p.deptype = 'a' LIMIT 1)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_collation l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
WHERE c.relkind IN ('r', 'p', 'f') AND {USER_SCHEMAS} AND {_WHOLE}
"""
_CONSTRAINTS = f"""
SELECT n.nspname, c.relname, k.conname, k.contype, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND {USER_SCHEMAS} AND {_WHOLE}
"""
_INDEXES = f"""
SELECT n.nspname, c.relname, i.relname, pg_get_indexdef(x.indexrelid), x.indisvalid
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p',
'u', 'x'))
  AND {USER_SCHEMAS} AND {_WHOLE}
"""
_TYPES = f"""
SELECT n.nspname, t.typname, t.typtype, format_type(t.typbasetype, t.typtypmod), t.typnotnull,
t.typdefault,
  (SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype IN ('e', 'd') AND {USER_SCHEMAS} AND {_free("pg_type", "t.oid")}
"""
_SEQUENCES = f"""
SELECT n.nspname, c.relname, s.seqtypid::regtype::text, s.seqstart, s.seqincrement, s.seqmin,
  s.seqmax, s.seqcache, s.seqcycle
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid =
c.relnamespace
WHERE {USER_SCHEMAS} AND {_free("pg_class", "c.oid")}
  AND NOT EXISTS (SELECT FROM pg_depend p WHERE p.classid = 'pg_class'::regclass
                  AND p.objid = c.oid AND p.deptype IN ('a', 'i')
                  AND p.refobjsubid > 0)
"""
_POLICIES = """
SELECT schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check
FROM pg_policies WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'forge_rehearsal')
"""
_TRIGGERS = f"""
SELECT n.nspname, c.relname, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND {USER_SCHEMAS} AND {_WHOLE}
"""
_FUNCTIONS = f"""
SELECT n.nspname, p.oid::regprocedure::text, p.prosrc, p.provolatile, p.prosecdef, l.lanname
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE {USER_SCHEMAS} AND {_free("pg_proc", "p.oid")}
"""
_SCHEMAS = f"SELECT n.nspname FROM pg_namespace n WHERE {USER_SCHEMAS} AND n.nspname <> 'public'"
_EXTENSIONS = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"
_QUERIES = (
    _TABLES, _COLUMNS, _TYPES, _SEQUENCES, _CONSTRAINTS, _INDEXES, _POLICIES, _TRIGGERS, _FUNCTIONS,
    _SCHEMAS, _EXTENSIONS,
)  # fmt: skip
_CONSTRAINT_KINDS = {
    "p": "primary key",
    "u": "unique constraint",
    "f": "foreign key",
    "c": "check",
    "x": "exclusion constraint",
}


def read_structure(connection: Connection, ledger: tuple[str, str]) -> Structure:
    """Everything but the ledger (schema, name) and what belongs to extensions."""
    found: Found = {}
    ignored = _label(*ledger)
    told = dict(zip(_QUERIES, ask_each(connection, _QUERIES), strict=True))
    _read_tables(told, found)
    _read_types(told, found)
    for schema, table, name, kind, text in told[_CONSTRAINTS]:
        thing = Part(_CONSTRAINT_KINDS[str(kind)], _label(schema, table), name)
        bare = text.removesuffix(" NOT VALID")
        found[thing] = {"definition": bare, "validity": "" if bare == text else "not validated"}
    for schema, table, name, text, valid in told[_INDEXES]:
        thing = Part("index", _label(schema, table), name)
        # ONLY says that the table is partitioned, which is told of the table
        definition = without_index_name(text, "postgres").replace(" ON ONLY ", " ON ", 1)
        found[thing] = {"definition": definition, "validity": "" if valid else "invalid"}
    for schema, table, name, *rest in told[_POLICIES]:
        names = ("permissive", "roles", "command", "using", "check")
        texts = ("" if each is None else str(each) for each in rest)
        found[Part("policy", _label(schema, table), name)] = dict(zip(names, texts, strict=True))
    for schema, table, name, text, enabled in told[_TRIGGERS]:
        found[Part("trigger", _label(schema, table), name)] = {
            "definition": text,
            "state": str(enabled),
        }
    for schema, name, text, volatile, definer, language in told[_FUNCTIONS]:
        read = language in ("sql", "plpgsql")
        body = one_line(text, "postgres") if read else "\n".join(text.splitlines())
        aspects = {"body": body, "kind": f"{volatile} {definer}"}
        found[Part("function", "", _label(schema, name))] = aspects
    for (name,) in told[_SCHEMAS]:
        if name != ledger[0]:
            found[Part("schema", "", name)] = {}
    for (name,) in told[_EXTENSIONS]:
        found[Part("extension", "", name)] = {}
    return {
        thing: aspects
        for thing, aspects in found.items()
        if thing.table != ignored and not thing.name.startswith(f"{ledger[1]}_id_seq")
    }


def _read_tables(told: Told, found: Found) -> None:
    for schema, name, kind, secured, forced, persistence, comment, view, part in told[_TABLES]:
        label = _label(schema, name)
        if kind in ("v", "m"):
            word = "view" if kind == "v" else "materialized view"
            found[Part(word, "", label)] = {"definition": one_line(view, "postgres")}
            continue
        found[Part("table", label, "")] = {
            "row security": ("forced" if forced else "on") if secured else "",
            "persistence": "" if persistence == "p" else str(persistence),
            "comment": comment or "",
            "partition key": part or "",
        }
    for row in told[_COLUMNS]:
        schema, table, name, kind, filled, default, identity, generated, comment, collation = row[
            :10
        ]
        owned = row[10]
        text = default or ""
        if owned is not None and text.startswith("nextval("):
            # The sequence's name is whatever the table was called when it was made.
            text = "its own sequence"
        elif is_null(text):
            text = ""  # what a column without a default has too
        found[Part("column", _label(schema, table), name)] = {
            "type": kind,
            "nullable": "no" if filled else "yes",
            "default": text,
            "identity": {"a": "always", "d": "by default"}.get(identity, ""),
            "generated": {"s": "stored", "v": "virtual"}.get(generated, ""),
            "comment": comment or "",
            "collation": collation or "",
        }


def _read_types(told: Told, found: Found) -> None:
    for schema, name, kind, base, filled, default, labels in told[_TYPES]:
        if kind == "e":
            found[Part("enum", "", _label(schema, name))] = {"values": labels or ""}
        else:
            aspects = {
                "type": base,
                "nullable": "no" if filled else "yes",
                "default": default or "",
            }
            found[Part("domain", "", _label(schema, name))] = aspects
    for schema, name, *rest in told[_SEQUENCES]:
        names = ("type", "start", "increment", "minimum", "maximum", "cache", "cycle")
        aspects = {key: str(value) for key, value in zip(names, rest, strict=True)}
        found[Part("sequence", "", _label(schema, name))] = aspects


def _label(schema: str, name: str) -> str:
    return name if schema == "public" else f"{schema}.{name}"
