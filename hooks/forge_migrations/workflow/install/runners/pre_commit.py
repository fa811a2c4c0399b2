"""pre-commit and prek: one more repository in `.pre-commit-config.yaml` or `prek.toml`."""

from __future__ import annotations

import itertools
import re
import tomllib

from forge_migrations.workflow.install.runners.plan import Edit
from forge_migrations.workflow.install.runners.plan import Plan
from forge_migrations.workflow.install.runners.plan import read_text
from forge_migrations.workflow.install.runners.plan import with_line_ends_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.workflow.install.runners.plan import Source

FILES = (".pre-commit-config.yaml", ".pre-commit-config.yml", "prek.toml", ".prek.toml")
"""pre-commit reads the first: https://pre-commit.com/#adding-pre-commit-plugins-to-your-project;
prek the others too: https://prek.j178.dev/configuration/"""
INSTALL = "install --hook-type pre-commit --hook-type pre-merge-commit --hook-type pre-push"

_TOP = re.compile(r"[^\s#-]")
_ITEM = re.compile(r"( *)-( +)\S")
_SUB_ITEM = re.compile(r"( *)-( +)id:")
_HOOKS_KEY = re.compile(r"( *)(?:- +)?hooks:\s*(#.*)?$")
_OURS = re.compile(r"id\s*[:=]\s*[\"']?(forge-[a-z-]+)")


def plan(root: str, source: Source) -> Plan | None:
    """The edit of the configuration that is there; `None` when there is none."""
    for name in FILES:
        text = read_text(root, name)
        if text is not None:
            break
    else:
        return None
    tool = "pre-commit" if name == FILES[0] else "prek"
    then = (f"{tool} {INSTALL}",)
    if calls_it(text):
        return Plan(tool, (), then)
    after = _toml(text, source) if name.endswith(".toml") else _yaml(text, source)
    if after is None:
        return Plan(tool, (), then, by_hand=f"add this to {name}:\n" + "\n".join(entry(source)))
    return Plan(tool, (Edit(name, text, after),), then)


def new(source: Source) -> Plan:
    """A configuration for a repository that has nothing that runs hooks."""
    text = "repos:\n" + "".join(f"  {line}\n" for line in entry(source))
    return Plan("pre-commit", (Edit(FILES[0], None, text),), (f"pre-commit {INSTALL}",))


def entry(source: Source, gap: str = " ", offset: int = 2) -> list[str]:
    """The four lines, not indented. `gap`: what follows a dash; `offset`: of the inner list."""
    inner = " " * (1 + len(gap))
    return [
        f"-{gap}repo: {source.url}",
        f"{inner}rev: {source.rev}",
        f"{inner}hooks:",
        f"{inner}{' ' * offset}-{gap}id: forge-migrations",
    ]


def calls_it(text: str) -> bool:
    """True when a line that is no comment names one of the hooks."""
    return any(_OURS.search(line.split("#", 1)[0]) for line in text.splitlines())


def _yaml(text: str, source: Source) -> str | None:
    """The text with the entry after the last repository; `None` for a flow list."""
    lines = text.splitlines(keepends=True)
    head = next((at for at, line in enumerate(lines) if line.startswith("repos:")), None)
    if head is None:
        return None
    value = lines[head].removeprefix("repos:").split("#", 1)[0].strip()
    if value == "[]":
        lines[head] = lines[head].replace("[]", "", 1).replace("repos: ", "repos:", 1)
    elif value:
        return None
    last, items, offset = _block(lines, head)
    if items:
        indent, gap = items[0]
        blank = _blank_between(lines[head + 1 : last + 1])
    else:
        indent, gap, blank = "  ", " ", False
    block = [indent + line + "\n" for line in entry(source, gap, offset)]
    if blank:
        block.insert(0, "\n")
    before = "".join(lines[: last + 1])
    if not before.endswith("\n"):
        before += with_line_ends_of("\n", text)
    return before + with_line_ends_of("".join(block), text) + "".join(lines[last + 1 :])


def _block(lines: list[str], head: int) -> tuple[int, list[tuple[str, str]], int]:
    """(the last line with content under `repos:`, (indent, gap) of its items, the inner offset)."""
    last, offset = head, 2
    items: list[tuple[str, str]] = []
    hooks_at: int | None = None
    for at in range(head + 1, len(lines)):
        line = lines[at].rstrip("\r\n")
        if _TOP.match(line) or line.startswith(("---", "...")):
            break
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        last = at
        item, sub = _ITEM.match(line), _SUB_ITEM.match(line)
        if item and (not items or item.group(1) == items[0][0]):
            items.append((item.group(1), item.group(2)))
        key = _HOOKS_KEY.match(line)
        if key:
            hooks_at = line.index("hooks:")
        elif sub and hooks_at is not None:
            offset = max(0, len(sub.group(1)) - hooks_at)
    return last, items, offset


def _blank_between(lines: list[str]) -> bool:
    """True when a blank line stands before an item that isn't the first."""
    indent = next((found.group(1) for line in lines if (found := _ITEM.match(line))), "")
    seen = False
    for before, line in itertools.pairwise(lines):
        found = _ITEM.match(line)
        seen = seen or (found is not None and found.group(1) == indent and not before.strip())
    return seen


def _toml(text: str, source: Source) -> str | None:
    block = (
        f'\n[[repos]]\nrepo = "{source.url}"\nrev = "{source.rev}"\n'
        'hooks = [{ id = "forge-migrations" }]\n'
    )
    end = "" if text.endswith("\n") or not text else with_line_ends_of("\n", text)
    after = text + end + with_line_ends_of(block, text)
    try:
        tomllib.loads(after)
    except tomllib.TOMLDecodeError:  # `repos` is written as one array, which can't be added to
        return None
    return after
