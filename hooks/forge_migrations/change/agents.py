"""Which coding agent makes a commit, as far as that can be known: by its environment, by its trailer."""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from forge_migrations.change.repository import Repository

VARIABLES: Mapping[str, str] = {
    "CLAUDECODE": "Claude Code",
    "CODEX_SANDBOX": "Codex",
    "CODEX_THREAD_ID": "Codex",
    "CODEX_CI": "Codex",
    "CURSOR_AGENT": "Cursor",
    "GEMINI_CLI": "Gemini CLI",
    "OPENCODE": "opencode",
    "AI_AGENT": "",
}
"""What the agents set for the programs that they run; `AI_AGENT` has the name as its value.

https://code.claude.com/docs/en/env-vars · https://developers.openai.com/codex/environment-variables ·
https://geminicli.com/docs/tools/shell · https://www.npmjs.com/package/@vercel/detect-agent (the others).
`CURSOR_TRACE_ID` isn't one of them: a person's terminal in Cursor has it too.
"""
PEOPLE_OF: tuple[tuple[str, str], ...] = (
    (r"noreply@anthropic\.com|claude\[bot\]", "Claude Code"),
    (r"codex@openai\.com|chatgpt-codex-connector", "Codex"),
    (r"cursoragent@cursor\.com|cursor\[bot\]|cursor-agent", "Cursor"),
    (r"copilot@users\.noreply\.github\.com|copilot-swe-agent|\+copilot@", "Copilot"),
    (r"gemini-cli|gemini-code-assist|google-labs-jules", "Gemini"),
    (r"opencode\.ai|opencode-agent\[bot\]", "opencode"),
    (r"devin-ai-integration", "Devin"),
    (r"aider\.chat", "aider"),
)
"""How the agents sign: an author's or a co-author's address, lower case."""


def agent_here(environ: Mapping[str, str]) -> str:
    """The agent that runs this process; empty for a person, as far as it shows."""
    for name, agent in VARIABLES.items():
        value = environ.get(name, "")
        if value and value not in ("0", "false"):
            return agent or value.partition("@")[0]
    return ""


def agent_of(signature: str) -> str:
    """The agent that a signature is of, `Claude <noreply@anthropic.com>`; empty for a person's."""
    said = signature.lower()
    return next((agent for pattern, agent in PEOPLE_OF if re.search(pattern, said)), "")


def agent_in(repository: Repository, span: str, path: str) -> str:
    """The agent that made a commit of a range which touches a path, by author or `Co-authored-by`."""
    trailer = "%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x02)"
    log = ("log", "--no-show-signature", "--no-color", f"--format=%an <%ae>%x02{trailer}%x03")
    said = os.fsdecode(repository.ask(*log, "--full-history", span, "--", f":(top,literal){path}"))
    return next((agent for one in re.split("[\x02\x03]", said) if (agent := agent_of(one))), "")
