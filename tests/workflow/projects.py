"""Small Drizzle projects in real repositories."""

from __future__ import annotations

from kits import link_node_modules
from repositories import Repo

CONFIG = """\
import {{ defineConfig }} from "drizzle-kit";
export default defineConfig({{ dialect: "{dialect}", schema: "./schema.ts", out: "./drizzle" }});
"""


def users(*columns: str, table: str = "users", variable: str = "users") -> str:
    """A PostgreSQL schema with one table of text columns."""
    listed = ", ".join(f'{name}: text("{name}")' for name in columns)
    return (
        'import { pgTable, serial, text } from "drizzle-orm/pg-core";\n'
        f'export const {variable} = pgTable("{table}", {{ id: serial("id").primaryKey(), {listed} }});\n'
    )


def lay_out(
    repo: Repo, kit: str, schema: str, script: str = "", dialect: str = "postgresql"
) -> None:
    """A project at the repository's root, nothing committed yet."""
    repo.write(
        {
            ".gitignore": "node_modules\n",
            "drizzle.config.ts": CONFIG.format(dialect=dialect),
            "schema.ts": schema,
        }
    )
    if script:
        repo.write({"package.json": {"name": "p", "scripts": {"db:generate": script}}})
    link_node_modules(kit, repo.path)
