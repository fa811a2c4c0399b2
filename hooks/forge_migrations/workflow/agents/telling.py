"""What `init --agents` writes and takes away: sections, skills, rules, commands, hooks."""

from __future__ import annotations

import difflib
import json
import os
import re
from importlib.resources import files

from forge_migrations.change.repository import Repository
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.report.answer import answer_of
from forge_migrations.workflow.agents.json_hooks import with_hooks
from forge_migrations.workflow.agents.json_hooks import without_hooks
from forge_migrations.workflow.agents.places import AGENTS
from forge_migrations.workflow.agents.places import PLAIN
from forge_migrations.workflow.agents.places import commands_of
from forge_migrations.workflow.agents.places import entries
from forge_migrations.workflow.agents.places import found
from forge_migrations.workflow.install.runners.plan import Edit
from forge_migrations.workflow.install.runners.plan import read_text
from forge_migrations.workflow.install.runners.plan import with_line_ends_of
from forge_migrations.workflow.install.runners.plan import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.workflow.agents.places import Agent

MARK = "forge-migrations: written by init --agents"
BEGIN = re.compile(r"<!-- forge-migrations: begin( joined| new)? -->")
SECTION = re.compile(
    r"(?P<lead>(?:\r?\n)*)<!-- forge-migrations: begin(?P<how> joined| new)? -->.*?"
    r"<!-- forge-migrations: end -->(?:\r?\n)?", re.S
)  # fmt: skip
ABOUT = "Change the Drizzle schema safely, with a migration that is reviewed, applied and verified"
ABOUT_COMMANDS = {
    "migrate.md": ABOUT,
    "check-types.md": "Check the Drizzle schema's types with the project's own TypeScript",
    "studio.md": "Look into the development database with the project's own Drizzle Studio",
}


class Change(NamedTuple):
    """One file before and after; `None` where there is none."""

    path: str
    before: str | None
    after: str | None
    broken: bool = False
    """True for JSON that can't be edited."""

    def diff(self) -> str:
        if self.after is not None:
            return Edit(self.path, self.before, self.after).diff()
        old = (self.before or "").splitlines(keepends=True)
        return "".join(difflib.unified_diff(old, [], f"a/{self.path}", "/dev/null"))


def run(options: argparse.Namespace) -> int:
    """Write, or with --remove take away; 3 where a file can't be edited without breaking it."""
    root = Repository.find().root
    if root is None:
        raise UsageError("this repository is bare: it has no files to tell an agent with")
    names = options.agents or found(root)
    unknown = [name for name in names if name not in AGENTS]
    if unknown:
        raise UsageError(
            f"{unknown[0]!r} is no agent that is known", f"name one of: {', '.join(AGENTS)}"
        )
    agents = [AGENTS[name] for name in names] or [PLAIN]
    if options.remove:
        agents = [*AGENTS.values(), PLAIN]
    planned = [*_once(_planned(root, agents, options.remove))]
    by_hand = [each.path for each in planned if each.broken]
    changes = [each for each in planned if each.before != each.after]
    for each in changes:
        print(each.diff(), end="")
        if not options.dry_run:
            _carry_out(root, each)
    answer = answer_of(options)
    answer.tell(runner="agents", files=[{"path": each.path, "diff": each.diff()} for each in changes],
                written=bool(changes) and not options.dry_run)  # fmt: skip
    listed = ", ".join(names) or "agents"
    if not changes:
        print(f"{listed}: nothing to {'take away' if options.remove else 'add'}")
    else:
        paths = " ".join(each.path for each in changes)
        verb = ("would write" if options.dry_run else "wrote") if not options.remove else (
            "would take back" if options.dry_run else "took back")  # fmt: skip
        print(f"\n{listed if not options.remove else 'agents'}: {verb} {paths}")
        if not options.dry_run:
            answer.next = Remedy(
                "look at it, then stage it", git_add(*(each.path for each in changes))
            )
    for path in by_hand:
        print(f"{path}: no JSON that can be edited; add the hooks by hand")
        answer.next = Remedy(
            f"{path} is no JSON: add `forge-migrations agent-hook` to its hooks by hand"
        )
    return 3 if by_hand else 0


def program_of(root: str) -> str:
    """How the agents' hooks call this: what npm installed in the project, or what the PATH has."""
    own = "node_modules/.bin/forge-migrations"
    return f"./{own}" if os.path.exists(os.path.join(root, own)) else "forge-migrations"


def _planned(root: str, agents: Iterable[Agent], remove: bool) -> Iterator[Change]:
    program = program_of(root)
    for agent in agents:
        if agent.section:
            before = read_text(root, agent.section)
            yield Change(agent.section, before, _section(before, remove))
        for path, text in _whole(root, agent, program):
            before = read_text(root, path)
            if remove:
                yield Change(path, before, None if before and MARK in before else before)
            else:
                yield Change(path, before, text)
        if agent.hooks:
            yield _hooks(root, agent, program, remove)


