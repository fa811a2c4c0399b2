"""What the rules say of one migration."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.held import Held

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.findings import Finding
    from forge_migrations.sql.acts import Act

CHECK = "destructive-sql"


class Judgement(NamedTuple):
    """What was found in one migration, and how much of it was understood."""

    findings: tuple[Finding, ...]
    statements: int
    opaque: int
    acts: tuple[Act, ...] = ()
    held: Held = Held()
    """Nothing where no facts of production say how long it works."""
