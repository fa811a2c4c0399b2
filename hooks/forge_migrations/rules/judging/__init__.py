"""What runs the rules: a statement's surroundings, acknowledgements, the judgement of a file."""

from __future__ import annotations
