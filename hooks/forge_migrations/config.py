"""`.forge-migrations.toml` as a Policy; a key or a value that means nothing is refused."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cached_property

from forge_migrations import patience
from forge_migrations import presets
from forge_migrations import uses
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import did_you_mean as did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.findings import Severity

FILE = ".forge-migrations.toml"

KEYS: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(
        ("postgres", "mysql", "mariadb", "engine", "pending", "base", "scratch_url"), str
    ),
    **dict.fromkeys(("check_types", "allow_remote_scratch"), bool),
    **dict.fromkeys(("kit_timeout", "statement_timeout"), (int, float)),
    **dict.fromkeys(("accept", "prelude", "paths", "project", "baseline"), list),
    **dict.fromkeys(
        ("naming", "acknowledge", "rules", "checks", "branch", "production", "uses"), dict
    ),
}
"""Every key and the type of its value."""

RULING = (
    "accept", "acknowledge", "base", "baseline", "branch", "checks", "paths", "pending", "production", "rules",
)  # fmt: skip
"""The keys that say what is refused; the others say how things are read and run."""

PROPOSED = (
    "history-reset", "released-deleted", "released-edited", "released-redated", "released-renamed",
    "released-snapshot-changed",
)  # fmt: skip
"""The rules about what a change does to released history, of which it may bring the acceptance itself:
nothing mends them, and each is named and shown beside the change of the policy."""

PROJECT_KEYS = (
    "config", "cwd", "dialect", "schema", "out", "driver", "casing", "prefix", "breakpoints",
    "table", "ledger_schema", "prelude", "postgres", "mysql", "mariadb", "engine", "ignore",
)  # fmt: skip
REVIEW_KEYS = ("trailer", "by")
BASELINE_KEYS = ("migration", "rule", "reason")
PATH_KEYS = ("path", "rules")
BRANCH_COMMANDS = ("create", "delete")  # of a database's branch, beside the tables of git's
BRANCH_KEYS = ("rules", "checks", "released")
AGENTS = "agents"
"""In `[acknowledge]`: whether what a coding agent accepts counts by itself."""
PENDING = ("base", "commit", "undeployed")
"""What is not yet deployed: what the base lacks ("undeployed" says the same), or no commit has."""
SEVERITIES = ("refuse", "report", "off")
WORDS = r"[\w-]+"


class Accepted(NamedTuple):
    """A violation that released history can't undo: `migration` is a tag or a path."""

    migration: str
    rule: str
    reason: str


