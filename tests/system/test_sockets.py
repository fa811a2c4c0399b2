"""Where a scratch server listens, by real sockets; how it is used is in database/postgres/test_pglite."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from forge_migrations.system.sockets import LOOPBACK
from forge_migrations.system.sockets import SETTING
from forge_migrations.system.sockets import Address
from forge_migrations.system.sockets import dial
from forge_migrations.system.sockets import new_password
from forge_migrations.system.sockets import over_loopback

needs_unix_sockets = pytest.mark.skipif(
    not hasattr(socket, "AF_UNIX"), reason="there are no Unix sockets here"
)


@needs_unix_sockets
def test_loopback_is_for_systems_without_unix_sockets_and_for_who_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert not over_loopback()
    monkeypatch.setenv(SETTING, "1")
    assert over_loopback()


def test_no_password_is_given_twice() -> None:
    assert new_password() != new_password()
    assert len(new_password()) > 40


@needs_unix_sockets
def test_a_unix_socket_is_dialled_by_its_folder(tmp_path: Path) -> None:
    address = Address(str(tmp_path))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address.path)
        server.listen()
        dial(address).close()
    with pytest.raises(OSError):
        dial(Address(str(tmp_path / "ghost")))


def test_loopback_is_dialled_by_its_port() -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        dial(Address(LOOPBACK, server.getsockname()[1], "secret")).close()
