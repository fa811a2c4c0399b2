"""How often the rules are right: engines run statements, and what they did is held against what was said."""
