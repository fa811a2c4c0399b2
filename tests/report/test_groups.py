"""Many findings that say one thing."""

from __future__ import annotations

from forge_migrations.findings import Finding
from forge_migrations.report.groups import grouped
from forge_migrations.report.groups import names
from forge_migrations.report.groups import summed

SQL = "destructive-sql"


def drops(count: int, tables: int = 1, path: str = "a.sql") -> list[Finding]:
    return [
        Finding(SQL, "drop-column", path, n + 1, f'drops column "c{n // tables}" of table "t{n % tables}"', "wait")
        for n in range(count)
    ]  # fmt: skip


def said(*messages: str) -> str:
    found = [Finding(SQL, "r", "a.sql", n, each, "f") for n, each in enumerate(messages, 1)]
    (group,) = grouped(found)
    return summed(group)


def test_columns_of_tables_are_counted() -> None:
    (group,) = grouped(drops(12, 3))
    assert summed(group) == "drops 12 columns of 3 tables"
    assert group.lines == "lines 1–12"
    assert next(names(group)) == "t0: c0, c1, c2, c3"


def test_one_table_keeps_its_name() -> None:
    (group,) = grouped(drops(6))
    assert summed(group) == 'drops 6 columns of table "t0"'
    assert list(names(group)) == ["t0: c0, c1, c2, c3 and 2 more"]


def test_a_sentence_that_can_not_be_counted_is_left_as_it_is() -> None:
    assert said('table "a" has no primary key', 'table "b" has no primary key') == ""
    assert said('makes "a"."b" NOT NULL', 'makes "a"."c" NOT NULL') == ""
    assert said('adds table "a", and its snapshot lacks it', 'adds table "b", and its snapshot lacks it') == ""  # fmt: skip
    assert said('drops table "a"', 'drops view "b"') == ""


def test_nouns_are_told_in_their_plural() -> None:
    assert said('drops table "a" with its rows', 'drops table "b" with its rows') == (
        "drops 2 tables with their rows"
    )
    assert said('drops index "a"', 'drops index "b"') == "drops 2 indexes"
    assert said('drops foreign key "a"', 'drops foreign key "b"') == "drops 2 foreign keys"
    assert said('drops policy "a" of table "t"', 'drops policy "b" of table "t"') == (
        'drops 2 policies of table "t"'
    )


def test_sql_is_grouped_by_migration_and_what_refuses_comes_first() -> None:
    found = [*drops(2), *drops(2, path="b.sql")]
    found += [each._replace(severity="report", rule="lock", path="0.sql") for each in drops(1)]
    assert [(each.first.path, len(each.findings)) for each in grouped(found)] == [
        ("a.sql", 2),
        ("b.sql", 2),
        ("0.sql", 1),
    ]
    assert [len(each.findings) for each in grouped(found, across=True)] == [4, 1]


def test_other_remedies_are_other_groups() -> None:
    one, other = drops(2)
    assert len(grouped([one, other._replace(remedy="another")])) == 2
