"""The release that is running uses the view, type, function, sequence, trigger or role that is
dropped."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import quoted
from forge_migrations.sql.verbs import verb_of
from forge_migrations.sql.view_columns import view_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb

_QUIET = ("drop-type", "drop-domain")


def drop_object(act: Act, scene: Scene) -> Iterator[Hit]:
    """What existed and isn't created again below."""
    kind = act.verb[5:]
    if act.has("temporary"):
        return
    if kind in ("view", "materialized-view"):
        view = scene.table(act.table)
        if view is not None and (scene.fresh(view.born) or view.temporary):
            return
    known = scene.catalog.get("type" if kind == "domain" else kind, act.name)
    if known is not None and scene.fresh(known.born):
        return
    if kind == "trigger" and _new_trigger(act, scene):
        return
    if scene.made_again(act.name, *_replacing(kind)):
        yield from _fewer_columns(act, scene)
        return
    if kind == "function" and _renamed_arguments(act, scene):
        return
    severity: Severity | None = "report" if act.verb in _QUIET and _unused(act, scene) else None
    on = f' of "{act.table}"' if act.table and act.table != act.name else ""
    yield Hit(f'drops {kind.replace("-", " ")} "{act.name}"{on}', severity)


def _fewer_columns(act: Act, scene: Scene) -> Iterator[Hit]:
    """A view that is made again without a column that it gave."""
    view = scene.table(act.table)
    again = list(scene.after("create-view", table=act.table))
    if view is None or not again:
        return
    now = view_columns(again[-1].tokens, scene.catalog)
    lost = [name for name in view.gives if name not in now]
    if now and lost:
        yield Hit(f'makes view "{act.table}" again without {quoted(lost)}')


def _replacing(kind: str) -> Iterator[Verb]:
    """CREATE of the same kind; a table may take a view's name."""
    made = verb_of("create", kind)
    if made != "create-another":
        yield made
    if kind.endswith("view"):
        yield from ("create-view", "create-table")
    elif kind == "procedure":
        yield "create-function"
    elif kind in ("domain", "type"):
        yield "create-type"


def _new_trigger(act: Act, scene: Scene) -> bool:
    for table in scene.catalog.tables.values():
        born = table.triggers.get(scene.catalog.fold(act.name))
        if born is not None and (scene.fresh(born) or scene.fresh(table.born)):
            return True
    return bool(act.table) and scene.is_new(act.table)


def _renamed_arguments(act: Act, scene: Scene) -> bool:
    """DROP FUNCTION f(int) after CREATE FUNCTION f(bigint): another signature of the same name."""
    return any(True for _made in scene.before("create-function", table="", name=act.name))


def _unused(act: Act, scene: Scene) -> bool:
    """The catalog knows the type and no column uses it any more."""
    known = scene.catalog.get("type", act.name)
    return known is not None and not any(scene.catalog.users_of_type(act.name))


RULE = Rule(
    id="drop-object",
    kind="breaks-clients",
    verbs=(
        "drop-view",
        "drop-materialized-view",
        "drop-type",
        "drop-domain",
        "drop-function",
        "drop-procedure",
        "drop-aggregate",
        "drop-sequence",
        "drop-extension",
        "drop-schema",
        "drop-role",
        "drop-trigger",
        "drop-event",
        "drop-rule",
        "drop-operator",
        "drop-collation",
        "drop-publication",
        "drop-subscription",
        "drop-server",
        "drop-language",
        "drop-cast",
        "drop-event-trigger",
        "drop-owned",
        "drop-foreign-data-wrapper",
        "drop-user-mapping",
        "drop-text-search-configuration",
        "drop-text-search-dictionary",
        "drop-text-search-parser",
        "drop-text-search-template",
    ),
    check=drop_object,
    problem=(
        "The release that is running uses the view, type, function, sequence, trigger or role "
        "that is dropped."
    ),
    remedy=(
        "stop using it, release, and drop it one release later; to replace it, create it "
        "again in the same migration"
    ),
)
