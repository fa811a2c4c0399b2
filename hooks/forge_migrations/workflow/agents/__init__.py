"""What coding agents work with: the workflow in one command, their hooks, what they are told."""

from __future__ import annotations
