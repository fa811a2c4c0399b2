"""What tells the grammars of the dialects apart, one row each, asked by a name that says what it means.

What is a word, a string or a mark is in `token_forms`, `keywords` and `brackets`. Sources:
https://www.postgresql.org/docs/current/sql.html, https://dev.mysql.com/doc/refman/8.4/en/,
https://mariadb.com/kb/en/sql-statements/, https://sqlite.org/lang.html
"""

from __future__ import annotations

from forge_migrations.engines import MYSQL
from forge_migrations.engines import POSTGRESQL
from forge_migrations.engines import SQLITE
from forge_migrations.engines import TURSO
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from forge_migrations.engines import Dialect


class Grammar(NamedTuple):
    """How one dialect writes what others write differently, and what it means by it."""

    routines: tuple[str, ...]
    """What CREATE makes that has a body with semicolons."""
    shell: tuple[str, str]
    """How a command of the engine's own client begins, and what it is."""
    # Text
    backslashes: bool = False
    """Every string has escapes."""
    strings_in_double_quotes: bool = False
    """`"a"` is a string, never a name."""
    names_by_digit: bool = False
    """A name may begin with a digit or a dollar, and `#` begins a remark."""
    executable_comments: bool = False
    """`/*! … */` is run."""
    joins_strings: bool = True
    """`'a' 'b'` is one string."""
    calls_without_blank: bool = False
    """`now ()` is no call of `now`, and a name in quotes none of the engine's own functions."""
    # Statements
    compound_bodies: bool = False
    """A body is one compound statement, which may stand outside of a routine too."""
    definers: bool = False
    """CREATE and ALTER may say whose rights what they make has."""
    alters_by_clauses: bool = False
    """ALTER TABLE has the clauses of `read_alter_mysql`."""
    alters_view_by_query: bool = False
    """ALTER VIEW gives a view another query."""
    sets_for_one_statement: bool = False
    """`SET STATEMENT … FOR` stands before a statement."""
    upkeep: tuple[str, ...] = ()
    """Statements about a table's storage: a verb, and the table behind TABLE."""
    writes_several_tables: bool = False
    """DELETE and UPDATE may name several tables."""
    deletes_history: bool = False
    """`DELETE HISTORY` deletes the old rows of a versioned table."""
    online_options: bool = False
    """`LOCK=` and `ALGORITHM=` stand behind an index that is made or dropped."""
    # Definitions
    types_of_any_words: bool = False
    """No word ends a type."""
    serial_is_auto: bool = False
    """`SERIAL` is `bigint unsigned NOT NULL AUTO_INCREMENT UNIQUE`."""
    int_is_integer: bool = True
    """Both name one type, which catalogs call `integer`."""
    key_is_primary: bool = False
    """KEY behind a column is PRIMARY KEY."""
    primary_not_null: bool = True
    """A primary key makes its columns NOT NULL."""
    indexes_in_tables: bool = False
    """CREATE TABLE lists indexes, by a name behind the word and columns with a length."""
    bare_expressions: bool = False
    """An index takes an expression without brackets that is no call."""
    like_takes_all: bool = False
    """`CREATE TABLE … LIKE` has no parts to choose."""
    # What names mean
    indexes_by_table: bool = False
    """An index's name is its table's own, and a UNIQUE constraint is its index."""
    overloads: bool = True
    """Several routines go by one name."""
    names_primary: bool = True
    """A primary key goes by the name that it is given, as other constraints do."""
    kinds_apart: bool = False
    """A key, a foreign key and a check of a table may share a name."""
    keys_shrink: bool = False
    """A key stays with the columns that are left when one is dropped."""
    restrict_is_no_action: bool = False
    """ON DELETE RESTRICT is what happens without it."""


_POSTGRESQL: Final = Grammar(
    routines=("FUNCTION", "PROCEDURE"),
    shell=("\\", "a psql command, which only psql understands"),
)
_MYSQL: Final = Grammar(
    routines=("TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"),
    shell=("DELIMITER", "DELIMITER, which only the mysql client understands"),
    backslashes=True,
    strings_in_double_quotes=True,
    names_by_digit=True,
    executable_comments=True,
    calls_without_blank=True,
    compound_bodies=True,
    definers=True,
    alters_by_clauses=True,
    alters_view_by_query=True,
    sets_for_one_statement=True,
    upkeep=("ANALYZE", "OPTIMIZE", "REPAIR", "CHECK"),
    writes_several_tables=True,
    deletes_history=True,
    online_options=True,
    serial_is_auto=True,
    int_is_integer=False,
    key_is_primary=True,
    indexes_in_tables=True,
    like_takes_all=True,
    indexes_by_table=True,
    overloads=False,
    names_primary=False,
    kinds_apart=True,
    keys_shrink=True,
    restrict_is_no_action=True,
)
_SQLITE: Final = Grammar(
    routines=("TRIGGER",),
    shell=(".", "a dot command, which only the sqlite3 shell understands"),
    joins_strings=False,
    types_of_any_words=True,
    primary_not_null=False,
    bare_expressions=True,
)
GRAMMARS: Final[dict[Dialect, Grammar]] = {
    POSTGRESQL.dialect: _POSTGRESQL,
    MYSQL.dialect: _MYSQL,
    SQLITE.dialect: _SQLITE,
    TURSO.dialect: _SQLITE,
}
