"""What Drizzle left on disk: projects, histories, snapshots; and the bridge to the project's own drizzle-kit."""

from __future__ import annotations