def _hooks(root: str, agent: Agent, program: str, remove: bool) -> Change:
    path, before = agent.hooks, read_text(root, agent.hooks)
    made, more = entries(agent, program), dict(agent.more)
    # By its indent a file that is ours alone is told from one that was empty before.
    new = json.dumps({**more, "hooks": made}, indent=4) + "\n"
    if before is None or before == new:
        return Change(path, before, None if remove else new)
    try:
        edited = without_hooks if remove else with_hooks
        return Change(path, before, edited(before, made, more))
    except (ValueError, AttributeError, StopIteration, KeyError, TypeError):
        return Change(path, before, before, broken=True)


def _section(before: str | None, remove: bool) -> str | None:
    """The text with our section at its end, or where it is already; without it as it was."""
    if before is None:
        return None if remove else _block(" new")
    known = SECTION.search(before)
    if remove:
        if known is None:
            return before
        lead = known["lead"]
        if known["how"] == " new" and not (before[: known.start()] + before[known.end() :]).strip():
            return None
        added = re.match(
            r"\r?\n\r?\n" if known["how"] == " joined" else r"\r?\n",
            lead[-4:] if len(lead) > 4 else lead,
        )
        kept = lead[: len(lead) - len(added[0])] if added else lead
        return before[: known.start()] + kept + before[known.end() :]
    if known is not None:
        start = known.start() + len(known["lead"])
        block = with_line_ends_of(_block(known["how"] or ""), before)
        return before[:start] + block + before[known.end() :]
    how = "" if before.endswith("\n") or not before else " joined"
    lead = "\n" if not how else "\n\n"
    return before + with_line_ends_of(lead + _block(how), before)


def _block(how: str) -> str:
    return f"<!-- forge-migrations: begin{how} -->\n{_text('section.md')}<!-- forge-migrations: end -->\n"


def _whole(root: str, agent: Agent, program: str) -> Iterator[tuple[str, str]]:
    """(path, text) of the files that are ours alone."""
    mark = f"\n<!-- {MARK} -->\n"
    if agent.skill:
        yield agent.skill, _text("skill.md") + mark
    if agent.rule:
        yield agent.rule, _front(agent.rule, root) + _text("section.md") + mark
    for text, path in commands_of(agent).items():
        yield path, _command(text, path)
    if agent.plugin:
        yield agent.plugin, _text("plugin.js").replace("PROGRAM", program)


def _command(name: str, path: str) -> str:
    """A slash command as the agent whose path it is writes one."""
    text, about = _text(name), ABOUT_COMMANDS[name]
    if path.endswith(".toml"):
        prompt = text.replace("ARGUMENTS", "{{args}}")
        return f'# {MARK}\ndescription = "{about}"\nprompt = """\n{prompt}"""\n'
    arguments = "${input:part}" if path.endswith(".prompt.md") else "$ARGUMENTS"
    if "windsurf" in path:
        arguments = "with what I named"
    text = text.replace("ARGUMENTS", arguments)
    return f"---\ndescription: {about}\n---\n\n{text}\n<!-- {MARK} -->\n"


def _front(path: str, root: str) -> str:
    """What says when a rule holds: for schemas and migrations."""
    globs = ",".join(_globs(root))
    if path.endswith(".mdc"):
        return f"---\ndescription: {ABOUT}\nglobs: {globs}\nalwaysApply: false\n---\n\n"
    if path.endswith(".instructions.md"):
        return f'---\napplyTo: "{globs}"\n---\n\n'
    return f"---\ntrigger: glob\nglobs: {globs}\n---\n\n"


def _globs(root: str) -> list[str]:
    from forge_migrations.checks.subject.choosing import open_work_tree

    subject = open_work_tree(Repository.find(root))
    try:
        made: dict[str, None] = {}
        for each in subject.projects:
            project = each.project
            made[f"{project.out}/**"] = None
            for pattern in project.schema:
                path = os.path.normpath(os.path.join(project.cwd, pattern)).replace(os.sep, "/")
                made[path if "." in os.path.basename(path) else f"{path}/**"] = None
        return list(made) or ["**/drizzle/**", "**/*schema*.ts"]
    finally:
        subject.close()


def _once(changes: Iterable[Change]) -> Iterator[Change]:
    """Two agents share a file: it is written once."""
    seen: set[str] = set()
    for each in changes:
        if each.path not in seen:
            seen.add(each.path)
            yield each


def _carry_out(root: str, change: Change) -> None:
    if change.after is not None:
        write(root, Edit(change.path, change.before, change.after))
        return
    whole = os.path.join(root, change.path)
    os.unlink(whole)
    folder = os.path.dirname(whole)
    while folder != root and not os.listdir(folder):
        os.rmdir(folder)
        folder = os.path.dirname(folder)


def _text(name: str) -> str:
    return (files(__package__) / "texts" / name).read_text(encoding="utf-8")
