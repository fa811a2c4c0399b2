from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.rules.judging.judge import catalog_of
from forge_migrations.sql import view_reads
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.tokens import tokenize
from forge_migrations.sql.view_reads import reads

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.tokens import Token

TABLES = "CREATE TABLE t (id int, a text, n int); CREATE TABLE u (id int, b text);"


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("SELECT * FROM t", {"id", "a", "n"}),
        ("SELECT count(*), n * 2 AS m FROM t", {"n"}),
        ("SELECT u.*, t.n FROM t JOIN u ON u.id = t.id", {"id", "n"}),
        ("SELECT x.* FROM t AS x, u", {"id", "a", "n"}),
        ("SELECT q.id FROM (SELECT * FROM t) q", {"id", "a", "n"}),
        ("WITH q AS (SELECT id FROM t) SELECT * FROM q", {"id"}),
        ("SELECT n AS a FROM t", {"n"}),
        ("SELECT DISTINCT t.* FROM public.t", {"id", "a", "n"}),
    ],
)
def test_a_view_reads_the_columns_that_its_query_names(query: str, read: set[str]) -> None:
    catalog = catalog_of([TABLES, f"CREATE VIEW v AS {query};"], "postgres")
    views = {name: list(catalog.views_of("t", name)) for name in ("id", "a", "n")}
    assert {
        name for name, found in views.items() if any(reads(v, "t", name, catalog) for v in found)
    } == read


def test_a_star_of_a_table_that_nobody_knows_may_be_any_column() -> None:
    catalog = catalog_of([TABLES, "CREATE VIEW v AS SELECT * FROM t, elsewhere;"], "postgres")
    assert "*" in catalog.tables["v"].words


def test_a_star_on_sqlite_is_written_out_when_the_view_is_read() -> None:
    catalog = catalog_of([TABLES, "CREATE VIEW v AS SELECT * FROM t;"], "sqlite")
    assert catalog.tables["v"].words == {"select", "from", "t", "*"}


def test_a_view_of_views_within_looks_at_each_source_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[int] = []
    sources = view_reads._sources

    def seen(tokens: Sequence[Token], catalog: Catalog) -> Iterator[tuple[str, str, int]]:
        looked.append(len(tokens))
        return sources(tokens, catalog)

    monkeypatch.setattr(view_reads, "_sources", seen)
    catalog = Catalog("postgres")
    text = "SELECT * FROM " + "(SELECT * FROM " * 30 + "t" + ") x" * 30
    assert "*" in view_reads.words_of(tokenize(text, "postgres")[0], catalog)
    assert len(looked) == 1
