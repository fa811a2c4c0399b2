"""Trying again until somebody else is done."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def tried_until(attempt: Callable[[], bool], seconds: float) -> bool:
    """True as soon as the attempt succeeds; False when it hasn't after so many seconds."""
    until = time.monotonic() + seconds
    while not attempt():
        if time.monotonic() >= until:
            return False
        time.sleep(0.1)
    return True
