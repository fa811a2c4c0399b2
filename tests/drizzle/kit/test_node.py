"""The one Node process: what is asked of it, and what was only prepared."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from forge_migrations.drizzle.kit.node import Node
from forge_migrations.facts import cache_folder
from forge_migrations.findings import Undecided

if TYPE_CHECKING:
    from forge_migrations.drizzle.kit.node import Answer


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


@pytest.mark.parametrize("named", ["", "/elsewhere"])
def test_what_node_compiles_is_kept_in_the_cache_folder_or_where_somebody_says(
    node: Node, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "node"
    answer = '\\036{"answer": {"kept": "%s"}}\\n'
    program.write_text(f"#!/bin/sh\nread request; printf '{answer}' \"$NODE_COMPILE_CACHE\"\n")
    program.chmod(0o755)
    monkeypatch.setattr("forge_migrations.drizzle.kit.node.runtime", lambda _root: str(program))
    if named:
        monkeypatch.setenv("NODE_COMPILE_CACHE", named)

    kept = node.ask({"do": "hello"}, nothing)["kept"]
    assert kept == (named or os.path.join(cache_folder(), "node"))


def test_a_process_that_is_ended_has_kept_what_it_compiled(node: Node) -> None:
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    if [int(part) for part in version.stdout.strip("v\n").split(".")[:2]] < [22, 10]:
        pytest.skip("this Node keeps nothing before its end")
    node.ask({"do": "hello"}, nothing)
    node.ask({"do": "hello"}, nothing)
    node.close()

    assert [each for each in Path(cache_folder(), "node").rglob("*") if each.is_file()]
