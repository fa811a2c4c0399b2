"""What an agent may not run: what goes past the hooks, and what writes to a database that isn't here."""

from __future__ import annotations

import os
import re

from forge_migrations.remedy import ours
from forge_migrations.workflow.agents.guarded import Guarded
from forge_migrations.workflow.agents.shell_lines import runs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.workflow.agents.event import Event
    from forge_migrations.workflow.agents.shell_lines import Run

VERIFIED = frozenset(("commit", "merge", "push", "rebase", "am", "pull", "cherry-pick", "revert"))
"""Commands of git that take --no-verify, or an abbreviation of it."""
SHORT_WITH_VALUE = "mFCctuS"
"""Options of `git commit` that take what follows them: https://git-scm.com/docs/git-commit"""
OFF = {
    "HUSKY": ("0",), "HUSKY_SKIP_HOOKS": ("1", "true"), "LEFTHOOK": ("0", "false"),
    "SKIP_SIMPLE_GIT_HOOKS": ("1",), "PRE_COMMIT_ALLOW_NO_CONFIG": ("1",),
}  # fmt: skip
"""Variables that switch a hook manager off, with the values that do:
https://typicode.github.io/husky/how-to.html, https://lefthook.dev/usage/env.html"""
LISTS = ("SKIP", "LEFTHOOK_EXCLUDE")
"""Variables that name the hooks to leave out: https://pre-commit.com/#temporarily-disabling-hooks"""
WRITING = frozenset(
    ("tee", "truncate", "cp", "mv", "install", "rm", "unlink", "shred", "ln", "patch")
)
IN_PLACE = frozenset(("sed", "gsed", "perl", "ruby", "awk", "gawk"))
PAST = "the hooks judge every commit: mend what they name, or ask a person"


def refusal(event: Event, root: str) -> str:
    """Why an agent may not do what it is about to; empty when it may."""
    guarded = Guarded(root)
    cwd = event.cwd or root
    found = (guarded.why(os.path.join(cwd, path)) for path in event.paths)
    lines = (
        why for line in event.commands for run in runs(line, cwd) for why in _said(run, guarded)
    )
    return next((why for each in (found, lines) for why in each if why), "")


def _said(run: Run, guarded: Guarded) -> Iterator[str]:
    yield from _variables(run)
    for path in run.writes:
        yield guarded.why(os.path.join(run.cwd, path))
    if not run.argv:
        return
    if run.program == "git":
        yield from _git(run)
    elif run.program in ("pre-commit", "prek", "husky", "lefthook") and "uninstall" in run.argv:
        yield f"{run.program} uninstall takes the hooks away: {PAST}"
    elif run.program in ("drizzle-kit", "drizzle-kit.js", "bin.cjs"):
        yield from _kit(run, guarded.root)
    elif run.program in ("forge-migrations", "forge_migrations"):
        yield from _own(run, guarded.root)
    yield from _files(run, guarded)


def _variables(run: Run) -> Iterator[str]:
    for name, values in OFF.items():
        if run.variables.get(name, "").lower() in values:
            yield f"{name}={run.variables[name]} switches the hooks off: {PAST}"
    for name in LISTS:
        if "forge" in run.variables.get(name, ""):
            yield f"{name} leaves forge-migrations out: {PAST}"
    for name, value in run.variables.items():
        if name.startswith("GIT_CONFIG") and "hookspath" in value.lower():
            yield f"core.hooksPath takes the hooks away: {PAST}"


def _git(run: Run) -> Iterator[str]:
    words, configured = _without_globals(run.argv[1:])
    if any(each.lower().startswith("core.hookspath") for each in configured):
        yield f"core.hooksPath takes the hooks away: {PAST}"
    if not words:
        return
    command, rest = words[0], list(words[1:])
    if command == "config" and any("hookspath" in word.lower() for word in rest) and _sets(rest):
        yield f"core.hooksPath takes the hooks away: {PAST}"
    if command == "config" and any("no-verify" in w or "commit -n" in w for w in rest[1:]):
        yield f"an alias of git that goes past the hooks: {PAST}"
    options = rest[: rest.index("--")] if "--" in rest else rest
    known = command in VERIFIED and any(_is_no_verify(word) for word in options)
    if known or "--no-verify" in options:  # behind an alias too
        yield f"git {command} --no-verify goes past the hooks: {PAST}"
    if command == "commit" and _has_short_n(options):
        yield f"git commit -n goes past the hooks: {PAST}"


