"""`-- forge-migrations: allow drop-column: unused since 2.3`, and other tools' forms on request."""

from __future__ import annotations

import re
from bisect import bisect_right

from forge_migrations import presets
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.presets import BY_NAME
from forge_migrations.sql.debts import is_debt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.statements import Script
    from forge_migrations.sql.tokens import Comment

_OURS = re.compile(r"^\s*forge-migrations\s*:\s*(?P<rest>.*)$", re.DOTALL)
_ALLOW = re.compile(
    r"^allow\s+(?P<rules>[\w*-]+(?:\s*,\s*[\w*-]+)*)"
    r"(?:\s*[,;]?\s*\(?until\s*=?\s*(?P<until>\d{4}-\d\d-\d\d)\)?)?\s*(?::\s*(?P<reason>.*))?$",
    re.DOTALL,
)
_UNTIL = re.compile(r"[\s,;(]*until\s*=?\s*(?P<until>\d{4}-\d\d-\d\d)\)?", re.IGNORECASE)
_OTHERS = {
    "squawk": re.compile(
        r"^squawk-ignore(?!-file)\s*(?P<what>[\w, -]*?)(?:\s*--\s*(?P<reason>.*))?$"
    ),
    "atlas": re.compile(r"^atlas:nolint\b\s*(?P<what>[\w ,-]*)(?P<reason>)$"),
    "migration-safe": re.compile(r"^migration-safe:\s*(?P<what>)(?P<reason>.*)$", re.DOTALL),
}


_SQUAWK = re.compile(
    r"^squawk-ignore(?P<file>-file)?(?![\w-])\s*(?P<what>[\w, -]*?)\s*(?:--\s*(?P<reason>.*))?$",
    re.DOTALL,
)


class Allowance(NamedTuple):
    """One acknowledgement, and the statement that it stands above or in."""

    rules: tuple[str, ...]
    """Empty: every rule (another tool's form that names none of ours)."""
    reason: str
    until: str
    statement: int
    """Position of the statement; -1 when nothing follows."""
    offset: int
    fault: str = ""
    """What is wrong with the comment itself."""
    foreign: bool = False
    """Another tool's, for its own rules: it may allow what isn't found here."""


def allowances(script: Script, accept: Sequence[str] = ()) -> Iterator[Allowance]:
    """Every acknowledgement of a migration."""
    starts = [statement.start for statement in script.statements]
    for comment in script.comments:
        found = _OURS.match(comment.text)
        if found and is_debt(comment.text):
            continue  # of what a later migration does; the history's check reads it
        if found:
            yield _ours(found["rest"].strip(), _home(comment, script, starts), comment.start)
            continue
        if BY_NAME in accept:
            yield from _by_name(comment, script, starts)
        for tool in accept:
            other = _OTHERS[tool].match(comment.text.strip()) if tool in _OTHERS else None
            if other:
                reason = (other["reason"] or "").strip() or f"acknowledged for {tool}"
                yield Allowance((), reason, "", _home(comment, script, starts), comment.start)


def _by_name(comment: Comment, script: Script, starts: list[int]) -> Iterator[Allowance]:
    """squawk's own comment: for the rules that it names, or for all of squawk's."""
    found = _SQUAWK.match(comment.text.strip())
    if not found:
        return
    named = [name.strip() for name in found["what"].split(",") if name.strip()]
    rules = presets.ours(name for name in named or presets.SQUAWK if name in presets.SQUAWK)
    if not rules:
        return
    reason = (found["reason"] or "").strip() or "acknowledged for squawk"
    homes = range(len(starts)) if found["file"] else (_home(comment, script, starts),)
    for home in homes:
        yield Allowance(rules, reason, "", home, comment.start, foreign=True)


def _ours(text: str, home: int, offset: int) -> Allowance:
    found = _ALLOW.match(text)
    if not found:
        return Allowance((), "", "", home, offset, "form")
    rules = tuple(part.strip() for part in found["rules"].split(","))
    reason = (found["reason"] or "").strip()
    until = found["until"] or ""
    late = _UNTIL.search(reason)
    if late and not until:
        until = late["until"]
        reason = (reason[: late.start()] + reason[late.end() :]).strip()
    return Allowance(rules, reason, until, home, offset, "" if reason else "reason")


def _home(comment: Comment, script: Script, starts: list[int]) -> int:
    """The statement that the comment is in or ends the line of, else the next one."""
    following = bisect_right(starts, comment.start)
    if following:
        end = script.statements[following - 1].end
        line = script.place(comment.start)[0]
        if comment.start < end or script.place(end - 1)[0] == line:
            return following - 1
    return following if following < len(starts) else -1
