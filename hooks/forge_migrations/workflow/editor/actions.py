"""What can be done about what is shown, as an editor offers it: each a change to a text, or commands
that run when a person chose them. Nothing of it is done here."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import IN_TERMINAL
from forge_migrations.remedy import Edit
from forge_migrations.remedy import ours
from forge_migrations.remedy import typed
from forge_migrations.workflow import MODULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.findings import Finding
    from forge_migrations.remedy import Command
    from forge_migrations.remedy import Remedy
    from forge_migrations.workflow.editor.documents import Text
    from forge_migrations.workflow.editor.shown import Shown

ACCEPTS = "-- forge-migrations: allow "
WIDTH = 240
"""Letters of a title; what is run is to be read whole."""


class Replacement(NamedTuple):
    """A part of a file's text and what takes its place, by indices."""

    path: str
    start: int
    end: int
    new: str


class Offer(NamedTuple):
    """One line of the editor's menu."""

    title: str
    shown: Shown | None
    replacements: tuple[Replacement, ...] = ()
    commands: tuple[Command, ...] = ()
    """What is run, in order, until one fails."""
    writes_reason: bool = False
    """True where a person has to type a reason at the end of what is inserted."""
    preferred: bool = False
    decide: bool = False
    """True where a person has to choose it before others, or to write something."""


def offers(each: Shown, text_of: Callable[[str], Text]) -> list[Offer]:
    """What can be done about one thing that is shown, the likeliest first."""
    if each.finding is not None and not each.finding.refuses:
        return []
    ways = [each.remedy, *each.remedy.alternatives]
    ways = [way for way in ways if not way.words.startswith(IN_TERMINAL)]
    found = [offer for way in ways for offer in _of(way, each, text_of)]
    whole = [offer for offer in found if not offer.writes_reason]
    if len(whole) > 1 or (each.remedy.decide and not each.remedy.alternatives):
        found = [offer._replace(decide=True) for offer in found]
    if len(whole) == 1 and not each.remedy.decide and not whole[0].commands:
        found = [offer._replace(preferred=offer is whole[0]) for offer in found]
    unique: dict[tuple[object, ...], Offer] = {}
    for offer in found:
        unique.setdefault((offer.replacements, offer.commands), offer)
    return list(unique.values())


def accepting_all(several: Iterable[Shown], text_of: Callable[[str], Text]) -> Offer | None:
    """One acknowledgement for all that is said of one statement; `None` where that is one thing."""
    found: dict[tuple[str, int], list[Finding]] = {}
    for each in several:
        if each.finding is not None and each.finding.refuses and _accepted_by(each):
            found.setdefault((each.path, each.line), []).append(each.finding)
    for (path, line), findings in found.items():
        rules = list(dict.fromkeys(each.rule for each in findings))
        if len(rules) > 1:
            said = f"{ACCEPTS}{', '.join(rules)}: WHY"
            made = _replacement(Edit(path, line, said), text_of(path))
            if made is not None:
                title = f"Accept {', '.join(rules)} with a reason"
                return Offer(_cut(title), None, (made,), writes_reason=True, decide=True)
    return None


def review_of(path: str) -> Offer:
    """The page that reviews a migration, in the browser."""
    return Offer("Open the review", None, commands=(ours("review", path, "--open"),))


def runs(command: Command) -> bool:
    """True for a command that there is, and that leaves there what somebody wrote: what is typed in an
    editor is in no commit yet."""
    if command.argv[:2] == ("git", "rm"):
        return False
    if command.argv[:1] != ("forge-migrations",):
        return bool(command.argv)
    name = next((word for word in command.argv[1:] if not word.startswith("-")), "")
    return not name or name in MODULES


def _of(way: Remedy, each: Shown, text_of: Callable[[str], Text]) -> Iterator[Offer]:
    for edit in way.edits:
        if edit.new.startswith(ACCEPTS) and not edit.old:
            made = _replacement(edit, text_of(edit.path))
            if made is not None:
                title = f"Accept {each.code} with a reason"
                yield Offer(_cut(title), each, (made,), writes_reason=True, decide=True)
            return
    if way.edits:
        made_all = [_replacement(edit, text_of(edit.path)) for edit in way.edits]
        if all(made is not None for made in made_all):
            whole = tuple(made for made in made_all if made is not None)
            yield Offer(_cut(_title(way)), each, whole)
        return  # what is run after it reads the file from the disk
    if way.commands and all(map(runs, way.commands)):
        words = f"{way.words.rstrip(':, ')}: " if way.words else ""
        yield Offer(_cut(f"{words}{typed(way.commands)}"), each, commands=way.commands)


def _accepted_by(each: Shown) -> bool:
    ways = (each.remedy, *each.remedy.alternatives)
    return any(edit.new.startswith(ACCEPTS) for way in ways for edit in way.edits)


def _title(way: Remedy) -> str:
    told = ", ".join(_told(edit) for edit in way.edits)
    return f"{way.words.rstrip(':, ')}: {told}" if way.words else told


def _told(edit: Edit) -> str:
    new = " ".join(edit.new.split())
    if edit.old and edit.new:
        return f"write {new}"
    return f"write above: {new}" if edit.new else f"take out: {' '.join(edit.old.split())}"


def _replacement(edit: Edit, text: Text) -> Replacement | None:
    """The edit as a change of the text as it is now; `None` where the text has moved on."""
    start, end = text.row(edit.line)
    row = text.content[start:end]
    if not 0 < edit.line <= len(text.rows):
        return None
    new = edit.new.replace("\r\n", "\n").replace("\n", text.ending)
    if not edit.old:
        indent = row[: len(row) - len(row.lstrip())]
        if new.startswith(ACCEPTS):
            new = new.removesuffix("WHY")
        return Replacement(edit.path, start, start, f"{indent}{new}{text.ending}")
    at = start + edit.column - 1 if edit.column else text.content.find(edit.old, start)
    old = edit.old if text.content.startswith(edit.old, at) else edit.old.replace("\n", "\r\n")
    if at < start or at > end or not text.content.startswith(old, at):
        return None
    stop = at + len(old)
    if not new and at + len(old) >= end and not row[: at - start].strip():
        following = text.rows[edit.line] if edit.line < len(text.rows) else len(text.content)
        at, stop = start, max(stop, following)  # nothing else is on the line, so it goes
    return Replacement(edit.path, at, stop, new)


def _cut(title: str) -> str:
    title = title[:1].upper() + title[1:]
    return title if len(title) <= WIDTH else f"{title[: WIDTH - 1]}…"
