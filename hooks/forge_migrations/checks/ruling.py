"""What the team decided, over what the checks said: severities, the baseline, reviews, its own change."""

from __future__ import annotations

import os
from collections.abc import Mapping

from forge_migrations.change.agents import agent_here
from forge_migrations.change.agents import agent_in
from forge_migrations.change.agents import agent_of
from forge_migrations.change.past import trailers
from forge_migrations.config import AGENTS
from forge_migrations.config import FILE
from forge_migrations.config import Policy
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import git_add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from typing import Any

    from forge_migrations.change.change import Change
    from forge_migrations.checks.subject.subject import Subject

CHECK = "policy"
"""What the findings about the policy itself name as their check."""


def ruled(findings: Iterable[Finding], subject: Subject) -> Iterator[Finding | Note]:
    """The findings as the policy has them; those that it switches off are gone."""
    policy = subject.policy
    for finding in findings:
        severity = policy.severity(finding.rule, finding.path, finding.severity, finding.check)
        if severity == "off":
            continue
        finding = finding._replace(severity=severity)
        accepted = policy.accepts(finding.rule, finding.path, message=finding.message)
        required = _Review.of(policy, finding.rule)
        released = accepted and policy.accepts(
            finding.rule, finding.path, message=finding.message, proposed=False
        )
        agent = _agent(finding, subject.change) if finding.acknowledged and not accepted else ""
        if agent:
            yield from _accepted_by(agent, finding, policy, subject.change, required)
        elif accepted and not finding.acknowledged and required and not released:
            yield from _reviewed(finding._replace(acknowledged=accepted), required, subject.change)
        elif accepted and not finding.acknowledged:
            yield finding._replace(acknowledged=accepted)
        elif finding.acknowledged and required and not accepted:
            yield from _reviewed(finding, required, subject.change)
        else:
            yield finding


def _agent(finding: Finding, change: Change) -> str:
    """The coding agent that accepted a finding of this change; empty for a person's word."""
    if finding.inherited or finding.released or change.repository is None:
        return ""
    if change.mode == "range":
        return agent_in(change.repository, _span(change), finding.path)
    return agent_here(os.environ) if change.mode == "staged" else ""


def _accepted_by(
    agent: str, finding: Finding, policy: Policy, change: Change, required: _Review | None
) -> Iterator[Finding | Note]:
    """What an agent accepted, told apart; where the policy says so it counts with a person's trailer."""
    said = policy.get("acknowledge", {}).get(AGENTS, True)
    review = required or (_Review("Reviewed-by", ()) if said is False else None)
    if review is None and said is not True:
        review = _Review.of(policy, AGENTS)
    told = finding._replace(acknowledged=f"{finding.acknowledged} (accepted by {agent})")
    if review is None or (change.mode == "range" and _has_trailer(finding.path, review, change)):
        yield told
        yield Note(CHECK, f"{finding.path}: {finding.rule} is accepted by {agent}", finding.project)
        return
    if said is True:  # the rule's own review, an agent or not
        yield from _reviewed(told, review, change)
        return
    staged = change.mode != "range"
    command_of = (
        ("git", "commit", "--trailer") if staged else ("git", "commit", "--amend", "--trailer")
    )
    words = "have a person look at it and commit it" if staged else "have a person look at it"
    yield finding._replace(
        acknowledged="",
        message=f"{finding.message}; accepted by {agent}, and no person said so",
        remedy=Remedy(words, command(*command_of, str(review)), decide=True),
    )


