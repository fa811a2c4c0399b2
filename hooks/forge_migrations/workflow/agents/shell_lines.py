"""The programs that a shell's line runs, as far as it can be read: chains, `sh -c`, npm scripts."""

from __future__ import annotations

import json
import os
import re
import shlex

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

SHELLS = frozenset(("sh", "bash", "zsh", "dash", "ksh"))
BEFORE = frozenset(
    ("sudo", "command", "exec", "nohup", "time", "env", "xargs", "nice", "then", "do", "else", "if",
     "!", "{", "dotenv", "cross-env", "dotenvx", "doppler", "timeout")
)  # fmt: skip
"""Words that run the rest."""
RUNNERS = frozenset(("npx", "bunx", "pnpx", "tsx", "node", "bun", "uvx", "pipx"))
MANAGERS = frozenset(("npm", "pnpm", "yarn", "bun"))
ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
INNER = re.compile(r"\$\(([^()]*)\)|`([^`]*)`")
DOCUMENT = re.compile(
    r"(?P<head>[^\n]*)<<-?[ \t]*(?P<quote>['\"]?)(?P<end>\w+)(?P=quote)(?P<tail>[^\n]*)\n"
    r"(?P<body>.*?)^[ \t]*(?P=end)[ \t]*$", re.S | re.M
)  # fmt: skip
"""A here-document: text for a program, and a script for a shell."""
ENDS = frozenset((";", "&&", "||", "|", "&", "(", ")", "\n", ";;", "|&"))
DEEP = 6


class Run(NamedTuple):
    """One program that a line runs."""

    argv: tuple[str, ...]
    variables: Mapping[str, str]
    """What is set for it, `export` before it included."""
    cwd: str
    writes: tuple[str, ...] = ()
    """Files that its output is sent to."""

    @property
    def program(self) -> str:
        return os.path.basename(self.argv[0]) if self.argv else ""


def runs(line: str, cwd: str, depth: int = 0) -> Iterator[Run]:
    """Every program of a line, those behind `sh -c`, `npx` and scripts of package.json too."""
    if depth > DEEP:
        return
    line = DOCUMENT.sub(_document, line)
    for inner in INNER.findall(line):
        yield from runs(inner[0] or inner[1], cwd, depth + 1)
    exported: dict[str, str] = {}
    for words in _simple(line):
        run = _run(words, exported, cwd)
        if run.program == "cd" and len(run.argv) > 1:
            cwd = os.path.normpath(os.path.join(cwd, run.argv[1]))
        elif run.program == "export":
            exported |= _assigned(run.argv[1:])
        elif not run.argv:
            exported |= run.variables
        yield run
        yield from _behind(run, depth)


def _document(found: re.Match[str]) -> str:
    words = re.split(r"[;&|(]", found["head"])[-1].split()
    script = found["body"] if words and os.path.basename(words[0]) in SHELLS else ""
    return f"{found['head']}{found['tail']}\n{script}"


def _simple(line: str) -> Iterator[list[str]]:
    """The words of each simple command; a line that no shell could read falls apart at blanks."""
    reader = shlex.shlex(line, posix=True, punctuation_chars="();<>|&\n")
    reader.whitespace, reader.commenters = " \t\r", ""
    reader.whitespace_split = True
    try:
        tokens = list(reader)
    except ValueError:
        tokens = re.split(r"[ \t]+", line.replace("\n", " ; "))
    words: list[str] = []
    for token in tokens:
        if token in ENDS or (token and set(token) <= set(";&|()\n")):
            if words:
                yield words
            words = []
        else:
            words.append(token)
    if words:
        yield words


def _run(words: list[str], exported: Mapping[str, str], cwd: str) -> Run:
    argv: list[str] = []
    writes: list[str] = []
    variables = dict(exported)
    rest = iter(words)
    for word in rest:
        if word in (">", ">>", ">|", "&>", "<", "<<", "<<<", ">&"):
            target = next(rest, "")
            writes += [target] if word.startswith((">", "&>")) and not target.isdigit() else []
        elif not argv and ASSIGNED.match(word):
            variables |= _assigned([word])
        elif not argv and os.path.basename(word) in BEFORE:
            continue
        elif not argv and word.startswith("-"):
            continue  # an option of what runs the rest
        else:
            argv.append(word)
    return Run(tuple(argv), variables, cwd, tuple(writes))


def _assigned(words: Iterator[str] | list[str] | tuple[str, ...]) -> dict[str, str]:
    pairs = (word.partition("=") for word in words if ASSIGNED.match(word))
    return {name: value for name, _, value in pairs}


def _behind(run: Run, depth: int) -> Iterator[Run]:
    """What a program runs in its turn."""
    program, rest = run.program, list(run.argv[1:])
    if program in SHELLS:
        at = next((i for i, word in enumerate(rest) if re.fullmatch(r"-\w*c", word)), -1)
        if 0 <= at < len(rest) - 1:
            yield from _with(run, runs(rest[at + 1], run.cwd, depth + 1))
    elif program == "eval":
        yield from _with(run, runs(" ".join(rest), run.cwd, depth + 1))
    elif program in MANAGERS:
        yield from _managed(run, rest, depth)
    elif program in RUNNERS or program == "corepack":
        behind = [word for word in rest if not word.startswith("-")]
        if behind:
            yield Run(tuple(rest[rest.index(behind[0]) :]), run.variables, run.cwd)


def _with(run: Run, inner: Iterator[Run]) -> Iterator[Run]:
    for each in inner:
        yield each._replace(variables={**run.variables, **each.variables})


def _managed(run: Run, rest: list[str], depth: int) -> Iterator[Run]:
    """npm, pnpm, yarn and bun: a script of package.json, or a program of node_modules."""
    cwd, words = run.cwd, list[str]()
    at = iter(rest)
    for word in at:
        if word in ("--prefix", "-C", "--cwd", "--dir", "--filter", "-w", "--workspace"):
            value = next(at, "")
            cwd = os.path.join(cwd, value) if word in ("--prefix", "-C", "--cwd", "--dir") else cwd
        elif word.startswith(("--prefix=", "--cwd=", "--dir=")):
            cwd = os.path.join(cwd, word.partition("=")[2])
        elif words or not word.startswith("-"):
            words.append(word)
    if not words:
        return
    if words[0] in ("exec", "dlx", "x"):
        behind = words[2:] if words[1:2] == ["--"] else words[1:]
        if behind:
            yield Run(tuple(behind), run.variables, cwd)
            yield from _behind(Run(tuple(behind), run.variables, cwd), depth + 1)
        return
    name = words[1] if words[0] in ("run", "run-script") and len(words) > 1 else words[0]
    scripts = _scripts(cwd)
    if name in scripts:
        more = words[words.index(name) + 1 :]
        more = more[1:] if more[:1] == ["--"] else more
        for one in (f"pre{name}", name, f"post{name}"):
            if one in scripts:
                line = scripts[one] + (" " + shlex.join(more) if more and one == name else "")
                yield from _with(run, runs(line, cwd, depth + 1))
    elif run.program != "npm":
        yield Run(tuple(words), run.variables, cwd)


def _scripts(cwd: str) -> dict[str, str]:
    try:
        with open(os.path.join(cwd, "package.json"), encoding="utf-8") as file:
            found = json.load(file).get("scripts", {})
    except (OSError, ValueError, AttributeError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
