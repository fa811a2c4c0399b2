"""What an editor is told while somebody types: findings, histories and what can be done about them."""

from __future__ import annotations
