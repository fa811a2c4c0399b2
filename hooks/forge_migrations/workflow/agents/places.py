"""Where each coding agent looks for what it is told: its files, and how its hooks are named.

Sources, read in autumn 2026: https://agents.md · https://agentskills.io/specification ·
Claude Code https://code.claude.com/docs/en/skills · Codex https://developers.openai.com/codex/skills ·
Cursor https://cursor.com/docs/context/rules and https://cursor.com/docs/agent/hooks ·
Copilot https://docs.github.com/en/copilot/reference/hooks-configuration and
https://code.visualstudio.com/docs/copilot/customization/custom-instructions ·
Gemini CLI https://geminicli.com/docs/cli/custom-commands and https://geminicli.com/docs/hooks/reference ·
Windsurf https://docs.windsurf.com/windsurf/cascade/hooks and https://docs.windsurf.com/windsurf/cascade/workflows ·
opencode https://opencode.ai/docs/commands and https://opencode.ai/docs/plugins
"""

from __future__ import annotations

import os

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

NAME = "drizzle-migrations"
SKILL = f"skills/{NAME}/SKILL.md"


class Agent(NamedTuple):
    """One agent's files, from the repository's root; empty where it has none of a kind."""

    signs: tuple[str, ...]
    """What in a repository shows that it is used there."""
    section: str = ""
    """A file of the team's own that gets a section."""
    skill: str = ""
    rule: str = ""
    command: str = ""
    """The one of `migrate`; the others stand beside it."""
    nested: bool = False
    """True where a folder is part of a command's name: `/db/studio`, `/db:studio`."""
    hooks: str = ""
    events: tuple[tuple[str, str, str], ...] = ()
    """(event, matcher, style): `nested` as Claude Code, `flat` as Cursor, `copilot`."""
    more: tuple[tuple[str, Any], ...] = ()
    """What else its file of hooks must say."""
    plugin: str = ""


CLAUDE = (
    ("PreToolUse", "Bash|Edit|Write|MultiEdit|NotebookEdit", "nested"),
    ("PostToolUse", "Edit|Write|MultiEdit", "nested"),
    ("Stop", "", "nested"),
)
AGENTS: Mapping[str, Agent] = {
    "claude-code": Agent(
        (".claude", "CLAUDE.md"), "CLAUDE.md", f".claude/{SKILL}", "", ".claude/commands/migrate.md",
        True, ".claude/settings.json", CLAUDE,
    ),
    "codex": Agent(
        (".codex", "AGENTS.md"), "AGENTS.md", f".agents/{SKILL}", "", "", False, ".codex/hooks.json",
        (("PreToolUse", "Bash|apply_patch|Edit|Write", "nested"),
         ("PostToolUse", "apply_patch|Edit|Write", "nested"), ("Stop", "", "nested")),
    ),
    "cursor": Agent(
        (".cursor", ".cursorrules"), "", "", f".cursor/rules/{NAME}.mdc", ".cursor/commands/migrate.md",
        False, ".cursor/hooks.json",
        (("beforeShellExecution", "", "flat"), ("preToolUse", "Write|Edit|StrReplace|Delete", "flat"),
         ("afterFileEdit", "", "flat"), ("stop", "", "flat")),
        (("version", 1),),
    ),
    "copilot": Agent(
        (".github/copilot-instructions.md", ".github/instructions", ".github/prompts", ".github/hooks"), "", "",
        f".github/instructions/{NAME}.instructions.md", ".github/prompts/migrate.prompt.md",
        False, ".github/hooks/forge-migrations.json",
        (("preToolUse", "", "copilot"), ("postToolUse", "", "copilot"), ("agentStop", "", "copilot")),
        (("version", 1),),
    ),
    "gemini-cli": Agent(
        (".gemini", "GEMINI.md"), "GEMINI.md", "", "", ".gemini/commands/migrate.toml",
        True, ".gemini/settings.json",
        (("BeforeTool", "run_shell_command|write_file|replace", "nested"),
         ("AfterTool", "write_file|replace", "nested"), ("AfterAgent", "", "nested")),
    ),
    "windsurf": Agent(
        (".windsurf", ".windsurfrules"), "", "", f".windsurf/rules/{NAME}.md",
        ".windsurf/workflows/migrate.md", False, ".windsurf/hooks.json",
        (("pre_run_command", "", "flat"), ("pre_write_code", "", "flat"), ("post_write_code", "", "flat")),
    ),
    "opencode": Agent(
        (".opencode", "opencode.json", "opencode.jsonc"), "AGENTS.md", f".agents/{SKILL}", "",
        ".opencode/commands/migrate.md", True, plugin=".opencode/plugins/forge-migrations.js",
    ),
}  # fmt: skip
PLAIN = Agent((), "AGENTS.md", f".agents/{SKILL}")
"""What most agents read, where none of them shows."""


def commands_of(agent: Agent) -> dict[str, str]:
    """The text of each slash command -> its file; empty where the agent has none."""
    if not agent.command:
        return {}
    folder, _, name = agent.command.rpartition("/")
    ending = name.removeprefix("migrate")
    studio = "db/studio" if agent.nested else "db-studio"
    return {
        "migrate.md": agent.command,
        "check-types.md": f"{folder}/check-types{ending}",
        "studio.md": f"{folder}/{studio}{ending}",
    }


def found(root: str) -> list[str]:
    """The agents that the repository shows."""
    return [
        name
        for name, agent in AGENTS.items()
        if any(_is_theirs(os.path.join(root, sign)) for sign in agent.signs)
    ]


def _is_theirs(path: str) -> bool:
    """True for a file or folder that we didn't make ourselves."""
    if not os.path.isfile(path):
        return os.path.exists(path)
    with open(path, encoding="utf-8", errors="replace") as file:
        return "<!-- forge-migrations: begin new -->" not in file.read()


def entries(agent: Agent, program: str) -> dict[str, list[Any]]:
    """Event -> what its array gets."""
    made: dict[str, list[Any]] = {}
    for event, matcher, style in agent.events:
        line = f"{program} agent-hook"
        if style == "nested":
            hook: dict[str, Any] = {"hooks": [{"type": "command", "command": line}]}
            hook = {"matcher": matcher, **hook} if matcher else hook
        elif style == "copilot":
            hook = {"type": "command", "bash": f"{line} --event {event}", "timeoutSec": 60}
        else:
            hook = {"command": line, **({"matcher": matcher} if matcher else {})}
        made[event] = [hook]
    return made
