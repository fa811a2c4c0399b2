"""The files that may be Drizzle configs, and the modules that they import."""

from __future__ import annotations

import posixpath

from forge_migrations.drizzle.config.reader import Place
from forge_migrations.drizzle.config.values import UNSAID
from forge_migrations.drizzle.config.values import settings
from forge_migrations.drizzle.packages import Packages
from forge_migrations.drizzle.packages import learned
from forge_migrations.drizzle.packages import vendored
from forge_migrations.drizzle.packages import within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.facts import Facts

FACT = "config-3"
ENDINGS = ("ts", "mts", "cts", "js", "mjs", "cjs", "json")


class ConfigFiles:
    """The configs of one Tree by name and content, each parsed once ever."""

    def __init__(self, tree: Tree, facts: Facts) -> None:
        self.tree = tree
        self.facts = facts
        self.packages = Packages(tree, facts)
        self._modules: dict[str, Any] = {}

    def configs(self) -> list[str]:
        """The paths of every Drizzle config, by name and content."""
        tree = self.tree
        named = {run.config for run in self.packages.runs if run.config}
        found = {*tree.picked(may_be_config, "config"), *(path for path in named if path in tree)}
        paths = sorted(path for path in found if tree.is_file(path) and not vendored(path))
        self._learn(paths)
        return [path for path in paths if self._is_config(path, path in named)]

    def _learn(self, paths: Iterable[str]) -> None:
        usual = [path for path in paths if is_usual_name(path)]
        others = [path for path in paths if not is_usual_name(path)]
        self._modules.update(learned(self.tree, self.facts, FACT, usual, _learn_any))
        self._modules.update(learned(self.tree, self.facts, f"maybe-{FACT}", others, _learn))

    def _is_config(self, path: str, named: bool) -> bool:
        module = self._modules.get(path)
        if not module:
            return False
        if module.get("default") is None:
            # `drizzle.config.ts` that can't be parsed is still a config; a file that merely imports
            # drizzle-kit isn't.
            return named or is_usual_name(path)
        found = settings(module, Place(path, "", self.load))
        if found is None:
            return is_usual_name(path) or (named and module.get("kit"))
        keys = {key for key, setting in found.items() if setting.value is not UNSAID}
        if is_usual_name(path) or named or module.get("kit"):
            return not keys.isdisjoint(("schema", "out", "dialect", "driver", "dbCredentials"))
        return "dialect" in keys and not keys.isdisjoint(("schema", "out"))

    def module(self, path: str) -> Any:
        """The module at a path that is taken for a config; `None` when there is no file."""
        if path not in self._modules:
            if not self.tree.is_file(path):
                return None
            self._learn([path])
        return self._modules[path]

    def load(self, importer: str, specifier: str) -> tuple[str, Any] | None:
        """A module of the repository that another one imports: relative, or by package name."""
        path = self._resolve(importer, specifier)
        if path is None:
            return None
        if path not in self._modules:
            self._modules.update(learned(self.tree, self.facts, FACT, [path], _learn_any))
        module = self._modules.get(path)
        return (path, module) if module and "names" in module else None

    def _resolve(self, importer: str, specifier: str) -> str | None:
        if specifier.startswith("."):
            return self._file(within(posixpath.dirname(importer), specifier))
        parts = specifier.split("/")
        length = 2 if specifier.startswith("@") else 1
        package = self.packages.by_name.get("/".join(parts[:length]))
        if package is None:
            return None
        rest = "/".join(parts[length:])
        for folder in (package.folder, within(package.folder, "src")):
            found = self._file(within(folder, rest or "index"))
            if found:
                return found
        return None

    def _file(self, path: str) -> str | None:
        stem, _, ending = path.rpartition(".")
        candidates = [path, *(f"{path}.{one}" for one in ENDINGS)]
        if ending in ("js", "mjs", "cjs"):
            candidates.append(f"{stem}.{ending.replace('js', 'ts')}")
        candidates += [f"{path}/index.{one}" for one in ENDINGS]
        return next((one for one in candidates if self.tree.is_file(one)), None)


def may_be_config(path: str) -> bool:
    """By its name alone: `drizzle.config.ts`, `drizzle-prod.config.ts`, `configs/mysql.config.ts`,
    `drizzle/config.ts`. What it is, its content says."""
    stem, _, ending = path.rpartition(".")
    if ending not in ENDINGS:
        return False
    folder, _, name = stem.rpartition("/")
    name = name.lower()
    if "config" not in name:
        return False
    if "drizzle" in name:
        return True
    return ending != "json" and (
        name.endswith((".config", "-config", "_config")) or "drizzle" in folder.lower()
    )


def is_usual_name(path: str) -> bool:
    """True for `drizzle.config.ts` and its like, which is a Drizzle config whatever it holds."""
    name = posixpath.basename(path)
    return name.startswith("drizzle") and ".config." in name


def _learn(data: bytes) -> dict[str, Any]:
    """A candidate's module; empty, and no parser started, when nothing in it speaks of drizzle."""
    if b"drizzle" not in data and not (b"dialect" in data and b"schema" in data):
        return {}
    return _learn_any(data)


def _learn_any(data: bytes) -> dict[str, Any]:
    from forge_migrations.drizzle.config.syntax import BOM
    from forge_migrations.drizzle.config.syntax import read_json
    from forge_migrations.drizzle.config.syntax import read_module

    start = data.removeprefix(BOM).lstrip()[:1]
    module = read_json(data) if start == b"{" else read_module(data)
    return {"broken": True} if module is None else module
