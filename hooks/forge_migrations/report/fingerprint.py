"""A finding's fingerprint: the same after lines were added above it."""

from __future__ import annotations

import hashlib
from collections import Counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.findings import Finding


def fingerprinted(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding, sorted, with 32 hexadecimal digits of rule, path, fact and how manieth."""
    found = sorted(
        dict.fromkeys(findings), key=lambda f: (f.project, f.path, f.line, f.column, f.rule)
    )
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in found:
        if finding.severity == "off":
            continue
        key = (finding.rule, finding.path, finding.fact)
        seen[key] += 1
        text = "\0".join((*key, str(seen[key])))
        yield finding, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
