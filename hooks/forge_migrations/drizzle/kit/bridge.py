"""The bridge to the project's own drizzle-kit: what a schema means at a Tree, and the SQL between.

drizzle-kit decides; nothing of its TypeScript-to-snapshot step is done here. One Node process
(`kit.cjs`) serves all projects and trees of a run, and none is started for what is known.
"""

from __future__ import annotations

from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.drizzle.history.computed import varying
from forge_migrations.drizzle.history.computed import with_values_of
from forge_migrations.drizzle.kit.closure import Recorder
from forge_migrations.drizzle.kit.closure import holds
from forge_migrations.drizzle.kit.node import Endless
from forge_migrations.drizzle.kit.node import Node
from forge_migrations.drizzle.kit.places import find_place
from forge_migrations.facts import Facts
from forge_migrations.facts import digest
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.computed import Path
    from forge_migrations.drizzle.history.newest import Newest
    from forge_migrations.drizzle.kit.places import Place
    from forge_migrations.drizzle.project import Project

VERSION = "13"
"""Of this bridge: it is part of every fact's kind."""
RECENT = 12
"""Closures kept of one project."""
LASTING = frozenset({"syntax", "circular", "no-function", "throws", "refused", "exit"})
"""Failures that the same files always give."""


class Failure(NamedTuple):
    """Why a schema can't be loaded."""

    kind: str
    """`syntax`, `circular`, `no-function`, `throws`, `refused` (by drizzle-kit), `exit`, `endless`,
    `no-files`, `stand-in`, `no-transpiler`, `unable` (this drizzle-kit), `bridge`."""
    message: str
    file: str
    line: int
    column: int


class Loaded(NamedTuple):
    """What a schema is at a Tree."""

    snapshot: dict[str, Any] | None
    """drizzle-kit's snapshot; `None` when it can't be loaded."""
    key: str
    """The same for the same closure, config and drizzle-kit."""
    failure: Failure | None = None
    files: tuple[str, ...] = ()
    """The closure: every file that took part."""
    missing: tuple[dict[str, Any], ...] = ()
    """Relative imports that the Tree doesn't have: `name`, `importer`, `line`."""
    hidden: tuple[str, ...] = ()
    """Imports that were stood in for where a table or a column may come from."""
    duplicates: tuple[dict[str, Any], ...] = ()
    """Tables declared twice: `name`, `exports`."""
    computed: tuple[tuple[str, ...], ...] = ()
    """Paths of the leaves that a clock, dice or the environment decide: each load has others."""
    by_environment: tuple[tuple[str, ...], ...] = ()
    """Those of them that a variable of the environment decides."""


class Ambiguous(NamedTuple):
    """Something was removed and something was added: drizzle-kit asks whether it is a rename."""

    kind: str
    table: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


class Statements(NamedTuple):
    """The SQL from one snapshot to another, as drizzle-kit writes it."""

    sql: tuple[str, ...]
    ambiguous: tuple[Ambiguous, ...] = ()


