"""Why a database refuses, in plain words, and what to do: by the engine's codes and sentences."""

from __future__ import annotations

import re

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.grants import granted
from forge_migrations.database.refusal_remedies import RIGHTS
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.target import Target


def refused(target: Target, error: Exception) -> Undecided:
    """A driver's refusal, with what it means and what to do."""
    original = getattr(error, "orig", None) or error
    words = target.scrub(str(original.args[1] if _has_number(original) else original))
    number = original.args[0] if _has_number(original) else getattr(original, "sqlstate", None)
    for pattern, meaning, remedy in behaviour_of(target.engine).meanings:
        if re.search(pattern, f"{number} {words}", re.IGNORECASE):
            if remedy == RIGHTS:
                remedy = rights(target, words)
            return Undecided(f"{target}: {meaning}: {_once(words)}", remedy)
    return Undecided(f"{target}: {_once(words)}")


def rights(target: Target, words: str) -> str:
    """What lets the role of the URL do what it may not, from the server's sentence."""
    url = target.url
    lines = granted(target.engine, url.username or "", url.database or "", words) if url else ""
    if not lines:
        return RIGHTS
    return f"have the owner run: {lines} (or name the owner in --database-url)"


def _once(words: str) -> str:
    """libpq's words without the address, which is said already, each once: it tries several ways."""
    parts = (each.strip() for each in _ADDRESS.split(words))
    return "; ".join(dict.fromkeys(each for each in parts if each)) or words


def _has_number(error: BaseException) -> bool:
    return len(error.args) >= 2 and isinstance(error.args[0], int)


_ADDRESS = re.compile(
    r'(?:connection failed: )?connection to server (?:at|on socket) "[^"]*"(?: \([^)]*\))?'
    r"(?:, port \d+)? failed: "
)


def advice(target: Target, code: str, message: str, tag: str) -> str:
    """What to do about the failure of a statement of the migration `tag`; empty when nothing general
    helps."""
    own = behaviour_of(target.engine)
    if own.is_there(code, message):
        return _there(tag)
    known = own.by_code.get(code, "")
    return rights(target, message) if known == RIGHTS else known


def _there(tag: str) -> Remedy:
    mark = ours("apply", "--mark", "--to", tag)
    other = Remedy("reset a development database")
    return Remedy("if all of it is there, record it as applied", mark, instead=[other])
