"""The one Node (or Bun) process: started when first asked, ended with its whole group."""

from __future__ import annotations

import contextlib
import json
import os
import time

from forge_migrations.drizzle.kit.runtimes import runtime
from forge_migrations.facts import cache_folder
from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from typing import Any

    from forge_migrations.system.pipes import Pipes
    from forge_migrations.system.pipes import ThreadedPipes

    Answer = dict[str, Any]

SCRIPT = os.path.join(os.path.dirname(__file__), "kit.cjs")


class Endless(Undecided):
    """The process didn't answer within the time limit and was ended."""


class Node:
    """A conversation with `kit.cjs`: a request, its questions about files, its answer."""

    def __init__(
        self, timeout: float = 60.0, root: str | None = None, options: tuple[str, ...] = ()
    ) -> None:
        self._root = root
        self._options = options
        """Node's own, which Bun hasn't: how much memory it may take."""
        self.timeout = timeout
        self.started = 0
        """How many processes this conversation has taken: none when all was known."""
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Pipes | ThreadedPipes | None = None
        self._owed = 0
        """Answers to come that nobody waits for."""
        self._has_answered = False
        """True of a process that isn't in its first question."""
        self._said: Any = None

    def prepare(self, request: Answer) -> None:
        """Start the process with a request whose answer nobody needs, and don't wait for it.

        What it loads meanwhile is there when the first `ask` comes. A failure is that one's too.
        """
        if self._process is not None:
            return
        try:
            self._start()
            self._send(request, time.monotonic() + self.timeout)
            self._owed += 1
        except OSError:
            self.close()

    def ask(self, request: Answer, reply: Callable[[Answer], Any]) -> Answer:
        """The answer to a request; `reply` answers what it asks back meanwhile.

        Raises `Endless` after `timeout` seconds and `Undecided` when the process dies; one that has
        answered before is asked once more, as a new one: somebody may have ended it meanwhile.
        """
        if self._process is not None and self._has_answered:
            try:
                return self._ask(request, reply)
            except Undecided as error:
                if isinstance(error, Endless):
                    raise
        return self._ask(request, reply)

    def _ask(self, request: Answer, reply: Callable[[Answer], Any]) -> Answer:
        deadline = time.monotonic() + self.timeout
        try:
            if self._process is None:
                self._start()
            self._send({**request, "limit": max(1, int(self.timeout * 1000))}, deadline)
            while True:
                message = self._receive(deadline)
                if "answer" in message and self._owed:
                    self._owed -= 1
                    continue
                if "answer" in message:
                    self._has_answered = True
                    return dict(message["answer"])
                self._send(reply(message), deadline)
        except TimeoutError as error:
            self.close()
            raise Endless(f"no answer within {self.timeout:g} s") from error
        except (OSError, ValueError) as error:
            raise Undecided(f"the Node process ended: {self._last_words()}") from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the process and everything that it started."""
        process = self._process
        self._process, self._channel, self._owed = None, None, 0
        self._has_answered = False
        if process is not None:
            from forge_migrations.system.processes import end

            end(process)
            for pipe in (process.stdin, process.stdout):
                assert pipe is not None
                with contextlib.suppress(OSError):  # what was not sent is nobody's any more
                    pipe.close()
        if self._said is not None:
            self._said.close()

    def _start(self) -> None:
        import subprocess  # a warm run starts no process and pays for none of this
        import tempfile

        from forge_migrations.system.pipes import pipes
        from forge_migrations.system.processes import APART

        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # read when the process dies
        env = {key: value for key, value in os.environ.items() if key not in SCRUBBED}
        # Compiling drizzle-kit and drizzle-orm is a quarter of what loading them takes.
        env.setdefault("NODE_COMPILE_CACHE", os.path.join(cache_folder(), "node"))
        program = runtime(self._root)
        is_node = os.path.basename(program).startswith("node")
        process = subprocess.Popen(
            [program, *(self._options if is_node else ()), SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={**env, "NO_COLOR": "1"},
            **APART,
        )
        assert process.stdin is not None and process.stdout is not None
        self._process, self._channel = process, pipes(process.stdin, process.stdout)
        self.started += 1

    def _send(self, value: Any, deadline: float) -> None:
        assert self._channel is not None
        self._channel.send(json.dumps(value).encode(), deadline)

    def _receive(self, deadline: float) -> Answer:
        assert self._channel is not None
        value = json.loads(self._channel.receive(deadline))
        assert isinstance(value, dict)
        return value

    def _last_words(self) -> str:
        words = b""
        if self._said is not None and not self._said.closed:
            self._said.seek(0)
            words = self._said.read(65536)
        self.close()
        lines = [each.strip() for each in words.decode("utf-8", "replace").splitlines()]
        return next((each for each in lines if "rror" in each), lines[0] if lines else "silently")


SCRUBBED = ("NODE_OPTIONS", "NODE_CHANNEL_FD", "NODE_PATH", "NODE_V8_COVERAGE", "NODE_REPL_HISTORY")
"""What would run other code in the process, or speak on its channel."""
