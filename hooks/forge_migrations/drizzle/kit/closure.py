"""The closure of a schema: what was asked of a Tree while it was loaded, and whether it still holds.

A load depends on the files that it read, on those that it looked for in vain (an added file would
shadow what was found), and on which folder a workspace package has. Nothing else of a Tree counts.
"""

from __future__ import annotations

import json
import os
import re

from forge_migrations.change.ignoring import ignoring_rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.facts import Facts

GENERATED = re.compile(r"(?:^|/)\.(?:nuxt|svelte-kit|wxt)/tsconfig[\w.]*\.json$")
"""What Nuxt, SvelteKit and WXT write for themselves, beside a rule that git ignores it."""
LARGEST = 1 << 20


class Recorder:
    """Answers what `kit.cjs` asks of a Tree, and keeps the answers."""

    def __init__(self, tree: Tree, facts: Facts, root: str | None = None) -> None:
        self.tree = tree
        self._root = root
        self.outside = False
        """True once the work tree told something that no Tree has."""
        self._facts = facts
        self.files: dict[str, str] = {}
        """Path -> blob id of every file that was read."""
        self.missing: dict[str, None] = {}
        self.workspace: dict[str, str | None] = {}
        """Package name -> its folder, or `None` when no package of the Tree has the name."""

    def reply(self, question: Mapping[str, Any]) -> Any:
        """The answer to one question: `first` of several paths, the folder of a `workspace` package, or
        what a framework `generated`."""
        if question["ask"] == "generated":
            return {"text": self._generated(str(question["path"]))}
        if question["ask"] == "workspace":
            name = str(question["name"])
            self.workspace[name] = workspace_of(self.tree, self._facts).get(name)
            return self.workspace[name]
        for index, path in enumerate(question["paths"]):
            if self.tree.is_file(path):
                self.files[path] = self.tree.entries[path].blob
                text = self.tree.read(path).decode("utf-8", "replace")
                return {"index": index, "path": path, "text": text}
            self.missing[path] = None
        return {"index": len(question["paths"]), "path": None}

    def _generated(self, path: str) -> str | None:
        """A file of the work tree that git ignores, read as data; `None` where there is none."""
        if (
            self._root is None
            or not GENERATED.search(path)
            or ignoring_rule(self.tree, path) is None
        ):
            return None
        root = os.path.realpath(self._root)
        whole = os.path.realpath(os.path.join(root, path))
        try:
            if not whole.startswith(root + os.sep) or os.path.getsize(whole) > LARGEST:
                return None
            with open(whole, encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            return None
        self.outside = True
        return text

    def record(self, entries: list[str]) -> dict[str, Any]:
        """What the load depends on, as a fact."""
        return {
            "entries": entries,
            "files": self.files,
            "missing": list(self.missing),
            "workspace": self.workspace,
        }


def holds(record: Mapping[str, Any], tree: Tree, entries: list[str], facts: Facts) -> bool:
    """True when a load at this Tree would ask the same and be answered the same."""
    listed = tree.entries
    if record["entries"] != entries:
        return False
    for path, blob in record["files"].items():
        entry = listed.get(path)
        if entry is None or entry.blob != blob:
            return False
    if any(tree.is_file(path) for path in record["missing"]):
        return False
    wanted = record["workspace"]
    if not wanted:
        return True
    known = workspace_of(tree, facts)
    return all(known.get(name) == folder for name, folder in wanted.items())


def workspace_of(tree: Tree, facts: Facts) -> dict[str, str]:
    """Package name -> folder of every package.json of the Tree; the nearest to the root wins."""
    if "workspace" in tree.learned:
        return dict(tree.learned["workspace"])
    paths = [
        path
        for path in tree.entries
        if (path == "package.json" or path.endswith("/package.json"))
        and "node_modules/" not in path
        and tree.is_file(path)
    ]
    blobs = {path: tree.entries[path].blob for path in paths}
    names = {blob: facts.get("package-name", blob) for blob in blobs.values()}
    unread = [path for path in paths if names[blobs[path]] is None]
    for path, data in tree.read_many(unread).items():
        names[blobs[path]] = _name(data)
        facts.put("package-name", blobs[path], names[blobs[path]])
    found: dict[str, str] = {}
    for path in sorted(paths, key=lambda each: (each.count("/"), each)):
        name = names[blobs[path]]
        if name:
            found.setdefault(name, path.rpartition("/")[0])
    tree.learned["workspace"] = found
    return dict(found)


def _name(data: bytes) -> str:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else ""
