"""An editor that speaks to the language server over stdio, by pygls' own client."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.protocol import default_converter

PATIENCE = 30.0


class Editor:
    """Starts `forge-migrations lsp`, opens files of a folder and reads what it is told."""

    def __init__(
        self,
        folder: Path,
        capabilities: types.ClientCapabilities | None = None,
        words: tuple[str, ...] = (),
    ) -> None:
        self.folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._turn = threading.Condition()
        self.published: list[types.PublishDiagnosticsParams] = []
        self.messages: list[str] = []
        self.logged: list[str] = []
        self.shown: list[types.ShowDocumentParams] = []
        self.registered: list[types.Registration] = []
        self._versions: dict[str, int] = {}
        self._refresh = threading.Event()
        self.client = LanguageClient("an editor", "1", converter_factory=_converter)
        self._listen()
        words = (sys.executable, "-m", "forge_migrations", "lsp", *words)
        self._wait(self.client.start_io(*words, cwd=str(folder)))
        root = types.WorkspaceFolder(folder.as_uri(), folder.name)
        self.answer = self._wait(
            self.client.initialize_async(
                types.InitializeParams(
                    capabilities or types.ClientCapabilities(),
                    root_uri=folder.as_uri(),
                    workspace_folders=[root],
                )
            )
        )
        self._call(self.client.initialized, types.InitializedParams())

    # What an editor does.

    def open(self, name: str, text: str | None = None) -> None:
        """Open a file; `text` where it isn't what is on the disk."""
        held = (self.folder / name).read_bytes().decode() if text is None else text
        self._versions[name] = 1
        document = types.TextDocumentItem(self.uri(name), "x", 1, held)
        self._call(self.client.text_document_did_open, types.DidOpenTextDocumentParams(document))

    def type(self, name: str, text: str, where: types.Range | None = None) -> int:
        """Change a file's text, all of it or a part; returns the version."""
        self._versions[name] += 1
        whole = types.TextDocumentContentChangeWholeDocument(text)
        part = types.TextDocumentContentChangePartial(where, text) if where else whole
        document = types.VersionedTextDocumentIdentifier(self._versions[name], self.uri(name))
        params = types.DidChangeTextDocumentParams(document, [part])
        self._call(self.client.text_document_did_change, params)
        return self._versions[name]

    def save(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8", newline="")
        params = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(self.uri(name)))
        self._call(self.client.text_document_did_save, params)

    def close_file(self, name: str) -> None:
        params = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(self.uri(name)))
        self._call(self.client.text_document_did_close, params)

    def tell_of(self, *names: str) -> None:
        """Files changed on the disk."""
        changed = types.FileChangeType.Changed
        events = [types.FileEvent(self.uri(name), changed) for name in names]
        params = types.DidChangeWatchedFilesParams(events)
        self._call(self.client.workspace_did_change_watched_files, params)

    def actions(
        self, name: str, line: int, character: int = 0, only: str = ""
    ) -> list[types.CodeAction]:
        """The menu at a place, from 0."""
        place = types.Position(line, character)
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(self.uri(name)),
            types.Range(place, place),
            types.CodeActionContext([], only=[only] if only else None),
        )
        return list(self._wait(self.client.text_document_code_action_async(params)) or [])

    def hover(self, name: str, line: int, character: int = 0) -> str:
        place = types.Position(line, character)
        document = types.TextDocumentIdentifier(self.uri(name))
        params = types.HoverParams(document, place)
        found = self._wait(self.client.text_document_hover_async(params))
        return found.contents.value if found else ""

    def lenses(self, name: str) -> list[types.CodeLens]:
        params = types.CodeLensParams(types.TextDocumentIdentifier(self.uri(name)))
        return list(self._wait(self.client.text_document_code_lens_async(params)) or [])

    def choose(self, action: types.CodeAction) -> None:
        """Run an action's command; its edit is for the test to look at."""
        assert action.command is not None
        params = types.ExecuteCommandParams(action.command.command, action.command.arguments)
        self._wait(self.client.workspace_execute_command_async(params))

    def close(self) -> int:
        """Leave as an editor does; returns the server's exit code."""
        self._wait(self.client.shutdown_async(None))
        self._call(self.client.exit, None)
        return self._end()

    def vanish(self) -> int:
        """Leave without a word."""
        process: Any = self.client._server
        self._loop.call_soon_threadsafe(process.stdin.close)
        return self._end()

    @property
    def process(self) -> int:
        process: Any = self.client._server
        return int(process.pid)

    # What it was told.

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def problems(self, name: str, version: int | None = None) -> list[types.Diagnostic]:
        """What was published last of a file, at this version where one is named."""

        def last() -> types.PublishDiagnosticsParams | None:
            of_it = [each for each in self.published if each.uri == self.uri(name)]
            fits = [each for each in of_it if version is None or each.version == version]
            return fits[-1] if fits else None

        with self._turn:
            assert self._turn.wait_for(last, PATIENCE), f"nothing about {name}: {self.logged}"
            found = last()
            assert found is not None
            return list(found.diagnostics)

    def until(self, name: str, *codes: str) -> list[types.Diagnostic]:
        """Wait until exactly these codes are shown in a file."""

        def now() -> list[types.Diagnostic] | None:
            of_it = [each for each in self.published if each.uri == self.uri(name)]
            return list(of_it[-1].diagnostics) if of_it else None

        with self._turn:
            self._turn.wait_for(
                lambda: (
                    sorted(str(each.code) for each in now() or ()) == sorted(codes)
                    and now() is not None
                ),
                PATIENCE,
            )
            found = now() or []
        assert sorted(str(each.code) for each in found) == sorted(codes), (found, self.logged)
        return found

    def message(self) -> str:
        """The first message that nobody has read yet."""
        with self._turn:
            assert self._turn.wait_for(lambda: bool(self.messages), PATIENCE), self.logged
            return self.messages.pop(0)

    def refreshed(self) -> None:
        """Wait until the server asks to be asked for lenses again."""
        assert self._refresh.wait(PATIENCE)

    # How it speaks.

    def _listen(self) -> None:
        def kept(into: list[Any]) -> Any:
            def add(params: Any) -> None:
                with self._turn:
                    into.append(params)
                    self._turn.notify_all()

            return add

        def words(into: list[str]) -> Any:
            def add(params: Any) -> None:
                with self._turn:
                    into.append(params.message)
                    self._turn.notify_all()

            return add

        def show(params: types.ShowDocumentParams) -> types.ShowDocumentResult:
            self.shown.append(params)
            return types.ShowDocumentResult(True)

        def register(params: types.RegistrationParams) -> None:
            self.registered.extend(params.registrations)

        feature = self.client.feature
        feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(kept(self.published))
        feature(types.WINDOW_SHOW_MESSAGE)(words(self.messages))
        feature(types.WINDOW_LOG_MESSAGE)(words(self.logged))
        feature(types.WINDOW_SHOW_DOCUMENT)(show)
        feature(types.CLIENT_REGISTER_CAPABILITY)(register)
        feature(types.WORKSPACE_CODE_LENS_REFRESH)(lambda *_none: self._refresh.set())

    def _wait(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    def _call(self, function: Any, params: Any) -> None:
        async def inside() -> None:
            function(params)

        self._wait(inside())

    def _end(self) -> int:
        process: Any = self.client._server
        code = self._wait(process.wait())

        async def stop() -> None:
            self.client._stop_event.set()
            others = [each for each in asyncio.all_tasks() if each is not asyncio.current_task()]
            await asyncio.wait(others, timeout=2) if others else None
            for each in others:
                each.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        self._wait(stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        return int(code)


def _converter() -> Any:
    """pygls' own, but for an action with a command, which it takes for a command."""
    untyped: Any = default_converter
    made = untyped()

    def read(value: Any, _kind: Any) -> Any:
        kind = types.Command if isinstance(value.get("command"), str) else types.CodeAction
        return made.structure(value, kind)

    made.register_structure_hook(types.Command | types.CodeAction, read)
    return made


def at(line: int, start: int, end: int) -> types.Range:
    """A range within one line."""
    return types.Range(types.Position(line, start), types.Position(line, end))
