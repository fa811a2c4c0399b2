"""The language server: the protocol's words to what this room knows, and back. Only this module knows
pygls (https://pygls.readthedocs.io)."""

from __future__ import annotations

import asyncio
import itertools

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from forge_migrations import __version__
from forge_migrations.workflow.editor import actions
from forge_migrations.workflow.editor import hovers
from forge_migrations.workflow.editor import pasts
from forge_migrations.workflow.editor.desktop import Desktop
from forge_migrations.workflow.editor.documents import Change
from forge_migrations.workflow.editor.documents import Position
from forge_migrations.workflow.editor.documents import Text
from forge_migrations.workflow.editor.documents import uri_of
from forge_migrations.workflow.editor.running import run_all
from forge_migrations.workflow.editor.shown import SOURCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
    from typing import BinaryIO

    from forge_migrations.workflow.editor.actions import Offer
    from forge_migrations.workflow.editor.documents import Encoding
    from forge_migrations.workflow.editor.opened import Opened
    from forge_migrations.workflow.editor.opened import Told
    from forge_migrations.workflow.editor.running import Ran
    from forge_migrations.workflow.editor.shown import Shown

RUN = "forge-migrations.run"
WRITE_REASON = "forge-migrations.writeReason"
OPEN = "forge-migrations.open"
PATIENCE = 3.0
"""Seconds that a menu waits for what is being judged."""
WATCHED = (
    "**/*.sql",
    "**/{_journal,*snapshot}.json",
    "**/*.{ts,mts,cts,js,mjs,cjs}",
    "**/package.json",
    "**/.forge-migrations.toml",
)


