"""Without row level security, or without the policy, every role that may read the table reads all
of its rows."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def weaken_row_security(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed; a policy that is created again is a replacement."""
    if scene.is_new(act.table) or any(
        scene.same(gone.table, act.table) for gone in scene.after("drop-table", table=act.table)
    ):
        return
    if act.verb == "disable-row-security":
        if not any(
            scene.same(a.table, act.table)
            for a in scene.after("enable-row-security", table=act.table)
        ):
            yield Hit(f'turns row level security of "{act.table}" off')
    elif act.verb == "no-force-row-security":
        yield Hit(f'lets the owner of "{act.table}" past row level security')
    elif act.verb == "drop-policy":
        table = scene.table(act.table)
        born = table.policies.get(act.name) if table else None
        if born is not None and scene.fresh(born):
            return
        again = [
            a
            for a in scene.after("create-policy", table=act.table)
            if scene.same(a.table, act.table)
        ]
        if any(scene.same(a.name, act.name) for a in again) or any(
            scene.same(t.table, act.table) for t in scene.after("drop-table", table=act.table)
        ):
            return
        yield Hit(
            f'drops policy "{act.name}" of "{act.table}"',
            "report" if again or (act.has("if-exists") and again) else None,
        )
    elif act.verb == "create-policy":
        words = act.text.replace(" ", "")
        replaced = any(
            scene.same(a.name, act.name) for a in scene.before("drop-policy", table=act.table)
        )
        open_to_all = re.search(r"(?:using|check)\((?:true|1=1)\)", words) and not re.search(
            r"\bto (?!public)", act.text
        )
        restrictive = "asrestrictive" in words  # it takes away, and this one takes nothing
        if open_to_all and "forselect" not in words and not replaced and not restrictive:
            does = "lets everybody at every row of"
            if not re.search(r"using\((?:true|1=1)\)", words):
                does = "lets everybody write any row into"
            yield Hit(f'policy "{act.name}" {does} "{act.table}"', "report")
    elif act.verb == "alter-policy":
        table = scene.table(act.table)
        before = _openings(table.policy_words.get(act.name, "") if table else "")
        if _openings(act.text) - before:
            role = re.search(r"\bto (?!public)(.+?)(?= using| with check|$)", act.text)
            whom = f"role {role[1]}" if role else "everybody"
            yield Hit(f'policy "{act.name}" of "{act.table}" lets {whom} at every row')


def _openings(text: str) -> set[str]:
    """The parts of a policy that let everybody through."""
    words = text.lower().replace(" ", "")
    return {part for part in ("using(true)", "withcheck(true)", "topublic") if part in words}


RULE = Rule(
    id="weaken-row-security",
    kind="security",
    verbs=(
        "disable-row-security",
        "no-force-row-security",
        "drop-policy",
        "alter-policy",
        "create-policy",
    ),
    check=weaken_row_security,
    problem=(
        "Without row level security, or without the policy, every role that may read the "
        "table reads all of its rows. drizzle-kit writes this when enableRLS() or a policy "
        "leaves the schema."
    ),
    remedy="keep the policy, or create its successor in the same migration",
    engines=POSTGRES,
)
