"""The policy over the findings: reviews that it asks for, and its own change."""

from __future__ import annotations

import pytest

from forge_migrations.change.change import range_change
from forge_migrations.change.change import staged_change
from forge_migrations.change.repository import Repository
from forge_migrations.checks.ruling import policy_findings
from forge_migrations.checks.ruling import ruled
from forge_migrations.checks.subject.opening import policy_of
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.config import Policy
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from repositories import Repo

FILE = ".forge-migrations.toml"
SQL = "drizzle/0001_x.sql"
DROP = Finding("destructive-sql", "drop-table", SQL, 1, "drops table", "r", acknowledged="unused")
REVIEW = '[acknowledge]\ndrop-table = "Reviewed-by"\n'


def _ruled(repo: Repo, start: str, policy: str = REVIEW) -> Finding:
    change = range_change(Repository.find(), start, "HEAD")
    (said,) = ruled([DROP], Subject(change, Policy.parse(policy.encode())))
    assert isinstance(said, Finding)
    return said


def test_an_acknowledgement_without_the_required_review_refuses(repo: Repo) -> None:
    start = repo.commit({"a": "a"})
    repo.commit({SQL: "DROP TABLE users;"})

    said = _ruled(repo, start)

    assert said.refuses
    assert "without a commit that says Reviewed-by: someone else" in said.message


def test_an_acknowledgement_with_the_required_review_stands(repo: Repo) -> None:
    start = repo.commit({"a": "a"})
    repo.commit({SQL: "DROP TABLE users;"}, "drop\n\nReviewed-by: Bea <bea@example.com>")

    assert _ruled(repo, start).acknowledged == "unused"


def test_nobody_reviews_their_own_commit(repo: Repo) -> None:
    start = repo.commit({"a": "a"})
    repo.commit({SQL: "DROP TABLE users;"}, "drop\n\nReviewed-by: A <a@example.com>")

    assert _ruled(repo, start).refuses


def test_the_review_of_another_file_does_not_count(repo: Repo) -> None:
    start = repo.commit({"a": "a"})
    repo.commit({SQL: "DROP TABLE users;"})
    repo.commit({"b": "b"}, "b\n\nReviewed-by: Bea <bea@example.com>")

    assert _ruled(repo, start).refuses


def test_a_merge_carries_the_review_of_what_it_brings(repo: Repo) -> None:
    start = repo.commit({"a": "a"})
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit({SQL: "DROP TABLE users;"})
    repo.git("checkout", "-q", "main")
    message = "merge\n\nReviewed-by: Bea <bea@example.com>"
    repo.git("merge", "-q", "--no-ff", "-m", message, "feature")

    assert _ruled(repo, start).acknowledged == "unused"


@pytest.mark.parametrize(("by", "refuses"), [("bea@example.com", False), ("dba@x.org", True)])
def test_the_policy_names_who_may_review(repo: Repo, by: str, refuses: bool) -> None:
    start = repo.commit({"a": "a"})
    repo.commit({SQL: "DROP TABLE users;"}, "drop\n\nApproved-by: Bea <bea@example.com>")
    policy = f'[acknowledge]\ndrop-table = {{ trailer = "Approved-by", by = ["{by}"] }}\n'

    assert _ruled(repo, start, policy).refuses is refuses


def test_a_commit_in_the_making_is_told_what_its_message_needs(repo: Repo) -> None:
    repo.commit({"a": "a"})
    repo.stage({SQL: "DROP TABLE users;"})

    said = list(ruled([DROP], Subject(repo.change(), Policy.parse(REVIEW.encode()))))

    assert DROP in said
    assert any(isinstance(one, Note) and "Reviewed-by" in one.message for one in said)


def test_a_change_of_the_policy_is_reported_with_its_keys(repo: Repo) -> None:
    start = repo.commit({FILE: '[rules]\ndrop-table = "refuse"\n'})
    repo.commit({FILE: '[rules]\ndrop-table = "off"\n[checks]\nproduction-push = "off"\n'})

    (found,) = policy_findings(Subject(range_change(Repository.find(), start, "HEAD")))

    assert found.rule == "policy-changed"
    assert found.severity == "report"
    assert found.message == "changes the policy: checks.production-push, rules.drop-table"
    assert found.remedy.startswith("have it reviewed: git diff ")


