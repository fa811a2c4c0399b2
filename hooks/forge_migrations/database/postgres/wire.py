"""PostgreSQL's protocol, as far as a rehearsal speaks it with a scratch server of its own.

Importing psycopg takes as long as such a server needs to start, and all that is asked of it here is a text, or
a text with values, and its rows. Databases that a person names are reached by psycopg.
https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

from __future__ import annotations

import struct
import sys
from contextlib import suppress

from forge_migrations.database.postgres.wire_values import loader
from forge_migrations.database.postgres.wire_values import told
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.system.sockets import dial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.system.sockets import Address

PROTOCOL = 196608
CANCEL = 80877102
START = 60.0
"""Seconds until a server that doesn't greet is given up: PGlite makes a new data folder first."""
_FIELDS = {
    ord("C"): "sqlstate",
    ord("M"): "message_primary",
    ord("D"): "message_detail",
    ord("H"): "message_hint",
    ord("P"): "statement_position",
}


class Diagnosis(NamedTuple):
    """What the server says of an error or a notice, by psycopg's names."""

    sqlstate: str | None = None
    message_primary: str | None = None
    message_detail: str | None = None
    message_hint: str | None = None
    statement_position: str | None = None


class Refused(Exception):
    """The server's own error."""

    def __init__(self, diag: Diagnosis) -> None:
        super().__init__(diag.message_primary or "")
        self.diag = diag
        self.sqlstate = diag.sqlstate


class Gone(Exception):
    """The server doesn't answer any more, or never did."""

    connection_invalidated = True
    """By SQLAlchemy's name."""


class Given(NamedTuple):
    """What one statement gave."""

    rows: list[tuple[Any, ...]]
    rowcount: int
    """-1 where the server tells none."""
    returns_rows: bool


