"""What Python compiled of our modules, read from one file instead of one for each.

A run imports about a hundred and fifty modules; finding, opening and checking each of their files is a third of what that
costs. The file lies beside Python's own, in `__pycache__`, and holds copies of those: it is as much to be trusted, and an
entry counts as theirs do, while size and time of the source are what they were
(https://docs.python.org/3/reference/import.html#cached-bytecode-invalidation). Where it can't be written, or Python may
not keep what it compiles, modules come as always.
"""

from __future__ import annotations

import marshal
import os
import sys

# What `importlib.util` and `importlib.machinery` hand on, without the modules that importing those costs.
from _frozen_importlib_external import MAGIC_NUMBER
from _frozen_importlib_external import SourceFileLoader
from _frozen_importlib_external import spec_from_file_location
from functools import partial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType
    from types import ModuleType

    Compiled = tuple[str, bytes, bytes]
    """A source's path, the header of its compiled file, and its code."""
    Place = tuple[str, bytes, int, int]
    """The same, with the code's offset and length in bytes."""

PACKAGE = "forge_migrations"
ROOT = os.path.dirname(__file__)
HEADER = 16
"""Bytes of a compiled file before its code: https://peps.python.org/pep-0552/."""
MARK = b"modules\n"
"""What a bundle begins with; then come, in eight bytes each, the length of the whole and of its index."""
START = 24


def open_bundle() -> None:
    """Have our modules imported from the bundle from here on, where there is one."""
    path = _path()
    if path and not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder(path))


def keep_bundle() -> None:
    """Write the bundle again when this run imported modules that it lacks."""
    for finder in sys.meta_path:
        if isinstance(finder, _Finder):
            finder.keep()


def _path() -> str | None:
    """Where the bundle of this Python lies; None where Python keeps nothing that it compiles."""
    cached = __spec__.cached
    if not cached or sys.dont_write_bytecode:
        return None
    folder, name = os.path.split(cached)
    return os.path.join(folder, name.replace("compiled.", "modules.", 1) + "s")


class _Loader(SourceFileLoader):
    """Loads one module from the bundle."""

    def __init__(self, name: str, path: str, code: bytes) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType | None:
        code: CodeType = marshal.loads(self._code)
        return code


class _Finder:
    """The bundle at a path: finds what stands in it, and knows when something was asked for that doesn't."""

    def __init__(self, path: str) -> None:
        self._at = path
        self._lacks = False
        self._places: dict[str, Place] = {}
        self._code_at = 0
        root = None
        try:
            self._read, size = _reader(path)
            index = _index(self._read(START, 0), size)
            self._code_at = START + index
            if index:
                root, places = marshal.loads(self._read(index, START))
        except (OSError, ValueError, EOFError, TypeError):  # none yet, or one that is no bundle
            pass
        if root == ROOT:
            self._places = places

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """What Python asks for each module that isn't imported yet."""
        if not name.startswith(PACKAGE):
            return None
        place = self._places.get(name)
        if place is None or place[1] != _header(place[0]):
            self._lacks = True
            return None
        source = place[0]
        loader = _Loader(name, source, self._code(place))
        folders = [os.path.dirname(source)] if source.endswith("__init__.py") else None
        return spec_from_file_location(
            name, source, loader=loader, submodule_search_locations=folders
        )

    def keep(self) -> None:
        """Write it again, with the modules that this run had to read elsewhere."""
        read = dict(_read_elsewhere()) if self._lacks else {}
        if not read:
            return
        kept = {
            name: (place[0], place[1], self._code(place))
            for name, place in self._places.items()
            if place[1] == _header(place[0])
        }
        beside = f"{self._at}.{os.getpid()}"
        try:
            with open(beside, "xb") as file:
                file.writelines(_written(kept | read))
            os.replace(beside, self._at)
        except OSError:  # a full disk, a folder that isn't ours: the next run reads as this one did
            if os.path.exists(beside):
                os.unlink(beside)

    def _code(self, place: Place) -> bytes:
        return self._read(place[3], self._code_at + place[2])


def _index(start: bytes, size: int) -> int:
    """The index's length; 0 where what begins so is no bundle, or not all of one."""
    mark, whole, index = (
        start[:8],
        *(int.from_bytes(start[at : at + 8], "little") for at in (8, 16)),
    )
    return index if mark == MARK and whole == size else 0


def _reader(path: str) -> tuple[Callable[[int, int], bytes], int]:
    """What gives so many bytes from an offset on, and the file's size.

    A process that forks has no position in the file that it would share with the other.
    """
    if sys.platform == "win32":
        with open(path, "rb") as file:  # one that stays open can't be replaced
            data = file.read()
        return lambda length, offset: data[offset : offset + length], len(data)
    number = os.open(path, os.O_RDONLY)
    return partial(os.pread, number), os.fstat(number).st_size


def _header(source: str) -> bytes:
    """The header that Python would write for this source today; empty where there is none."""
    try:
        state = os.stat(source)
    except OSError:
        return b""
    numbers = (0, int(state.st_mtime), state.st_size)
    return MAGIC_NUMBER + b"".join((n & 0xFFFFFFFF).to_bytes(4, "little") for n in numbers)


def _read_elsewhere() -> Iterator[tuple[str, Compiled]]:
    """The modules of ours that Python's own loader brought, as it keeps them."""
    ours = {
        name: sys.modules[name].__spec__ for name in list(sys.modules) if name.startswith(PACKAGE)
    }
    for name, spec in ours.items():
        if spec is None or type(spec.loader) is not SourceFileLoader:
            continue
        try:
            with open(str(spec.cached), "rb") as file:
                data = file.read()
        except OSError:
            continue
        source = spec.loader.path
        if data[:HEADER] == _header(source):
            yield name, (source, data[:HEADER], data[HEADER:])


def _written(modules: dict[str, Compiled]) -> Iterator[bytes]:
    """The bundle's bytes: its start, where each module stands, and the modules."""
    places: dict[str, Place] = {}
    offset = 0
    for name, (source, header, code) in modules.items():
        places[name] = (source, header, offset, len(code))
        offset += len(code)
    index = marshal.dumps((ROOT, places))
    yield MARK
    for length in (START + len(index) + offset, len(index)):
        yield length.to_bytes(8, "little")
    yield index
    for _, _, code in modules.values():
        yield code
