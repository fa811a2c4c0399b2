"""Why PostgreSQL refuses, by its codes and sentences."""

from __future__ import annotations

from forge_migrations.database.refusal_remedies import CERTIFICATE
from forge_migrations.database.refusal_remedies import CREATE
from forge_migrations.database.refusal_remedies import LOCK
from forge_migrations.database.refusal_remedies import PASSWORD
from forge_migrations.database.refusal_remedies import PRIMARY
from forge_migrations.database.refusal_remedies import RIGHTS
from forge_migrations.database.refusal_remedies import START

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from forge_migrations.database.behaviour import Meanings

MEANINGS: Meanings = (
    (r"\bcertificate\b|SSL error", "the server's certificate is refused", CERTIFICATE),
    (r"invalid response to SSL|expected authentication request", ("what answers there is no "
     "PostgreSQL"), "correct host and port in the URL"),
    (r"does not support SSL", "the server has no TLS", "leave sslmode=require out of the URL"),
    (r"password authentication failed|28P01|no password supplied", "the password is refused",
     PASSWORD),
    (r"no pg_hba\.conf entry|28000|role .* does not exist", "the server lets this user not in",
     PASSWORD),
    (r"database .* does not exist|3D000", "there is no such database", CREATE),
    (r"resolve host|name or service|nodename|not known", "the host's name is unknown", START),
    (r"timeout|timed out", "the host doesn't answer", START),
    (r"refused|no such file|unreachable", "nothing listens there", START),
    (r"too many clients|53300", "the server has no connection left", "close some, or wait"),
    (r"permission denied|42501", "permission denied", RIGHTS),
    (r"read-only transaction|25006", "the server is read-only: a replica or a standby",
     PRIMARY),
    (r"lock timeout|55P03", "another session holds the lock", LOCK),
)  # fmt: skip
"""A pattern of number and words, what it means, and what to do."""
BY_CODE: Mapping[str, str] = {
    "42501": RIGHTS,
    "25006": PRIMARY,
    "55P03": LOCK,
}
"""The words of a failure hold names and values of the migration's own, so only its code is asked."""
ALREADY = ("42P07", "42701", "42710")
"""Codes of what is there already."""
