"""Findings as text, JSON, SARIF, annotations and pages. Called by the command line alone."""

from __future__ import annotations