def test_a_policy_that_can_not_be_read_refuses_the_change_that_brings_it(repo: Repo) -> None:
    start = repo.commit({"a": "a"})
    repo.commit({FILE: "[rule]\n"})

    (found,) = policy_findings(Subject(range_change(Repository.find(), start, "HEAD")))

    assert (found.rule, found.refuses) == ("policy-invalid", True)
    assert "'rules'" in found.remedy


def test_a_policy_that_stays_is_no_finding(repo: Repo) -> None:
    start = repo.commit({FILE: "[rules]\n"})
    repo.commit({"a": "a"})

    assert not list(policy_findings(Subject(range_change(Repository.find(), start, "HEAD"))))


def _judging(start: str) -> Policy:
    return policy_of(range_change(Repository.find(), start, "HEAD", base=start))


def test_the_released_policy_judges_a_range(repo: Repo) -> None:
    start = repo.commit({FILE: '[rules]\ndrop-table = "refuse"\n'})
    repo.commit({FILE: '[rules]\ndrop-table = "off"\n'})

    assert _judging(start).severity("drop-table", SQL, "refuse") == "refuse"


def test_a_range_that_brings_the_first_policy_is_not_judged_by_its_rules(repo: Repo) -> None:
    start = repo.commit({"a": "a"})
    repo.commit({FILE: 'postgres = "15"\n[rules]\ndrop-table = "off"\n'})

    policy = _judging(start)

    assert policy.severity("drop-table", SQL, "refuse") == "refuse"
    assert policy.get("postgres") == "15"


AGENTS = "[acknowledge]\nagents = false\n"
CLAUDE = "Co-Authored-By: Claude <noreply@anthropic.com>"


def _of_agent(repo: Repo, start: str, policy: str) -> list[Finding | Note]:
    change = range_change(Repository.find(), start, "HEAD")
    return [*ruled([DROP], Subject(change, Policy.parse(policy.encode())))]


def test_what_an_agent_accepts_is_told_apart(repo: Repo) -> None:
    start = repo.commit({"a": "a"})
    repo.commit({SQL: "DROP TABLE users;"}, f"drop\n\n{CLAUDE}")

    finding, note = _of_agent(repo, start, "")

    assert finding.acknowledged == "unused (accepted by Claude Code)"
    assert note.message == f"{SQL}: drop-table is accepted by Claude Code"


@pytest.mark.parametrize(
    ("trailers", "counts"),
    [
        (CLAUDE, False),
        (f"{CLAUDE}\nReviewed-by: Bea <bea@example.com>", True),
        (f"{CLAUDE}\nReviewed-by: A <a@example.com>", False),
        (f"{CLAUDE}\nReviewed-by: Claude <noreply@anthropic.com>", False),
        ("Co-authored-by: Bea <bea@example.com>", True),
        ("", True),
    ],
)
def test_what_an_agent_accepts_counts_with_a_persons_trailer_only(
    repo: Repo, trailers: str, counts: bool
) -> None:
    start = repo.commit({"a": "a"})
    repo.commit({SQL: "DROP TABLE users;"}, f"drop\n\n{trailers}")

    finding = _of_agent(repo, start, AGENTS)[0]

    assert finding.refuses is not counts
    assert counts or "accepted by Claude Code, and no person said so" in finding.message


def test_a_commit_that_an_agent_makes_asks_for_a_person(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a": "a"})
    repo.write({SQL: "DROP TABLE users;"})
    repo.git("add", ".")
    subject = Subject(staged_change(Repository.find()), Policy.parse(AGENTS.encode()))
    assert [each.acknowledged for each in ruled([DROP], subject)] == ["unused"]
    monkeypatch.setenv("CLAUDECODE", "1")
    (finding,) = ruled([DROP], subject)
    assert finding.refuses
    assert Remedy.of(finding.remedy).decide
    (inherited,) = ruled([DROP._replace(inherited=True)], subject)
    assert inherited.acknowledged == "unused"


def test_the_policy_of_agents_is_true_false_or_a_review(repo: Repo) -> None:
    Policy.parse(b"[acknowledge]\nagents = true\n")
    Policy.parse(b'[acknowledge]\nagents = { trailer = "Approved-by", by = ["bea"] }\n')
    with pytest.raises(UsageError):
        Policy.parse(b"[acknowledge]\nagents = 1\n")
