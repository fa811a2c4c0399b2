"""A migration's text -> findings: read, replay, judge act by act, then what was acknowledged."""

from __future__ import annotations

from forge_migrations.engines import MYSQL
from forge_migrations.findings import Finding
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.rules import empty_statement
from forge_migrations.rules.judging.accepted import acknowledged
from forge_migrations.rules.judging.asking import asked
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.rules.judging.waiting import WAITING
from forge_migrations.rules.judging.waiting import softening
from forge_migrations.rules.judging.waiting import waits
from forge_migrations.sql.called import Functions
from forge_migrations.sql.called import Routines
from forge_migrations.sql.catalog import EARLIER
from forge_migrations.sql.catalog import PENDING
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog_changes import apply
from forge_migrations.sql.existence import idle as changes_nothing
from forge_migrations.sql.held import Held
from forge_migrations.sql.judgement import CHECK
from forge_migrations.sql.judgement import Judgement
from forge_migrations.sql.migrator import migrator_of
from forge_migrations.sql.pending_acts import PendingActs
from forge_migrations.sql.read import read_script
from forge_migrations.sql.settings import Settings
from forge_migrations.sql.statements import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.rule import Hit
    from forge_migrations.rules.judging.rule import Rule
    from forge_migrations.rules.judging.weight import Weights
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.migrator import Migrator
    from forge_migrations.sql.production import Production
    from forge_migrations.sql.read import Reading
    from forge_migrations.sql.statements import Script

_EFFECTS = frozenset({"data-loss", "breaks-clients", "fails-on-data", "lock", "rewrite", "hygiene"})
"""Classes of what a statement does; one that does nothing, since IF NOT EXISTS or IF EXISTS finds it
done, has none of it."""
NOWHERE = -1
"""Stands for the statement of what stands in none."""


def catalog_of(texts: Iterable[str], dialect: Dialect, born: int = EARLIER) -> Catalog:
    """The catalog after these migrations."""
    catalog = Catalog(dialect)
    for text in texts:
        extend(catalog, read_script(text, dialect), born)
    return catalog


def extend(catalog: Catalog, reading: Reading, born: int = EARLIER) -> list[Act]:
    """Replay one more migration; the acts come back."""
    acts = [act for each in reading.acts for act in each]
    for act in acts:
        apply(catalog, act, born)
    catalog.dropped.clear()
    return acts


def begin(catalog: Catalog, text: str, dialect: Dialect) -> None:
    """What was there before the first migration; and what no snapshot knows may be there too."""
    extend(catalog, read_script(text, dialect))
    catalog.complete = False


def judge_sql(
    text: str,
    *,
    dialect: Dialect,
    driver: str = "",
    earlier: Sequence[str] = (),
    pending: Sequence[str] = (),
    settings: Settings | None = None,
    packages: Sequence[str] = (),
    transaction: bool | None = None,
    path: str = "migration.sql",
    severities: Mapping[str, Severity] | None = None,
    production: Sequence[Production] = (),
) -> list[Finding]:
    """The findings of one migration that follows `earlier` (applied) and `pending` (not yet)."""
    catalog = catalog_of(earlier, dialect)
    acts = PendingActs(catalog.fold)
    for sql in pending:
        acts.add(extend(catalog, read_script(sql, dialect), PENDING))
    migrator = migrator_of(dialect, driver, packages, transaction)
    chosen = settings or Settings()
    reading = read_script(text, dialect)
    judgement = judge(
        reading,
        catalog,
        migrator,
        chosen,
        acts,
        path=path,
        severities=severities,
        production=production,
    )
    if dialect in ("sqlite", "libsql"):
        judgement = _measured(judgement, [*earlier, *pending], text, migrator, dialect, path)
    return list(judgement.findings)


def _measured(
    judgement: Judgement,
    earlier: Sequence[str],
    text: str,
    migrator: Migrator,
    dialect: Dialect,
    path: str,
) -> Judgement:
    from forge_migrations.rules.judging.measuring import weighed
    from forge_migrations.sql.replay import Replay

    replay = Replay()
    for sql in earlier:
        replay.advance(split(sql, dialect).statements)
    statements = split(text, dialect).statements
    outcome = replay.measure(statements, migrator.foreign_keys, migrator.transaction)
    replay.close()
    return weighed(judgement, outcome, statements, path)


