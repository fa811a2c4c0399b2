"""Work that runs beside other work, in a thread, where that makes sense."""

from __future__ import annotations

import threading
from typing import Generic
from typing import TypeVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

Given = TypeVar("Given")


class Beside(Generic[Given]):
    """Runs `work` from its `with` on, or when its result is asked for where it isn't `concurrent`.

    Leaving the `with` waits for it, so that nothing of it goes on behind our back.
    """

    def __init__(self, work: Callable[[], Given], concurrent: bool) -> None:
        self._work = work
        self._results: list[Given] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True) if concurrent else None

    def __enter__(self) -> Beside[Given]:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._thread is not None:
            self._thread.join()

    def result(self) -> Given:
        """What the work gave; raises what it raised."""
        if self._thread is None:
            return self._work()
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:
            self._error = error
