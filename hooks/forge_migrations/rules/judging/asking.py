"""Which rules an act is asked of: by its verb, and by what it has that they need to say anything.

Most acts of a history are plain, and most rules are about what those don't have: asking all of a verb's rules
takes longer than reading the statement. A rule is imported when the first act comes that it can say something of.
"""

from __future__ import annotations

from functools import cache

from forge_migrations.rules import id_of
from forge_migrations.rules import named
from forge_migrations.rules.judging.rule import EVERY_VERB
from forge_migrations.rules.judging.rule import IS_DISTRIBUTED
from forge_migrations.rules.judging.rule import ONE_STATEMENT
from forge_migrations.rules.judging.rule import SAYS_EXISTS
from forge_migrations.rules.judging.when_asked import WHEN
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.catalog import PENDING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable
    from collections.abc import Mapping

    from forge_migrations.engines import Dialect
    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.rule import Rule
    from forge_migrations.rules.judging.rule import When
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb

    Chosen = tuple[tuple[Rule, Severity | None], ...]
    """Rules with the severity that the user set, if any."""


_AFTER = frozenset(verb for when in WHEN.values() for verb in when.after)
_LISTS = ("enum(", "set(")


class Asked:
    """The rules of an engine that are on, in their order, by the shape of an act."""

    def __init__(
        self, rules: tuple[tuple[str, When, Severity | None], ...], given: frozenset[str]
    ) -> None:
        self.rules = rules
        """Their modules' names."""
        self._given = given
        """What the whole file has."""
        self._by_shape: dict[Hashable, Chosen] = {}

    def of(self, act: Act, scene: Scene) -> Chosen:
        """The rules that can have something to say of the act."""
        new = _is_new(act, scene)
        shape = (new, *_shape(act))
        found = self._by_shape.get(shape)
        if found is None:
            words = _words(act) | self._given
            found = self._by_shape[shape] = tuple(
                (named(name), severity)
                for name, when, severity in self.rules
                if _may_say(when, act.verb, words, new)
            )
        return found


def _may_say(when: When, verb: Verb, words: set[str], new: bool) -> bool:
    if verb not in when.verbs and EVERY_VERB not in when.verbs:
        return False
    if new and (verb in when.of_released or EVERY_VERB in when.of_released):
        return False
    needs = when.needs.get(verb, when.needs.get(EVERY_VERB))
    return needs is None or not words.isdisjoint(needs)


def asked(scene: Scene, severities: Mapping[str, Severity]) -> Asked:
    """The rules that are on for a file."""
    present = frozenset(verb for verb in _AFTER if scene.holds(verb))
    given = {ONE_STATEMENT} if scene.migrator.one_statement else set()
    if any("EXISTS" in statement.text.upper() for statement in scene.statements):
        given.add(SAYS_EXISTS)
    if scene.distributed is not None:
        given.add(IS_DISTRIBUTED)
    return _asked(scene.dialect, frozenset(severities.items()), present, frozenset(given))


@cache
def _asked(
    dialect: Dialect,
    severities: frozenset[tuple[str, Severity]],
    present: frozenset[str],
    given: frozenset[str],
) -> Asked:
    """`present` are the verbs of `Rule.after` that the run holds. The rules of `*` stand last."""
    user = dict(severities)
    found: tuple[list[tuple[str, When, Severity | None]], ...] = ([], [])
    for name, when in WHEN.items():
        severity = user.get(id_of(name))
        if dialect not in when.engines or (severity or when.severity) == "off":
            continue
        if not when.after or not present.isdisjoint(when.after):
            found[EVERY_VERB in when.verbs].append((name, when, severity))
    return Asked((*found[0], *found[1]), given)


def _is_new(act: Act, scene: Scene) -> bool:
    """True for a table that `Scene.is_new` calls so whichever rule asks: it isn't released, and no pending file
    has put a row into it."""
    table = scene.catalog.table(act.table)
    if table is None:
        return False
    return table.temporary or table.born == FILE or (table.born == PENDING and not table.rows)


def _shape(act: Act) -> tuple[Hashable, ...]:
    """What `_words` are made of. Acts of one shape are asked of the same rules."""
    column, index = act.column, act.indexed
    return (
        act.verb,
        act.flags,
        act.constraint and act.constraint.kind,
        tuple([each.kind for each in act.constraints]) if act.constraints else (),
        column
        and (
            column.default not in (None, "null"),
            bool(column.generated),
            column.not_null,
            column.unique or column.primary,
            column.type.startswith(_LISTS),
        ),
        index and (index.unique, index.method),
    )


def _words(act: Act) -> set[str]:
    """What a rule can need of an act: its flags, the kinds of its constraints, `default`, `generated`, `required`,
    `key` and `listed` of its column, `unique` and the method of its index."""
    words = {*act.flags, *(each.kind for each in act.constraints)}
    if act.constraint is not None:
        words.add(act.constraint.kind)
    column = act.column
    if column is not None:
        told = {
            "default": column.default not in (None, "null"),
            "generated": bool(column.generated),
            "required": column.not_null,
            "key": column.unique or column.primary,
            "listed": column.type.startswith(_LISTS),
        }
        words |= {word for word, holds in told.items() if holds}
    if act.indexed is not None:
        words |= {act.indexed.method, *(["unique"] if act.indexed.unique else ())}
    return words
