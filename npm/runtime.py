"""A folder that runs the suite by itself: the interpreter, the libraries, and all of it compiled.

The interpreter is this one's: it finds its library beside itself, so the folder can stand anywhere.
What frozen programs do at their start (unpacking an archive, hooks for each package) costs several
times an idle commit; this starts as fast as Python does.
"""

from __future__ import annotations

import compileall
import os
import py_compile
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
UNUSED = frozenset(
    [
        "__pycache__",
        "config",
        "curses",
        "dbm",
        "distutils",
        "ensurepip",
        "idlelib",
        "lib2to3",
        "pydoc_data",
        "site-packages",
        "test",
        "tests",
        "tkinter",
        "turtledemo",
        "unittest",
        "venv",
        "wsgiref",
        "xmlrpc",
    ]
)
"""Folders of the standard library that nothing here imports."""
UNUSED_MODULES = ("_ctypes_test", "_curses", "_dbm", "_gdbm", "_test", "_tkinter", "_xx", "nis",
                  "ossaudiodev", "readline", "spwd", "xx")  # fmt: skip
"""Beginnings of the names of compiled modules that nothing here imports."""
NEVER = frozenset(
    [
        "pip",
        "setuptools",
        "wheel",
        "pkg_resources",
        "_distutils_hack",
        "__pycache__",
        "tests",
        "testing",
        "orm",
        "ext",
        "mssql",
        "oracle",
    ]
)
"""Folders of libraries that nothing here imports; the last four are SQLAlchemy's."""
SYSTEM = ("ld-linux", "libc.", "libm.", "libdl.", "libpthread.", "librt.", "libutil.", "libmvec.",
          "libresolv.", "linux-vdso", "libgcc_s")  # fmt: skip
"""What every glibc has: https://peps.python.org/pep-0600/"""


def make(folder: Path, packages: Path) -> None:
    """Make the runtime in `folder`; `packages` is what `pip install --target` made.

    Raises `RuntimeError` where this interpreter can't be moved.
    """
    if os.name == "nt":
        _windows(folder, packages)
    else:
        _posix(folder, packages)


def start(folder: Path) -> Path:
    """The interpreter of a runtime."""
    return folder / ("python.exe" if os.name == "nt" else "bin/python")


def _posix(folder: Path, packages: Path) -> None:
    base = Path(sys.base_prefix)
    library = folder / "lib" / VERSION
    _copy(base / "lib" / VERSION, library, UNUSED)
    _copy(packages, library, NEVER)
    _compile(library)
    (folder / "bin").mkdir()
    shutil.copy2(os.path.realpath(sys.executable), folder / "bin" / "python")
    shared = sysconfig.get_config_var("INSTSONAME") or ""
    if sysconfig.get_config_var("Py_ENABLE_SHARED") and shared:
        shutil.copy2(Path(sysconfig.get_config_var("LIBDIR")) / shared, folder / "lib" / shared)
    if sys.platform == "linux":
        _bring_libraries(folder)


def _windows(folder: Path, packages: Path) -> None:
    base = Path(sys.base_prefix)
    _copy(base / "Lib", folder / "Lib", UNUSED)
    _copy(packages, folder / "Lib", NEVER)
    _compile(folder / "Lib")
    _copy(base / "DLLs", folder / "DLLs", frozenset())
    for path in [*base.glob("python*.dll"), *base.glob("vcruntime*.dll"), base / "python.exe"]:
        shutil.copy2(path, folder / path.name)


def _copy(source: Path, target: Path, without: frozenset[str]) -> None:
    """Copy a tree of modules: what is compiled, typed or measured elsewhere stays behind."""

    def ignored(folder: str, names: list[str]) -> set[str]:
        here = os.path.basename(folder) == "lib-dynload"
        return {
            name
            for name in names
            if (name in without and os.path.isdir(os.path.join(folder, name)))
            or name.startswith(("config-3", "turtle.py", "pydoc.py", "doctest.py"))
            or name.endswith((".pyi", ".pyx", ".pxd", ".c", ".h", ".pyc"))
            or (here and name.startswith(UNUSED_MODULES))
            or (name == "bin" and folder == str(source))
        }

    shutil.copytree(source, target, ignore=ignored, dirs_exist_ok=True)


def _compile(library: Path) -> None:
    """Modules as code beside nothing: no source to read, no date to compare, no folder to write."""
    done = compileall.compile_dir(
        str(library),
        quiet=2,
        legacy=True,
        stripdir=str(library),
        workers=0,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    for source in library.rglob("*.py"):
        if source.with_suffix(".pyc").exists():
            source.unlink()
        elif done:
            raise RuntimeError(f"{source} was not compiled")


def _bring_libraries(folder: Path) -> None:
    """Copy the libraries that a plain Linux may lack, strip what is compiled, and say where they are."""
    library = folder / "lib"
    waiting = [folder / "bin" / "python", *library.glob("*.so*"), *library.rglob("*.so")]
    seen: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file in seen or file.is_symlink():
            continue
        seen.add(file)
        if ".libs" in file.parent.name:
            continue  # a wheel brings its own, and says so itself
        for name, path in _needs(file):
            if not (library / name).exists():
                shutil.copy2(os.path.realpath(path), library / name)
                waiting.append(library / name)
        back = os.path.relpath(library, file.parent)
        if not _brings_its_own(file):
            _run("patchelf", "--set-rpath", f"$ORIGIN/{back}", str(file))
        _run("strip", "--strip-unneeded", str(file))


def _brings_its_own(file: Path) -> bool:
    return any(each.is_dir() for each in file.parent.parent.glob(f"{file.parent.name}.libs"))


def _needs(file: Path) -> Iterator[tuple[str, str]]:
    """(name, path) of the libraries that a file is linked to and that aren't the system's."""
    if _brings_its_own(file):
        return
    said = subprocess.run(["ldd", str(file)], capture_output=True, text=True, check=False).stdout
    for line in said.splitlines():
        name, arrow, rest = line.strip().partition(" => ")
        path = rest.partition(" (")[0]
        if arrow and path.startswith("/") and not name.startswith(SYSTEM):
            yield name, path


def _run(*words: str) -> None:
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"{' '.join(words)}: {ran.stderr.strip()}")
