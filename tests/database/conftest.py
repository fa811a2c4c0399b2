"""Every test here may ask for a scratch server."""

from __future__ import annotations

from scratch_servers import mysql as mysql
from scratch_servers import postgres as postgres
from scratch_servers import scratch_cache as scratch_cache
from scratch_servers import shared_scratch_cache as shared_scratch_cache
