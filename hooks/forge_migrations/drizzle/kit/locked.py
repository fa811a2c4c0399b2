"""Which exact version of a package a project's lockfile names, and where the tool keeps its own copy."""

from __future__ import annotations

import json
import os
import posixpath
import re

from forge_migrations.facts import cache_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree

EXACT = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?")


MANIFESTS = (
    ("package.json", ("dependencies", "devDependencies", "peerDependencies")),
    ("deno.json", ("imports",)),
)
"""Manifest -> where it names packages: https://docs.deno.com/runtime/fundamentals/configuration/"""


def locked_version(tree: Tree, folder: str, package: str) -> str:
    """The version that the nearest lockfile names for a package; empty when none does.

    Where no lockfile names one, the lowest version that the nearest package.json asks for.
    """
    for here in _upwards(folder):
        for name, read in _READERS:
            path = posixpath.join(here, name)
            if tree.is_file(path):
                text = tree.read(path).decode("utf-8", "replace")
                found = read(text, package, posixpath.relpath(folder or ".", here or "."))
                if found:
                    return found
    return _asked_for(tree, folder, package)


def own_copy(kit: str, orm: str) -> str:
    """The folder in the tool's cache for drizzle-kit and drizzle-orm of these versions."""
    return os.path.join(cache_folder(), "kits", f"drizzle-kit-{kit}_drizzle-orm-{orm}")


def prepared_copy(tree: Tree, folder: str) -> str:
    """The folder that `forge-migrations setup` made for the versions locked here; empty if none."""
    kit = locked_version(tree, folder, "drizzle-kit")
    orm = locked_version(tree, folder, "drizzle-orm")
    copy = own_copy(kit, orm) if kit and orm else ""
    return copy if copy and os.path.isdir(os.path.join(copy, "node_modules")) else ""


def _upwards(folder: str) -> list[str]:
    found = [folder]
    while found[-1]:
        found.append(posixpath.dirname(found[-1]))
    return found


def _npm(text: str, package: str, folder: str) -> str:
    try:
        packages = json.loads(text).get("packages", {})
    except (ValueError, AttributeError):
        return ""
    for prefix in ([] if folder == "." else [folder + "/"]) + [""]:
        entry = packages.get(f"{prefix}node_modules/{package}")
        if isinstance(entry, dict) and "version" in entry:
            return str(entry["version"])
    return ""


def _pnpm(text: str, package: str, folder: str) -> str:
    """pnpm's `importers` name what each workspace package resolves to: lockfile versions 6 to 9."""
    block = re.search(rf"^  '?{re.escape(folder)}'?:\n((?:    .*\n|\n)*)", text, re.M)
    within = block.group(1) if block else text
    named = rf"^ +'?{re.escape(package)}'?:\n +specifier: .*\n +version: '?({EXACT.pattern})"
    found = re.search(named, within, re.M)
    if found:
        return found.group(1)
    found = re.search(rf"^ +'?/?{re.escape(package)}[@/]({EXACT.pattern})", text, re.M)
    return found.group(1) if found else ""


def _yarn(text: str, package: str, folder: str) -> str:
    entry = rf'^"?{re.escape(package)}@[^\n]*:\n  version:? "?({EXACT.pattern})'
    found = re.search(entry, text, re.M)
    return found.group(1) if found else ""


def _bun(text: str, package: str, folder: str) -> str:
    name = re.escape(package)
    found = re.search(rf'^ +"{name}": \["{name}@({EXACT.pattern})"', text, re.M)
    return found.group(1) if found else ""


def _deno(text: str, package: str, folder: str) -> str:
    """`specifiers` of deno.lock: `"npm:drizzle-kit@0.31": "0.31.4_esbuild@0.25"`."""
    entry = rf'"npm:{re.escape(package)}@[^"]*": *"({EXACT.pattern})'
    found = re.search(entry, text)
    return found.group(1).partition("_")[0] if found else ""


_READERS = (
    ("package-lock.json", _npm),
    ("npm-shrinkwrap.json", _npm),
    ("pnpm-lock.yaml", _pnpm),
    ("yarn.lock", _yarn),
    ("bun.lock", _bun),
    ("deno.lock", _deno),
)


def asks_for(tree: Tree, folder: str, package: str) -> bool:
    """True when a package.json or a deno.json at or above the folder names the package."""
    return any(True for _ in _asked(tree, folder, package))


def _asked_for(tree: Tree, folder: str, package: str) -> str:
    versions = (EXACT.search(asked) for asked in _asked(tree, folder, package))
    return next((found.group(0) for found in versions if found), "")


def _asked(tree: Tree, folder: str, package: str) -> Iterator[str]:
    """What the manifests at and above a folder ask for, the nearest first: `^0.31.0`, `npm:x@1`."""
    for here in _upwards(folder):
        for name, kinds in MANIFESTS:
            path = posixpath.join(here, name)
            if not tree.is_file(path):
                continue
            try:
                manifest = json.loads(tree.read(path))
                for kind in kinds:
                    if package in manifest.get(kind, {}):
                        yield str(manifest[kind][package])
            except (ValueError, AttributeError, TypeError):
                continue