class Policy:
    """What the team decided. An absent file is an empty policy; every default is the rule's own."""

    def __init__(
        self,
        values: Mapping[str, Any] | None = None,
        path: str = FILE,
        under: Policy | None = None,
        binds: bool = True,
        squawk: Mapping[str, Any] | None = None,
    ) -> None:
        self.values: Mapping[str, Any] = values or {}
        self.path = path
        self._under = under
        """The policy that is asked when this one says nothing."""
        self._binds = binds
        """True when the one below may not switch off what this one, or one above it, sets."""
        self.squawk: Mapping[str, Any] = squawk or {}
        """What `.squawk.toml` says, which `preset = "squawk"` asks for."""
        self._proposed = False
        """True when it holds what the change that is judged accepts itself."""
        _refuse_unknown(self.values, KEYS, path, "key")
        for key, value in self.values.items():
            expected = KEYS[key]
            if not isinstance(value, expected) or (expected is not bool and value is True):
                raise UsageError(f"{path}: {key} = {value!r} is no {_name(expected)}")
        if self.values.get("pending", "base") not in PENDING:
            raise UsageError(
                f"{path}: pending = {self.values['pending']!r} says nothing",
                'write "base" or "commit": pending = "base"',
            )
        self._check_severities("rules", self.values.get("rules", {}))
        self._checks: Mapping[str, Any] = self.values.get("checks", {})
        self._check_severities("checks", self._checks)
        self._check_tables("project", PROJECT_KEYS)
        self._check_tables("paths", PATH_KEYS)
        self._check_tables("baseline", BASELINE_KEYS)
        self._patience: patience.Patience = self._read(
            "production", patience.KEYS, patience.patience_of
        )
        self._looking: uses.Looking = self._read("uses", uses.KEYS, uses.looking_of)
        said = self.values.get("branch", {}).items()
        self.branches = {
            k: v for k, v in said if k not in BRANCH_COMMANDS or not isinstance(v, str)
        }
        """The `[branch."PATTERN"]` tables, without the commands that stand beside them."""
        for pattern, table in self.branches.items():
            where = f'branch."{pattern}"'
            if not isinstance(table, dict):
                raise UsageError(f"{path}: {where} = {table!r} is no table [{where}]")
            _refuse_unknown(table, BRANCH_KEYS, path, f"key of [{where}]")
            self._check_severities(f"{where}.rules", table.get("rules", {}))
            self._check_severities(f"{where}.checks", table.get("checks", {}))

        for rule, said in self.values.get("acknowledge", {}).items():
            if rule == AGENTS and isinstance(said, bool):
                continue
            if isinstance(said, dict):
                _refuse_unknown(said, REVIEW_KEYS, path, f"key of acknowledge.{rule}")
                said = said.get("trailer", "Reviewed-by")
            if not isinstance(said, str) or not said.replace("-", "").isalnum():
                raise UsageError(
                    f"{path}: acknowledge.{rule} = {said!r} is no name of a trailer",
                    f'write: {rule} = "Reviewed-by"',
                )

    @classmethod
    def parse(cls, text: bytes, path: str = FILE) -> Policy:
        """Raises `UsageError` that names the line (TOML's own words) or the unknown key."""
        import tomllib

        try:
            return cls(tomllib.loads(text.decode("utf-8")), path)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: {error}") from error

    def on_branch(self, branch: str) -> Policy:
        """The policy on a branch: what `[branch."release/*"]` says there goes before everything
        else, and a later matching table before an earlier one."""
        policy = Policy(
            {key: value for key, value in self.values.items() if key != "branch"},
            self.path,
            self._under.on_branch(branch) if self._under else None,
            self._binds,
            self.squawk,
        )
        for table in self._tables_of(branch):
            own: dict[str, Any] = {k: table[k] for k in ("rules", "checks") if k in table}
            policy = Policy(own, self.path, policy, binds=False) if own else policy
        return policy

    def with_squawk(self, text: bytes) -> Policy:
        """The same with what a `.squawk.toml` says. Raises `UsageError` for one that can't be read."""
        try:
            said = presets.read_squawk(text)
        except (ValueError, UnicodeDecodeError) as error:
            raise UsageError(f"{presets.SQUAWK_FILE}: {error}") from error
        return Policy(self.values, self.path, self._under, self._binds, said)

    @property
    def preset(self) -> str:
        """The other tool whose rules are on; empty without one."""
        own = self.values.get("rules", {}).get(presets.PRESET, "")
        return str(own or (self._under.preset if self._under else ""))

    def releases(self, branch: str) -> bool:
        """True when a branch's table says `released = true`: what is on it is untouchable."""
        said = any(table.get("released") is True for table in self._tables_of(branch))
        return said or (self._under is not None and self._under.releases(branch))

    def below(self, first: Policy) -> Policy:
        """A policy that asks `first`, and this one where `first` says nothing.

        Nothing that this one says switches a rule off that `first` sets: neither a path, nor a
        baseline, nor a check, nor an ignored project.
        """
        if first._under is None:
            return Policy(first.values, first.path, self, squawk=first.squawk)
        under = self.below(first._under)
        return Policy(first.values, first.path, under, first._binds, first.squawk)

    def get(self, key: str, default: Any = None) -> Any:
        """A top-level value. The key must be one of `KEYS`."""
        assert key in KEYS, key
        if key not in self.values and self._under is not None:
            return self._under.get(key, default)
        return self.values.get(key, default)

    def severity(self, rule: str, path: str, default: Severity, check: str = "") -> Severity:
        """The severity of a rule at a path: the last matching `[[paths]]`, `[rules]`, the default.

        `check` is the check that the rule belongs to; it matters where policies lie over each
        other and only the lower one switches the check off.
        """
        said = self._says(rule, path)
        if said is not None or self._under is None:
            return said or default
        if self._binds and check not in self._checks and self._under.check_is_off(check):
            return "off"
        return self._under.severity(rule, path, default, check)

    def check_is_off(self, check: str, bound: bool = False) -> bool:
        """True when no rule of the check is asked for."""
        bound = bound or bool(self.values.get("rules") or self._checks)
        if check in self._checks or self._under is None or (bound and self._binds):
            return bool(self._checks.get(check) == "off")
        return self._under.check_is_off(check, bound)

    @property
    def looking(self) -> uses.Looking:
        """When it is looked for who still uses what is taken away."""
        own = self._under is None or "uses" in self.values
        return self._looking if own or self._under is None else self._under.looking

    @property
    def patience(self) -> patience.Patience:
        """How long a migration may keep others waiting."""
        if "production" in self.values or self._under is None:
            return self._patience
        return self._under.patience

    @property
    def projects(self) -> list[dict[str, Any]]:
        """The `[[project]]` tables as written; only the uppermost policy may ignore a project."""
        own = list(self.values.get("project", []))
        if self._under is None:
            return own
        named = {table.get("config") for table in own}
        below = [table for table in self._under.projects if table.get("config") not in named]
        if self._binds:
            below = [{k: v for k, v in table.items() if k != "ignore"} for table in below]
        return own + below

    def _says(self, rule: str, path: str) -> Severity | None:
        for table in reversed(self.values.get("paths", [])):
            own: Severity | None = presets.said(table.get("rules", {}), rule)
            if own and fnmatchcase(path, table.get("path", "")):
                return own
        rules = self.values.get("rules", {})
        found: Severity | None = presets.said(rules, rule)
        if found is None and presets.PRESET in rules:
            found = presets.squawk_says(self.squawk, rule)
            left_out = self.squawk.get("excluded_paths", ())
            if found and any(fnmatchcase(path, pattern) for pattern in left_out):
                found = "off"
        return found

    def _tables_of(self, branch: str) -> list[dict[str, Any]]:
        return [table for name, table in self.branches.items() if fnmatchcase(branch, name)]

    @cached_property
    def baseline(self) -> tuple[Accepted, ...]:
        """The violations that `forge-migrations baseline` accepted, as this file has them."""
        return tuple(
            Accepted(table.get("migration", ""), table.get("rule", ""), table.get("reason", ""))
            for table in self.values.get("baseline", [])
        )

    def proposing(self, later: Policy) -> Policy:
        """This policy, and under it what a change of it accepts of its own doing to released history.

        Only what this one says nothing of: a rule that it sets stays, and so does every other key.
        """
        known = {(each.migration, each.rule) for each in self.baseline}
        new = [
            each._asdict()
            for each in later.baseline
            if each.rule in PROPOSED and (each.migration, each.rule) not in known
        ]
        if not new:
            return self
        proposal = Policy({"baseline": new}, later.path)
        proposal._proposed = True
        return proposal.below(self)

    def accepts(
        self, rule: str, path: str, bound: bool = False, message: str = "", proposed: bool = True
    ) -> str:
        """The reason with which the baseline accepts a rule at a path; empty when it doesn't.
        Without `proposed` what a change accepts of its own doing doesn't count.

        A finding that stands in the journal is told apart by the migration that its message names.
        """
        for accepted in self.baseline if proposed or not self._proposed else ():
            named = accepted.migration
            if accepted.rule == rule and (
                named == path or f"/{named}" in f"/{path}" or named in re.findall(WORDS, message)
            ):
                return accepted.reason or "baseline"
        bound = bound or self._says(rule, path) is not None
        if self._under is None or (bound and self._binds):
            return ""
        return self._under.accepts(rule, path, bound, message, proposed)

    def _read(self, name: str, keys: tuple[str, ...], read: Callable[[Any], Any]) -> Any:
        table = self.values.get(name, {})
        _refuse_unknown(table, keys, self.path, f"key of [{name}]")
        try:
            return read(table)
        except ValueError as error:
            raise UsageError(f"{self.path}: [{name}] {error}") from None

    def _check_severities(self, where: str, table: Mapping[str, Any]) -> None:
        for name, value in table.items():
            if name == presets.PRESET and where == "rules":
                if value not in presets.PRESETS:
                    raise UsageError(
                        f"{self.path}: [rules] preset = {value!r} is none that is known",
                        'write preset = "squawk"',
                    )
            elif value not in SEVERITIES:
                raise UsageError(
                    f"{self.path}: [{where}] {name} = {value!r} is no severity",
                    f'write "refuse", "report" or "off": {name} = "report"',
                )

    def _check_tables(self, key: str, keys: tuple[str, ...]) -> None:
        for table in self.values.get(key, []):
            if not isinstance(table, dict):
                raise UsageError(f"{self.path}: {key} holds {table!r}, which is no table [[{key}]]")
            _refuse_unknown(table, keys, self.path, f"key of [[{key}]]")
            if "rules" in table:
                self._check_severities(f"{key}.rules", table["rules"])


def _refuse_unknown(table: Mapping[str, Any], known: Any, path: str, what: str) -> None:
    for name in table:
        if name not in known:
            raise UsageError(f"{path}: {name!r} is no {what}", did_you_mean(name, known))


def _name(expected: type | tuple[type, ...]) -> str:
    names = {str: "string", bool: "true or false", list: "list", dict: "table"}
    return names.get(expected, "number") if isinstance(expected, type) else "number"
