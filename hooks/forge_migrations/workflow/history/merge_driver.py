"""Merge a journal or a snapshot, as git asks its merge drivers to; installed by init --merge-driver.

Reads the three versions that git names and writes the result over the second. A journal becomes the
entries of both sides. It ends with 1, so that git asks for help, when two migrations share a number
and for every snapshot: forge-migrations rebase then puts this branch's own on top.
https://git-scm.com/docs/gitattributes#_defining_a_custom_merge_driver
"""

from __future__ import annotations

import os
import sys

from forge_migrations.workflow.install.runners.plan import Edit
from forge_migrations.workflow.install.runners.plan import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

NEXT = "forge-migrations rebase"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("base", help="%%O")
    parser.add_argument("ours", help="%%A")
    parser.add_argument("theirs", help="%%B")
    parser.add_argument("path", help="%%P")


def run(options: argparse.Namespace) -> int:
    from forge_migrations.workflow.history.rewriting.merging import joined_journal

    if os.path.basename(options.path) != "_journal.json":
        print(f"{options.path}: both sides made this snapshot; run: {NEXT}", file=sys.stderr)
        return 1
    base, ours, theirs = (_read(path) for path in (options.base, options.ours, options.theirs))
    data, shared = joined_journal(base, ours, theirs, options.path)
    folder, name = os.path.split(os.path.abspath(options.ours))
    write(folder, Edit(name, None, data.decode()))
    if shared:
        print(f"{options.path}: two migrations share a number; run: {NEXT}", file=sys.stderr)
    return 1 if shared else 0


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