def judge(
    reading: Reading,
    catalog: Catalog,
    migrator: Migrator,
    settings: Settings,
    pending: PendingActs | None = None,
    *,
    path: str = "migration.sql",
    severities: Mapping[str, Severity] | None = None,
    today: str = "",
    production: Sequence[Production] = (),
) -> Judgement:
    """Judge a migration against the catalog before it; the catalog is moved on past it.
    `production`: what was observed of the databases that it will run on."""
    script = reading.script
    acts: list[Act] = []
    homes: list[int] = []
    functions, routines = Functions(catalog), Routines(catalog)
    for number, found in enumerate(reading.acts):
        if catalog.dialect == "postgres":
            found = tuple(functions.expand(found))
        elif catalog.dialect == MYSQL.dialect:
            found = tuple(routines.expand(found))
        acts += found
        homes += [number] * len(found)
    scene = Scene(catalog, acts, script.statements, homes, migrator, settings, pending)
    weights = _weights(production, scene)
    raw = [*_walk(scene, script, severities or {}, path, weights)]
    if weights is not None:
        raw = [*weights.settled(raw, frozenset(severities or ()))]
    raw += _empty(script, migrator, severities or {}, path)
    opaque = len({homes[at] for at, act in enumerate(acts) if act.verb in ("opaque", "broken")})
    judged = acknowledged(raw, script, settings, path, today, severities or {})
    judged = (one for one in judged if not (one.production and one.production.silent))
    held = weights.held() if weights is not None else Held()
    return Judgement(tuple(judged), len(script.statements), opaque, tuple(acts), held)


def _weights(production: Sequence[Production], scene: Scene) -> Weights | None:
    """What asks production's facts; nothing is imported for who has none."""
    if not production:
        return None
    from forge_migrations.rules.judging.weight import Weights

    return Weights(production, scene)


def _empty(
    script: Script, migrator: Migrator, severities: Mapping[str, Severity], path: str
) -> Iterator[tuple[int, Finding]]:
    """What stands in no statement: the pieces that hold none."""
    rule = empty_statement.RULE
    for line, hit in empty_statement.empty_statements(script, migrator):
        severity = severities.get(rule.id) or hit.severity or rule.severity
        if severity != "off":
            yield (
                NOWHERE,
                Finding(CHECK, rule.id, path, line, hit.message, rule.remedy, severity, rule.kind),
            )


def _walk(
    scene: Scene,
    script: Script,
    severities: Mapping[str, Severity],
    path: str,
    weights: Weights | None,
) -> Iterator[tuple[int, Finding]]:
    """(statement, finding) of every rule that hits, act by act; moves the catalog on."""
    rules = asked(scene, severities)
    seen: set[tuple[str, int, str]] = set()
    said: set[str] = set()
    """Rules that speak once for a file and have."""
    for at, act in enumerate(scene.acts):
        scene.turn_to(at)
        home = scene.homes[at]
        idle = bool(act.flags) and changes_nothing(scene.catalog, act)
        for rule, severity in rules.of(act, scene):
            if (rule.once and rule.id in said) or (idle and rule.kind in _EFFECTS):
                continue
            scene.kind = rule.kind
            for hit in rule.check(act, scene):
                key = (rule.id, home, hit.message)
                if key not in seen:
                    seen.add(key)
                    if rule.once:
                        said.add(rule.id)
                    found = _finding(rule, hit, severity, scene, script, path)
                    yield home, weights.saw(rule, act, found) if weights else found
        if weights is not None and not idle:
            weights.passed(act)
        scene.move_on()


def _finding(
    rule: Rule, hit: Hit, severity: Severity | None, scene: Scene, script: Script, path: str
) -> Finding:
    statement = scene.statements[scene.homes[scene.at]]
    remedy = hit.remedy or rule.remedy
    if hit.instead and "\n" not in statement.text:
        column = statement.column
        edit = Edit(path, statement.line, hit.instead, statement.text, told=False, column=column)
        remedy = Remedy(remedy, edit)
    said = severity or hit.severity or rule.severity
    if said == "refuse" and rule.id in WAITING and waits(scene.act, scene, rule.id):
        remedy = softening(path, scene).or_else(Remedy.of(remedy))
    return Finding(
        CHECK,
        rule.id,
        path,
        statement.line,
        hit.message,
        remedy,
        said,
        rule.kind,
        statement.column,
        details=hit.details,
    )
