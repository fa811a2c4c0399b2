"""Text in the columns of a terminal: how wide it is, and lines that fit it."""

from __future__ import annotations

import os
import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

WIDTH = 80
"""Columns where nothing tells how many there are."""
NARROWEST = 40


def columns(environ: Mapping[str, str]) -> int:
    """The terminal's width: what `COLUMNS` says, else the terminal that output goes to, else the one
    that the process was started from; a hook manager puts a pipe before it."""
    told = environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return max(NARROWEST, int(told))
    for number in (1, 2):
        wide = _of_terminal(number)
        if wide:
            return max(NARROWEST, wide)
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | getattr(os, "O_NOCTTY", 0))
    except OSError:
        return WIDTH
    try:
        return max(NARROWEST, _of_terminal(terminal) or WIDTH)
    finally:
        os.close(terminal)


def coloured(environ: Mapping[str, str], terminal: bool) -> bool:
    """Whether output is to have colours; `terminal` tells whether it goes to one.

    https://no-color.org, https://force-color.org, https://bixense.com/clicolors/
    """
    if environ.get("NO_COLOR"):
        return False
    forced = environ.get("FORCE_COLOR", "")
    if forced:
        return forced not in ("0", "false")
    if environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    if environ.get("CLICOLOR") == "0" or environ.get("TERM") == "dumb":
        return False
    return terminal


def wide(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(letter) for letter in text)


def wrapped(text: str, width: int, hanging: str = "    ", first: int = 0) -> list[str]:
    """The text in lines that fit, broken between words only; all but the first begin with `hanging`.
    `first`: columns that the first line has less. A word that is wider than a line stays whole."""
    lines: list[str] = []
    words = text.lstrip(" ").split(" ")
    line, room = " " * (len(text) - len(text.lstrip(" "))) + words[0], width - first
    taken = wide(line)
    for word in words[1:]:
        more = wide(word)
        if taken + 1 + more > room:
            lines.append(line)
            line, room, taken = hanging + word, width, wide(hanging) + more
        else:
            line += f" {word}"
            taken += 1 + more
    return [*lines, line]


def pasteable(links: Sequence[Sequence[str]], width: int) -> list[str]:
    """A shell's line in lines that fit and can be pasted as they stand. `links` are the commands that
    `&&` joins, each in words; a line that goes on ends in `&&`, or in a backslash."""
    lines: list[str] = []
    for number, words in enumerate(links):
        end = " &&" if number < len(links) - 1 else ""
        whole = " ".join(words) + end
        if lines and lines[-1].endswith(" &&") and wide(f"{lines[-1]} {whole}") <= width:
            lines[-1] += f" {whole}"
        else:
            lines += _continued(words, end, width)
    return lines


def _continued(words: Sequence[str], end: str, width: int) -> Iterator[str]:
    units = _with_values(words)
    line = units[0]
    for number, word in enumerate(units[1:], 2):
        tail = end if number == len(units) else " \\"
        if wide(f"{line} {word}{tail}") > width and line.strip():
            yield f"{line} \\"
            line = f"  {word}"
        else:
            line += f" {word}"
    yield line + end


def _with_values(words: Sequence[str]) -> list[str]:
    """The words, an option and what follows it in one."""
    found: list[str] = []
    for word in words:
        if found and found[-1].startswith("--") and found[-1] != "--" and not word.startswith("-"):
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def _columns_of(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _of_terminal(number: int) -> int:
    try:
        return os.get_terminal_size(number).columns
    except (OSError, ValueError):
        return 0
