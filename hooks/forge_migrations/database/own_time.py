"""What statements take by themselves: without what they waited until a processor was free.

A rehearsal runs beside everything else that the machine does; how long others held the processors says
nothing of production. The server's thread and the one that asks it wait in turn, so both are taken off.
"""

from __future__ import annotations

from forge_migrations.database.tracing import Tracer
from forge_migrations.system.turns import OWN
from forge_migrations.system.turns import waited

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step


class OwnTime(Tracer):
    """`place`: where the system tells of the server's thread; empty for an engine in this one, and for
    a server that is elsewhere. `logged`: bytes that the server has written to its log so far."""

    def __init__(self, place: str, logged: Callable[[], int]) -> None:
        super().__init__()
        self.took: dict[tuple[str, int], tuple[float, int]] = {}
        """By path and line: seconds, and bytes of the log."""
        self._places = (OWN, place) if place else (OWN,)
        self._logged = logged
        self._before, self._log = 0.0, 0

    def before(self, step: Step, segment: Segment) -> None:
        self._log = self._logged()
        self._before = self._waited()

    def after(self, step: Step, segment: Segment, seconds: float, rows: int) -> None:
        own = max(seconds - (self._waited() - self._before), 0.0)
        super().after(step, segment, own, rows)
        self.took[step.path, segment.line] = own, max(self._logged() - self._log, 0)

    def _waited(self) -> float:
        return sum(map(waited, self._places))