class Server(LanguageServer):
    """What one editor is told."""

    def __init__(self) -> None:
        super().__init__(SOURCE, __version__, types.TextDocumentSyncKind.Incremental, max_workers=4)
        self.desktop = Desktop(self.told)
        self.encoding: Encoding = "utf-16"
        self.loop: asyncio.AbstractEventLoop | None = None
        self._offered: dict[str, tuple[Opened, Offer]] = {}
        self._numbers = itertools.count(1)

    def told(self, opened: Opened, news: list[Told] | None) -> None:
        """From a lane's thread: the protocol is spoken by one thread."""
        if news is None:
            if self.loop is not None and self._can("workspace.code_lens.refresh_support"):
                self.loop.call_soon_threadsafe(self.workspace_code_lens_refresh, None)
            return
        made = [self._publication(opened, each) for each in news]
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._publish, made)

    def _publish(self, made: list[types.PublishDiagnosticsParams]) -> None:
        for each in made:
            self.text_document_publish_diagnostics(each)

    def _publication(self, opened: Opened, told: Told) -> types.PublishDiagnosticsParams:
        document = told.document
        text = document.text if document else opened.text(told.path)
        return types.PublishDiagnosticsParams(
            uri=document.uri if document else uri_of(opened.path_of(told.path)),
            version=document.version if document else None,
            diagnostics=[self.diagnostic(each, text) for each in told.shown],
        )

    def diagnostic(self, each: Shown, text: Text) -> types.Diagnostic:
        start, end = text.span(each.line, each.column)
        return types.Diagnostic(
            range=self.range_of(text, start, end),
            severity=types.DiagnosticSeverity(each.severity),
            code=each.code,
            code_description=types.CodeDescription(href=each.href),
            source=SOURCE,
            message=each.message,
        )

    def range_of(self, text: Text, start: int, end: int) -> types.Range:
        first, last = text.position(start, self.encoding), text.position(end, self.encoding)
        return types.Range(types.Position(*first), types.Position(*last))

    def at(self, opened: Opened, path: str, where: types.Range, wait: float) -> list[Shown]:
        """What is shown in a range."""
        shown, text = opened.shown_in(path, wait), opened.text(path)
        first = text.offset(_position(where.start), self.encoding)
        last = text.offset(_position(where.end), self.encoding)
        spans = ((each, text.span(each.line, each.column)) for each in shown)
        return [each for each, (start, end) in spans if start <= last and end >= first]

    def action(self, opened: Opened, offer: Offer, with_snippets: bool) -> types.CodeAction:
        """An offer in the protocol's words."""
        shown = offer.shown
        action = types.CodeAction(
            title=offer.title,
            kind=types.CodeActionKind.QuickFix if shown else types.CodeActionKind.Empty,
            is_preferred=offer.preferred or None,
            data={"decide": True} if offer.decide else None,
        )
        if shown is not None:
            action.diagnostics = [self.diagnostic(shown, opened.text(shown.path))]
        if offer.replacements:
            action.edit = self._edit(opened, offer, with_snippets)
        if offer.writes_reason and not with_snippets and self._can("window.show_document.support"):
            made = offer.replacements[0]
            last = made.new.rstrip("\r\n")
            text = opened.text(made.path)
            after = Text(text.content[: made.start] + last)
            place = after.position(len(after.content), self.encoding)
            arguments: list[Any] = [self._uri(opened, made.path), place.line, place.character]
            action.command = types.Command("Write the reason", WRITE_REASON, arguments=arguments)
        if offer.commands:
            token = f"{next(self._numbers)}"
            self._offered[token] = (opened, offer)
            for old in list(self._offered)[:-500]:
                del self._offered[old]
            action.command = types.Command(offer.title, RUN, arguments=[token])
        return action

    def hover(self, opened: Opened, path: str, place: types.Position) -> types.Hover | None:
        """What is said of a place: the rules of what is shown there, and what happened to its name."""
        text = opened.text(path)
        parts = [hovers.of_shown(self.at(opened, path, types.Range(place, place), 0.0))]
        offset = text.offset(_position(place), self.encoding)
        named = pasts.name_at(opened.pasts, path, text.content, offset)
        where = None
        if named is not None:
            past, name = named
            parts.insert(0, pasts.told(past, name))
            where = self.range_of(text, name.start, name.end)
        said = "\n\n---\n\n".join(part for part in parts if part)
        if not said:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, said), where)

    def lenses(self, opened: Opened, path: str) -> list[types.CodeLens]:
        """What stands above the tables of a schema file; a click opens the newest migration."""
        # A client that can be told to ask again needn't wait.
        wait = 0.0 if self._can("workspace.code_lens.refresh_support") else PATIENCE
        known, text = opened.remembered(wait), opened.text(path)
        found = []
        for lens in pasts.lenses(known, path, text.content):
            where = self.range_of(text, lens.at, lens.at)
            command = types.Command(lens.title, "")
            if lens.newest is not None and self._can("window.show_document.support"):
                uri = self._uri(opened, lens.newest.migration.path)
                command = types.Command(lens.title, OPEN, arguments=[uri, lens.newest.line - 1, 0])
            found.append(types.CodeLens(where, command))
        return found

    def _uri(self, opened: Opened, path: str) -> str:
        document = opened.document(path)
        return document.uri if document else uri_of(opened.path_of(path))

    def _edit(self, opened: Opened, offer: Offer, with_snippets: bool) -> types.WorkspaceEdit:
        changes: dict[str, list[Any]] = {}
        for each in offer.replacements:
            text = opened.text(each.path)
            where = self.range_of(text, each.start, each.end)
            if offer.writes_reason and with_snippets:
                line = each.new.rstrip("\r\n")
                snippet = line.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
                value = types.StringValue(value=snippet + "$1" + each.new[len(line) :])
                changes.setdefault(each.path, []).append(types.SnippetTextEdit(where, value))
            else:
                changes.setdefault(each.path, []).append(types.TextEdit(where, each.new))
        if not self._can("workspace.workspace_edit.document_changes"):
            plain = {self._uri(opened, path): edits for path, edits in changes.items()}
            return types.WorkspaceEdit(changes=plain)
        documents = []
        for path, edits in changes.items():
            document = opened.document(path)
            version = document.version if document else None
            uri = self._uri(opened, path)
            name = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
            documents.append(types.TextDocumentEdit(name, edits))
        return types.WorkspaceEdit(document_changes=documents)

    def _can(self, capability: str) -> bool:
        found: Any = self.client_capabilities
        for name in capability.split("."):
            found = getattr(found, name, None)
        return bool(found)

    def chosen(self, token: str) -> tuple[Opened, Offer] | None:
        """What a person chose of what was offered; nothing else is ever run."""
        return self._offered.get(token)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A line in the editor's log, and no window that nobody asked for."""
        said = f"{type(error).__name__}: {error}"
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, said))


def _position(place: types.Position) -> Position:
    return Position(place.line, place.character)


