"""Speak to an editor while somebody types: the language server, on standard input and output.

Migrations, schema files, journals, snapshots and configs are judged as the hooks would, from the text
that isn't saved yet. Hover tells the rule and a column's history; actions accept with a reason, apply a
rewrite, generate, stage. It writes nothing and runs nothing by itself: only what a person chose. Needs
`pip install 'forge-migrations[lsp]'`; an editor starts it, and docs/editors.md says how.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    # What clients add by themselves: https://github.com/microsoft/vscode-languageserver-node
    parser.add_argument("--stdio", action="store_true", help="the only way to speak, so not needed")
    parser.add_argument("--kit", metavar="DIR", default="", help="where drizzle-kit is installed")


def run(options: argparse.Namespace) -> int:
    """0 when the editor ended it. Raises `UsageError` where pygls isn't installed."""
    if find_spec("pygls") is None or find_spec("lsprotocol") is None:
        raise UsageError("the language server needs pygls, which isn't installed", installing())
    if options.kit:
        os.environ["FORGE_KIT"] = os.path.abspath(options.kit)
    from forge_migrations.workflow.editor.server import serve

    sys.stdout.flush()
    reading = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    writing = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What anything prints, or reads, is none of the conversation's.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with reading, writing, open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())
        serve(reading, writing)
    return 0


def installing() -> Remedy:
    """What installs the extra where this program runs: pipx and uv keep programs in places of their
    own, and uv's have no pip."""
    extra = "forge-migrations[lsp]"
    parts = sys.prefix.replace(os.sep, "/").split("/")
    if "pipx" in parts and "venvs" in parts:  # https://pipx.pypa.io/stable/docs/#pipx-inject
        return Remedy("install it", command("pipx", "inject", parts[-1], "pygls>=2,<3"))
    if parts[-3:-1] == ["uv", "tools"]:  # https://docs.astral.sh/uv/concepts/tools/
        return Remedy("install it", command("uv", "tool", "install", "--force", extra))
    if "archive-v0" in parts:  # https://docs.astral.sh/uv/concepts/cache/
        return Remedy("run it with it", command("uvx", "--from", extra, "forge-migrations", "lsp"))
    if find_spec("pip") is None:
        return Remedy("install it", command("uv", "pip", "install", "-p", sys.executable, extra))
    return Remedy("install it", command(sys.executable, "-m", "pip", "install", extra))
