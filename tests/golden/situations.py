"""All situations, in the order in which a reader meets them."""

from __future__ import annotations

from golden import of_history
from golden import of_runs
from golden import of_schema
from golden import of_sql

SITUATIONS = [
    *of_schema.SITUATIONS,
    *of_sql.SITUATIONS,
    *of_history.SITUATIONS,
    *of_runs.SITUATIONS,
]
