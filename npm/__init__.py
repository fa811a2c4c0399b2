"""The npm packages of the suite: `make npm`."""

from __future__ import annotations
