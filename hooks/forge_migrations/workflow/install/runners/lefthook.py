"""lefthook: one more command (or job) of its hooks, in YAML, TOML or JSON."""

from __future__ import annotations

import json
import re
import tomllib

from forge_migrations.workflow.install.runners import json_text
from forge_migrations.workflow.install.runners import shell
from forge_migrations.workflow.install.runners.plan import Edit
from forge_migrations.workflow.install.runners.plan import Plan
from forge_migrations.workflow.install.runners.plan import read_text
from forge_migrations.workflow.install.runners.plan import with_line_ends_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.workflow.install.runners.plan import Source

FILES = tuple(
    f"{folder}{dot}lefthook.{end}"
    for folder, dots in (("", ("", ".")), (".config/", ("",)))
    for dot in dots
    for end in ("yml", "yaml", "toml", "json")
)
"""https://lefthook.dev/configuration/#config-file-name"""
THEN = ("lefthook install",)
NAME = "forge-migrations"


def plan(root: str, source: Source) -> Plan | None:
    """The edit of lefthook's configuration; `None` when there is none."""
    for name in FILES:
        text = read_text(root, name)
        if text is None:
            continue
        if shell.calls_it(text):
            return Plan("lefthook", (), THEN)
        after = _after(name, text, source)
        if after is None:
            by_hand = f"run these in {name}:\n" + shell.by_hook(source)
            return Plan("lefthook", (), THEN, by_hand)
        return Plan("lefthook", (Edit(name, text, after),), THEN)
    return None


def _after(name: str, text: str, source: Source) -> str | None:
    if name.endswith(".json"):
        return _json(text, source)
    if name.endswith(".toml"):
        return _toml(text, source)
    for hook in shell.HOOKS:
        changed = _yaml(text, hook, source)
        if changed is None:
            return None
        text = changed
    return text


def _yaml(text: str, hook: str, source: Source) -> str | None:
    """The text with the command in one hook; `None` when the hook isn't written as a block."""
    end = "" if not text or text.endswith("\n") else "\n"
    lines = (text + end).splitlines(keepends=True)
    head = _key(lines, 0, len(lines), "", hook)
    if head is None:
        block = [f"\n{hook}:\n", "  commands:\n", *_command("    ", source, hook)]
        return "".join(lines) + with_line_ends_of("".join(block), text)
    if not _opens_block(lines[head]):
        return None
    stop = _block_end(lines, head, "")
    indent = _indent_of(lines[head + 1 : stop]) or "  "
    for kind in ("commands", "jobs"):
        at = _key(lines, head + 1, stop, indent, kind)
        if at is None:
            continue
        if not _opens_block(lines[at]):
            return None
        until = _block_end(lines, at, indent)
        inner = _indent_of(lines[at + 1 : until]) or indent * 2
        make = _command if kind == "commands" else _job
        block = make(inner, source, hook)
        return _inserted(lines, until, block, text)
    return _inserted(
        lines, stop, [f"{indent}commands:\n", *_command(indent * 2, source, hook)], text
    )


def _command(indent: str, source: Source, hook: str) -> list[str]:
    deeper = indent + "  "
    return [f"{indent}{NAME}:\n", f"{deeper}run: |\n", *_script(deeper + "  ", source, hook)]


def _job(indent: str, source: Source, hook: str) -> list[str]:
    deeper = indent + "  "
    return [f"{indent}- name: {NAME}\n", f"{deeper}run: |\n", *_script(deeper + "  ", source, hook)]


def _script(indent: str, source: Source, hook: str) -> list[str]:
    return [f"{indent}{line}\n" for line in shell.lines(source, hook)[1:]]


def _inserted(lines: list[str], at: int, block: list[str], text: str) -> str:
    added = with_line_ends_of("".join(block), text)
    return "".join(lines[:at]) + added + "".join(lines[at:])


def _key(lines: list[str], start: int, stop: int, indent: str, key: str) -> int | None:
    begin = re.compile(rf"{indent}[\"']?{re.escape(key)}[\"']?\s*:")
    return next((at for at in range(start, stop) if begin.match(lines[at])), None)


def _opens_block(line: str) -> bool:
    return not line.split(":", 1)[1].split("#", 1)[0].strip()


def _block_end(lines: list[str], head: int, indent: str) -> int:
    """Just past the last line with content that is deeper than `indent`, or a list item at it."""
    end = head + 1
    for at in range(head + 1, len(lines)):
        line = lines[at]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        deep = len(line) - len(line.lstrip(" "))
        if deep <= len(indent) and not (deep == len(indent) and line.lstrip().startswith("- ")):
            break
        end = at + 1
    return end


def _indent_of(lines: list[str]) -> str:
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            return line[: len(line) - len(line.lstrip(" "))]
    return ""


def _toml(text: str, source: Source) -> str | None:
    try:
        found: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
    block = ""
    for hook in shell.HOOKS:
        jobs = "jobs" in found.get(hook, {})
        head = f'[[{hook}.jobs]]\nname = "{NAME}"' if jobs else f"[{hook}.commands.{NAME}]"
        script = "\n".join(shell.lines(source, hook)[1:])
        block += f"\n{head}\nrun = '''\n{script}\n'''\n"
    end = "" if not text or text.endswith("\n") else "\n"
    after = text + with_line_ends_of(end + block, text)
    try:
        tomllib.loads(after)
    except tomllib.TOMLDecodeError:  # the hook is an inline table, which can't be added to
        return None
    return after


def _json(text: str, source: Source) -> str | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    for hook in shell.HOOKS:
        command = {"run": shell.one_line(source, hook)}
        table = found.get(hook)
        if hook in found and not isinstance(table, dict):
            return None
        if table is None:
            text = json_text.with_member(text, [], hook, {"commands": {NAME: command}})
        elif isinstance(table.get("commands"), dict):
            text = json_text.with_member(text, [hook, "commands"], NAME, command)
        elif isinstance(table.get("jobs"), list):
            jobs = [*table["jobs"], {"name": NAME, **command}]
            text = json_text.replaced(text, [hook, "jobs"], jobs)
        else:
            text = json_text.with_member(text, [hook], "commands", {NAME: command})
    return text
