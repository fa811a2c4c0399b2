"""What a coding agent tells its hooks, whichever agent it is, as one thing; and the answer as it takes it.

Sources, read in autumn 2026:
Claude Code https://code.claude.com/docs/en/hooks · Codex https://developers.openai.com/codex/hooks ·
Cursor https://cursor.com/docs/agent/hooks · Gemini CLI https://geminicli.com/docs/hooks/reference ·
Copilot https://docs.github.com/en/copilot/reference/hooks-configuration ·
VS Code https://code.visualstudio.com/docs/agents/reference/hooks-reference ·
Windsurf https://docs.windsurf.com/windsurf/cascade/hooks · opencode https://opencode.ai/docs/plugins
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any
    from typing import Literal

    Kind = Literal["before", "after", "end", "other"]


KINDS: Mapping[str, Kind] = {
    "pretooluse": "before",
    "beforetool": "before",
    "beforeshellexecution": "before",
    "prewritecode": "before",
    "preruncommand": "before",
    "toolexecutebefore": "before",
    "posttooluse": "after",
    "aftertool": "after",
    "afterfileedit": "after",
    "postwritecode": "after",
    "toolexecuteafter": "after",
    "stop": "end",
    "subagentstop": "end",
    "afteragent": "end",
    "agentstop": "end",
}
"""The agents' names of their events, without what stands between words."""
COMMANDS = ("command", "command_line", "cmd")
PATHS = ("file_path", "filePath", "path", "notebook_path", "absolute_path", "target_file")
PATCHED = re.compile(
    r"^\*\*\* (?:Update|Add|Delete) File: (.+?)\s*$|^\*\*\* Move to: (.+?)\s*$", re.M
)
"""What Codex's apply_patch names: codex-rs/apply-patch/apply_patch_tool_instructions.md"""
READING = re.compile(r"^(?:read|grep|glob|ls|list|search|view|web|todo|find)", re.I)
"""Tools that write nothing."""


class Event(NamedTuple):
    """One thing that an agent is about to do, or has done."""

    kind: Kind
    style: str
    """How it wants its answer: `claude`, `cursor`, `gemini`, `copilot`, `windsurf`, `opencode`."""
    name: str
    """Its own name of the event."""
    cwd: str = ""
    commands: tuple[str, ...] = ()
    """Command lines that a shell is to run."""
    paths: tuple[str, ...] = ()
    """Files that are written."""
    again: bool = False
    """True when the agent goes on because a hook held it back at the end already."""


def read_event(payload: Mapping[str, Any], named: str = "") -> Event:
    """What a payload says. `named` is the event, where the payload doesn't have it."""
    name = str(
        named or payload.get("hook_event_name") or payload.get("agent_action_name")
        or payload.get("hookEventName") or payload.get("event") or ""
    )  # fmt: skip
    kind = KINDS.get(re.sub(r"[\W_]", "", name).lower(), "other")
    told = _told(payload)
    style = _style(payload, name)
    tool = str(payload.get("tool_name") or payload.get("toolName") or payload.get("tool") or "")
    if READING.match(tool):
        told = {}
    commands = tuple(each for key in COMMANDS for each in _texts(told.get(key)))
    patches = [each for each in (*commands, *_texts(told.get("patchText")), *_texts(told.get("input")))
               if "*** Begin Patch" in each]  # fmt: skip
    paths = [each for key in PATHS for each in _texts(told.get(key))]
    paths += list(_texts(told.get("files")))
    paths += [each for patch in patches for pair in PATCHED.findall(patch) for each in pair if each]
    roots = payload.get("workspace_roots")
    cwd = (
        told.get("cwd")
        or payload.get("cwd")
        or (roots[0] if isinstance(roots, list) and roots else "")
    )
    return Event(
        kind, style, name, str(cwd or ""), tuple(c for c in commands if c not in patches),
        tuple(dict.fromkeys(paths)), bool(payload.get("stop_hook_active") or payload.get("loop_count")),
    )  # fmt: skip


def _told(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the tool is called with; Cursor's own events have it at the top."""
    for key in ("tool_input", "tool_info", "toolArgs", "args", "input"):
        found = payload.get(key)
        if isinstance(found, str) and found.lstrip().startswith("{"):
            try:
                found = json.loads(found)
            except ValueError:
                continue
        if isinstance(found, Mapping):
            return found
    return payload


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, list):
        # Codex's older shell tool hands over an argv: ["bash", "-lc", "…"].
        if (
            value
            and all(isinstance(each, str) for each in value)
            and len(value) > 1
            and value[1].startswith("-")
        ):
            import shlex

            yield shlex.join(value)
        else:
            for each in value:
                yield from _texts(each.get("path") if isinstance(each, Mapping) else each)


def _style(payload: Mapping[str, Any], name: str) -> str:
    if "agent_action_name" in payload:
        return "windsurf"
    if "toolName" in payload or "toolArgs" in payload:
        return "copilot"
    if "conversation_id" in payload or "workspace_roots" in payload:
        return "cursor"
    if name.startswith("tool.execute"):
        return "opencode"
    if name in ("BeforeTool", "AfterTool", "AfterAgent"):
        return "gemini"
    return "copilot" if name[:1].islower() and "hook_event_name" not in payload else "claude"


class Reply(NamedTuple):
    """What the hook's process prints and how it ends."""

    out: str = ""
    err: str = ""
    code: int = 0


def refused(event: Event, why: str) -> Reply:
    """The reply that keeps the agent from it, and tells it why."""
    if event.style in ("windsurf", "opencode"):
        return Reply(err=why + "\n", code=2)
    if event.style == "cursor":
        said = {"permission": "deny", "user_message": why, "agent_message": why}
    elif event.style == "gemini":
        said = {"decision": "deny", "reason": why}
    elif event.style == "copilot":
        said = {"permissionDecision": "deny", "permissionDecisionReason": why}
    else:
        return _claude({"hookEventName": "PreToolUse", "permissionDecision": "deny",
                        "permissionDecisionReason": why})  # fmt: skip
    return Reply(json.dumps(said) + "\n")


def told(event: Event, what: str) -> Reply:
    """The reply that lets the agent know something about what it did."""
    if not what:
        return Reply()
    if event.style == "windsurf":
        return Reply(what + "\n")
    if event.style == "opencode":
        return Reply(what + "\n")
    if event.style == "cursor":
        return Reply(json.dumps({"additional_context": what}) + "\n")
    if event.style == "copilot":
        return Reply(json.dumps({"additionalContext": what}) + "\n")
    return _claude({"hookEventName": event.name, "additionalContext": what})


def held(event: Event, why: str) -> Reply:
    """The reply at the end of a turn that makes the agent go on with what is missing."""
    if event.style == "cursor":
        return Reply(json.dumps({"followup_message": why}) + "\n")
    if event.style == "gemini":
        return Reply(json.dumps({"decision": "deny", "reason": why}) + "\n")
    if event.style in ("windsurf", "opencode"):
        return Reply(why + "\n")
    return Reply(json.dumps({"decision": "block", "reason": why}) + "\n")


def _claude(said: Mapping[str, str]) -> Reply:
    return Reply(json.dumps({"hookSpecificOutput": said}) + "\n")
