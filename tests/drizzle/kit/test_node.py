"""The one Node process: what is asked of it, and what was only prepared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forge_migrations.drizzle.kit.node import Answer
from forge_migrations.drizzle.kit.node import Node
from forge_migrations.findings import Undecided


@pytest.fixture
def node() -> Iterator[Node]:
    node = Node(20)
    yield node
    node.close()


def nothing(_question: Answer) -> None:
    raise AssertionError("asked for a file")


def test_what_was_prepared_is_no_answer_to_what_is_asked(node: Node) -> None:
    node.prepare({"do": "prepare", "kit": {}, "dialect": "sqlite"})

    assert "node" in node.ask({"do": "hello"}, nothing)
    assert "node" in node.ask({"do": "hello"}, nothing)
    assert node.started == 1


def test_preparing_waits_for_nothing_and_starts_one_process(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "_receive", nothing)

    node.prepare({"do": "prepare", "kit": {}})
    node.prepare({"do": "prepare", "kit": {}})

    assert node.started == 1


def test_a_process_that_died_while_it_prepared_is_undecided_when_asked(node: Node) -> None:
    node.prepare({"do": "hello"})
    assert node._process is not None
    node._process.kill()
    node._process.wait()

    with pytest.raises(Undecided, match="the Node process ended"):
        node.ask({"do": "hello"}, nothing)


def test_a_process_that_is_closed_owes_nothing_any_more(node: Node) -> None:
    node.prepare({"do": "hello"})
    node.close()

    assert "node" in node.ask({"do": "hello"}, nothing)
    assert node.started == 2


def test_a_process_that_somebody_ended_between_two_questions_costs_no_answer(node: Node) -> None:
    assert "node" in node.ask({"do": "hello"}, nothing)
    assert node._process is not None
    node._process.kill()
    node._process.wait()

    assert "node" in node.ask({"do": "hello"}, nothing)
    assert node.started == 2
