"""Patterns of the npm package `glob`, as drizzle-kit asks it: `src/**/!(*.test).{ts,js}`.

Source: glob 8.1.0 and minimatch 5.1.6, which drizzle-kit 0.31 and 1.0 bundle.
"""

from __future__ import annotations

import re
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = r"(?<!\\)(?:[*?\[]|[+@!]\()"
MOST = 4_096
"""Patterns that braces may make of one."""
_PAIR = r"(?<!\\)(?<!\$)\{((?:\\.|[^{}\\])*)\}"
_RANGE = r"(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?"


class Glob:
    """One pattern without braces, seen from a folder whose own name is no pattern."""

    def __init__(self, cwd: str, pattern: str) -> None:
        self.folders_only = pattern.endswith("/")
        self._cwd = cwd
        segments = [(each, False) for each in cwd.split("/") if each]
        for each in pattern.split("/"):
            if each == ".." and segments and segments[-1] != ("..", False):
                segments.pop()
            elif each == "..":
                segments.append((each, False))  # out of the repository, where no file is
            elif each not in ("", "."):
                segments.append((each, True))
        magic = [read and re.search(MAGIC, each) is not None for each, read in segments]
        plain = magic.index(True) if any(magic) else len(segments)
        self.fixed = "/".join(_literal(*each) for each in segments[:plain])
        """What stands before the first wildcard: all of it where there is none."""
        self.expression = None if plain == len(segments) else _compiled(tuple(segments))

    def matches(self, path: str, folder: bool = False) -> bool:
        if self.expression is None:
            return path == self.fixed
        if folder and path == self._cwd:
            return False  # `**` means everything in the folder that it is seen from, and not itself
        # `a/**` means the folder `a` too.
        return bool(
            self.expression.fullmatch(path) or (folder and self.expression.fullmatch(path + "/"))
        )


def _literal(segment: str, read: bool) -> str:
    return re.sub(r"\\(.)", r"\1", segment) if read else segment


@lru_cache(maxsize=256)
def _compiled(segments: tuple[tuple[str, bool], ...]) -> re.Pattern[str]:
    """`*` and `**` match no leading dot."""
    out = []
    for number, (segment, read) in enumerate(segments):
        last = number == len(segments) - 1
        if read and segment == "**":
            out.append(r"(?:(?!\.)[^/]+/)*" + (r"(?:(?!\.)[^/]+)?" if last else ""))
        else:
            text = _segment(segment) if read else re.escape(segment)
            out.append(text + ("" if last else "/"))
    return re.compile("".join(out))


def _segment(segment: str) -> str:
    start = r"(?![./]|\Z)" if re.match(r"[*?\[]|[+@!]\(", segment) else ""
    return start + "".join(_pieces(segment))


def _pieces(segment: str) -> Iterator[str]:
    at = 0
    while at < len(segment):
        rest = segment[at:]
        extended = re.match(r"([*+?@!])\(((?:\\.|[^()\\])*)\)", rest)
        bracket = re.match(r"\[([!^]?)(\]?(?:\\.|[^\]\\])*)\]", rest)
        if extended:
            kind, choice = extended[1], "|".join(map(_segment_inside, extended[2].split("|")))
            if kind == "!":  # what it is not, together with what follows
                tail = "".join(_pieces(rest[extended.end() :]))
                yield f"(?!(?:{choice}){tail}(?:/|\\Z))[^/]*?{tail}"
                return
            yield f"(?:{choice})" + ("" if kind == "@" else kind)
            at += extended.end()
        elif bracket and (one := _bracket(bracket[1], bracket[2])):
            yield one
            at += bracket.end()
        elif rest[0] == "\\" and len(rest) > 1:
            yield re.escape(rest[1])
            at += 2
        else:
            yield {"*": "[^/]*", "?": "[^/]"}.get(rest[0]) or re.escape(rest[0])
            at += 1


def _segment_inside(choice: str) -> str:
    return "".join(_pieces(choice))


def _bracket(negated: str, inside: str) -> str:
    """A class of characters; empty where it is none, and so stands for itself."""
    first = inside.startswith("]")
    body = ("\\]" if first else "") + inside[first:].replace("[", "\\[").replace("^", "\\^")
    body = re.sub(r"([&~|])", r"\\\1", body)
    try:
        re.compile(f"[{body}]")
    except re.error:
        return ""
    return f"(?!/)[^{body}]" if negated else f"[{body}]"


def expanded(pattern: str) -> list[str]:
    """`a/{b,c}{1..2}.ts` as the four patterns that it stands for. Source: brace-expansion 2."""
    found: list[str] = []
    waiting = [pattern]
    while waiting and len(found) + len(waiting) <= MOST:
        each = waiting.pop()
        parts: list[str] | None = None
        for pair in re.finditer(_PAIR, each):
            parts = _parts(pair[1])
            if parts is not None:
                head, tail = each[: pair.start()], each[pair.end() :]
                waiting += [head + part + tail for part in reversed(parts)]
                break
        if parts is None:
            found.append(each)
    return list(dict.fromkeys(found + waiting))


def _parts(inside: str) -> list[str] | None:
    """What stands between braces, one by one; `None` when they mean themselves."""
    sequence = re.fullmatch(_RANGE, inside)
    if sequence is None:
        parts = re.split(r"(?<!\\),", inside)
        return parts if len(parts) > 1 else None
    one, other = sequence[1], sequence[2]
    letters = one.isalpha()
    if letters != other.isalpha():
        return None
    start, end = (ord(each) if letters else int(each) for each in (one, other))
    step = max(abs(int(sequence[3] or 1)), 1)
    if abs(end - start) // step > MOST:
        return None
    numbers = range(start, end + 1, step) if start <= end else range(start, end - 1, -step)
    padded = re.match(r"-?0\d", one) or re.match(r"-?0\d", other)
    width = max(len(one), len(other)) if padded and not letters else 0
    return [chr(each) if letters else f"{each:0{width}d}" for each in numbers]
