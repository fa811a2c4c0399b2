"""A rule: metadata, and one small function that says what an act does here."""

from __future__ import annotations

from types import MappingProxyType

from forge_migrations import engines
from forge_migrations.engines import POSTGRESQL
from forge_migrations.engines import TURSO
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import Literal

    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb

KINDS = (
    "data-loss",
    "breaks-clients",
    "fails-on-data",
    "lock",
    "rewrite",
    "transaction",
    "hygiene",
    "security",
)
POSTGRES = (POSTGRESQL.dialect,)
MYSQL = (engines.MYSQL.dialect,)
SQLITE = (engines.SQLITE.dialect, TURSO.dialect)
EVERY = (*POSTGRES, *MYSQL, *SQLITE)
EVERY_VERB: Literal["*"] = "*"
KEYS = frozenset({"unique", "primary", "exclude"})
"""Constraints that an index is built for."""
CHECKED = frozenset({"check", "not null"})
CONSTRAINTS = KEYS | CHECKED | {"foreign"}
ONE_STATEMENT = "one statement"
"""What a file has whose migrator sends one statement at a time."""
IS_DISTRIBUTED = "is distributed"
"""What a file has whose policy names an engine of `engines.DISTRIBUTED`."""
SAYS_EXISTS = "says EXISTS"
"""What a file has that asks IF EXISTS or IF NOT EXISTS anywhere."""


def needed(
    verbs: Iterable[Verb | Literal["*"]], *words: str
) -> dict[Verb | Literal["*"], frozenset[str]]:
    """`needs` of these verbs: one of these words."""
    return dict.fromkeys(verbs, frozenset(words))


class Hit(NamedTuple):
    """One thing that a rule found."""

    message: str
    """A fact with names, one sentence, no full stop."""
    severity: Severity | None = None
    """Overrides the rule's default, never the user's setting."""
    details: str = ""
    """The rewrite to paste."""
    remedy: str = ""
    """Overrides the rule's."""
    instead: str = ""
    """The whole statement as it is right, where one reading of it is meant beyond doubt."""


class Rule(NamedTuple):
    """What a rule is about; its file is named after its id."""

    id: str
    kind: str
    """One of `KINDS`: the `class` in the output."""
    verbs: tuple[Verb | Literal["*"], ...]
    """The acts that it judges."""
    check: Callable[[Act, Scene], Iterator[Hit]]
    problem: str
    """What happens, for the page of the rule: whole sentences."""
    remedy: str
    """Imperative, one sentence."""
    engines: tuple[str, ...] = EVERY
    severity: Severity = "refuse"
    """The default."""
    after: tuple[Verb, ...] = ()
    """The verbs without any of which, in this file or a pending one, the rule has nothing to say."""
    needs: Mapping[Verb | Literal["*"], frozenset[str]] = MappingProxyType({})
    """By verb: what an act, or its file, has to have one of for the rule to have something to say; the words are
    those of `asking`. Nothing for a verb whose acts it has to look at one by one."""
    of_released: tuple[Verb | Literal["*"], ...] = ()
    """The verbs of which it has nothing to say where the act's table holds no rows that anybody needs."""
    once: bool = False
    """One finding says it for the whole file."""
    source: str = ""
    """Where the fact about the engine is written down."""

    def when(self) -> When:
        """What tells whether it is asked."""
        needs = {verb: tuple(sorted(words)) for verb, words in self.needs.items()}
        engines = tuple(self.engines)
        return When(self.verbs, engines, self.severity, self.after, needs, self.of_released)


class When(NamedTuple):
    """The part of a rule that tells whether it is asked: known without its module (`when_asked`)."""

    verbs: tuple[Verb | Literal["*"], ...]
    engines: tuple[str, ...]
    severity: Severity
    after: tuple[Verb, ...]
    needs: Mapping[Verb | Literal["*"], tuple[str, ...]]
    of_released: tuple[Verb | Literal["*"], ...]
