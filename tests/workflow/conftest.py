"""The database room's scratch servers, for the commands that work on live databases."""

from __future__ import annotations

from database.conftest import mysql as mysql
from database.conftest import postgres as postgres
from database.conftest import scratch_cache as scratch_cache
