"""Words of newer PostgreSQL versions: a server that is older refuses them, production may not.

Source: the release notes, https://www.postgresql.org/docs/release/
"""

from __future__ import annotations

import re

from forge_migrations.sql.layout import words_alone

_SINCE = (
    (r"\bNULLS\s+NOT\s+DISTINCT\b", 15),
    (r"\bMERGE\s+INTO\b", 15),
    (r"\bsecurity_invoker\b", 15),
    (r"\bIS\s+(?:NOT\s+)?JSON\b", 16),
    (r"\bJSON_(?:ARRAY|OBJECT)(?:AGG)?\s*\(", 16),
    (r"\b(?:any_value|array_shuffle|array_sample|date_add|date_subtract)\s*\(", 16),
    (r"\bSYSTEM_USER\b", 16),
    (r"\bJSON_(?:TABLE|VALUE|EXISTS|QUERY|SCALAR|SERIALIZE)\s*\(", 17),
    (r"\b(?:to_bin|to_oct|uuid_extract_\w+|xmltext)\s*\(", 17),
    (r"\bSET\s+EXPRESSION\s+AS\b", 17),
    (r"\bmerge_action\s*\(", 17),
    (r"\buuidv[47]\s*\(", 18),
    (r"\bWITHOUT\s+OVERLAPS\b|\bPERIOD\s+\w", 18),
    (r"\bNOT\s+ENFORCED\b", 18),
    (r"\)\s*VIRTUAL\b", 18),
    (r"\bNOT\s+NULL\s+\S+\s+NOT\s+VALID\b", 18),
    (r"\b(?:casefold|crc32c?|array_reverse|array_sort|gamma|lgamma)\s*\(", 18),
    (r"\bRETURNING\s+(?:WITH\s*\(|old\.|new\.)", 18),
)
UNKNOWN = ("42601", "42883", "42704", "42703", "22023", "0A000")
"""What an older server says of them: syntax error, undefined function, object, parameter."""


def needed_version(sql: str) -> int:
    """The major version that first knew every word of the SQL; 0 when no known one is newer."""
    words = words_alone(sql, "postgres")
    return max(
        (major for form, major in _SINCE if re.search(form, words, re.IGNORECASE)), default=0
    )
