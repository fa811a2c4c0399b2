"""An npm registry on this machine: what a release would publish, to be installed as a user does.

It answers for our own packages and sends every other name on to the registry that npm is configured
with. The other platforms' packages, which are built on their own machines, are there with nothing in
them: a package manager reads their `os` and `cpu` and leaves them.
https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from npm.packages import PLATFORMS
from npm.packages import platform_package


@contextmanager
def serving(tarballs: Sequence[Path], env: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Serve the packages; the value is the environment in which every package manager asks here."""
    upstream = subprocess.run(
        ["npm", "config", "get", "registry"],
        env=dict(env), check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    address = f"http://127.0.0.1:{server.server_port}/"
    server.RequestHandlerClass = _answering(_packages(tarballs), address, upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield {
            **env,
            "NPM_CONFIG_REGISTRY": address,
            "npm_config_registry": address,
            "YARN_REGISTRY": address,
            "YARN_NPM_REGISTRY_SERVER": address,
            "YARN_UNSAFE_HTTP_WHITELIST": "127.0.0.1",
            "BUN_CONFIG_REGISTRY": address,
        }
    finally:
        server.shutdown()
        server.server_close()


def _packages(tarballs: Sequence[Path]) -> dict[str, tuple[dict[str, Any], bytes]]:
    """Name -> (package.json, tarball)."""
    found = {}
    for path in tarballs:
        content = path.read_bytes()
        package = _package(content)
        found[str(package["name"])] = (package, content)
    version = str(next(iter(found.values()))[0]["version"])
    for platform in PLATFORMS:
        if platform.package not in found:
            package = platform_package(platform, version)
            found[platform.package] = (package, _tarball(package))
    return found


def _package(content: bytes) -> dict[str, Any]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        file = archive.extractfile("package/package.json")
        assert file is not None
        package: dict[str, Any] = json.load(file)
        return package


def _tarball(package: dict[str, Any]) -> bytes:
    text = json.dumps(package).encode()
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        entry = tarfile.TarInfo("package/package.json")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return target.getvalue()


def _answering(
    packages: dict[str, tuple[dict[str, Any], bytes]], address: str, upstream: str
) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path).lstrip("/")
            name, tar, _ = path.partition("/-/")
            if name not in packages:
                self.send_response(307)
                self.send_header("Location", upstream.rstrip("/") + self.path)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            package, content = packages[name]
            answer = content if tar else json.dumps(_metadata(package, content, address)).encode()
            self.send_response(200)
            self.send_header(
                "Content-Type", "application/octet-stream" if tar else "application/json"
            )
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: a request is no news."""

    return Answers


def _metadata(package: dict[str, Any], content: bytes, address: str) -> dict[str, Any]:
    """What a registry tells of a package that has one version."""
    name, version = package["name"], package["version"]
    dist = {
        "tarball": f"{address}{name}/-/{name.rpartition('/')[2]}-{version}.tgz",
        "shasum": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        "integrity": "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode(),
    }
    return {
        "name": name,
        "dist-tags": {"latest": version},
        "versions": {version: {**package, "dist": dist}},
        "time": {version: "2026-01-01T00:00:00.000Z"},
    }
