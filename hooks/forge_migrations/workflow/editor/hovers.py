"""What an editor shows beside the pointer: the short part of a rule's page."""

from __future__ import annotations

from collections.abc import Iterable

from forge_migrations.rules.judging.pages import described
from forge_migrations.workflow.editor.shown import Shown


def of_shown(several: Iterable[Shown]) -> str:
    """Markdown about what is shown at a place, each rule once; empty where nothing is known of it."""
    parts: dict[str, str] = {}
    for each in several:
        known = described(each.code)
        if known is not None and each.code not in parts:
            parts[each.code] = (
                f"**{known.id}** ({known.kind})\n\n{known.problem}\n\n"
                f"**Instead:** {known.remedy.rstrip('.')}.\n\n[the rule's page]({each.href})"
            )
    return "\n\n---\n\n".join(parts.values())
