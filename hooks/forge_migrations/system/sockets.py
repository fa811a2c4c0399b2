"""Where a scratch server listens: a Unix socket in a folder of ours, else loopback with a password.

The folder keeps others out of the first; anybody on this machine can reach the second, so each server
has a password of its own, which is in no file and on no command line.
"""

from __future__ import annotations

import os
import sys

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket

SETTING = "FORGE_LOOPBACK"
"""`1` in the environment chooses loopback where Unix sockets are, too: a sandbox may forbid them."""
LOOPBACK = "127.0.0.1"


class Address(NamedTuple):
    """Where a server answers, as libpq takes it."""

    host: str
    """The folder of a Unix socket, else `LOOPBACK`."""
    port: int = 5432
    password: str = ""
    """Empty for a Unix socket."""

    @property
    def path(self) -> str:
        """The Unix socket. Source of its name:
        https://www.postgresql.org/docs/current/runtime-config-connection.html"""
        return os.path.join(self.host, f".s.PGSQL.{self.port}")


def over_loopback() -> bool:
    """True where a scratch server listens on loopback: on Windows, or as the environment says."""
    return sys.platform == "win32" or os.environ.get(SETTING) == "1"


def new_password() -> str:
    """A password that nobody guesses."""
    import secrets

    return secrets.token_urlsafe(32)


def dial(address: Address) -> socket.socket:
    """A connection to it. Raises `OSError`."""
    import socket

    if sys.platform == "win32" or address.host == LOOPBACK:
        return socket.create_connection((address.host, address.port), 10)
    talk = socket.socket(socket.AF_UNIX)
    try:
        talk.connect(address.path)
    except OSError:
        talk.close()
        raise
    return talk
