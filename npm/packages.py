"""The npm packages: one that people install, and one for each platform with a runtime in it.

The way of esbuild and Biome: the platforms' packages are optional dependencies, npm installs the
one whose `os`, `cpu` and `libc` fit, and nothing is downloaded by a script.
https://docs.npmjs.com/cli/configuring-npm/package-json#os
"""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path
from typing import Any
from typing import NamedTuple

SCOPE = "@forge-migrations"


class Platform(NamedTuple):
    """What npm calls a platform."""

    os: str
    cpu: str
    libc: str = ""

    @property
    def package(self) -> str:
        return f"{SCOPE}/{'-'.join(filter(None, (self.os, self.cpu, self.libc)))}"


PLATFORMS = (
    Platform("linux", "x64", "glibc"),
    Platform("linux", "x64", "musl"),
    Platform("linux", "arm64", "glibc"),
    Platform("linux", "arm64", "musl"),
    Platform("darwin", "x64"),
    Platform("darwin", "arm64"),
    Platform("win32", "x64"),
)


def this_platform() -> Platform:
    """Where this interpreter runs. Raises `RuntimeError` where no package is made for it."""
    cpu = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}.get(
        platform.machine().lower(), platform.machine()
    )
    libc = (
        ("glibc" if platform.libc_ver()[0] == "glibc" else "musl")
        if sys.platform == "linux"
        else ""
    )
    here = Platform(sys.platform, cpu, libc)
    if here not in PLATFORMS:
        raise RuntimeError(f"no package is made for {here.package}")
    return here


def main_package(folder: Path, version: str) -> dict[str, Any]:
    """package.json of what people install, from the one that stands in `folder`."""
    package: dict[str, Any] = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    package["version"] = version
    package["optionalDependencies"] = {each.package: version for each in PLATFORMS}
    return package


def platform_package(here: Platform, version: str) -> dict[str, Any]:
    """package.json of a platform's runtime."""
    package: dict[str, Any] = {
        "name": here.package,
        "version": version,
        "description": f"The runtime of forge-migrations for {here.package.partition('/')[2]}.",
        "license": "MIT",
        "repository": {
            "type": "git",
            "url": "git+https://github.com/forge-migrations/forge-migrations.git",
        },
        "os": [here.os],
        "cpu": [here.cpu],
        "preferUnplugged": True,
    }
    if here.libc:
        package["libc"] = [here.libc]
    return package