class Kit:
    """Answers about projects at Trees. `root` is the work tree, `None` where there is none;
    `main_root` tells the one whose packages serve a linked work tree that has none installed."""

    def __init__(
        self,
        root: str | None,
        facts: Facts | None = None,
        folder: str = "",
        timeout: float = 60.0,
        main_root: Callable[[], str | None] = lambda: None,
    ) -> None:
        import os

        self.root = root
        self.facts = facts or Facts()
        self.folder = folder or os.environ.get("FORGE_KIT", "")
        self._main_root = main_root
        self.node = Node(timeout, root)
        self._places: dict[str, Place] = {}
        self._endless: set[str] = set()

    def close(self) -> None:
        """End the Node process, if one was started."""
        self.node.close()

    def look_again(self) -> None:
        """Forget what of the disk may be another by now: where drizzle-kit is."""
        self._places.clear()
        self._endless.clear()

    def place(self, project: Project, tree: Tree) -> Place:
        """The project's drizzle-kit. Raises `Undecided` with what installs it."""
        if project.config not in self._places:
            self._places[project.config] = self.find_place(project, tree)
        return self._places[project.config]

    def find_place(self, project: Project, tree: Tree) -> Place:
        """The same for a project whose config isn't read yet."""
        return find_place(project, tree, self.root, self.folder, self._main_root)

    def load(self, project: Project, tree: Tree) -> Loaded:
        """The schema's snapshot at a Tree. Raises `Undecided` when nothing can tell."""
        place = self.place(project, tree)
        entries = schema_files(project, tree)
        if not entries:
            patterns = ", ".join(project.schema) or "nothing"
            message = f"no schema file matches {patterns}"
            return Loaded(None, "", Failure("no-files", message, project.config, 1, 1))
        family = self._family(project, place)
        return self._known(tree, entries, family) or self._load(
            project, place, tree, entries, family
        )

    def foresee(self, project: Project, tree: Tree) -> bool:
        """Have drizzle-kit loaded meanwhile if the schema at this Tree will have to be; True then."""
        try:
            place = self.place(project, tree)
            entries = schema_files(project, tree)
            if entries and self._known(tree, entries, self._family(project, place)) is None:
                request = {"do": "prepare", "kit": installed(place), "dialect": project.dialect}
                self.node.prepare(request)
                return True
        except Undecided:
            pass  # whoever needs the schema says so
        return False

    def _known(self, tree: Tree, entries: list[str], family: str) -> Loaded | None:
        """What was learned of a closure that holds at the Tree."""
        for record in self.facts.get("closures", family) or []:
            if holds(record, tree, entries, self.facts):
                answer = self.facts.get_large("loaded", record["key"])
                if isinstance(answer, dict):
                    return _loaded(record, answer)
        return None

    def knows(self, project: Project, tree: Tree) -> bool:
        """True when `load` answers without running anything."""
        try:
            family = self._family(project, self.place(project, tree))
        except Undecided:
            return False
        return self._known(tree, schema_files(project, tree), family) is not None

    def took_part(self, project: Project) -> frozenset[str]:
        """The files that took part in the schema when it was loaded lately; empty when it never was."""
        known = self.facts.get("known-closures", _name(project)) or []
        return frozenset(path for record in known for path in record["files"])

    def same_closure(self, project: Project, before: Tree, after: Tree) -> bool:
        """True when a closure that is known holds at both Trees: the schema can't have changed."""
        entries = schema_files(project, after)
        if not entries or entries != schema_files(project, before):
            return False
        known = self.facts.get("known-closures", _name(project)) or []
        return any(
            holds(record, after, entries, self.facts) and holds(record, before, entries, self.facts)
            for record in known
        )

    def statements(
        self,
        project: Project,
        tree: Tree,
        old: dict[str, Any] | None,
        new: dict[str, Any],
        key: str = "",
    ) -> Statements:
        """The SQL that drizzle-kit writes from one snapshot (`None`: nothing) to another.

        `key` names the pair; with it the answer is kept. Raises `Undecided` when drizzle-kit
        can't read one of them.
        """
        place = self.place(project, tree)
        fact = digest(VERSION, place.version, place.orm_version, project.dialect, key)
        kept = self.facts.get("statements", fact) if key else None
        if kept is None:
            request = {
                "do": "statements",
                "kit": installed(place),
                "dialect": project.dialect,
                "from": old,
                "to": new,
            }
            kept = self.node.ask(request, _no_questions)
            if "error" in kept:
                raise Undecided(f"drizzle-kit {place.version}: {kept['error']['message']}")
            if key:
                self.facts.put("statements", fact, kept)
        ambiguous = (
            Ambiguous(each["kind"], each["table"], tuple(each["removed"]), tuple(each["added"]))
            for each in kept["ambiguous"]
        )
        return Statements(tuple(kept["sql"]), tuple(ambiguous))

    def _family(self, project: Project, place: Place) -> str:
        return digest(
            VERSION, place.version, place.orm_version, project.dialect, project.casing, project.cwd
        )

    def request(self, project: Project, place: Place, entries: list[str]) -> dict[str, Any]:
        return {
            "do": "load",
            "kit": installed(place),
            "root": self.root,
            "cwd": project.cwd,
            "dialect": project.dialect,
            "casing": project.casing,
            "entries": entries,
        }

    def _load(
        self, project: Project, place: Place, tree: Tree, entries: list[str], family: str
    ) -> Loaded:
        recorder = Recorder(tree, self.facts, self.root)
        key = digest(family, project.config, *(tree.entries[path].blob for path in entries))
        if key in self._endless:
            return _endless(project, entries, self.node.timeout)
        try:
            answer = self.node.ask(self.request(project, place, entries), recorder.reply)
        except Endless:
            self._endless.add(key)
            return _endless(project, entries, self.node.timeout)
        finally:
            tree.rest()
        of_this, other = answer.get("snapshot"), answer.pop("again", None)
        answer["computed"], answer["by_environment"] = varying(of_this, other)
        record = recorder.record(entries)
        files = (f"{path}\0{blob}" for path, blob in sorted(record["files"].items()))
        record["key"] = digest(family, *entries, *files)
        if _lasts(answer) and not recorder.outside:
            self._keep("closures", family, record)
            self._keep("known-closures", _name(project), record)
            self.facts.put_large("loaded", record["key"], answer)
        return _loaded(record, answer)

    def _keep(self, kind: str, key: str, record: dict[str, Any]) -> None:
        known = [each for each in self.facts.get(kind, key) or [] if each["key"] != record["key"]]
        self.facts.put(kind, key, [record, *known][:RECENT])