def policy_findings(subject: Subject) -> Iterator[Finding]:
    """The change of the policy file itself, which judges only from where it is released on.

    Said by the umbrella; a check that runs alone says what it is about.
    """
    change = subject.change
    if subject.only_check:
        return
    if change.mode == "everything" or change.before.blob(FILE) == change.after.blob(FILE):
        return
    was, now = _values(change, before=True), _values(change, before=False)
    if isinstance(now, UsageError):
        remedy = now.remedy or Remedy("correct it, then", git_add(FILE), decide=True)
        yield Finding(CHECK, "policy-invalid", FILE, 1, str(now), remedy)
        return
    keys = sorted(_flat(was) ^ _flat(now)) if isinstance(was, Mapping) else []
    names = list(dict.fromkeys(key for key, _ in keys))
    named = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    yield Finding(
        CHECK,
        "policy-changed",
        FILE,
        1,
        f"changes the policy: {named}" if names else "changes the policy's words, not its values",
        Remedy("have it reviewed", command(*_diff(change), "--", FILE), decide=True),
        "report",
    )


class _Review(NamedTuple):
    """`acknowledge = { drop-table = "Reviewed-by" }`, or a table that says by whom too."""

    trailer: str
    by: tuple[str, ...]

    @classmethod
    def of(cls, policy: Policy, rule: str) -> _Review | None:
        said = policy.get("acknowledge", {}).get(rule)
        if said is None:
            return None
        table: Mapping[str, Any] = said if isinstance(said, Mapping) else {"trailer": said}
        return cls(str(table.get("trailer", "Reviewed-by")), tuple(table.get("by", ())))

    def __str__(self) -> str:
        return f"{self.trailer}: {' or '.join(self.by) or 'someone else'}"


def _reviewed(finding: Finding, review: _Review, change: Change) -> Iterator[Finding | Note]:
    if change.mode != "range":
        yield finding
        yield Note(
            CHECK,
            f"{finding.path}: {finding.rule} is acknowledged; "
            f"the policy also asks for a commit that says {review}",
        )
    elif _has_trailer(finding.path, review, change):
        yield finding
    else:
        yield finding._replace(
            acknowledged="",
            message=f"{finding.message}; acknowledged without a commit that says {review}",
            remedy=Remedy(
                "have it reviewed, then name the reviewer",
                command("git", "commit", "--amend", "--trailer", str(review)),
                decide=True,
            ),
        )


def _has_trailer(path: str, review: _Review, change: Change) -> bool:
    """True when a commit of the range that touches the path, or a merge of the range, has it.

    Nobody reviews their own commit: a trailer with the author's address doesn't count.
    """
    repository = change.repository
    if repository is None:
        return False
    return any(
        _counts(value, author, review.by)
        for author, value in trailers(repository, review.trailer, _span(change), path)
    )


def _span(change: Change) -> str:
    span = change.after.name
    return f"{change.before.name}..{span}" if change.before.name != "nothing" else span


def _counts(value: str, author: str, by: tuple[str, ...]) -> bool:
    """`value` is `Bea <bea@example.com>`; `by` has addresses or names."""
    name, _, address = value.lower().rstrip(">").rpartition("<")
    said = {name.strip(), address.strip()} - {""}
    if not said or author.lower() in said or agent_of(value):
        return False
    return not by or not said.isdisjoint(one.lower() for one in by)


def _values(change: Change, before: bool) -> Mapping[str, Any] | UsageError:
    tree = change.before if before else change.after
    if not tree.is_file(FILE):
        return {}
    try:
        return Policy.parse(tree.read(FILE)).values
    except UsageError as error:
        return error


def _flat(values: Mapping[str, Any] | UsageError, prefix: str = "") -> set[tuple[str, str]]:
    """(dotted key, value) of every leaf."""
    found: set[tuple[str, str]] = set()
    for key, value in values.items() if isinstance(values, Mapping) else ():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            found |= {(f"{prefix}{key}", repr(item)) for item in value}
        else:
            found.add((f"{prefix}{key}", repr(value)))
    return found


def _diff(change: Change) -> list[str]:
    if change.mode == "staged":
        return ["git", "diff", "--cached"]
    before = change.before.name if change.before.name != "nothing" else "--root"
    return ["git", "diff", before[:12], change.after.name[:12]]
