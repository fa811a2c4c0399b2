"""Configs as text, read, for the tests of the modules that read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.config.files import ConfigFiles
from forge_migrations.drizzle.config.reader import Place
from forge_migrations.drizzle.config.syntax import read_module
from forge_migrations.drizzle.config.values import Setting
from forge_migrations.drizzle.config.values import settings
from forge_migrations.facts import Facts

PATH = "drizzle.config.ts"


def module_of(text: str) -> dict[str, Any]:
    """A module that has no syntax error."""
    module = read_module(text.encode())
    assert module is not None
    return module


def said(
    text: str,
    path: str = PATH,
    cwd: str = "",
    environ: Mapping[str, str] | None = None,
    **files: str,
) -> dict[str, Setting]:
    """The settings of a config that stands at `path` beside other files."""
    found = ConfigFiles(MemoryTree({path: text, **files}), Facts())
    read = settings(found.module(path), Place(path, cwd, found.load, environ))
    assert read is not None
    return read


def value(expression: str, before: str = "", **more: Any) -> Setting:
    """The setting that one expression makes."""
    return said(f"{before}\nexport default {{ out: {expression} }};", **more)["out"]