def settled(loaded: Loaded, newest: Newest, paths: Iterable[Path]) -> Loaded:
    """The schema with the newest snapshot's values in place of computed ones, which were what the
    clock and the dice gave when drizzle-kit wrote it; of a key of its own."""
    paths = sorted(paths)
    if loaded.snapshot is None or newest.content is None or not paths:
        return loaded
    snapshot = with_values_of(loaded.snapshot, newest.content, paths)
    key = digest(loaded.key, newest.blob, *map(repr, paths))
    return loaded._replace(snapshot=snapshot, key=key)


def _name(project: Project) -> str:
    return digest(VERSION, project.config, project.dialect, project.casing, project.cwd)


def installed(place: Place) -> dict[str, Any]:
    """A Place as `kit.cjs` is told it."""
    return {
        "kit": place.kit,
        "version": place.version,
        "orm": place.orm,
        "folders": list(place.folders),
        "packages": place.packages,
    }


def _lasts(answer: dict[str, Any]) -> bool:
    """True when nothing but the closure decided: no installed package took part."""
    if answer.get("real"):
        return False
    return "error" not in answer or answer["error"]["kind"] in LASTING


def _endless(project: Project, entries: list[str], timeout: float) -> Loaded:
    failure = Failure("endless", f"does not end within {timeout:g} s", entries[0], 1, 1)
    return Loaded(None, "", failure, tuple(entries))


def _loaded(record: dict[str, Any], answer: dict[str, Any]) -> Loaded:
    failure = None
    if "error" in answer:
        error = answer["error"]
        failure = Failure(
            error["kind"], error["message"], error["file"], error["line"], error["column"]
        )
    elif answer["stood"]:
        failure = Failure("stand-in", answer["stood"][0], record["entries"][0], 1, 1)
    return Loaded(
        None if failure else answer["snapshot"],
        record["key"],
        failure,
        tuple(record["files"]),
        tuple(answer.get("missing", ())),
        tuple(dict.fromkeys(each["from"] for each in answer.get("hidden", ()))),
        tuple(answer.get("duplicates", ())),
        tuple(tuple(path) for path in answer.get("computed", ())),
        tuple(tuple(path) for path in answer.get("by_environment", ())),
    )


def _no_questions(question: dict[str, Any]) -> Any:
    raise ValueError(f"asked {question!r} without a tree")
