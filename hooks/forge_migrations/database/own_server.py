"""What the scratch servers of our own share: a folder, a process that can't outlive us, and a data
folder that can be kept, with a note in it, and started from again."""

from __future__ import annotations

import os
import sys

from forge_migrations.database.folders import ScratchFolder
from forge_migrations.database.folders import keep_template
from forge_migrations.database.folders import template
from forge_migrations.database.process import Process
from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal


class OwnServer:
    """One running server. `template_name` starts it from a data folder that was kept earlier.

    A subclass sets what `_begin` needs before it calls `__init__`. Raises `Undecided` with `what`
    when the server can't be started.
    """

    keeps = True
    _user: int | None = None
    """Who the server runs as, when we are root."""

    def __init__(self, end: signal.Signals, template_name: str | None, what: str) -> None:
        self._folder = ScratchFolder()
        self._process = Process(self._folder, end)
        kept = template(template_name) if template_name else None
        self.from_template = kept is not None
        """False when the kept data folder wasn't there: the server is empty."""
        try:
            if sys.platform != "win32" and self._user is not None:
                os.chown(self._folder.path, self._user, self._user)
            self._begin(kept)
        except OSError as error:
            self._process.stop()
            raise Undecided(f"no {what}: {error}") from error
        except BaseException:
            self._process.stop()
            raise

    @property
    def told(self) -> str:
        """What was told of the data folder that this server started from."""
        with open(self._note, encoding="utf-8") as file:
            return file.read()

    def _begin(self, kept: str | None) -> None:
        """Make the data folder, of the file in which one was kept or anew, and start the server."""
        raise NotImplementedError

    def _keep(self, name: str, told: str) -> None:
        """Keep the data folder of a server that doesn't write to it now."""
        with open(self._note, "w", encoding="utf-8") as file:
            file.write(told)
        keep_template(self._data, name)

    @property
    def _data(self) -> str:
        return os.path.join(self._folder.path, "data")

    @property
    def _note(self) -> str:
        return os.path.join(self._data, "forge.json")
