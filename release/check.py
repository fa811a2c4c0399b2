"""`make release-check`: every step of a release that can run here, before a tag is pushed.

Versions that have to agree, notes that have to be there, sdist and wheel as a user would install them,
npm packages as a user would install them, the site. What only GitHub can do (trusted publishing,
provenance, the release itself) stands in .github/workflows/release.yml, whose form is checked.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import yaml

from release.notes import ROOT
from release.notes import notes

PINNED = ("README.md", "docs/install.md", "docs/ci.md")
"""Documents that name the version that a user pastes."""
_PIN = re.compile(r"(?:rev: |forge-migrations@)v(\d+\.\d+\.\d+)")


def version() -> str:
    """The version of pyproject.toml, which is the release's."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def disagreements(tag: str = "") -> list[str]:
    """What names another version than pyproject.toml, or has nothing to say of it."""
    own = version()
    found = []
    if tag and tag != f"v{own}":
        found.append(f"the tag is {tag}, pyproject.toml has {own}")
    for name in PINNED:
        pins = set(_PIN.findall((ROOT / name).read_text(encoding="utf-8")))
        found += [
            f"{name} names v{each}, pyproject.toml has {own}" for each in sorted(pins - {own})
        ]
    try:
        notes(own, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    except ValueError as error:
        found.append(str(error))
    if tag and re.search(
        rf"^## {re.escape(own)} - unreleased", (ROOT / "CHANGELOG.md").read_text(), re.M
    ):
        found.append(f"CHANGELOG.md calls {own} unreleased: give it its date")
    return found


def distributions(folder: Path) -> list[Path]:
    """Build sdist and wheel into `folder`, check what an index would show, install the wheel alone."""
    _run(sys.executable, "-m", "build", "--quiet", "--outdir", str(folder), str(ROOT))
    files = sorted(folder.glob("forge_migrations-*"))
    _run(sys.executable, "-m", "twine", "check", "--strict", *map(str, files))
    bare = folder / "bare"
    _run(sys.executable, "-m", "venv", str(bare))
    python = bare / ("Scripts" if os.name == "nt" else "bin") / "python"
    wheel = next(each for each in files if each.suffix == ".whl")
    _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel))
    said = _run(str(python.parent / "forge-migrations"), "--version").strip()
    if said != f"forge-migrations {version()}":
        raise RuntimeError(f"the installed wheel says {said!r}")
    return files


def checksums(files: list[Path]) -> str:
    """A line for each file as `sha256sum --check` reads it."""
    return "".join(
        f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files
    )


def workflow_gaps() -> list[str]:
    """Make targets that the release's workflow calls and the Makefile doesn't have."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
    runs = [
        step.get("run", "") for job in workflow["jobs"].values() for step in job.get("steps", [])
    ]
    called = {
        name
        for run in runs
        for line in re.findall(r"^make ([a-z -]+)", run, re.M)
        for name in line.split()
    }
    return [
        f"release.yml calls `make {name}`, which isn't there" for name in sorted(called - targets)
    ]


def _run(*command: str) -> str:
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"{' '.join(command)}: {(ran.stdout + ran.stderr).strip()}")
    return ran.stdout


def main() -> None:
    wrong = disagreements(sys.argv[1] if len(sys.argv) > 1 else "") + workflow_gaps()
    if not wrong:
        with tempfile.TemporaryDirectory() as name:
            print(checksums(distributions(Path(name))), end="")
            print(notes(version(), (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))[:400], "…")
    for line in wrong:
        print(line, file=sys.stderr)
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
