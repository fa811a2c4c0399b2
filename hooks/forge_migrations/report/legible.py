"""Names as they can be shown: a pushed file's could speak to a terminal, or to a runner of CI, which
obeys lines that begin with `::`."""

from __future__ import annotations

from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note


def legible(text: str, keep: str = "") -> str:
    """The text with control characters, and bytes that are no UTF-8, written as escapes.

    `keep` names control characters that stay.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    if 0xDC80 <= ord(character) < 0xDD00:  # a byte, as Python's surrogateescape keeps it
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape", "backslashreplace").decode()


def encodable(data: Any) -> Any:
    """JSON's values, each byte in them that is no UTF-8 written as an escape: no JSON has one."""
    if isinstance(data, str):
        return "".join(_escaped(c) if 0xDC80 <= ord(c) < 0xDD00 else c for c in data)
    if isinstance(data, list):
        return [encodable(each) for each in data]
    if isinstance(data, dict):
        return {key: encodable(value) for key, value in data.items()}
    return data


def finding(said: Finding) -> Finding:
    """The finding with words that can be shown anywhere; its path stays the file's own."""
    return said._replace(
        message=legible(said.message),
        remedy=Remedy.of(said.remedy).shown_as(legible),
        acknowledged=legible(said.acknowledged),
        details=legible(said.details, "\n\t"),
    )


def note(said: Note) -> Note:
    """The note with words that can be shown anywhere."""
    return said._replace(
        message=legible(said.message),
        remedy=Remedy.of(said.remedy).shown_as(legible),
        details=legible(said.details, "\n\t"),
    )
