"""Judge one ref of a push on the server: git's update hook, which refuses ref by ref.

In a bare repository, make hooks/update an executable file of two lines:

    #!/bin/sh
    exec forge-migrations update "$@"
"""

from __future__ import annotations

from forge_migrations.change.pushed import Update
from forge_migrations.workflow.ci import pre_receive

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """The ref, and what it was and is to be: https://git-scm.com/docs/githooks#update"""
    parser.add_argument("ref")
    parser.add_argument("old")
    parser.add_argument("new")
    pre_receive.arguments(parser)


def run(options: argparse.Namespace) -> int:
    """0 lets the ref move; everything else refuses it."""
    update = Update(options.old, options.new, options.ref)
    return pre_receive.judged(options, [update])
