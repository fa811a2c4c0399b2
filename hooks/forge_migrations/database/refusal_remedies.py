"""What to do about the refusals that every server has, in one wording."""

from __future__ import annotations

START = "start the database, or correct host and port in the URL"
PASSWORD = "correct user and password in the URL; / ? # @ : in it are percent-encoded"
CREATE = "create it, or correct the name at the end of the URL"
RIGHTS = "name the owner of the tables in --database-url, or have the owner GRANT the right"
PRIMARY = "name the primary server in the URL"
LOCK = "end it, or wait longer: --lock-timeout 60"
CERTIFICATE = "renew the server's certificate, or name its authority: ?sslrootcert=FILE"
