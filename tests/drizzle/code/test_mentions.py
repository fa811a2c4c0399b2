"""What the syntax of a file tells of its use of a table."""

from __future__ import annotations

import pytest

from forge_migrations.drizzle.code.mentions import Code
from forge_migrations.drizzle.code.mentions import Named
from forge_migrations.drizzle.code.mentions import mentions

EMAIL = Named(("users",), "users", "email", "email")


def told(text: str, named: Named = EMAIL, path: str = "a.ts") -> list[tuple[int, str]]:
    return [(each.line, each.how) for each in mentions(Code(path, text.encode()), named)]


@pytest.mark.parametrize(
    "text",
    [
        "db.select().from(users)",
        "await db.select().from(schema.users).where(x)",
        "db.select().from(posts).leftJoin(users, on)",
        "db.selectDistinctOn([posts.id]).from(users)",
        "db.query.users.findMany()",
        "db.query.users.findFirst({ where: x })",
        "db.insert(users).values(rows)",
        "db.update(users).set(x).where(y).returning()",
        "db.delete(users).returning()",
    ],
)
def test_a_statement_over_whole_rows_names_every_column(text: str) -> None:
    assert told(text) == [(1, "rows")]


@pytest.mark.parametrize(
    "text",
    [
        "db.select({ id: users.id }).from(users)",
        "db.select().from(posts)",
        "db.query.users.findMany({ columns: { id: true } })",
        "db.query.posts.findMany()",
        "db.update(users).set({ name }).returning({ id: users.id })",
        "db.delete(users).where(x)",
        "Array.from(users)",
    ],
)
def test_one_that_names_its_columns_names_no_other(text: str) -> None:
    assert told(text) == []


def test_an_import_under_another_name_is_followed() -> None:
    text = "import { users as people } from './schema';\ndb.select().from(people)\npeople.email"
    assert told(text) == [(2, "rows"), (3, "key")]


def test_sql_that_is_written_out_is_found_on_its_line() -> None:
    text = "const q = sql`\n  select id, email\n  from users`;"
    assert told(text) == [(2, "sql")]
    assert told("pool.query('SELECT email FROM users WHERE id = $1')") == [(1, "sql")]
    assert told("const q = sql`lower(${users.name}) = email`") == [(1, "sql")]


@pytest.mark.parametrize(
    "text",
    [
        "const text = 'please set your email, users'",
        "pool.query('SELECT email FROM posts')",
        "sql`select emails from users`",
        "const prompt = `say from where you select the email of users, then order by it`",
        "sql`select pg_advisory_lock(${`users:email`}) from users`",
        "sql`select 'email' from users`",
    ],
)
def test_other_texts_are_no_sql_of_the_column(text: str) -> None:
    assert told(text) == []


def test_a_table_is_found_wherever_it_is_named_but_in_imports() -> None:
    table = Named(("users",), "users")
    text = "import { users } from './schema';\ndb.delete(users);\nsql`truncate users where x from`"
    assert told(text, table) == [(2, "key"), (3, "sql")]


def test_elements_are_read_where_the_name_ends_in_x() -> None:
    text = "export const A = () => <p>{users.email}</p>;"
    assert told(text, path="a.tsx") == [(1, "key")]


def test_an_awaited_statement_and_one_in_brackets_are_still_of_the_table() -> None:
    assert told("(await db.insert(users).values(x)).rows; f(db.select().from(users))") == [
        (1, "rows"),
        (1, "rows"),
    ]
    assert told("db.insert(posts).values(await f(users)).returning()") == []


def test_a_template_in_a_template_is_read_by_itself() -> None:
    assert told("sql`select ${sql`email`} from users`") == []
    assert told("const q = `a ${sql`select email from users`} b`") == [(1, "sql")]


def test_a_column_in_sql_is_of_the_table_that_it_is_qualified_by() -> None:
    union = (
        "sql`select 1 from posts p where p.email = ${x}\n"
        '  union select 1 from "users" u where u."email" is null`'
    )
    assert told(union) == [(2, "sql")]
    assert told("sql`select p.email from posts p join users u on u.id = p.author`") == []
    assert told("sql`select ${users}.email, ${schema.users}.id from ${users}`") == [(1, "sql")]
    assert told("sql`select ${posts}.email from ${posts}, ${users}`") == []
    assert told("sql`select m.email from ${users} AS m`") == [(1, "sql")]
    assert told("sql`update users set email = lower(email)`") == [(1, "sql")]
    table = Named(("users",), "users")
    assert told("sql`delete from app.users`", table) == [(1, "sql")]
