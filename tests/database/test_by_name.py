"""Every engine that is served fills the whole of `Behaviour`."""

from __future__ import annotations

import pytest

from forge_migrations.database.behaviour import Behaviour
from forge_migrations.database.by_name import behaviour_of
from forge_migrations.engines import SERVED


@pytest.mark.parametrize("engine", SERVED)
def test_every_engine_fills_it(engine: str) -> None:
    own = behaviour_of(engine)
    asked = {*Behaviour.__annotations__, *(n for n in vars(Behaviour) if not n.startswith("_"))}
    assert {name for name in asked if not hasattr(own, name)} == set()
    assert set(own.ledger_columns) == {"journal", "folders"}


def test_another_name_is_none() -> None:
    with pytest.raises(KeyError):
        behaviour_of("oracle")
