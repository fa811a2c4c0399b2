"""Checks run each for itself; the policy and the merge have a word over all of them."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks import judge as judging
from forge_migrations.checks.judge import judge
from forge_migrations.checks.judge import judge_merge
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.config import Policy
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided

FINDING = Finding("migration-history", "missing-sql", "drizzle/0001_x.sql", 1, "m", "r")


def subject(policy: Policy | None = None, before: str = "") -> Subject:
    change = Change(MemoryTree({"before": before}), MemoryTree(), MemoryTree())
    return Subject(change, policy)


def merging() -> Subject:
    """A merge of `theirs` into `ours`."""
    ours = subject(before="ours")
    ours.__dict__["others"] = (ours.seen_from(subject(before="theirs").change),)
    return ours


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the stand-in checks `one` and `two` say: findings, notes, or an exception."""
    answers: dict[str, object] = {}

    def module(path: str) -> ModuleType:
        name = path.rpartition(".")[2]
        made = ModuleType(name)

        def check(seen: Subject) -> Iterator[Finding | Note]:
            answer = answers.get(name, [])
            if isinstance(answer, Exception):
                raise answer
            yield from answer(seen) if callable(answer) else answer  # type: ignore[misc]

        made.check = check  # type: ignore[attr-defined]
        return made

    monkeypatch.setattr(judging, "import_module", module)
    monkeypatch.setattr(judging, "CHECKS", {"one": "one", "two": "two"})
    return answers


def test_a_check_that_cannot_decide_stops_no_other(says: dict[str, object]) -> None:
    says["one"] = Undecided("drizzle-kit is missing", "bun install")
    says["two"] = [FINDING]
    verdict = judge(subject(), ["one", "two"])

    assert verdict.findings == (FINDING,)
    assert verdict.notes == (Note("one", "drizzle-kit is missing", "", True, "bun install"),)
    assert verdict.exit_code == 1


def test_an_undecided_check_alone_is_exit_code_three(says: dict[str, object]) -> None:
    says["one"] = [Note("one", "not loaded", undecided=True)]

    assert judge(subject(), ["one", "two"]).exit_code == 3


def test_a_note_refuses_nothing(says: dict[str, object]) -> None:
    says["one"] = [Note("one", "nothing changed")]

    assert judge(subject(), ["one"]).exit_code == 0


@pytest.mark.parametrize(
    ("policy", "code", "left"),
    [
        (Policy({"rules": {"missing-sql": "report"}}), 0, 1),
        (Policy({"rules": {"missing-sql": "off"}}), 0, 0),
        (Policy({"checks": {"one": "off"}}), 0, 0),
        (Policy({"baseline": [{"migration": "0001_x", "rule": "missing-sql"}]}), 0, 1),
        (Policy(), 1, 1),
    ],
)
def test_the_policy_has_a_word_over_every_finding(
    says: dict[str, object], policy: Policy, code: int, left: int
) -> None:
    says["one"] = [FINDING]
    verdict = judge(subject(policy), ["one"])

    assert (verdict.exit_code, len(verdict.findings)) == (code, left)


def test_a_merge_answers_only_for_what_neither_side_had(says: dict[str, object]) -> None:
    born_in_the_merge = FINDING._replace(path="born")
    says["one"] = lambda seen: (
        [born_in_the_merge]
        if seen.change.before.read("before") == b"theirs"
        else [born_in_the_merge, FINDING]
    )
    ours = merging()
    merged = judge_merge(["one"], judge(ours, ["one"]), ours)

    assert [f.path for f in merged.findings if f.refuses] == ["born"]
    assert [f.path for f in merged.findings if f.inherited] == ["drizzle/0001_x.sql"]


def test_what_the_other_side_cannot_decide_is_no_pass(says: dict[str, object]) -> None:
    says["one"] = lambda seen: (
        [Note("one", "not loaded", undecided=True)]
        if seen.change.before.read("before") == b"theirs"
        else [FINDING._replace(check="one")]
    )
    ours = merging()
    merged = judge_merge(["one"], judge(ours, ["one"]), ours)

    assert merged.exit_code == 3
    assert [note.message for note in merged.notes] == [
        "drizzle/0001_x.sql: missing-sql: whether the merge brought it in can't be told (not loaded)"
    ]
