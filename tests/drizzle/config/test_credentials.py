from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.config.credentials import FoundUrl
from forge_migrations.drizzle.config.credentials import find_url
from forge_migrations.drizzle.project import Project
from forge_migrations.findings import UsageError

SECRET = "postgres://a:secret@h/db"


def found(
    root: Path,
    credentials: str = "",
    environ: Mapping[str, str] | None = None,
    option: str = "",
    dialect: str = "postgresql",
    config: str = "apps/db/drizzle.config.ts",
    **files: str,
) -> FoundUrl:
    """What is found with these `dbCredentials`, and with `.env` files by path."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    text = f"export default {{ dbCredentials: {credentials} }};" if credentials else ""
    project = Project(config, "apps/db", dialect, (), "apps/db/drizzle")
    tree = MemoryTree({config: text} if text else {})
    return find_url(option, project, tree, str(root), environ or {})


def test_the_first_place_that_names_one_is_taken(tmp_path: Path) -> None:
    every = {"DATABASE_URL": "environment"}
    env = {".env": "DATABASE_URL=file"}
    said = '{ url: "config" }'
    assert found(tmp_path, said, every, "option", **env) == ("option", "--database-url")
    assert found(tmp_path, said, every, **env)[0] == "environment"
    assert found(tmp_path, said, **env) == ("file", "DATABASE_URL in .env")
    assert found(tmp_path / "bare", said) == (
        "config",
        "dbCredentials of apps/db/drizzle.config.ts",
    )


@pytest.mark.parametrize(
    ("files", "url"),
    [
        ({".env": "A", ".env.local": "B"}, "B"),
        ({".env": "A", ".env.development": "B"}, "B"),
        ({".env": "A", ".env.production": "B"}, "A"),
        ({".env.local": "A", "apps/db/.env": "B"}, "B"),
    ],
)
def test_of_several_files_the_nearest_and_most_special_wins(
    tmp_path: Path, files: dict[str, str], url: str
) -> None:
    named = {name: f"DATABASE_URL={text}" for name, text in files.items()}
    holder = next(name for name, text in files.items() if text == url)
    assert found(tmp_path, **named) == (url, f"DATABASE_URL in {holder}")


def test_node_env_names_the_file(tmp_path: Path) -> None:
    files = {".env.production": "\ufeffDATABASE_URL='quoted'"}
    assert found(tmp_path, environ={"NODE_ENV": "production"}, **files).url == "quoted"


@pytest.mark.parametrize(
    ("credentials", "url"),
    [
        ("{ url: process.env.PG_URL! }", "from-env"),
        ('{ url: process.env.PG_URL ?? "x" }', "from-env"),
        ('{ url: process.env.GONE ?? "x" }', "x"),
        ("{ connectionString: process.env.PG_URL }", "from-env"),
        ("{ ...(process.env.PG_URL ? { url: process.env.PG_URL } : {}) }", "from-env"),
        ('{ host: "h", database: "d" }', "postgresql://h/d"),
        ('{ host: "h", port: Number("1"), database: "d" }', "postgresql://h/d"),
        (
            '{ host: "h", port: 5433, user: "u", password: "p@/:", database: "d", ssl: true }',
            "postgresql://u:p%40%2F%3A@h:5433/d?sslmode=require",
        ),
    ],
)
def test_a_config_is_read_with_the_environment_of_the_person(
    tmp_path: Path, credentials: str, url: str
) -> None:
    assert found(tmp_path, credentials, **{".env": "PG_URL=from-env"}).url == url


def test_the_environment_goes_before_its_files_for_a_config_too(tmp_path: Path) -> None:
    read = found(tmp_path, "{ url: process.env.U }", {"U": "own"}, **{".env": "U=file"})
    assert read.url == "own"


def test_mysql_has_its_own_scheme(tmp_path: Path) -> None:
    credentials = '{ host: "h", database: "d", ssl: true }'
    assert found(tmp_path, credentials, dialect="mysql").url == "mysql://h/d"


@pytest.mark.parametrize(
    ("credentials", "dialect"),
    [
        ("", "postgresql"),
        ("load()", "postgresql"),
        ('{ url: "" }', "postgresql"),
        ('{ host: "h" }', "postgresql"),
        ('{ host: env.HOST, database: "d" }', "postgresql"),
        ('{ host: "h", database: "d" }', "sqlite"),
    ],
)
def test_where_nothing_names_one_every_place_that_was_looked_at_is_told(
    tmp_path: Path, credentials: str, dialect: str
) -> None:
    with pytest.raises(UsageError) as raised:
        found(tmp_path, credentials, dialect=dialect, **{".env": "X=1", "apps/db/.env.local": ""})
    assert "not in .env, apps/db/.env.local, and apps/db/drizzle.config.ts" in str(raised.value)
    assert "--database-url" in raised.value.remedy


def test_without_any_file_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no \.env file"):
        found(tmp_path)


def test_no_password_is_printed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert "secret" not in repr(FoundUrl(SECRET, "x"))
    files = {".env": f"this line = holds {SECRET} and = nothing\nDATABASE_URL={SECRET}\n"}
    assert found(tmp_path, **files).url == SECRET
    assert "secret" not in caplog.text
    (tmp_path / ".env").write_bytes(b"DATABASE_URL=secret\xff\xfe")
    with pytest.raises(UsageError) as raised:
        found(tmp_path)
    assert "secret" not in str(raised.value)
