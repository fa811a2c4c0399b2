"""What an editor shows beside the pointer: the short part of a rule's page."""

from __future__ import annotations

from forge_migrations.rules.judging.pages import HEAD
from forge_migrations.rules.judging.pages import described
from forge_migrations.rules.judging.pages import written_out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.rules.judging.pages import Described
    from forge_migrations.workflow.editor.shown import Shown


def of_shown(several: Iterable[Shown]) -> str:
    """Markdown about what is shown at a place, each rule once; empty where nothing is known of it."""
    parts: dict[str, str] = {}
    for each in several:
        known = described(each.code)
        if known is not None and each.code not in parts:
            parts[each.code] = (
                f"**{known.id}** ({known.kind})\n\n{known.problem}\n\n"
                f"{_to_do(known)}\n\n[the rule's page]({each.href})"
            )
    return "\n\n---\n\n".join(parts.values())


def _to_do(known: Described) -> str:
    """One sentence for a rule of SQL; for the others what their page has to type."""
    text = written_out().get(known.id)
    page = HEAD.match(text) if text else None
    if page is None:
        return f"**Instead:** {known.remedy.rstrip('.')}."
    return f"**What to type:**\n\n{page['remedy'].strip()}"