def made() -> Server:
    """A server with all that it answers."""
    server = Server()

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        server.loop = asyncio.get_running_loop()
        server.encoding = _encoding(server.server_capabilities.position_encoding)
        if server._can("workspace.did_change_watched_files.dynamic_registration"):
            watchers = [types.FileSystemWatcher(glob_pattern=each) for each in WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            server.client_register_capability(
                types.RegistrationParams([types.Registration("watched", method, options)])
            )

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.loop = asyncio.get_running_loop()
        document = params.text_document
        server.desktop.open(document.uri, document.version, document.text)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        changes = [_change(each) for each in params.content_changes]
        server.desktop.change(document.uri, document.version, changes, server.encoding)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.desktop.save(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.desktop.close_file(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def touched(params: types.DidChangeWatchedFilesParams) -> None:
        server.desktop.touched(each.uri for each in params.changes)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        place = server.desktop.place(params.text_document.uri)
        if place is None:
            return None
        return await asyncio.to_thread(server.hover, *place, params.position)

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions())
    async def code_lenses(params: types.CodeLensParams) -> list[types.CodeLens]:
        place = server.desktop.place(params.text_document.uri)
        return await asyncio.to_thread(server.lenses, *place) if place is not None else []

    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.Empty]

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds)
    )
    async def code_actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        place = server.desktop.place(params.text_document.uri)
        if place is None or not _wanted(params.context):
            return []
        opened, path = place
        several = await asyncio.to_thread(server.at, opened, path, params.range, PATIENCE)
        found = [offer for each in several for offer in actions.offers(each, opened.text)]
        together = actions.accepting_all(several, opened.text)
        if together is not None:
            found.append(together)
        if path.endswith(".sql"):
            found.append(actions.review_of(path))
        snippets = server._can("workspace.workspace_edit.snippet_edit_support")
        unique = {(each.replacements, each.commands): each for each in reversed(found)}
        return [server.action(opened, each, snippets) for each in reversed(unique.values())]

    @server.command(WRITE_REASON)
    @server.command(OPEN)
    async def show(uri: str, line: int, character: int) -> None:
        place = types.Position(line, character)
        where = types.Range(place, place)
        params = types.ShowDocumentParams(uri=uri, take_focus=True, selection=where)
        await server.window_show_document_async(params)

    @server.command(RUN)
    async def run(token: str) -> None:
        found = server.chosen(token)
        if found is None:
            _show(server, types.MessageType.Error, "that offer is gone: open the menu again")
            return
        opened, offer = found
        unsaved = opened.unsaved()
        if unsaved:
            what = f"save {unsaved[0]} first: what is run reads the files on the disk"
            _show(server, types.MessageType.Warning, what)
            return
        ran = await asyncio.to_thread(run_all, offer.commands, opened.root)
        _tell_of(server, ran)
        opened.look_again()

    return server


def _wanted(context: types.CodeActionContext) -> bool:
    """False where only other kinds are asked for: what runs on saving, refactorings."""
    ours = (types.CodeActionKind.QuickFix.value, types.CodeActionKind.Empty.value)
    only = [str(getattr(each, "value", each)) for each in context.only or ours]
    return any(each in ours for each in only)


def _tell_of(server: Server, ran: Ran) -> None:
    server.window_log_message(types.LogMessageParams(types.MessageType.Info, ran.whole))
    kind = types.MessageType.Info if ran.code == 0 else types.MessageType.Error
    _show(server, kind, ran.short)


def _show(server: Server, kind: types.MessageType, message: str) -> None:
    server.window_show_message(types.ShowMessageParams(kind, message))


def _change(change: types.TextDocumentContentChangeEvent) -> Change:
    if isinstance(change, types.TextDocumentContentChangePartial):
        return Change(change.text, _position(change.range.start), _position(change.range.end))
    return Change(change.text)


def _encoding(agreed: Any) -> Encoding:
    """What both sides agreed on; the protocol's own where they said nothing."""
    named = str(getattr(agreed, "value", agreed) or "")
    return "utf-8" if named == "utf-8" else "utf-32" if named == "utf-32" else "utf-16"


def serve(reading: BinaryIO, writing: BinaryIO) -> None:
    """Answer an editor until it goes."""
    server = made()
    try:
        server.start_io(reading, writing)
    finally:
        server.desktop.close()
