"""Where a line of the judged commit can be read: an address on the platform that runs the pipeline.

Sources: https://docs.github.com/actions/reference/workflows-and-actions/variables (GitHub and GitHub Enterprise
Server), https://docs.gitlab.com/ci/variables/predefined_variables/
"""

from __future__ import annotations

import json
from urllib.parse import quote

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.report.legible import legible
from forge_migrations.report.markup import code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Places(NamedTuple):
    """The folder of a commit's files on a platform; empty where none is known."""

    folder: str = ""
    """`https://github.com/acme/shop/blob/<sha>`, without a slash at the end."""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Places:
        """By what the pipeline's environment says."""
        server, repository = environ.get("GITHUB_SERVER_URL"), environ.get("GITHUB_REPOSITORY")
        commit = _head(environ.get("GITHUB_EVENT_PATH", "")) or environ.get("GITHUB_SHA")
        if server and repository and commit:
            return cls(f"{server.rstrip('/')}/{quote(repository)}/blob/{quote(commit)}")
        project = environ.get("CI_PROJECT_URL")
        commit = environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or environ.get("CI_COMMIT_SHA")
        if project and commit:
            return cls(f"{project.rstrip('/')}/-/blob/{quote(commit)}")
        return cls()

    def address(self, path: str, line: int) -> str:
        """Empty where no platform is known."""
        if not self.folder or not path:
            return ""
        return f"{self.folder}/{quote(path, errors='surrogateescape')}#L{line}"

    def link(self, path: str, line: int, name: str = "") -> str:
        """Markdown: the place's name as a link, or as code where there is nothing to link to."""
        shown = code(name or f"{legible(path)}:{line}")
        address = self.address(path, line)
        return f"[{shown}]({address})" if address else shown


def _head(event: str) -> str:
    """The pull request's own newest commit: `GITHUB_SHA` is a merge that is gone a day later."""
    try:
        with open(event, encoding="utf-8") as file:
            told = json.load(file)
        return str(told["pull_request"]["head"]["sha"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
