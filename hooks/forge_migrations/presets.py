"""Rules by the names that other tools give them, and what those tools' configuration means here.

squawk's names, defaults and forms: https://squawkhq.com/docs/rules and https://squawkhq.com/docs/cli
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from typing import Any
    from typing import Final
    from typing import Literal

PRESET: Final = "preset"
"""The key of `[rules]` that names one."""
PRESETS: Final = ("squawk",)
SQUAWK_FILE: Final = ".squawk.toml"
BY_NAME: Final = "squawk by name"
"""Among the tools whose acknowledgements count: squawk's, each for the rules that it names."""

SQUAWK: Final[Mapping[str, tuple[str, ...]]] = {
    "adding-field-with-default": ("volatile-default", "stored-generated-column"),
    "adding-foreign-key-constraint": ("add-foreign-key-validating",),
    "adding-not-nullable-field": ("set-not-null", "set-not-null-scan"),
    "adding-required-field": ("add-required-column",),
    "adding-serial-primary-key-field": ("add-serial-column", "add-unique-blocking"),
    "ban-alter-domain-with-add-constraint": ("ban-alter-domain-with-add-constraint",),
    "ban-char-field": ("ban-char-field",),
    "ban-concurrent-index-creation-in-transaction": ("concurrently-in-transaction",),
    "ban-create-domain-with-constraint": ("ban-create-domain-with-constraint",),
    "ban-drop-column": ("drop-column", "drop-and-add-column"),
    "ban-drop-database": ("drop-schema",),
    "ban-drop-not-null": ("drop-not-null",),
    "ban-drop-table": ("drop-table", "drop-table-cascade"),
    "ban-duplicate-column-assignments": ("duplicate-assignment",),
    "ban-truncate-cascade": ("truncate-table",),
    "ban-uncommitted-transaction": ("transaction-control",),
    "changing-column-type": ("change-column-type", "narrow-type"),
    "constraint-missing-not-valid": (
        "add-check-validating", "add-foreign-key-validating", "validate-in-same-transaction",
    ),
    "disallowed-unique-constraint": ("add-unique-blocking",),
    "identifier-too-long": ("identifier-too-long",),
    "prefer-bigint-over-int": ("prefer-bigint-over-int",),
    "prefer-bigint-over-smallint": ("prefer-bigint-over-smallint",),
    "prefer-identity": ("prefer-identity",),
    "prefer-repack": ("rebuild-storage",),
    "prefer-robust-stmts": ("prefer-robust-stmts",),
    "prefer-text-field": ("prefer-text-field",),
    "prefer-timestamp-tz": ("prefer-timestamptz",),
    "prefer-timestamptz": ("prefer-timestamptz",),
    "renaming-column": ("rename-column",),
    "renaming-table": ("rename-table",),
    "require-concurrent-index-creation": ("create-index-blocking",),
    "require-concurrent-index-deletion": ("drop-index-blocking",),
    "require-concurrent-partition-detach": ("attach-or-detach-partition",),
    "require-concurrent-reindex": ("rebuild-storage",),
    "require-enum-value-ordering": ("require-enum-value-ordering",),
    "require-lock-timeout": ("missing-lock-timeout",),
    "require-statement-timeout": ("require-statement-timeout",),
    "require-table-schema": ("require-table-schema",),
    "require-timeout-settings": ("missing-lock-timeout", "require-statement-timeout"),
    "transaction-nesting": ("transaction-control",),
    "unused-ignore": ("unused-acknowledgement",),
}  # fmt: skip
"""squawk's name of a rule -> the rules here that say it."""
OPT_IN: Final = frozenset({"require-table-schema"})
"""Rules that squawk has off until its configuration includes them."""
_SAME: Final[Mapping[str, tuple[str, ...]]] = {
    "prefer-timestamp-tz": ("prefer-timestamptz",),
    "require-timeout-settings": ("require-lock-timeout", "require-statement-timeout"),
}
"""Names that squawk keeps for older configurations -> what they are called now."""
_NAMES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    ours: tuple(name for name, rules in SQUAWK.items() if ours in rules)
    for rules in SQUAWK.values()
    for ours in rules
}


def ours(names: Iterable[str]) -> tuple[str, ...]:
    """The rules that these names mean; a name that is no other tool's stands for itself."""
    return tuple(dict.fromkeys(rule for name in names for rule in SQUAWK.get(name, (name,))))


def said(table: Mapping[str, Any], rule: str) -> Any:
    """What a table of `[rules]` says of a rule, by its own name or else by another tool's; None when it
    says nothing."""
    found = table.get(rule)
    if found is None:
        found = next((table[name] for name in _NAMES_OF.get(rule, ()) if name in table), None)
    return found


def read_squawk(text: bytes) -> dict[str, Any]:
    """What a `.squawk.toml` says. Raises `ValueError` with TOML's words or the name that is no rule."""
    import tomllib

    found = tomllib.loads(text.decode("utf-8"))
    for key in ("excluded_rules", "included_rules", "excluded_paths"):
        listed = found.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise ValueError(f"{key} is no list of strings")
        for name in listed if key != "excluded_paths" else ():
            if name not in SQUAWK:
                raise ValueError(f"{key}: squawk has no rule {name!r}")
    return found


def squawk_says(file: Mapping[str, Any], rule: str) -> Literal["off", "refuse"] | None:
    """The severity of a rule by squawk's defaults and its file; None of a rule that squawk hasn't.

    Everything that squawk finds fails its run, so everything refuses.
    """
    names = set(_NAMES_OF.get(rule, ())) - _SAME.keys()
    if not names:
        return None
    if names <= _now(file.get("excluded_rules", ())):
        return "off"
    included = _now(file.get("included_rules", ()))
    return None if names <= OPT_IN and not names & included else "refuse"


def _now(names: Iterable[Any]) -> set[str]:
    return {now for name in map(str, names) for now in _SAME.get(name, (name,))}
