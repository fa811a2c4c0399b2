"""The project of the tasks that agents and editors are given."""

from __future__ import annotations

PETS = 'export const pets = MAKER("pets", { id: integer("id").primaryKey() });\n'
CATS = 'export const cats = MAKER("cats", { id: integer("id").primaryKey() });\n'


def task_tables(dialect: str, *columns: str, more: str = "") -> str:
    """A schema: users with these columns, written as `name` or `name!` for a required one."""
    sqlite = dialect == "sqlite"
    maker = "sqliteTable" if sqlite else "pgTable"
    of = "sqlite-core" if sqlite else "pg-core"
    listed = ", ".join(
        f'{name.strip("!")}: text("{name.strip("!")}"){".notNull()" if "!" in name else ""}'
        for name in columns
    )
    return (
        f'import {{ integer, {maker}, text }} from "drizzle-orm/{of}";\n'
        f'export const users = {maker}("users", {{ id: integer("id").primaryKey(), {listed} }});\n'
        + more.replace("MAKER", maker)
    )
