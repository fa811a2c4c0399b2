"""Runs a config whose syntax doesn't tell its values, as schemas are run: from a Tree, without network,
files, processes or environment."""

from __future__ import annotations

from forge_migrations.drizzle.config.values import Setting
from forge_migrations.drizzle.kit.bridge import VERSION
from forge_migrations.drizzle.kit.bridge import installed
from forge_migrations.drizzle.kit.closure import Recorder
from forge_migrations.drizzle.kit.closure import holds
from forge_migrations.drizzle.kit.node import Endless
from forge_migrations.drizzle.project import Project
from forge_migrations.facts import digest
from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.kit.bridge import Kit

RECENT = 4
"""So many closures of one config are kept, the newest first."""


def ran(kit: Kit, path: str, cwd: str, tree: Tree) -> dict[str, Setting] | None:
    """The values of the config at `path`, run in the folder `cwd`, by key; what takes the environment
    or a package is not certain. `None` where it can't be run."""
    try:
        answer = _answer(kit, path, cwd, tree)
    except Undecided:
        return None
    if "error" in answer:
        return None
    certain = not answer.get("guessed", False)
    found = {k: Setting(_rooted(kit.root, value), certain) for k, value in answer["values"].items()}
    return found | {key: Setting(None, False) for key in answer["unknown"]}


def _answer(kit: Kit, path: str, cwd: str, tree: Tree) -> dict[str, Any]:
    place = kit.find_place(Project(path, cwd, "", (), ""), tree)
    family = digest(VERSION, place.version, cwd, path)
    known = kit.facts.get("config-closures", family) or []
    for record in known:
        if holds(record, tree, [path], kit.facts):
            return dict(record["answer"])
    recorder = Recorder(tree, kit.facts)
    asked = {"do": "evaluate", "kit": installed(place)}
    request = {**asked, "root": kit.root, "cwd": cwd, "entries": [path]}
    try:
        answer = kit.node.ask(request, recorder.reply)
    except Endless:  # nor will it the next time
        answer = {"error": {"message": f"does not end within {kit.node.timeout:g} s"}}
    finally:
        tree.rest()
    record = {**recorder.record([path]), "answer": answer}
    kit.facts.put("config-closures", family, [record, *known][:RECENT])
    return answer


def _rooted(root: str | None, value: Any) -> Any:
    """Absolute paths as discovery has them: `/` is the repository's root."""
    if isinstance(value, list):
        return [_rooted(root, each) for each in value]
    if isinstance(value, str) and root and value.startswith(root + "/"):
        return value.removeprefix(root)
    return value
