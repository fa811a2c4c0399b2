"""What the policy says to the rules: severities by path, versions of engines, accepted findings."""

from __future__ import annotations

from forge_migrations.config import did_you_mean
from forge_migrations.engines import DIALECTS
from forge_migrations.engines import DISTRIBUTED
from forge_migrations.findings import UsageError
from forge_migrations.presets import BY_NAME
from forge_migrations.sql.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.config import Policy
    from forge_migrations.drizzle.project import Project
    from forge_migrations.findings import Severity


def severities_of(policy: Policy, path: str) -> dict[str, Severity]:
    """The severities that the policy sets for this path."""
    if not policy.get("rules") and not policy.get("paths"):
        return {}
    from forge_migrations.rules import id_of
    from forge_migrations.rules.judging.when_asked import WHEN

    usual = {id_of(name): when.severity for name, when in WHEN.items()}
    found = {rule: policy.severity(rule, path, severity) for rule, severity in usual.items()}
    return {rule: found[rule] for rule in usual if found[rule] != usual[rule]}


def _distributed(name: str, project: Project) -> str:
    """The engine that the policy names, where it speaks the project's SQL; Drizzle has a dialect for
    one of them. Raises `UsageError` for a name that is none."""
    if not name:
        return project.dialect if project.dialect in _DISTRIBUTED else ""
    if name not in _DISTRIBUTED:
        raise UsageError(
            f"engine = {name!r} is none that is known", did_you_mean(name, _DISTRIBUTED)
        )
    spoken = _DISTRIBUTED[name].dialect
    return name if project.dialect and DIALECTS.get(project.dialect) == spoken else ""


_DISTRIBUTED = {row.name: row for row in DISTRIBUTED}


def settings_of(policy: Policy, project: Project) -> Settings:
    """Engine versions and the like, the project's own before the repository's."""
    own = next((t for t in policy.projects if t.get("config") == project.config), {})

    def version(key: str, default: float) -> float:
        other = policy.squawk.get("pg_version") if key == "postgres" else None
        value = str(own.get(key) or policy.get(key) or other or default)
        parts = value.split(".")
        try:
            return float(".".join(parts[:2]))
        except ValueError as error:
            raise UsageError(f"{key} = {value!r} is no version", f'write {key} = "16"') from error

    return Settings(
        engine=_distributed(str(own.get("engine") or policy.get("engine") or ""), project),
        postgres=version("postgres", 16),
        mysql=version("mysql", 8.4),
        mariadb=version("mariadb", 0),
        ledger=project.table,
        accept=(*policy.get("accept", ()), *([BY_NAME] if policy.preset == "squawk" else [])),
    )