class Session:
    """One session, which commits each message by itself."""

    def __init__(self, address: Address, user: str, database: str) -> None:
        self._address = address
        self._rest = b""
        self._key = b""
        self._hearing: list[Callable[[Diagnosis], None]] = []
        self.in_transaction = False
        """True within one, and within one that failed."""
        try:
            self._socket = dial(address)
        except OSError as error:
            raise Gone(f"no connection: {error}") from error
        words = ("user", user, "database", database, "client_encoding", "UTF8", "")
        body = "\0".join(words).encode() + b"\0"
        try:
            self._socket.settimeout(START)
            self._send(struct.pack("!ii", len(body) + 8, PROTOCOL) + body)
            self._answers()
            self._socket.settimeout(None)
        except BaseException:
            self._socket.close()
            raise

    def add_notice_handler(self, hear: Callable[[Diagnosis], None]) -> None:
        """Have notices told from now on."""
        self._hearing.append(hear)

    def run(self, text: str) -> list[Given]:
        """What each statement of a text gave. Raises `Refused` for the first that fails, and `Gone`."""
        self._send(_message(b"Q", text.encode() + b"\0"))
        return self._answers()

    def run_with(self, text: str, values: Sequence[Any]) -> Given:
        """One statement with values for its `%s`; any other `%` of it is written twice."""
        parts = text.split("%%")
        count = 0
        for at, part in enumerate(parts):
            pieces = part.split("%s")
            parts[at] = pieces[0]
            for piece in pieces[1:]:
                count += 1
                parts[at] += f"${count}{piece}"
        given = [told(value) for value in values]
        kinds = b"".join(struct.pack("!i", kind) for kind, _ in given)
        written = b"".join(_sized(words) for _, words in given)
        self._send(
            _message(b"P", b"\0" + "%".join(parts).encode() + b"\0" + _count(len(given)) + kinds)
            + _message(b"B", b"\0\0" + _count(0) + _count(len(given)) + written + _count(0))
            + _message(b"D", b"P\0")
            + _message(b"E", b"\0" + struct.pack("!i", 0))
            + _message(b"S", b"")
        )
        return self._answers()[0]

    def cancel(self) -> None:
        """End the statement that runs, from another thread."""
        with dial(self._address) as other:
            other.sendall(struct.pack("!ii", 16, CANCEL) + self._key)
            other.recv(1)  # the end of the connection says that it was heard

    def close(self) -> None:
        """End the session."""
        with suppress(OSError):
            self._socket.sendall(_message(b"X", b""))
        self._socket.close()

    def _send(self, message: bytes) -> None:
        try:
            self._socket.sendall(message)
        except OSError as error:
            raise Gone(f"the connection is gone: {error}") from error

    def _answers(self) -> list[Given]:
        """All that is said until the server waits for the next message."""
        found: list[Given] = []
        rows: list[tuple[Any, ...]] = []
        loads: list[Callable[[bytes], Any]] | None = None
        error: Refused | None = None
        while True:
            kind, body = self._next()
            if kind == b"D":
                assert loads is not None
                rows.append(_row(body, loads))
            elif kind == b"T":
                rows, loads = [], _loads(body)
            elif kind in (b"C", b"I"):
                last = body[:-1].rpartition(b" ")[2]
                count = int(last) if last.isdigit() else -1
                found.append(Given(rows, count, loads is not None))
                rows, loads = [], None
            elif kind == b"E":
                error = error or Refused(_diagnosis(body))
                if self._key == b"":
                    raise error  # no session came to be
            elif kind == b"N":
                for hear in self._hearing:
                    hear(_diagnosis(body))
            elif kind == b"G":
                self._send(
                    _message(b"f", b"No source stream defined\0")
                )  # node-postgres' own words
            elif kind == b"K":
                self._key = body
            elif kind == b"R":
                self._admit(body)
            elif kind == b"Z":
                self.in_transaction = body != b"I"
                if error is not None:
                    raise error
                return found

    def _admit(self, body: bytes) -> None:
        (way,) = struct.unpack_from("!i", body)
        if way == 3:
            self._send(_message(b"p", self._address.password.encode() + b"\0"))
        elif way != 0:
            raise Gone(f"the server asks for a password in way {way}")

    def _next(self) -> tuple[bytes, bytes]:
        """The next message: what it is, and what it says."""
        rest = self._rest
        while len(rest) < 5 or len(rest) <= (size := int.from_bytes(rest[1:5], "big")):
            rest += self._more()
        self._rest = rest[size + 1 :]
        return rest[:1], rest[5 : size + 1]

    def _more(self) -> bytes:
        try:
            if sys.platform == "win32" and self._socket.gettimeout() is None:
                from select import select

                while not select([self._socket], [], [], 0.2)[0]:
                    pass  # there Ctrl-C isn't heard in `recv`
            more = self._socket.recv(65536)
        except OSError as error:
            raise Gone(f"the connection is gone: {error}") from error
        if not more:
            raise Gone("the server closed the connection")
        return more


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _count(number: int) -> bytes:
    return struct.pack("!H", number)


def _sized(words: bytes | None) -> bytes:
    return struct.pack("!i", -1) if words is None else struct.pack("!i", len(words)) + words


def _loads(body: bytes) -> list[Callable[[bytes], Any]]:
    """How each column's text is read, of a RowDescription."""
    (count,) = struct.unpack_from("!H", body)
    at, found = 2, []
    for _ in range(count):
        at = body.index(b"\0", at) + 1
        found.append(loader(struct.unpack_from("!I", body, at + 6)[0]))
        at += 18
    return found


def _row(body: bytes, loads: Sequence[Callable[[bytes], Any]]) -> tuple[Any, ...]:
    at = 2
    row: list[Any] = []
    for load in loads:
        (length,) = _size_at(body, at)
        at += 4
        if length < 0:
            row.append(None)
        else:
            row.append(load(body[at : at + length]))
            at += length
    return tuple(row)


_size_at = struct.Struct("!i").unpack_from


def _diagnosis(body: bytes) -> Diagnosis:
    told = {_FIELDS[field[0]]: field[1:].decode("utf-8", "replace") for field in body.split(b"\0")
            if field and field[0] in _FIELDS}  # fmt: skip
    return Diagnosis(**told)
