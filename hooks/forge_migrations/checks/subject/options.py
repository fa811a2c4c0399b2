"""What a check is asked for, by a command line or by the environment of a hook."""

from __future__ import annotations


class Options:
    """The options of a check, at what holds where none is given; argparse fills one in."""

    check: str | None = None
    """The one check that runs; all of them without it."""
    staged = False
    all_files = False
    released = False
    from_ref: str | None = None
    to_ref: str | None = None
    base: str | None = None
    branch = ""
    pushed = False
    kit: str | None = None
    project = ""
    format = "text"
    output: list[str] | None = None
    fix = False
    debug = False
    verbose = False

    @classmethod
    def plain(cls, words: list[str]) -> Options | None:
        """The options of a hook, which names a check at most and what it judges; `None` for a command
        line that has more: argparse, which explains and complains, costs more than all of git."""
        options = cls()
        for word in words:
            if word == "--staged" and not options.all_files:
                options.staged = True
            elif word == "--all-files" and not options.staged:
                options.all_files = True
            elif options.check is None and word and not word.startswith("-"):
                options.check = word
            else:
                return None
        return options
