"""A statement that never ends is ended: by the driver's own cancel, from one watching thread."""

from __future__ import annotations

import contextlib
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

    from forge_migrations.database.asking import Connection

GLANCE = 0.2
"""Seconds between two looks at the clock."""


class Deadline:
    """Within it, a statement between `start` and `end` is cancelled after `seconds`."""

    def __init__(self, connection: Connection, seconds: float) -> None:
        self.passed = False
        """True when the statement that ran last was cancelled."""
        self._connection = connection
        self._seconds = seconds
        self._until: float | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Deadline:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def start(self) -> None:
        """A statement begins."""
        self.passed = False
        self._until = time.monotonic() + self._seconds

    def end(self) -> None:
        """It has ended, one way or another."""
        self._until = None

    def _watch(self) -> None:
        while not self._over.wait(min(GLANCE, self._seconds)):
            until = self._until
            if until is not None and time.monotonic() > until:
                self.passed = True
                self._cancel()

    def _cancel(self) -> None:
        driver: Any = self._connection.connection.driver_connection
        with contextlib.suppress(Exception):
            dialect = self._connection.dialect.name
            if dialect == "sqlite":
                driver.interrupt()
            elif dialect == "postgresql":
                driver.cancel()
            else:
                self._kill_query(driver.thread_id())

    def _kill_query(self, thread: int) -> None:
        reach = self._connection.engine
        if reach is None:
            return
        with reach.connect() as other:
            other.exec_driver_sql(f"KILL QUERY {int(thread)}")
