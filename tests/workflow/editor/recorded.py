"""A session as an editor has it with the server, message by message, on a repository with two projects.

python tests/workflow/editor/recorded.py --update     # writes session.json anew; read its diff
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[3] / "hooks"), str(Path(__file__).parents[2])]

from repositories import Repo
from workflow.histories import history

FILE = Path(__file__).with_name("session.json")
PATIENCE = 60.0
Message = dict[str, Any]

SCHEMA = """\
import { pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

export const accounts = pgTable("accounts", {
  id: serial("id").primaryKey(),
  email: text("email").notNull(),
  displayName: text("display_name"),
});

export const invoices = pgTable("invoices", {
  id: serial("id").primaryKey(),
  paidAt: timestamp("paid_at"),
});
"""
CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
ACCOUNTS = {"id": "serial*", "mail": "text!"}
INVOICES = {"id": "serial*", "paid_at": "timestamp"}
RENAMED = {"id": "serial*", "email": "text!"}
BILLING = [
    (
        "accounts",
        ['CREATE TABLE "accounts" ("id" serial PRIMARY KEY NOT NULL, "mail" text NOT NULL);'],
        {"accounts": ACCOUNTS},
    ),
    (
        "invoices",
        ['CREATE TABLE "invoices" ("id" serial PRIMARY KEY NOT NULL, "paid_at" timestamp);'],
        {"accounts": ACCOUNTS, "invoices": INVOICES},
    ),
    (
        "address",
        ['ALTER TABLE "accounts" RENAME COLUMN "mail" TO "email";'],
        {"accounts": RENAMED, "invoices": INVOICES},
    ),
]
NEXT = (
    "names",
    ['ALTER TABLE "accounts" ADD COLUMN "display_name" text;'],
    {"accounts": {**RENAMED, "display_name": "text"}, "invoices": INVOICES},
)
SEARCH = (
    "pages",
    ["CREATE TABLE `pages` (`id` integer PRIMARY KEY NOT NULL, `body` text);"],
    {"pages": {"id": "integer*", "body": "text"}},
)
NEW = "packages/billing/migrations/0003_names.sql"
TABLES = "packages/billing/schema.ts"

CAPABILITIES: Message = {
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "snippetEditSupport": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "codeLens": {"refreshSupport": False},
        "workspaceFolders": True,
    },
    "textDocument": {"publishDiagnostics": {"codeDescriptionSupport": True}},
    "window": {"showDocument": {"support": True}, "workDoneProgress": True},
    "general": {"positionEncodings": ["utf-16"]},
}


def lay_out(repo: Repo) -> None:
    """Two projects of two engines; one has a migration that isn't committed."""
    billing = _moved(history(*BILLING, dialect="postgresql"), "packages/billing/migrations")
    search = _moved(history(SEARCH), "apps/search/drizzle")
    repo.commit(
        {
            "package.json": {"name": "shop", "workspaces": ["packages/*", "apps/*"]},
            "packages/billing/package.json": {"name": "@shop/billing"},
            "packages/billing/drizzle.config.ts": CONFIG,
            TABLES: SCHEMA,
            "apps/search/package.json": {"name": "search"},
            "apps/search/drizzle.config.json": {
                "dialect": "sqlite", "schema": "./tables.ts", "out": "./drizzle",
            },
            "apps/search/tables.ts": "",
            **billing,
            **search,
        },
        "begin the shop",
    )  # fmt: skip
    repo.git("checkout", "-q", "-b", "names")
    more = history(*BILLING, NEXT, dialect="postgresql")
    repo.write(_moved(more, "packages/billing/migrations"))


def _moved(files: dict[str, Any], out: str) -> dict[str, Any]:
    """The migrations alone, in another folder."""
    inside = {path.partition("/")[2]: data for path, data in files.items() if "/" in path}
    return {f"{out}/{path}": data for path, data in inside.items()}


def _short(value: Any) -> Any:
    """Without what other files hold already: what a remedy and a rule's page say, and what is run."""
    if isinstance(value, list):
        edits = [each for each in value if not _runs(each)]
        return [_short(each) for each in edits]
    if not isinstance(value, dict):
        return value
    made = {key: _short(each) for key, each in value.items()}
    if isinstance(made.get("message"), str):
        made["message"] = made["message"].partition("\n")[0]
    if made.get("kind") == "markdown":
        made["value"] = made["value"].partition("\n\n---\n")[0]
    return made


def _runs(each: Any) -> bool:
    return isinstance(each, dict) and each.get("kind") == "quickfix" and "edit" not in each


class Session:
    """Speaks JSON-RPC by itself, and keeps what was said of note."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.said: list[Message] = []
        words = [sys.executable, "-m", "forge_migrations", "lsp", "--stdio"]
        self._process = subprocess.Popen(
            words, cwd=repo.path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._turn = threading.Condition()
        self._heard: list[Message] = []
        self._number = 0
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def request(self, method: str, params: Any, keep: bool = True) -> Any:
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        answer = self._await(lambda each: each.get("id") == number and "method" not in each)
        if keep:
            self._keep({"request": method, "params": params, "result": answer.get("result")})
        return answer.get("result")

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})
        self._keep({"notify": method, "params": params})

    def published(self, name: str, version: int) -> list[Message]:
        """What is said of a version of a file."""
        wanted = "textDocument/publishDiagnostics"
        found = self._await(
            lambda each: (
                each.get("method") == wanted
                and each["params"]["uri"] == self.uri(name)
                and each["params"].get("version") == version
            )
        )
        self._keep({"told": wanted, "params": found["params"]})
        listed: list[Message] = found["params"]["diagnostics"]
        return listed

    def uri(self, name: str) -> str:
        return (self.repo.path / name).as_uri()

    def end(self) -> int:
        self.request("shutdown", None, keep=False)
        self._send({"method": "exit", "params": None})
        code = self._process.wait(30)
        self._thread.join(30)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        return code

    def _keep(self, message: Message) -> None:
        text = json.dumps(message).replace(self.repo.path.as_uri(), "file:///shop")
        text = re.sub(r"/blob/v[^/]+/", "/blob/vX/", text)
        text = re.sub(r"by commit [0-9a-f]{7}", "by commit 1234567", text)
        self.said.append(_short(json.loads(text)))

    def _send(self, message: Message) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        pipe = self._process.stdin
        assert pipe is not None
        pipe.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        pipe.flush()

    def _await(self, test: Any) -> Message:
        with self._turn:
            assert self._turn.wait_for(lambda: any(map(test, self._heard)), PATIENCE), self._heard
            return next(each for each in self._heard if test(each))

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        while head := pipe.readline():
            length = int(head.split(b":")[1])
            while pipe.readline().strip():
                pass
            message = json.loads(pipe.read(length))
            with self._turn:
                self._heard.append(message)
                self._turn.notify_all()
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": None})


def session(repo: Repo) -> list[Message]:
    """Open, type, look, choose, accept."""
    lay_out(repo)
    with_it = Session(repo)
    folders = [
        {"uri": with_it.uri(name), "name": name} for name in ("packages/billing", "apps/search")
    ]
    begin = {"processId": None, "rootUri": folders[0]["uri"], "workspaceFolders": folders,
             "capabilities": CAPABILITIES}  # fmt: skip
    with_it.request("initialize", begin)
    with_it.notify("initialized", {})
    tables = {"uri": with_it.uri(TABLES)}
    opened = {**tables, "languageId": "typescript", "version": 1, "text": SCHEMA}
    with_it.notify("textDocument/didOpen", {"textDocument": opened})
    with_it.request("textDocument/codeLens", {"textDocument": tables})
    name = {"line": 4, "character": 4}
    with_it.request("textDocument/hover", {"textDocument": tables, "position": name})
    sql = {"uri": with_it.uri(NEW)}
    text = (repo.path / NEW).read_text()
    opened = {**sql, "languageId": "sql", "version": 1, "text": text}
    with_it.notify("textDocument/didOpen", {"textDocument": opened})
    with_it.published(NEW, 1)
    typed = f'{text}\n--> statement-breakpoint\n-- 🦉 nobody reads it\nDROP TABLE "invoices";\n'
    place = _type(with_it, sql, 2, typed, typed)
    with_it.published(NEW, 2)
    with_it.request("textDocument/hover", {"textDocument": sql, "position": place["end"]})
    menu = {"textDocument": sql, "range": place, "context": {"diagnostics": []}}
    with_it.request("textDocument/codeAction", menu)
    allow = "-- forge-migrations: allow drop-table: moved to the ledger\n"
    accepted = typed.replace("DROP TABLE", f"{allow}DROP TABLE")
    _type(with_it, sql, 3, accepted, accepted)
    with_it.published(NEW, 3)
    assert with_it.end() == 0
    return with_it.said


def _type(with_it: Session, document: Message, version: int, text: str, whole: str) -> Message:
    change = {"textDocument": {**document, "version": version}, "contentChanges": [{"text": text}]}
    with_it.notify("textDocument/didChange", change)
    line = whole[: whole.index("DROP TABLE")].count("\n")
    return {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 14}}


def written(said: list[Message]) -> str:
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__" and "--update" in sys.argv:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        FILE.write_text(written(session(Repo(Path(folder).resolve() / "shop"))), encoding="utf-8")
