"""How often the rules are right, with an engine as the judge.

usage: python -m benchmarks.oracle ENGINE [--show KIND] [--setup FILE] FILE...

ENGINE is postgres (server binaries are needed), mysql (mariadbd or mysqld) or sqlite. A FILE is one of
the engine's own regression files: PostgreSQL's `src/test/regress/sql/*.sql` with `--setup
.../test_setup.sql`, MariaDB's `mysql-test/main/*.test`, SQLite's `test/*.test`; or plain SQL. Each runs in
a database of its own, statement by statement, on tables that hold rows; what the engine destroyed, broke,
rewrote, read under a lock or refused is held against what the rules said of the statement behind the
same history. `--show missed`, `wrong`, `unread` or `found` prints each of them.
"""

from __future__ import annotations

import copy
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.oracle import corpus
from benchmarks.oracle.effects import Bed
from benchmarks.oracle.effects import Bench
from benchmarks.oracle.effects import Effects
from benchmarks.oracle.verdicts import CLASSES
from benchmarks.oracle.verdicts import Verdict
from benchmarks.oracle.verdicts import verdicts
from forge_migrations.findings import Finding
from forge_migrations.rules.judging.judge import extend
from forge_migrations.rules.judging.judge import judge
from forge_migrations.rules.judging.measuring import weighed
from forge_migrations.sql.catalog import EARLIER
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog_ages import settle
from forge_migrations.sql.migrator import Migrator
from forge_migrations.sql.migrator import migrator_of
from forge_migrations.sql.read import Reading
from forge_migrations.sql.read import read_script
from forge_migrations.sql.replay import Replay
from forge_migrations.sql.settings import Settings
from forge_migrations.sql.statements import Statement
from forge_migrations.sql.statements import split

_SYNTAX = frozenset(("42601", "1064", "1149", "1193", "1231"))

_LEFT_OUT = frozenset(
    ("BEGIN", "START", "COMMIT", "ROLLBACK", "END", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE",
     "EXECUTE", "DEALLOCATE", "DECLARE", "FETCH", "MOVE", "CLOSE", "LISTEN", "NOTIFY", "SELECT",
     "EXPLAIN", "VALUES", "SHOW", "TABLE", "ANALYZE", "CHECKPOINT", "DISCARD", "REINDEX")
)  # fmt: skip
"""Transactions aren't followed (everything is committed), and what only reads isn't asked for."""


class Judged(NamedTuple):
    """One verdict and where it stands."""

    path: Path
    statement: Statement
    verdict: Verdict


class Course:
    """One file on its way through an engine and the rules."""

    def __init__(self, bed: Bed, settings: Settings, base: Catalog) -> None:
        self.dialect = bed.dialect
        self.migrator: Migrator = migrator_of(bed.dialect)
        self.settings = settings
        self.catalog = copy.deepcopy(base)
        self.ran = self.refused = 0
        self.replay = Replay() if bed.dialect == "sqlite" else None

    def follow(self, bench: Bench, path: Path, text: str) -> Iterator[Judged]:
        for statement in split(text, self.dialect).statements:
            first = statement.tokens[0].key
            if statement.broken or first in _LEFT_OUT or ":'" in statement.text:
                continue
            if (
                first == "SET"
                and statement.tokens[1:]
                and statement.tokens[1].key in ("ROLE", "SESSION")
            ):
                continue
            effects = bench.run(statement)
            if effects is None:
                continue
            self.ran += effects.ran
            self.refused += not effects.ran
            if effects.error in _SYNTAX or "syntax error" in effects.message:
                continue
            known = self.catalog
            certain = known.complete and known.certain and not known.gaps
            for verdict in verdicts(statement, effects, self._judge(statement, effects), certain):
                yield Judged(path, statement, verdict)

    def _judge(self, statement: Statement, effects: Effects) -> tuple[Finding, ...]:
        reading: Reading = read_script(statement.text, self.dialect)
        catalog = self.catalog if effects.ran else copy.deepcopy(self.catalog)
        judgement = judge(reading, catalog, self.migrator, self.settings)
        if self.replay is not None:
            one = split(statement.text, self.dialect).statements
            ways = (self.migrator.foreign_keys, self.migrator.transaction)
            judgement = weighed(judgement, self.replay.measure(one, *ways), one, "migration.sql")
            if effects.ran:
                self.replay.advance(one)
        found = judgement.findings
        if effects.ran:
            settle(catalog, EARLIER)
            catalog.dropped.clear()
        return found


def _bed(engine: str, setup: Path | None) -> tuple[Bed, Settings, Catalog]:
    settings, base = Settings(), Catalog("postgres")
    if engine == "postgres":
        from benchmarks.oracle.postgres import PostgresBed

        bed = PostgresBed(setup)
        for statement in bed.setup:
            extend(base, read_script(statement.text, "postgres"))
        return bed, settings._replace(postgres=15), base
    if engine == "mysql":
        from benchmarks.oracle.mysql import MysqlBed

        server = MysqlBed()
        return server, settings._replace(mariadb=server.mariadb), Catalog("mysql")
    from benchmarks.oracle.sqlite import SqliteBed

    return SqliteBed(), settings, Catalog("sqlite")


def _text(engine: str, path: Path) -> str:
    if engine == "postgres":
        return corpus.postgres(path)
    if path.suffix == ".test":
        return corpus.sqlite(path) if engine == "sqlite" else corpus.mysql(path)
    return path.read_text("utf-8", "replace")


def main() -> None:
    """Print what was asked to be shown, then the table."""
    words = sys.argv[1:]
    shown: set[str] = set()
    setup: Path | None = None
    while "--show" in words:
        at = words.index("--show")
        shown.add(words.pop(at + 1))
        words.pop(at)
    if "--setup" in words:
        setup = Path(words.pop(words.index("--setup") + 1))
        words.remove("--setup")
    engine, *files = words
    bed, settings, base = _bed(engine, setup)
    count: Counter[tuple[str, str]] = Counter()
    ran = refused = 0
    try:
        for path in map(Path, files):
            if path == setup:
                continue
            course = Course(bed, settings, base)
            try:
                with bed.bench() as bench:
                    for each in course.follow(bench, path, _text(engine, path)):
                        count[each.verdict.kind, each.verdict.said] += 1
                        if each.verdict.said in shown:
                            _print(each)
            except Exception as error:
                print(f"{path.name}: given up: {type(error).__name__}: {error}", file=sys.stderr)
            ran, refused = ran + course.ran, refused + course.refused
    finally:
        bed.close()
    print(
        f"\n{engine}: {len(files)} files, {ran} statements executed, {refused} refused by the engine\n"
    )
    print(
        "| what the engine did | found | said to be unread | missed | wrongly said |\n|---|---|---|---|---|"
    )
    for kind in CLASSES:
        figures = (count[kind, said] for said in ("found", "unread", "missed", "wrong"))
        print(f"| {kind} | " + " | ".join(map(str, figures)) + " |")


def _print(each: Judged) -> None:
    text = " ".join(each.statement.text.split())
    said = each.verdict
    print(
        f"{said.said} {said.kind}: {each.path.name}:{each.statement.line}: {text[:300]}\n    {said.about}"
    )


if __name__ == "__main__":
    main()
