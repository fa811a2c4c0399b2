from __future__ import annotations

import pytest

from forge_migrations.database.nearness import name_of
from forge_migrations.database.nearness import why_not_here
from forge_migrations.database.target import parse_target


@pytest.mark.parametrize(
    ("url", "engine", "here"),
    [
        ("file:./dev.db", "sqlite", True),
        ("postgres://me@localhost/app", "postgresql", True),
        ("postgres://me@127.0.0.1:5433/app", "postgresql", True),
        ("postgres://me@/app?host=/var/run/postgresql", "postgresql", True),
        ("mysql://me@db/app", "mysql", True),
        ("postgres://me@app.localhost/app", "postgresql", True),
        ("postgres://me@ep-cool.eu.aws.neon.tech/app", "postgresql", False),
        ("mysql://me@192.168.0.7/app", "mysql", False),
        ("postgres://me@localhost/app_prod", "postgresql", False),
        ("postgres://me@localhost/production", "postgresql", False),
        ("postgres://me@prod-db/app", "postgresql", False),
        ("postgres://me@localhost/products", "postgresql", True),
        ("postgres://me@localhost/reproduction", "postgresql", True),
    ],
)
def test_what_is_not_on_this_machine_looks_like_production(
    url: str, engine: str, here: bool
) -> None:
    target = parse_target(url, engine, "/work")
    assert bool(why_not_here(target, {})) is not here
    assert why_not_here(target, {"NODE_ENV": "production"})


def test_a_database_is_called_by_its_name_or_its_file() -> None:
    assert name_of(parse_target("postgres://me@localhost/app", "postgresql", "/work")) == "app"
    assert name_of(parse_target("file:./dev.db", "sqlite", "/work")) == "/work/dev.db"
