"""How long the pending migrations keep others out of each table of this database, by its own statistics."""

from __future__ import annotations

import json
from datetime import UTC
from datetime import datetime

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.observed import as_object
from forge_migrations.rules.judging.judge import catalog_of
from forge_migrations.rules.judging.judge import judge
from forge_migrations.sql import costs
from forge_migrations.sql.catalog import PENDING
from forge_migrations.sql.catalog_ages import settle
from forge_migrations.sql.held import Held
from forge_migrations.sql.held import lasting
from forge_migrations.sql.held import sentence
from forge_migrations.sql.pending_acts import PendingActs
from forge_migrations.sql.production import production_of
from forge_migrations.sql.production import seconds_in_words
from forge_migrations.sql.read import read_script
from forge_migrations.sql.settings import Settings
from forge_migrations.workflow.live.opened import plainly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.steps import Step
    from forge_migrations.sql.held import Across
    from forge_migrations.sql.production import Production
    from forge_migrations.workflow.live.opened import Live


def waits(
    live: Live, connection: Connection, applied: Sequence[Step], chosen: Sequence[Step], seconds: float
) -> list[str]:  # fmt: skip
    """A sentence for each table that is locked for longer than the team has patience. PostgreSQL alone holds
    its locks to the end of the one transaction that all of it runs in."""
    if live.target.engine != "postgresql" or not live.driver.transaction or not chosen:
        return []
    own = behaviour_of(live.target.engine)
    with plainly(live.target), own.reading(connection, seconds):
        facts = as_object(own.observed(connection), datetime.now(UTC).date())
    production = production_of(json.dumps(facts).encode(), "production")
    patience = live.subject.policy.patience.silent
    tags = [step.tag for step in chosen]
    return [
        f"{sentence(each, tags)}: ≈ {seconds_in_words(each.seconds[0])} (within a factor of {costs.FACTOR:g})"
        for each in lasting([*held_by(live, applied, chosen, production)])
        if _told(each, patience)
    ]


def held_by(
    live: Live, applied: Sequence[Step], chosen: Sequence[Step], production: Production
) -> list[Held]:
    """What each of the chosen files locks, and how long it works."""
    dialect = chosen[0].dialect
    catalog = catalog_of([step.text for step in applied], dialect)
    pending, found = PendingActs(catalog.fold), list[Held]()
    for step in chosen:
        reading = read_script(step.text, dialect)
        judged = judge(
            reading, catalog, live.driver, Settings(), pending, path=step.path, production=(production,)
        )  # fmt: skip
        settle(catalog, PENDING)
        pending.add(judged.acts)
        found.append(judged.held)
    return found


def _told(found: Across, patience: float) -> bool:
    return found.seconds[0] * costs.FACTOR >= patience
