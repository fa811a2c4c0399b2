"""Why MySQL refuses, by its codes and sentences."""

from __future__ import annotations

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
    (r"1045|1698", "the password is refused", PASSWORD),
    (r"1049", "there is no such database", CREATE),
    (r"1044|1142|1227", "permission denied", RIGHTS),
    (r"certificate|SSL", "the server's certificate is refused",
     "renew the server's certificate, or name its authority: export SSL_CERT_FILE=FILE"),
    (r"2013", "what answers there is no MySQL, or it hung up", "correct host and port in the URL"),
    (r"2003.*(getaddrinfo|name|resolve)", "the host's name is unknown", START),
    (r"2003.*timed out", "the host doesn't answer", START),
    (r"2003|2002|refused", "nothing listens there", START),
    (r"1290|1836", "the server is read-only", PRIMARY),
    (r"1205", "another session holds the lock", LOCK),
)  # fmt: skip
"""A pattern of number and words, what it means, and what to do."""
BY_CODE: Mapping[str, str] = {
    **dict.fromkeys(("1044", "1142", "1227"), RIGHTS),
    **dict.fromkeys(("1290", "1836"), PRIMARY),
    "1205": LOCK,
}
"""The words of a failure hold names and values of the migration's own, so only its code is asked."""
ALREADY = ("1050", "1060", "1061", "1826")
"""Codes of what is there already."""
