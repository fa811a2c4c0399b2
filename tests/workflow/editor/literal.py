"""A literal-minded person at an editor: takes the first thing that is offered and isn't theirs to decide,
saves, and commits through the hook."""

from __future__ import annotations

import sys
import time
from typing import NamedTuple

from lsprotocol import types

from repositories import Repo
from workflow.editor.editors import Editor

HOOK = '#!/bin/sh\nexec "{python}" -m forge_migrations\n'
MOST = 8


class End(NamedTuple):
    """How a session ended."""

    what: str
    """`done`: committed; `asks`: something is a person's to decide."""
    problems: list[types.Diagnostic]
    """What is asked about."""
    took: list[str]
    """The titles that were taken."""


class Session:
    """One editor over a repository whose commits go through the hook."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        hook = repo.path / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(HOOK.format(python=sys.executable), encoding="utf-8")
        hook.chmod(0o755)
        self.editor = Editor(repo.path)
        self.texts: dict[str, str] = {}
        self.took: list[str] = []

    def close(self) -> None:
        assert self.editor.close() == 0

    def write(self, name: str, text: str) -> None:
        """Type a whole file, and save it."""
        self._open(name)
        self.editor.type(name, text)
        self.editor.save(name, text)
        self.texts[name] = text

    def open_what_changed(self) -> None:
        """What git names as new, changed or in conflict, as an editor's list of changes has it."""
        listed = self.repo.git("status", "--porcelain", "-uall", "--no-renames")
        for line in listed.splitlines():
            name = line[3:]
            if (self.repo.path / name).is_file() and name.endswith((".sql", ".ts", ".json")):
                self._open(name)

    def go_on(self) -> End:
        """Take what is offered until nothing is, then commit."""
        while True:
            self.open_what_changed()
            found = self._problems()
            way = next((each for each in map(self._first, found) if each is not None), None)
            if way is None:
                break
            self._take(way)
            assert len(self.took) <= MOST, self.took
        problems = [each for _name, each in found]
        if problems:
            return End("asks", problems, self.took)
        self.repo.git("add", *self._saved())
        if self.repo.git("status", "--porcelain", "--untracked-files=no"):
            self.repo.git("commit", "--quiet", "-m", "by the editor")
        return End("done", [], self.took)

    def decide(self, title: str, reason: str = "nobody reads it yet") -> None:
        """What the person does who was asked: chooses, and writes a reason where one is wanted."""
        for name, problem in self._problems():
            for each in self._offers(name, problem):
                if each.title.startswith(title):
                    self._take(each, reason)
                    return
        raise AssertionError(f"{title} isn't offered")

    def _open(self, name: str) -> None:
        if name not in self.texts:
            self.texts[name] = (self.repo.path / name).read_text(encoding="utf-8")
            self.editor.open(name)

    def _saved(self) -> list[str]:
        return [name for name in self.texts if (self.repo.path / name).is_file()]

    def _problems(self) -> list[tuple[str, types.Diagnostic]]:
        """The errors of every open file once they stay the same: each file is typed again as it is, and
        is told about at that version, from what stood in git a moment ago or now."""
        before: list[tuple[str, types.Diagnostic]] | None = None
        for _turn in range(20):
            versions = {name: self.editor.type(name, text) for name, text in self.texts.items()}
            for name in sorted(versions, key=lambda each: each.endswith(".ts")):
                self.editor.problems(name, versions[name])
            found = [(name, each) for name in self.texts for each in self._published(name)]
            if found == before:
                return found
            before = found
            time.sleep(1.0)
        raise AssertionError("the server doesn't come to rest")

    def _published(self, name: str) -> list[types.Diagnostic]:
        told = [each for each in self.editor.published if each.uri == self.editor.uri(name)]
        errors = types.DiagnosticSeverity.Error
        return [each for each in (told[-1].diagnostics if told else ()) if each.severity == errors]

    def _offers(self, name: str, problem: types.Diagnostic) -> list[types.CodeAction]:
        start = problem.range.start
        offered = self.editor.actions(name, start.line, start.character)
        return [each for each in offered if each.kind == types.CodeActionKind.QuickFix]

    def _first(self, problem: tuple[str, types.Diagnostic]) -> types.CodeAction | None:
        offers = self._offers(*problem)
        return next((each for each in offers if not (each.data or {}).get("decide")), None)

    def _take(self, action: types.CodeAction, reason: str = "") -> None:
        self.took.append(action.title)
        if action.edit is not None:
            for uri, edits in (action.edit.changes or {}).items():
                (name,) = [each for each in self.texts if self.editor.uri(each) == uri]
                for edit in edits:
                    self.write(name, _applied(self.texts[name], edit, reason))
            return
        self.editor.choose(action)
        said = self.editor.message()
        assert said.startswith("done"), (said, self.editor.logged)
        for name, text in list(self.texts.items()):
            path = self.repo.path / name
            now = path.read_text(encoding="utf-8") if path.is_file() else None
            if now is None:
                del self.texts[name]
                self.editor.close_file(name)
            elif now != text:  # an editor reads again what changed below it
                self.texts[name] = now
                self.editor.type(name, now)
            self.editor.tell_of(name)


def _applied(text: str, edit: types.TextEdit, reason: str) -> str:
    """One edit of whole lines or a part of one; a reason goes where its line ends."""
    lines = text.splitlines(keepends=True)
    start, end = edit.range.start, edit.range.end
    before = "".join(lines[: start.line]) + "".join(lines[start.line :])[: start.character]
    after = "".join(lines[end.line :])[end.character :]
    new = edit.new_text
    if new.rstrip("\n").endswith(": "):
        new = new.rstrip("\n") + reason + "\n"
    return str(before + new + after)
