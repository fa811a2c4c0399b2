"""The commit as data: what was, what is to be, and what is released. The only room that knows git."""

from __future__ import annotations
