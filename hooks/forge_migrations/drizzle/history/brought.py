"""Which migrations a later History has that an earlier one hadn't, under whatever name."""

from __future__ import annotations

from collections import Counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.drizzle.history.history import History


def brought_in(before: History, after: History) -> list[bool]:
    """For each migration of `after`: True when its SQL came in since `before`.

    One that was renamed, renumbered or moved is known; one whose bytes equal those of a migration
    that is still there is not: a text that was right once is another act the second time. So each
    earlier migration stands for one later one at most. Without SQL there is nothing to come in.
    """
    earlier = Counter((one.tag, one.blob) for one in before.migrations)
    kept = earlier & Counter((one.tag, one.blob) for one in after.migrations)
    gone = Counter(blob for (_tag, blob), count in (earlier - kept).items() for _ in range(count))
    found = []
    for one in after.migrations:
        if kept[one.tag, one.blob]:
            kept[one.tag, one.blob] -= 1
            found.append(False)
        elif one.blob is None or gone[one.blob]:
            gone[one.blob] -= 1
            found.append(False)
        else:
            found.append(True)
    return found
