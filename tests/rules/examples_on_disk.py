"""The bad.sql and good.sql of every rule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import NamedTuple
from typing import cast

from forge_migrations.findings import Finding
from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.settings import Settings

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

FOLDER = Path(__file__).parent / "examples"


class Example(NamedTuple):
    """One file: its dialect (driver, engine), what was applied, what is judged."""

    dialect: Dialect
    driver: str
    engine: str
    earlier: str
    pending: str
    migration: str

    def findings(self, rule: str) -> list[Finding]:
        """What one rule says."""
        found = judge_sql(
            self.migration,
            dialect=self.dialect,
            driver=self.driver,
            earlier=[self.earlier] if self.earlier else [],
            pending=[self.pending] if self.pending else [],
            severities={rule: "refuse"},
            settings=Settings(engine=self.engine),
        )
        return [finding for finding in found if finding.rule == rule]


def example(rule: str, which: str) -> Example:
    """Read `examples/RULE/bad.sql` or `good.sql`."""
    lines = (FOLDER / rule / f"{which}.sql").read_text().splitlines()
    head, parts, part = (
        lines[0].removeprefix("-- ").split(", "),
        dict[str, list[str]](),
        "migration",
    )
    for line in lines[1:]:
        if line in ("-- earlier:", "-- pending:", "-- migration:"):
            part = line[3:-1]
        else:
            parts.setdefault(part, []).append(line)
    text = {name: "\n".join(body) for name, body in parts.items()}
    return Example(
        cast("Dialect", head[0]),
        next((word for word in head[1:] if "=" not in word), ""),
        next((word.removeprefix("engine=") for word in head[1:] if "=" in word), ""),
        text.get("earlier", ""),
        text.get("pending", ""),
        text["migration"],
    )
