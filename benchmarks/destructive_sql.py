"""The SQL rules beside squawk: 1,000 migrations cold and warm, one new one after 300.

`python -m benchmarks.destructive_sql` prints the ratios; squawk comes from PyPI (`squawk-cli`).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import projects
from benchmarks.hooks import BIN
from benchmarks.hooks import Row
from benchmarks.hooks import command
from benchmarks.pairs import Command
from benchmarks.pairs import compare


def migration(number: int) -> str:
    """Eight statements as drizzle-kit writes them; every tenth migration drops a column."""
    table = f"table_{number}"
    columns = "".join(f"\t\"column_{n}\" text DEFAULT 'x' NOT NULL,\n" for n in range(6))
    statements = [
        (
            f'CREATE TABLE "{table}" (\n\t"id" serial PRIMARY KEY NOT NULL,\n{columns}'
            '\t"created_at" timestamp with time zone DEFAULT now() NOT NULL\n);'
        ),
        f'ALTER TABLE "{table}" ADD COLUMN "owner_id" integer;',
        (
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_owner_fk" FOREIGN KEY ("owner_id")'
            ' REFERENCES "public"."table_0"("id") ON DELETE cascade ON UPDATE no action;'
        ),
        f'CREATE INDEX "{table}_owner_idx" ON "{table}" USING btree ("owner_id");',
        f'CREATE UNIQUE INDEX "{table}_u" ON "{table}" USING btree ("column_1","column_2");',
        f'ALTER TABLE "table_{number // 2}" ADD COLUMN "late_{number}" varchar(40);',
        f'INSERT INTO "{table}" ("column_1") VALUES (\'a;b\') ON CONFLICT DO NOTHING;',
        f'ALTER TABLE "table_{number // 3}" DROP COLUMN "column_{number % 6}";'
        if number % 10 == 9
        else f"COMMENT ON TABLE \"{table}\" IS 'drop table';",
    ]
    return "\n--> statement-breakpoint\n".join(statements)


def history(count: int) -> dict[str, str]:
    """The files of a migrations folder."""
    entries = [
        {"idx": n, "version": "7", "when": 1_700_000_000_000 + n, "tag": f"{n:04}_m"}
        for n in range(count)
    ]
    journal = {"version": "7", "dialect": "postgresql", "entries": entries}
    files = {f"drizzle/{n:04}_m.sql": migration(n) for n in range(count)}
    return {"drizzle/meta/_journal.json": json.dumps(journal), **files}


def project(folder: Path, count: int) -> Path:
    """A repository with this many migrations."""
    base = {"package.json": "{}", "drizzle.config.ts": projects.CONFIG}
    return projects.repository(folder, base | history(count))


def ours(cwd: Path, *words: str, cold: bool = False) -> Command:
    """The one check, which may refuse."""
    return command(cwd, "destructive-sql", *words, cold=cold)._replace(expect=(0, 1))


def measure() -> Iterator[Row]:
    """What, the peer, the figures, and the ratio that is aimed at."""
    with tempfile.TemporaryDirectory() as name:
        many = project(Path(name) / "many", 1000)
        paths = sorted(str(path.relative_to(many)) for path in many.glob("drizzle/*.sql"))
        squawk = Command((str(BIN / "squawk"), *paths), many, expect=(0, 1))
        what = "1,000 migrations"
        yield (
            f"{what}, cold",
            "squawk",
            compare(ours(many, "--all-files", cold=True), squawk, 5),
            0.9,
        )
        yield f"{what}, warm", "squawk", compare(ours(many, "--all-files"), squawk, 5), 0.1
        some = project(Path(name) / "some", 300)
        projects.write(some, {p: t for p, t in history(301).items() if "0300" in p or "meta" in p})
        projects.git(some, "add", "-A")
        empty = Command((str(BIN / "python"), "-c", "pass"), some)
        what = "one new migration after 300, warm"
        yield what, "python -c pass", compare(ours(some, "--staged"), empty, 15), 4.0


def main() -> None:
    """Print these rows alone."""
    for what, peer, figures, goal in measure():
        print(
            f"{what}: {figures.ours * 1e3:.0f} ms, {peer} {figures.peer * 1e3:.0f} ms,"
            f" ratio {figures.ratio:.2f} (goal {goal})",
            flush=True,
        )


if __name__ == "__main__":
    main()
