"""A thread that does the newest of what it is asked: what was asked meanwhile is asked once."""

from __future__ import annotations

import threading
import time
import traceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 4
"""Who types on and on is answered after so many delays."""


class Lane:
    """Calls `work` a short while after it was asked, never twice at once."""

    def __init__(self, work: Callable[[], None], delay: float, name: str) -> None:
        self._work = work
        self._delay = delay
        self._turn = threading.Condition()
        self._due: float | None = None
        self._latest = 0.0
        self._busy = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def ask(self, at_once: bool = False) -> None:
        """Have the work done; asking again before it begins asks for nothing more."""
        now = time.monotonic()
        with self._turn:
            if self._due is None:
                self._latest = now + MOST * self._delay
            self._due = now if at_once else min(now + self._delay, self._latest)
            self._turn.notify_all()

    @property
    def asked(self) -> bool:
        """True while there is work that hasn't begun."""
        return self._due is not None

    def settled(self, seconds: float) -> bool:
        """Wait until nothing is asked and nothing is done; False when that takes longer."""
        with self._turn:
            return self._turn.wait_for(
                lambda: self._closed or (self._due is None and not self._busy), seconds
            )

    def close(self, seconds: float = 5.0) -> None:
        """Begin nothing more, and wait for what is being done."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()
        if self._thread is not threading.current_thread():
            self._thread.join(seconds)

    def _run(self) -> None:
        while True:
            with self._turn:
                while not self._closed and (wait := self._wait()) != 0:
                    self._turn.wait(wait)
                if self._closed:
                    return
                self._due, self._busy = None, True
            try:
                self._work()
            except Exception:
                traceback.print_exc()  # an editor keeps what its servers say there; the next is answered
            finally:
                with self._turn:
                    self._busy = False
                    self._turn.notify_all()

    def _wait(self) -> float | None:
        """Seconds until the work is due; `None` while nothing is asked."""
        return None if self._due is None else max(0.0, self._due - time.monotonic())