def _without_globals(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The command's words, and what `-c` configures before it."""
    rest, configured = list(words), []
    while rest and rest[0].startswith("-"):
        word = rest.pop(0)
        if word == "-c" and rest:
            configured.append(rest.pop(0))
        elif word.startswith(("-c", "--config-env=")):
            configured.append(word.removeprefix("--config-env=").removeprefix("-c"))
        elif word in ("-C", "--git-dir", "--work-tree", "--namespace", "--config-env") and rest:
            value = rest.pop(0)
            configured += [value] if word == "--config-env" else []
    return rest, configured


def _sets(words: Sequence[str]) -> bool:
    at = next(i for i, word in enumerate(words) if "hookspath" in word.lower())
    asks = any(word in ("--get", "--get-all", "get", "--list", "-l", "list") for word in words)
    return not asks and (len(words) > at + 1 or any("unset" in word for word in words))


def _is_no_verify(word: str) -> bool:
    """git takes an abbreviation where it is the only one: `--no-ver`."""
    return word.startswith("--no-v") and "--no-verify".startswith(word)


def _has_short_n(words: Sequence[str]) -> bool:
    rest = iter(words)
    for word in rest:
        if not re.fullmatch(r"-[A-Za-z].*", word):
            continue
        for at, letter in enumerate(word[1:], 1):
            if letter == "n":
                return True
            if letter in SHORT_WITH_VALUE:
                if at == len(word) - 1 and letter not in "uS":
                    next(rest, "")
                break
    return False


def _kit(run: Run, root: str) -> Iterator[str]:
    if (
        "push" not in run.argv
        and "push:pg" not in run.argv
        and not any(word.startswith("push:") for word in run.argv)
    ):
        return
    why = _elsewhere(run, root)
    if why:
        yield (f"drizzle-kit push writes to a database without a migration, and {why}: make one: "
               f"{ours('migrate')}")  # fmt: skip


def _own(run: Run, root: str) -> Iterator[str]:
    words = set(run.argv)
    if "baseline" in words and "--dry-run" not in words:
        yield "forge-migrations baseline accepts what is wrong: a person does that"
    if "--yes" in words and words & {"apply", "rollback", "migrate"}:
        why = _elsewhere(run, root)
        if why:
            yield f"--yes is a person's word, and {why}"


def _elsewhere(run: Run, root: str) -> str:
    """Why the database that a command would write to isn't a local one; empty for one that is."""
    import argparse

    from forge_migrations.database.nearness import why_not_here
    from forge_migrations.database.target import parse_target
    from forge_migrations.drizzle.config.credentials import NAME
    from forge_migrations.findings import Undecided
    from forge_migrations.findings import UsageError
    from forge_migrations.workflow.live.opened import open_live

    given = _value(run.argv, ("--url", "--database-url", "--connectionString"))
    environ = {**os.environ, **run.variables}
    here = os.getcwd()
    try:
        os.chdir(run.cwd if os.path.isdir(run.cwd) else root)
        url = given or run.variables.get(NAME, "")
        words = argparse.Namespace(
            database_url=url, project=_value(run.argv, ("--config",)), kit=""
        )
        with open_live(words, sound=False) as live:
            return why_not_here(live.target, environ)
    except (UsageError, Undecided) as error:
        for scheme, engine in (("postgres", "postgresql"), ("mysql", "mysql"), ("file", "sqlite")):
            if given.startswith(scheme):
                try:
                    return why_not_here(parse_target(given, engine, run.cwd), environ)
                except UsageError:
                    break
        return f"which one it is can't be told ({str(error).partition(':')[0]})"
    finally:
        os.chdir(here)


def _value(argv: Sequence[str], names: Sequence[str]) -> str:
    for at, word in enumerate(argv):
        for name in names:
            if word.startswith(f"{name}="):
                return word.partition("=")[2]
            if word == name and at + 1 < len(argv):
                return argv[at + 1]
    return ""


def _files(run: Run, guarded: Guarded) -> Iterator[str]:
    """Files that a program writes or takes away."""
    words = [word for word in run.argv[1:] if not word.startswith("-")]
    flags = [word for word in run.argv[1:] if word.startswith("-")]
    program = run.program
    if program == "git" and words[:1] and words[0] in ("rm", "mv"):
        program, words = words[0], words[1:]
    in_place = program in IN_PLACE and any(re.match(r"-\w*i|--in-place", flag) for flag in flags)
    if program == "dd":
        words = [word.partition("=")[2] for word in words if word.startswith("of=")]
    elif program == "chmod" and any(HOOKED.search(word) for word in words):
        pass
    elif not in_place and program not in WRITING and program not in ("rm", "mv"):
        return
    if program in ("cp", "ln", "install"):
        words = words[-1:]
    removes = program in ("rm", "unlink", "mv")
    for word in words:
        yield guarded.why(os.path.join(run.cwd, word), removes=removes)


HOOKED = re.compile(r"(?:^|/)(?:\.git/hooks|\.husky)/")
