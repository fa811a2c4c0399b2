"""Why a database refuses, in plain words, and what to do: by the engine's codes and sentences."""

from __future__ import annotations

import re

from forge_migrations.database.target import Target
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours


def refused(target: Target, error: Exception) -> Undecided:
    """A driver's refusal, with what it means and what to do."""
    original = getattr(error, "orig", None) or error
    words = target.scrub(str(original.args[1] if _has_number(original) else original))
    number = original.args[0] if _has_number(original) else getattr(original, "sqlstate", None)
    for pattern, meaning, remedy in _MEANINGS[target.engine]:
        if re.search(pattern, f"{number} {words}", re.IGNORECASE):
            return Undecided(f"{target}: {meaning}: {_once(words)}", remedy)
    return Undecided(f"{target}: {_once(words)}")


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
_START = "start the database, or correct host and port in the URL"
_PASSWORD = "correct user and password in the URL; / ? # @ : in it are percent-encoded"
_CREATE = "create it, or correct the name at the end of the URL"
_RIGHTS = "let a role that may do it apply, or ask for the right"
_PRIMARY = "name the primary server in the URL"
_LOCK = "end it, or wait longer: --lock-timeout 60"
_CERTIFICATE = "renew the server's certificate, or name its authority: ?sslrootcert=FILE"

_MEANINGS = {
    "postgresql": (
        (r"\bcertificate\b|SSL error", "the server's certificate is refused", _CERTIFICATE),
        (r"invalid response to SSL|expected authentication request", ("what answers there is no "
         "PostgreSQL"), "correct host and port in the URL"),
        (r"does not support SSL", "the server has no TLS", "leave sslmode=require out of the URL"),
        (r"password authentication failed|28P01|no password supplied", "the password is refused",
         _PASSWORD),
        (r"no pg_hba\.conf entry|28000|role .* does not exist", "the server lets this user not in",
         _PASSWORD),
        (r"database .* does not exist|3D000", "there is no such database", _CREATE),
        (r"resolve host|name or service|nodename|not known", "the host's name is unknown", _START),
        (r"timeout|timed out", "the host doesn't answer", _START),
        (r"refused|no such file|unreachable", "nothing listens there", _START),
        (r"too many clients|53300", "the server has no connection left", "close some, or wait"),
        (r"permission denied|42501", "permission denied", _RIGHTS),
        (r"read-only transaction|25006", "the server is read-only: a replica or a standby",
         _PRIMARY),
        (r"lock timeout|55P03", "another session holds the lock", _LOCK),
    ),
    "mysql": (
        (r"1045|1698", "the password is refused", _PASSWORD),
        (r"1049", "there is no such database", _CREATE),
        (r"1044|1142|1227", "permission denied", _RIGHTS),
        (r"certificate|SSL", "the server's certificate is refused",
         "renew the server's certificate, or name its authority: export SSL_CERT_FILE=FILE"),
        (r"2013", "what answers there is no MySQL, or it hung up", "correct host and port in the URL"),
        (r"2003.*(getaddrinfo|name|resolve)", "the host's name is unknown", _START),
        (r"2003.*timed out", "the host doesn't answer", _START),
        (r"2003|2002|refused", "nothing listens there", _START),
        (r"1290|1836", "the server is read-only", _PRIMARY),
        (r"1205", "another session holds the lock", _LOCK),
    ),
    "sqlite": (
        (r"readonly|read-only", "the file is read-only", "make it writable: chmod u+w FILE"),
        (r"unable to open", "the file can't be opened", "give yourself the right to its folder"),
        (r"not a database", "this is no SQLite file", "name another file"),
        (r"locked|busy", "another process writes to it", _LOCK),
        (r"malformed", "the file is damaged", "restore it from a backup"),
    ),
}  # fmt: skip


_BY_CODE = {
    "postgresql": {
        "42501": _RIGHTS,
        "25006": _PRIMARY,
        "55P03": _LOCK,
    },
    "mysql": {
        **dict.fromkeys(("1044", "1142", "1227"), _RIGHTS),
        **dict.fromkeys(("1290", "1836"), _PRIMARY),
        "1205": _LOCK,
    },
    "sqlite": {
        "SQLITE_READONLY": "make it writable: chmod u+w FILE",
        **dict.fromkeys(("SQLITE_BUSY", "SQLITE_LOCKED"), _LOCK),
        "SQLITE_CORRUPT": "restore it from a backup",
    },
}
"""The words of a failure hold names and values of the migration's own, so only its code is asked."""
_ALREADY = {
    "postgresql": ("42P07", "42701", "42710"),
    "mysql": ("1050", "1060", "1061", "1826"),
}
"""Codes of what is there already."""


def advice(engine: str, code: str, message: str, tag: str) -> str:
    """What to do about the failure of a statement of the migration `tag`; empty when nothing general
    helps."""
    if engine == "sqlite" and re.search(r" already exists\Z|\Aduplicate column name: ", message):
        return _there(tag)
    if code in _ALREADY.get(engine, ()):
        return _there(tag)
    return _BY_CODE[engine].get(code, "")


def _there(tag: str) -> Remedy:
    mark = ours("apply", "--mark", "--to", tag)
    other = Remedy("reset a development database")
    return Remedy("if all of it is there, record it as applied", mark, instead=[other])
