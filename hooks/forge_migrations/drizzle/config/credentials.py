"""Which database a person's commands are about: an option, the environment, `.env`, the config.

Source: drizzle-kit 0.31 loads `dotenv/config` (`.env` of the working directory, which never
overrides the environment); Bun reads `.env`, `.env.$NODE_ENV`, `.env.local`, later ones winning:
https://bun.sh/docs/runtime/env
"""

from __future__ import annotations

import os

from forge_migrations.drizzle.config.reader import Place
from forge_migrations.drizzle.config.syntax import read_json
from forge_migrations.drizzle.config.syntax import read_module
from forge_migrations.drizzle.config.values import settings
from forge_migrations.engines import SERVED
from forge_migrations.engines import engine_of
from forge_migrations.engines import row_of
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.project import Project

NAME = "DATABASE_URL"


class FoundUrl(NamedTuple):
    """A URL with its password: never printed. `source` says where it was found."""

    url: str
    source: str

    def __repr__(self) -> str:
        return f"FoundUrl(***, {self.source!r})"


def find_url(
    option: str, project: Project, tree: Tree, root: str, environ: Mapping[str, str]
) -> FoundUrl:
    """The first that is set. Raises `UsageError` with every place that was looked at."""
    if option:
        return FoundUrl(option, "--database-url")
    if environ.get(NAME):
        return FoundUrl(environ[NAME], f"{NAME} in the environment")
    merged: dict[str, str] = {}
    looked: list[str] = []
    source = ""
    for folder in dict.fromkeys((root, os.path.join(root, project.cwd))):
        for name in (".env", f".env.{environ.get('NODE_ENV', 'development')}", ".env.local"):
            path = os.path.join(folder, name)
            values = _dotenv(path)
            merged |= values
            shown = os.path.relpath(path, root).replace(os.sep, "/")
            looked += [shown] if os.path.exists(path) else []
            if values.get(NAME):
                source = shown
    if merged.get(NAME):
        return FoundUrl(merged[NAME], f"{NAME} in {source}")
    found = _of_config(project, tree, {**merged, **environ})
    if found:
        return FoundUrl(found, f"dbCredentials of {project.config}")
    files = f", not in {', '.join(looked)}" if looked else ", there is no .env file"
    raise UsageError(
        f"no database is named: {NAME} is not set{files}, and {project.config} has no "
        "dbCredentials that can be read",
        "name it: --database-url postgres://user@host/database, or export DATABASE_URL",
    )


def _dotenv(path: str) -> dict[str, str]:
    if not os.path.isfile(path):
        return {}
    import logging

    from dotenv import dotenv_values

    # Its warnings quote the line that it can't read, which may hold a password.
    logging.getLogger("dotenv.main").disabled = True
    try:
        values = dotenv_values(path, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} can't be read: {type(error).__name__}") from error
    return {name: value for name, value in values.items() if value is not None}


def _of_config(project: Project, tree: Tree, environ: Mapping[str, str]) -> str:
    """A URL from the config's `dbCredentials`: its `url`, or host, user, password, database."""
    if not tree.is_file(project.config):
        return ""
    text = tree.read(project.config)
    module = read_json(text) if project.config.endswith(".json") else read_module(text)
    if module is None:
        return ""
    place = Place(project.config, project.cwd, lambda _path, _name: None, environ)
    setting = (settings(module, place) or {}).get("dbCredentials")
    values = setting.value if setting else None
    if not isinstance(values, dict):
        return ""
    if isinstance(values.get("url"), str) and values["url"]:
        return str(values["url"])
    if isinstance(values.get("connectionString"), str):
        return str(values["connectionString"])
    return _assembled(project, values)


def _assembled(project: Project, values: Mapping[str, Any]) -> str:
    if not isinstance(values.get("host"), str) or not isinstance(values.get("database"), str):
        return ""
    from sqlalchemy import URL

    engine = engine_of(project.dialect)
    if engine not in SERVED or not row_of(engine).client:
        return ""
    port = str(values.get("port") or "").partition(".")[0]
    made = URL.create(
        engine,
        username=_text(values.get("user")),
        password=_text(values.get("password")),
        host=values["host"],
        port=int(port) if port.isdigit() else None,
        database=values["database"],
        query={"sslmode": "require"}
        if values.get("ssl") is True and engine == "postgresql"
        else {},
    )
    return made.render_as_string(hide_password=False)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
