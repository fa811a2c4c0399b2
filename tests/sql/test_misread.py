from __future__ import annotations

from forge_migrations.sql.misread import lost_in


def test_each_place_is_told_with_its_line_and_bytes() -> None:
    data = (
        b"-- caf\xe9\nINSERT INTO \"caf\xe9\" VALUES ('caf\xe9\xe8', 'fine');\n"
        b"DO $$ BEGIN RAISE NOTICE '\xfc'; END $$;\n/* \xff */ SELECT caf\xe9;"
    )
    assert [tuple(one) for one in lost_in(data, "postgres")] == [
        (1, "E9", "comment"),
        (2, "E9", "name"),
        (2, "E9 E8", "string"),
        (3, "FC", "body"),
        (4, "FF", "comment"),
        (4, "E9", "name"),
    ]


def test_what_is_right_is_not_lost() -> None:
    assert lost_in("SELECT 'café \ufffd'".encode(), "sqlite") == []


def test_mysqls_double_quotes_hold_strings() -> None:
    assert [one.place for one in lost_in(b'SELECT "\xe9", `\xe9` # \xe9', "mysql")] == [
        "string",
        "name",
        "comment",
    ]
