from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from typing import Any

import pytest

from forge_migrations.named_tuples import NamedTuple

Theirs = namedtuple("Theirs", ["name", "size", "of"], defaults=[0, ()])


class Ours(NamedTuple):
    """A name, and how much of it."""

    name: str
    size: int = 0
    """In bytes."""
    of: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        return f"{self.name}: {self.size}"


class Louder(Ours):
    @property
    def told(self) -> str:
        return super().told.upper()


def test_fields_come_in_order_or_by_name_and_may_be_left_out() -> None:
    assert Ours("a", 1, ("x",)) == Ours(name="a", size=1, of=("x",)) == ("a", 1, ("x",))
    one = Ours("a")
    assert (one.name, one.size, one.of, one.told) == ("a", 0, (), "a: 0")
    other: object = Theirs("a")
    assert one == other and hash(one) == hash(other)
    assert not hasattr(one, "__dict__")


@pytest.mark.parametrize(
    "arguments", [((), {}), (("a", 1, (), 2), {}), (("a",), {"other": 1}), (("a",), {"name": "b"})]
)
def test_what_a_function_would_not_take_is_not_taken(
    arguments: tuple[tuple[object, ...], dict[str, object]],
) -> None:
    class Fresh(NamedTuple):
        name: str
        size: int = 0

    words, named = arguments
    make: Callable[..., object] = Fresh
    for _ in "the first one and the next":
        with pytest.raises(TypeError, match=r"__new__\(\)"):
            make(*words, **named)
    assert Fresh("a") == ("a", 0)


def test_it_can_what_a_named_tuple_can() -> None:
    one: Any = Ours("a", 1)
    other: Any = Theirs("a", 1)
    assert one._fields == other._fields and Ours.__match_args__ == Theirs.__match_args__
    assert Ours._field_defaults == Theirs._field_defaults
    assert one._asdict() == other._asdict()
    assert repr(one) == repr(other).replace("Theirs", "Ours")
    assert one._replace(size=2) == other._replace(size=2) and type(one._replace(size=2)) is Ours
    assert Ours._make(["b", 3, ()]) == tuple(Theirs._make(["b", 3, ()]))
    for each in (one, other):
        with pytest.raises(ValueError, match="Got unexpected field names: \\['wrong'\\]"):
            each._replace(wrong=1)
        with pytest.raises(TypeError, match="Expected 3 arguments, got 1"):
            type(each)._make(["b"])
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one, 5))):
        assert again == one and type(again) is Ours
    with pytest.raises(AttributeError):
        one.size = 2
    match one:
        case Ours(name, size=1):
            assert name == "a"
        case _:
            pytest.fail("no match")


def test_a_class_of_a_class_makes_its_own() -> None:
    """Whichever of them is made first."""
    assert type(Louder("a")) is Louder and Louder("a", 2).told == "A: 2"
    assert type(Ours("a")) is Ours
    assert type(Louder("a")._replace(size=1)) is Louder


def test_a_default_stands_behind_what_has_none() -> None:
    with pytest.raises(TypeError, match="without a default follows"):

        class Wrong(NamedTuple):
            size: int = 0
            name: str  # type: ignore[misc]


def test_reading_a_class_compiles_nothing() -> None:
    """That is what it is for: the first tuple of a class does, and no annotation ever is."""
    code = """
import builtins, sys
from forge_migrations.named_tuples import NamedTuple
compiled = []
def noted(text, *rest, run=builtins.eval):
    compiled.append(text)
    return run(text, *rest)
builtins.eval = noted
class One(NamedTuple):
    name: str
    size: There | None = None
print(compiled, 'typing' in sys.modules)
One('a'), One('b'), One._make('ab')
print(len(compiled))
"""
    code = "from __future__ import annotations\n" + code
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["[] False", "1"]
