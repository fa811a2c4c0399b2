"""`NamedTuple` whose classes cost next to nothing until one is made.

A run imports a hundred of them and makes a dozen. `typing.NamedTuple` compiles every field's annotation and a constructor
when the class is read: a quarter of what importing us costs. Here the first tuple that is made compiles its class's
constructor, and annotations stay text. What such a class can do is the same
(https://docs.python.org/3/library/collections.html#collections.namedtuple).
"""

from __future__ import annotations

# What `namedtuple` itself reads a field by, quick where this Python has it so.
from collections import _tuplegetter  # type: ignore[attr-defined]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from typing import Any
    from typing import NamedTuple as NamedTuple
    from typing import Self


class _Named(tuple):  # type: ignore[type-arg]
    """What each of them can do."""

    __slots__ = ()
    _fields: tuple[str, ...]
    _field_defaults: dict[str, Any]

    def __new__(cls, /, *values: Any, **named: Any) -> Self:
        """The first tuple of a class: its own constructor stands here from now on."""
        owner = next(one for one in cls.__mro__ if "_fields" in vars(one))
        owner.__new__ = staticmethod(_constructor(owner))  # type: ignore[method-assign]
        made: Self = owner.__new__(cls, *values, **named)
        return made

    @classmethod
    def _make(cls, values: Iterable[Any]) -> Self:
        made = tuple.__new__(cls, values)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace(self, /, **named: Any) -> Self:
        made = self._make(map(named.pop, self._fields, self))
        if named:
            raise ValueError(f"Got unexpected field names: {list(named)!r}")
        return made

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
        return f"{type(self).__name__}({told})"


def _constructor(of: type[_Named]) -> Callable[..., Any]:
    """Takes the fields in order or by name, as a written-out function would."""
    fields = "".join(f"{name}, " for name in of._fields)
    text = f"lambda _cls, {fields}: _new(_cls, ({fields}))"
    made: Callable[..., Any] = eval(text, {"_new": tuple.__new__, "__builtins__": {}})
    made.__defaults__ = tuple(of._field_defaults.values())
    made.__name__ = "__new__"
    made.__qualname__ = f"{of.__qualname__}.__new__"
    return made


class _Reader(type):
    """Reads the body of a class; the class itself is an ordinary one."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
        if not bases:
            return super().__new__(cls, name, bases, body)
        fields = tuple(body.get("__annotations__", ()))
        defaults = {field: body.pop(field) for field in fields if field in body}
        if tuple(defaults) != fields[len(fields) - len(defaults) :]:
            raise TypeError(f"{name}: a field without a default follows one with a default")
        for number, field in enumerate(fields):
            body[field] = _tuplegetter(number, "")
        ours = {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
        return type(name, (_Named, *bases[1:]), {"__slots__": (), **body, **ours})


if not TYPE_CHECKING:

    class NamedTuple(metaclass=_Reader):
        """The base to name: `class Point(NamedTuple)`, with a field a line."""
