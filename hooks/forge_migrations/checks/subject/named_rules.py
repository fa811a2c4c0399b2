"""The rules and checks that a policy names: a name that none has would switch off nothing, in silence."""

from __future__ import annotations

from forge_migrations.findings import UsageError
from forge_migrations.presets import PRESET
from forge_migrations.presets import SQUAWK
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.config import Policy


def refuse_unknown_names(policy: Policy) -> None:
    """Raises `UsageError` with the name and the nearest one that there is."""
    for where, kind, name in _named(policy):
        known = _rules() if kind == "rule" else _checks()
        if name not in known:
            raise UsageError(
                f"{policy.path}: [{where}] {name!r} is the name of no {kind}", _meant(name, known)
            )


def _meant(name: str, known: frozenset[str]) -> Remedy:
    import difflib

    near = difflib.get_close_matches(name, sorted(known), n=1)
    return Remedy(
        f"write {near[0]!r}" if near else "see their names", *([] if near else [ours("rules")])
    )


def _named(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """(table, `rule` or `check`, name) of each."""
    tables = [("", policy.values)]
    tables += [(f'branch."{name}".', table) for name, table in policy.branches.items()]
    tables += [("paths.", table) for table in policy.values.get("paths", [])]
    for where, table in tables:
        for key in ("rules", "checks"):
            for name in table.get(key, {}):
                if (key, name) != ("rules", PRESET):
                    yield where + key, key[:-1], name


def _rules() -> frozenset[str]:
    from forge_migrations.rules.judging.pages import every_rule

    return frozenset([*every_rule(), *SQUAWK])


def _checks() -> frozenset[str]:
    from forge_migrations.checks import CHECKS

    return frozenset(CHECKS)
